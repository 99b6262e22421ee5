"""What the lexicon is compiled from, in short: told at every start, so without loading what compiles it."""

from kavosh.analyzers import lexicon_sources as sources
from kavosh.analyzers.gazetteer_files import FILES
from kavosh.analyzers.lexicon import FORMAT, digest
from kavosh.analyzers.tables import source, table

# What compiles: a change in these makes cached lexica stale.
_CODE = ("lexicon_build", "lexicon_sources", "verbs", "spoken", "characters", "gazetteer_entries")
TABLES = ("verbs", "plurals", "keep", "not_verbs", "not_plural", "spellings", "compounds", "surnames")


def fingerprint() -> str:
    """Versions of hazm and parsivar, sizes of their files, and our own tables and code."""
    parts = [str(FORMAT)]
    for origin, names in (("hazm", sources.HAZM_FILES), ("parsivar", sources.PARSIVAR_FILES)):
        parts.append(f"{origin} {sources.package_version(origin)}")
        parts += [f"{name} {path.stat().st_size}" for name, path in sources.package_files(origin, names).items()]
    parts += map(source, _CODE)
    parts += [table(f"{name}.txt") for name in TABLES]
    parts += map(table, FILES.values())
    return digest(*parts)
