"""How near the words of an archive are to a meaning: the words' vectors, looked at from a query's side.

A document's vector is the sum of its words' times a matrix, so a query times the transposed matrix is what words are
compared with. The vectors stay in their file, a byte a dimension, and are read when they are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.encoder import DIMENSIONS
from kavosh.index.arrays import Array
from kavosh.index.word_vectors import FILE, Vectors, open_arrays, unit

_BLOCK = 4096  # words whose bytes are made numbers at once


@dataclass(frozen=True)
class WordNearness:
    """terms and rows: (words,), bytes: (words, 384), scales and idf: (words,), map: (384, 384)."""

    terms: tuple[str, ...]
    rows: dict[str, int]
    bytes: NDArray[np.int8]
    scales: Array
    idf: Array
    map: Vectors

    @classmethod
    def open(cls, folder: Path) -> "WordNearness | None":
        """The words in a folder of vectors; None where there are none, or they are damaged."""
        file = open_arrays(folder / FILE, "words")
        if file is None:
            return None
        text, ends = file["text"].tobytes(), [0, *file["text_ends"].tolist()]
        terms = tuple(text[first:end].decode() for first, end in pairwise(ends))
        rows = {term: row for row, term in enumerate(terms)}
        matrix = file["map"].reshape(DIMENSIONS, DIMENSIONS).astype(np.float32)
        vectors = file["vectors"].reshape(-1, DIMENSIONS)
        return cls(terms, rows, vectors, file["scales"], file["idf"], matrix)

    @staticmethod
    def state(folder: Path) -> tuple[int, int, int] | None:
        """What tells one file of words from another; None where there is none."""
        try:
            found = (folder / FILE).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def of(self, meaning: Sequence[float], words: Sequence[Sequence[str]]) -> list[float]:
        """The cosine of each word, or of some words together, with a meaning; -1 where one of them is not known."""
        toward = self._toward(meaning)
        return [self._cosine([self.rows[t] for t in some], toward) if self._knows(some) else -1.0 for some in words]

    def nearest(self, meaning: Sequence[float], count: int) -> list[tuple[str, float]]:
        """The nearest words and their cosines, the nearest first."""
        toward = self._toward(meaning)
        found = np.empty(len(self.terms), np.float32)
        for first in range(0, len(found), _BLOCK):
            found[first : first + _BLOCK] = unit(self.bytes[first : first + _BLOCK].astype(np.float32)) @ toward
        return [(self.terms[row], float(found[row])) for row in np.argsort(-found, kind="stable")[:count].tolist()]

    def _knows(self, terms: Sequence[str]) -> bool:
        return bool(terms) and all(term in self.rows for term in terms)

    def _cosine(self, rows: list[int], toward: Vectors) -> float:
        weights = (self.scales[rows] * self.idf[rows]).astype(np.float32)
        return float(unit(weights @ self.bytes[rows].astype(np.float32)) @ toward)

    def _toward(self, meaning: Sequence[float]) -> Vectors:
        return unit(self.map @ np.array(meaning, np.float32))
