"""What the lexicon is compiled from: the files of hazm and parsivar, and our own tables and code."""

from pathlib import Path

from kavosh.analyzers.gazetteer_files import FILES
from kavosh.analyzers.installed import HAZM_FILES, PARSIVAR_FILES, package_files, package_version
from kavosh.analyzers.tables import module_file, stamp, table_file

# What compiles: a change in these makes cached lexica stale.
_CODE = (
    "lexicon",
    "lexicon_build",
    "lexicon_sources",
    "installed",
    "verbs",
    "spoken",
    "characters",
    "gazetteer_entries",
)
_TABLES = ("verbs", "plurals", "keep", "not_verbs", "not_plural", "spellings", "compounds", "surnames")
_PACKAGES = (("hazm", HAZM_FILES), ("parsivar", PARSIVAR_FILES))


def lexicon_stamp() -> str:
    """What names the cached lexicon of this installation; told at every start."""
    theirs = (path for origin, names in _PACKAGES for path in package_files(origin, names).values())
    return stamp((*theirs, *_our_files()))


def fingerprint() -> str:
    """The same for the same lexicon wherever it was compiled: 16 hexadecimal digits.

    By versions of hazm and parsivar, sizes of their files, and the text of our own tables and code.
    """
    import hashlib  # slow to load, and of use only where a lexicon is compiled

    parts = []
    for origin, names in _PACKAGES:
        parts.append(f"{origin} {package_version(origin)}")
        parts += [f"{name} {path.stat().st_size}" for name, path in package_files(origin, names).items()]
    parts += [path.read_text("utf-8") for path in _our_files()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _our_files() -> list[Path]:
    tables = (*(f"{name}.txt" for name in _TABLES), *FILES.values())
    return [*map(module_file, _CODE), *map(table_file, tables)]
