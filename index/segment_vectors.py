"""The vectors of one segment's documents, a byte a dimension, in a file of their own beside the index.

A segment never changes and its name is never used again, so vectors filed under the name can belong to no other
document; deletions are the segment's. Each row also has a digest of the text that it stands for, by which vectors that
took long are found again when segments are merged.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.encoder import DIMENSIONS, MODEL
from kavosh.index.arrays import Array
from kavosh.index.near_terms import NearTerms, products
from kavosh.index.segment import Segment
from kavosh.index.word_vectors import (
    FILE,
    FOLDER,
    FORMAT,
    Vectors,
    open_arrays,
    quantised,
    save_arrays,
    scales_of,
)

SUFFIX = ".vec"
_State = tuple[int, int, int]  # of a file: changed when, how large, which


@dataclass(frozen=True)
class SegmentVectors:
    """bytes: (documents, 384). scales: (documents,), 0 for one without a vector. full: whether the model made it."""

    bytes: NDArray[np.int8]
    scales: Vectors
    full: NDArray[np.bool_]
    digests: NDArray[np.uint64]

    @classmethod
    def of(cls, vectors: Vectors, full: NDArray[np.bool_], digests: NDArray[np.uint64]) -> "SegmentVectors":
        scales = scales_of(vectors)
        return cls(quantised(vectors, scales), scales, full, digests)

    def near(self, query: Vectors) -> Vectors:
        """The product of every document's vector with this one, (documents,); -inf where there is none."""
        return np.where(self.scales > 0, products(self.bytes, query) * self.scales, np.float32(-np.inf))

    def with_full(self, rows: NDArray[np.intp], vectors: Vectors) -> "SegmentVectors":
        """The same with vectors of the model in some rows."""
        scales, data, full = self.scales.copy(), np.array(self.bytes), self.full.copy()
        scales[rows] = scales_of(vectors)
        data[rows] = quantised(vectors, scales[rows])
        full[rows] = True
        return SegmentVectors(data, scales, full, self.digests)

    def taking(self, others: "dict[int, tuple[NDArray[np.int8], float]]") -> "SegmentVectors":
        """The same with the rows of the model that others have for these texts: digest -> (bytes, scale)."""
        places = [place for place, digest in enumerate(self.digests.tolist()) if digest in others]
        if not places:
            return self
        scales, data, full = self.scales.copy(), np.array(self.bytes), self.full.copy()
        for place in places:
            data[place], scales[place] = others[int(self.digests[place])]
        full[places] = True
        return SegmentVectors(data, scales, full, self.digests)

    def save(self, folder: Path, name: str, words: str) -> None:
        arrays: dict[str, Array] = {
            "bytes": self.bytes.ravel(),
            "scales": self.scales,
            "full": self.full.astype(np.uint8),
            "digests": self.digests,
        }
        values = {"kind": "documents", "format": FORMAT, "model": MODEL, "segment": name, "words": words}
        save_arrays(folder / f"{name}{SUFFIX}", arrays, values)


def load_vectors(folder: Path, name: str, words: str, count: int) -> SegmentVectors | None:
    """The vectors of a segment; None where there are none, they are damaged, or made with other words' vectors."""
    file = open_arrays(folder / f"{name}{SUFFIX}", "documents")
    if file is None or file.values.get("segment") != name or file.values.get("words") != words:
        return None
    data = file["bytes"].reshape(-1, DIMENSIONS)
    if len(data) != count:
        return None
    return SegmentVectors(data, file["scales"], file["full"].astype(bool), file["digests"])


def digests_of(segment: Segment) -> NDArray[np.uint64]:
    """What each document's text is told apart by; (documents,)."""
    return np.array([digest(segment.document(number).text) for number in range(segment.count)], np.uint64)


def digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


class VectorStore:
    """The vectors of an index folder, for reading; files that another process writes are seen with the next search."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._words: tuple[_State, NearTerms | None] | None = None
        self._open: dict[str, tuple[_State, str, SegmentVectors | None]] = {}

    def words(self) -> NearTerms | None:
        """The words' vectors, and the centre that queries are seen from; None where there are none."""
        state = _state(self.folder / FILE)
        if state is None:
            return None
        if self._words is None or self._words[0] != state:
            file = open_arrays(self.folder / FILE, "words")
            self._words = state, None if file is None else NearTerms(file)
        return self._words[1]

    def of(self, name: str, count: int) -> SegmentVectors | None:
        """The vectors of the segment of this name and size."""
        words, state = self.words(), _state(self.folder / f"{name}{SUFFIX}")
        if words is None or state is None:
            return None
        known = self._open.get(name)
        if known is None or known[:2] != (state, words.id):
            known = self._open[name] = state, words.id, load_vectors(self.folder, name, words.id, count)
        return known[2]

    def forget(self, kept: set[str]) -> None:
        """Close the files of segments that are gone."""
        for name in [name for name in self._open if name not in kept]:
            self._open.pop(name, None)


def _state(path: Path) -> _State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
