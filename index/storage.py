"""The index folder: its manifest, and opening the backend that it names.

A folder is an index when it holds `kavosh.json`: format version, backend, analyzer and fields. It is
checked before anything else is read, so that a foreign or newer folder is an error, not a crash.
"""

import json
import os
from pathlib import Path
from typing import Any

from kavosh import __version__
from kavosh.analyzers import PersianAnalyzer
from kavosh.errors import IndexCorruptError, IndexNotFoundError, IndexStoreError, SchemaMismatchError
from kavosh.index.backend import Backend
from kavosh.index.schema import FACETS, TEXT_FIELDS

MANIFEST = "kavosh.json"
FORMAT = 1


def create_backend(folder: Path) -> Backend:
    """A new index in an empty or missing folder; IndexStoreError where something else is there."""
    from kavosh.index.whoosh_backend import WhooshBackend

    if folder.exists() and not folder.is_dir():
        raise IndexStoreError(f"{folder} is a file; name a folder for the index.")
    if folder.exists() and any(folder.iterdir()):
        raise IndexStoreError(f"{folder} is not empty and holds no Kavosh index; name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        backend = WhooshBackend.create(folder)
        _write_manifest(folder)
    except OSError as error:
        raise IndexStoreError(f"The index cannot be created in {folder}: {error.strerror}.") from error
    return backend


def open_backend(folder: Path) -> Backend:
    """The index in a folder; raises IndexNotFoundError, SchemaMismatchError or IndexCorruptError."""
    from kavosh.index.whoosh_backend import WhooshBackend

    _check(_read_manifest(folder), folder)
    return WhooshBackend.open(folder)


def is_index(folder: Path) -> bool:
    """Whether the folder holds an index, of whatever version."""
    return (folder / MANIFEST).is_file()


def _expected() -> dict[str, Any]:
    analyzer = PersianAnalyzer()
    return {
        "format": FORMAT,
        "backend": "whoosh",
        "analyzer": {"name": analyzer.name, "version": analyzer.version},
        "fields": {"text": list(TEXT_FIELDS), "facets": list(FACETS)},
    }


def _write_manifest(folder: Path) -> None:
    """Written last and in one step: a folder with a manifest is a whole index."""
    manifest = _expected() | {"kavosh": __version__}
    temporary = folder / f"{MANIFEST}.new"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / MANIFEST)


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


def _check(manifest: dict[str, Any], folder: Path) -> None:
    for name, expected in _expected().items():
        if manifest.get(name) != expected:
            raise SchemaMismatchError(name, expected, manifest.get(name))
