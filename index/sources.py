"""The manifest of sources: which file gave which documents, when, by which reader, and how far a run came.

One SQLite file in the index folder, written after each commit of the index: it may lag behind the index, and
is never ahead of it. It also keeps the original bytes of the pages whose cleaned text is what the index shows.
"""

import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "sources.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS sources(path TEXT PRIMARY KEY, digest TEXT, reader TEXT, records INTEGER,
    documents INTEGER, complete INTEGER, indexed_at TEXT);
CREATE TABLE IF NOT EXISTS contents(place TEXT PRIMARY KEY, path TEXT, content BLOB);
CREATE TABLE IF NOT EXISTS places(id TEXT PRIMARY KEY, path TEXT, place TEXT);
CREATE INDEX IF NOT EXISTS contents_by_path ON contents(path);
CREATE INDEX IF NOT EXISTS places_by_path ON places(path);
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that gave documents. `records`: read so far; `complete`: read to its end; `indexed_at`: UTC, ISO 8601."""

    path: str
    digest: str
    reader: str
    records: int
    documents: int
    complete: bool
    indexed_at: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the keys are a stable, documented interface."""
        names = ("path", "digest", "reader", "records", "documents", "complete", "indexed_at")
        return {name: getattr(self, name) for name in names}


class Sources:
    """The manifest of an index folder; safe to read while another process writes."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        with self._open() as db:
            db.executescript(_TABLES)

    def get(self, path: str) -> Source | None:
        return next(self._select("WHERE path = ?", path), None)

    def __iter__(self) -> Iterator[Source]:
        return self._select("ORDER BY path")

    def save(
        self,
        changed: Iterable[Source],
        gone: Iterable[str],
        contents: Iterable[tuple[str, str, bytes]],
        places: Iterable[tuple[str, str, str]],
    ) -> None:
        """Write what one commit changed.

        changed, gone: files read, files deleted. contents: originals as (place, file, bytes compressed by zlib).
        places: where documents have theirs, as (document id, file, place).
        """
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with self._open() as db, db:  # the second closes the transaction
            for path in gone:
                db.execute("DELETE FROM sources WHERE path = ?", (path,))
                db.execute("DELETE FROM contents WHERE path = ?", (path,))
                db.execute("DELETE FROM places WHERE path = ?", (path,))
            db.executemany(
                "REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(s.path, s.digest, s.reader, s.records, s.documents, s.complete, now) for s in changed],
            )
            db.executemany("REPLACE INTO contents VALUES (?, ?, ?)", contents)
            db.executemany("REPLACE INTO places VALUES (?, ?, ?)", places)

    def original(self, id_: str) -> bytes | None:
        """The bytes of the page that a document was read from; None for one that never was a page of its own."""
        query = "SELECT content FROM contents JOIN places ON contents.place = places.place WHERE places.id = ?"
        with self._open() as db:
            row = db.execute(query, (id_,)).fetchone()
        return zlib.decompress(row[0]) if row else None

    def _select(self, where: str, *values: str) -> Iterator[Source]:
        with self._open() as db:
            rows = db.execute(f"SELECT * FROM sources {where}", values).fetchall()
        for path, digest, reader, records, documents, complete, indexed_at in rows:
            yield Source(path, digest, reader, records, documents, bool(complete), indexed_at)

    def _open(self) -> "closing[sqlite3.Connection]":
        return closing(sqlite3.connect(self._file, timeout=30))
