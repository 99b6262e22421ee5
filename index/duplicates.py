"""Reprints: documents with nearly the same text share a group, found at index time.

Each document is a set of shingles (three analysed terms in a row), so that spelling variants of Persian are
equal. MinHash (rensa) estimates how much of their shingles two documents share; bands of the signature find the
candidates, and the signature decides. A group is named after its first document.
"""

import hashlib
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kavosh.index.batch import Batch

FILE = "groups.sqlite"
THRESHOLD = 0.7  # of the shingles in common, estimated; judged by hand (docs/archives.md)
_SHINGLE = 3
_MIN_TERMS = 12  # of a document; shorter ones say too little to be told from each other
_BANDS, _ROWS = 20, 6  # two documents at the threshold meet in a band with a probability of .92
_SEED = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS signatures(id TEXT PRIMARY KEY, path TEXT, leader TEXT, signature BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS signatures_by_path ON signatures(path);
CREATE TABLE IF NOT EXISTS bands(band INTEGER, id TEXT, PRIMARY KEY (band, id)) WITHOUT ROWID;
"""


class Groups:
    """The groups of an index folder; `save` after each commit of the index, as `Sources` does."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / FILE, timeout=30, check_same_thread=False)
        self._db.executescript(_TABLES)
        self._waiting: dict[str, tuple[str, str, array[int]]] = {}  # id -> path, leader, signature
        self._bands: dict[int, list[str]] = {}

    def leaders(self, batch: "Batch") -> list[str]:
        """For each document of a batch the id of the one that it reprints, else its own."""
        rows = zip(batch.ids, batch.paths, batch.words, strict=True)
        return [self._leader_of(id_, path, words) for id_, path, words in rows]

    def _leader_of(self, id_: str, path: str, words: Sequence[str]) -> str:
        signature = _signature(words)
        if signature is None:
            return id_
        bands = _bands(signature)
        leader = self._leader(id_, signature, bands) or id_
        self._waiting[id_] = (path, leader, signature)
        for band in bands:
            self._bands.setdefault(band, []).append(id_)
        return leader

    def save(self, gone: Iterable[str]) -> None:
        """Write down the documents of a commit; `gone` are the files whose documents it deleted."""
        with self._db as db:
            for path in gone:
                db.execute("DELETE FROM bands WHERE id IN (SELECT id FROM signatures WHERE path = ?)", (path,))
                db.execute("DELETE FROM signatures WHERE path = ?", (path,))
            db.executemany(
                "REPLACE INTO signatures VALUES (?, ?, ?, ?)",
                [(id_, path, leader, sig.tobytes()) for id_, (path, leader, sig) in self._waiting.items()],
            )
            db.executemany(
                "INSERT OR IGNORE INTO bands VALUES (?, ?)",
                [(band, id_) for band, ids in self._bands.items() for id_ in ids],
            )
        self.forget()

    def forget(self) -> None:
        """Drop what was not saved."""
        self._waiting.clear()
        self._bands.clear()

    def close(self) -> None:
        self._db.close()

    def _leader(self, id_: str, signature: "array[int]", bands: Sequence[int]) -> str | None:
        """The group of the most similar document, if it is similar enough."""
        best, leader = THRESHOLD, None
        for other_leader, other in self._candidates(id_, bands):
            same = sum(map(int.__eq__, signature, other)) / len(signature)
            if same >= best:
                best, leader = same, other_leader
        return leader

    def _candidates(self, id_: str, bands: Sequence[int]) -> Iterable[tuple[str, "array[int]"]]:
        waiting = {other for band in bands for other in self._bands.get(band, ())} - {id_}
        for other in waiting:
            _, leader, signature = self._waiting[other]
            yield leader, signature
        marks = ",".join("?" * len(bands))
        query = f"SELECT DISTINCT id FROM bands WHERE band IN ({marks}) LIMIT 200"
        with closing(self._db.execute(query, bands)) as found:
            stored = [other for (other,) in found if other != id_ and other not in self._waiting]
        for other in stored:
            row = self._db.execute("SELECT leader, signature FROM signatures WHERE id = ?", (other,)).fetchone()
            if row:
                yield row[0], array("I", row[1])


def _signature(words: Sequence[str]) -> "array[int] | None":
    """The MinHash signature of a document's shingles; None where it is too short."""
    from rensa import RMinHash  # pyright: ignore[reportAttributeAccessIssue]

    if len(words) < _MIN_TERMS:
        return None
    shingles = {" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)}
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(sorted(shingles))
    return array("I", sketch.digest())


def _bands(signature: "array[int]") -> list[int]:
    return [
        int.from_bytes(
            hashlib.blake2b(bytes([n]) + signature[n * _ROWS : (n + 1) * _ROWS].tobytes(), digest_size=8).digest(),
            "big",
            signed=True,
        )
        for n in range(_BANDS)
    ]
