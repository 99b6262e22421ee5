"""The index folder: its manifest, its lexicon, and opening the backend that it names.

A folder is an index when it holds `kavosh.json`: format version, backend, analyzer and fields. It is
written last, and checked before anything else is read, so that a foreign or newer folder is an error, not a
crash. `lexicon.json` is the lexicon that the articles were analysed with, so that queries are too, anywhere.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kavosh import __version__
from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.gazetteer import Gazetteer, default_gazetteer
from kavosh.analyzers.lexicon import Lexicon, LexiconError, dumps, loads
from kavosh.analyzers.lexicon_cache import default_lexicon, write_atomically
from kavosh.analyzers.stemmers import STEMMERS, StemmerName
from kavosh.analyzers.terms import TermRow
from kavosh.errors import (
    BackendUnavailableError,
    IndexCorruptError,
    IndexNotFoundError,
    IndexStoreError,
    SchemaMismatchError,
)
from kavosh.index.backend import Backend
from kavosh.index.own_gazetteer import open_gazetteer
from kavosh.index.own_terms import open_terms
from kavosh.index.schema import FACETS, GROUP, TEXT_FIELDS, WIDE_FIELDS

MANIFEST = "kavosh.json"
LEXICON = "lexicon.json"
FORMAT = 6


@dataclass(frozen=True, slots=True)
class Store:
    """An open index folder: its backend, and the analyzer with the very lexicon that it was built with.

    gazetteer, terms: those that come with Kavosh and the index's own over them; None is without its own.
    """

    backend: Backend
    analyzer: PersianAnalyzer
    gazetteer: Gazetteer
    terms: tuple[TermRow, ...] | None = None


def create_store(folder: Path, stemmer: StemmerName = "kavosh") -> Store:
    """A new index in an empty or missing folder; IndexStoreError where something else is there."""
    from kavosh.index.whoosh_backend import WhooshBackend

    if folder.exists() and not folder.is_dir():
        raise IndexStoreError(f"{folder} is a file; name a folder for the index.")
    if folder.exists() and any(folder.iterdir()):
        raise IndexStoreError(f"{folder} is not empty and holds no Kavosh index; name another folder.")
    analyzer = _analyzer(default_lexicon(), stemmer)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        backend = WhooshBackend.create(folder)
        write_atomically(folder / LEXICON, dumps(analyzer.lexicon))
        manifest = _expected() | {"stemmer": stemmer, "lexicon": analyzer.lexicon.fingerprint, "kavosh": __version__}
        write_atomically(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2).encode())
    except OSError as error:
        raise IndexStoreError(f"The index cannot be created in {folder}: {error.strerror}.") from error
    return Store(backend, analyzer, default_gazetteer())


def open_store(folder: Path) -> Store:
    """The index in a folder; raises IndexNotFoundError, SchemaMismatchError or IndexCorruptError."""
    from kavosh.index.whoosh_backend import WhooshBackend

    manifest = _read_manifest(folder)
    _check(manifest)
    try:
        lexicon = loads((folder / LEXICON).read_bytes())
    except (OSError, LexiconError) as error:
        raise IndexCorruptError(f"{folder / LEXICON} cannot be read ({error}); index the files again.") from error
    if lexicon.fingerprint != manifest.get("lexicon") or manifest.get("stemmer") not in STEMMERS:
        raise IndexCorruptError(f"{folder / LEXICON} is not the one of this index; index the files again.")
    analyzer = _analyzer(lexicon, manifest["stemmer"])
    return Store(WhooshBackend.open(folder), analyzer, open_gazetteer(folder), open_terms(folder))


def _analyzer(lexicon: Lexicon, stemmer: StemmerName) -> PersianAnalyzer:
    try:
        return PersianAnalyzer(lexicon, stemmer)
    except ImportError as error:
        raise BackendUnavailableError(f"This index needs {stemmer}: pip install {stemmer}") from error


def is_index(folder: Path) -> bool:
    """Whether the folder holds an index, of whatever version."""
    return (folder / MANIFEST).is_file()


def check_index(folder: Path) -> None:
    """Raise IndexNotFoundError, SchemaMismatchError or IndexCorruptError if the folder holds no such index."""
    _check(_read_manifest(folder))


def _expected() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "backend": "whoosh",
        "analyzer": {"name": "persian", "version": PersianAnalyzer.version},
        "fields": {"text": [*TEXT_FIELDS, *WIDE_FIELDS], "facets": [*FACETS, GROUP]},
    }


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise IndexNotFoundError(f"There is no index at {folder}; create one with: kavosh index PATH --index {folder}")
    if not is_index(folder):
        raise IndexNotFoundError(f"{folder} is no Kavosh index; create one with: kavosh index PATH --index FOLDER")
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexCorruptError(f"{folder / MANIFEST} cannot be read ({error}); index the files again.") from error
    if not isinstance(manifest, dict):
        raise IndexCorruptError(f"{folder / MANIFEST} is no manifest; index the files again.")
    return manifest


def _check(manifest: dict[str, Any]) -> None:
    for name, expected in _expected().items():
        if manifest.get(name) != expected:
            raise SchemaMismatchError(name, expected, manifest.get(name))
