"""The words of an index by what they mean: which of its terms are near to a word that it may not have."""

from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kavosh.analyzers.characters import is_persian
from kavosh.analyzers.encoder import DIMENSIONS
from kavosh.index.arrays import ArrayFile
from kavosh.index.word_vectors import Vectors, unit

_BLOCK = 4096  # rows whose bytes are made numbers at once


class NearTerms:
    """The file of words' vectors, read as far as it is asked. id: of its state. centre: (384,), of passages."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self.id = str(file.values["id"])
        self.centre: Vectors = np.array(file["centre"])

    def near(self, vector: Vectors, persian: bool, count: int) -> list[tuple[str, float]]:
        """The terms of the other script nearest to a word's vector as the model makes it, with their cosines."""
        terms, data, lengths = self._by_script[not persian]
        if not len(terms):
            return []
        asked = unit(vector - self._centres[0 if persian else 1])
        cosines = products(data, asked) / lengths
        best = np.argsort(-cosines)[:count]
        return [(terms[place].decode(), float(cosines[place])) for place in best.tolist()]

    @cached_property
    def _centres(self) -> Vectors:
        found: Vectors = self._file["centres"].reshape(2, DIMENSIONS)
        return found

    @cached_property
    def _by_script(self) -> dict[bool, tuple[list[bytes], NDArray[np.int8], Vectors]]:
        """The terms that are Persian (True) and the others: their text, vectors in bytes, and the lengths of these."""
        text, ends = self._file["text"].tobytes(), [0, *self._file["text_ends"].tolist()]
        terms = [text[first:end] for first, end in pairwise(ends)]
        data = self._file["vectors"].reshape(-1, DIMENSIONS)
        persian = np.array([is_persian(term.decode()) for term in terms], bool)
        found = {}
        for script in (True, False):
            rows = np.flatnonzero((persian == script) & (self._file["scales"] > 0))
            some = data[rows]
            squares = np.einsum("ij,ij->i", some, some, dtype=np.float32)
            found[script] = [terms[row] for row in rows.tolist()], some, np.sqrt(squares)
        return found


def products(data: NDArray[np.int8], vector: Vectors) -> Vectors:
    """The product of each row of bytes with a vector; (rows,)."""
    found = np.empty(len(data), np.float32)
    for first in range(0, len(data), _BLOCK):
        rows = slice(first, first + _BLOCK)
        found[rows] = data[rows].astype(np.float32) @ vector
    return found
