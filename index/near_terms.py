"""The words of an index by what they mean: which of its terms are near to a word, or to a query.

The vectors stay in their file, a byte a dimension, and are read when they are asked for.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.characters import is_persian
from kavosh.analyzers.encoder import DIMENSIONS
from kavosh.index.arrays import Array, ArrayFile
from kavosh.index.word_vectors import Vectors, unit

_BLOCK = 512  # rows whose bytes are made numbers at once, so few that they stay in the cache

Near = list[tuple[str, float]]  # terms and their cosines, the nearest first


class NearTerms:
    """The file of words' vectors, read as far as it is asked. id: of its state. centre: (384,), of passages."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self.id = str(file.values["id"])
        self.centre: Vectors = np.array(file["centre"])

    def to_word(self, vector: Vectors, persian: bool, count: int) -> Near:
        """The terms of the other script nearest to a word's vector as the model makes it. persian: the word's."""
        cosines = self._cosines(unit(vector - self._centres[0 if persian else 1]))
        return self._best(np.where(self._persian == persian, np.float32(-1), cosines), count)

    def to_meaning(self, meaning: Sequence[float], count: int) -> Near:
        """The terms nearest to a query's vector."""
        return self._best(self._cosines(self._toward(meaning)), count)

    def of(self, meaning: Sequence[float], words: Sequence[Sequence[str]]) -> list[float]:
        """The cosine of each word, or of some words together, with a query's; -1 where one of them is not known."""
        toward = self._toward(meaning)
        known = [[self._rows[term] for term in some if term in self._rows] for some in words]
        whole = [bool(rows) and len(rows) == len(some) for rows, some in zip(known, words, strict=True)]
        return [self._together(r, toward) if complete else -1.0 for r, complete in zip(known, whole, strict=True)]

    def _cosines(self, vector: Vectors) -> Vectors:
        return products(self._bytes, vector) / self._lengths

    def _best(self, cosines: Vectors, count: int) -> Near:
        rows = np.argsort(-cosines, kind="stable")[:count].tolist()
        return [(self._terms[row], float(cosines[row])) for row in rows if cosines[row] > -1]

    def _together(self, rows: list[int], toward: Vectors) -> float:
        weights = (self._file["scales"][rows] * self._file["idf"][rows]).astype(np.float32)
        return float(unit(weights @ self._bytes[rows].astype(np.float32)) @ toward)

    def _toward(self, meaning: Sequence[float]) -> Vectors:
        """A document's vector is the sum of its words' times a matrix; by its transpose a query's comes to words."""
        matrix: Vectors = self._file["map"].reshape(DIMENSIONS, DIMENSIONS)
        return unit(matrix @ np.array(meaning, np.float32))

    @cached_property
    def _centres(self) -> Vectors:
        found: Vectors = self._file["centres"].reshape(2, DIMENSIONS)
        return found

    @cached_property
    def _terms(self) -> list[str]:
        text, ends = self._file["text"].tobytes(), [0, *self._file["text_ends"].tolist()]
        return [text[first:end].decode() for first, end in pairwise(ends)]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {term: row for row, term in enumerate(self._terms)}

    @cached_property
    def _persian(self) -> NDArray[np.bool_]:
        return np.fromiter(map(is_persian, self._terms), bool, len(self._terms))

    @property
    def _bytes(self) -> Array:
        return self._file["vectors"].reshape(-1, DIMENSIONS)

    @cached_property
    def _lengths(self) -> Vectors:
        """Of the rows of bytes; endless for a word without a vector, which so is near to nothing."""
        lengths = np.sqrt(np.einsum("ij,ij->i", self._bytes, self._bytes, dtype=np.float32))
        found: Vectors = np.where(lengths > 0, lengths, np.float32(np.inf))
        return found


def products(data: NDArray[np.int8], vector: Vectors) -> Vectors:
    """The product of each row of bytes with a vector; (rows,).

    By `einsum`, in one thread: for one vector BLAS is no faster, and its threads wait for each other on a busy machine.
    """
    found = np.empty(len(data), np.float32)
    block = np.empty((min(_BLOCK, len(data)), len(vector)), np.float32)
    for first in range(0, len(data), _BLOCK):
        part = data[first : first + _BLOCK]
        rows = block[: len(part)]
        np.copyto(rows, part)
        np.einsum("ij,j->i", rows, vector, out=found[first : first + len(part)])
    return found
