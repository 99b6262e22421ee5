"""Whoosh's file storage, made durable: what a commit names is on the disk before the commit is."""

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from kavosh.index.arrays import write_arrays
from kavosh.index.batch import Packed


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Renaming a table of contents into place is the commit: its content, and then the folder, are synced."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        folder = Path(self.folder)
        _sync(folder / oldname)
        (folder / oldname).replace(folder / newname)
        _sync(folder)


def write_segment(storage: Any, name: str, packed: Packed) -> None:
    """Write a segment's file, synced where the storage is a folder."""
    with storage.create_file(name) as file:
        write_arrays(file, *packed)
    if isinstance(storage, DurableStorage):
        _sync(Path(storage.folder) / name)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
