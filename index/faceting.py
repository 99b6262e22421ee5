"""A facet over all segments: how many matches have each value.

Of few matches the values are looked up, document by document; of many the postings of all values are gone through.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kavosh.index.arrays import Array
from kavosh.index.matches import Documents, Few, Mask, Matches
from kavosh.index.segment import Field

_FEW = 8  # below this share of the documents, matches are few

Numbers = NDArray[np.intp]


class FacetPart(NamedTuple):
    """A facet's field in a segment, the number of the segment's first document, and how many it has."""

    base: int
    field: Field
    documents: int


class Facet:
    """The postings of a facet's values. parts: all segments, in order."""

    def __init__(self, parts: Sequence[FacetPart]) -> None:
        self._parts = parts

    @cached_property
    def _values(self) -> tuple[list[str], list[Numbers]]:
        """The values, and the numbers of those of each part among them, for every part has its own."""
        ordinals: dict[str, int] = {}
        numbers = [[ordinals.setdefault(value, len(ordinals)) for value in part.field.values] for part in self._parts]
        return list(ordinals), [np.array(some, np.intp) for some in numbers]

    @cached_property
    def _by_value(self) -> tuple[Array, Numbers]:
        """The documents of the values, part by part, and where each value's begin."""
        documents, starts, before = [], [], 0
        for part in self._parts:
            if not len(part.field):
                continue
            documents.append(part.field.documents.astype(np.int32) + np.int32(part.base))
            starts.append(part.field.starts + before)
            before += len(documents[-1])
        return np.concatenate(documents), np.concatenate(starts)

    @cached_property
    def _by_document(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The numbers of the values, document by document, and where each document's end, after a 0 for none."""
        counts, numbers = [np.zeros(1, np.uint8)], []
        for part, known in zip(self._parts, self._values[1], strict=True):
            of_each, own = part.field.by_document(part.documents)
            counts.append(of_each)
            numbers.append(known.astype(np.int32)[own])
        return np.concatenate(numbers), np.cumsum(np.concatenate(counts), dtype=np.int32)

    def count(self, matches: Matches) -> dict[str, int]:
        """Value -> how many of the matching documents have it, where any has."""
        values, runs = self._values if self._parts else ([], [])
        if not values:
            return {}
        if isinstance(matches, Few) or len(matches) * _FEW < len(matches.matching):
            counts = np.bincount(self._numbers(matches.documents), minlength=len(values))
        else:
            documents, starts = self._by_value
            found = np.add.reduceat(matches.matching[documents].view(np.uint8), starts, dtype=np.int32)
            counts = np.bincount(np.concatenate(runs), found, len(values)).astype(np.int64)
        some = np.flatnonzero(counts)
        return {values[n]: count for n, count in zip(some.tolist(), counts[some].tolist(), strict=True)}

    def _numbers(self, documents: Documents) -> NDArray[np.int32]:
        """The numbers of all values of these documents."""
        numbers, ends = self._by_document
        first = ends[documents]
        counts = ends[documents + 1] - first
        before = np.cumsum(counts)
        places = np.repeat(first - before + counts, counts)
        places += np.arange(len(places), dtype=np.int32)
        found: NDArray[np.int32] = numbers[places]
        return found

    def having(self, values: Sequence[str], every: bool, documents: int) -> Mask:
        """Which of so many documents have any of these values, or every one."""
        counts = np.zeros(documents, np.int32)
        for value in values:
            for base, field, _ in self._parts:
                number = field.find(value.encode())
                if number >= 0:
                    counts[field.postings(number)[0].astype(np.intp) + base] += 1
        mask: Mask = counts >= (len(values) if every else 1)
        return mask
