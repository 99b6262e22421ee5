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

_MADE = ("_values", "_by_value", "_by_document")  # what a facet works out once

Numbers = NDArray[np.intp]


class FacetPart(NamedTuple):
    """A facet's field in a segment, the number of the segment's first document, and how many it has."""

    base: int
    field: Field
    documents: int


class _Values(NamedTuple):
    """The values of all parts, numbered in the order in which they are met, and the numbers of those of each part."""

    names: list[str]
    ordinals: dict[str, int]
    runs: list[Numbers]


class Facet:
    """The postings of a facet's values.

    parts: all segments, in order. before: the same facet with other segments, and how many of the first are the same:
    what is known of those is taken over.
    """

    def __init__(self, parts: Sequence[FacetPart], before: "tuple[Facet, int] | None" = None) -> None:
        self._parts = parts
        facet, self._same = before or (None, 0)
        made = vars(facet) if facet and self._same else {}
        self._known = {name: made[name] for name in _MADE if name in made}

    @cached_property
    def _values(self) -> _Values:
        known: _Values | None = self._known.get("_values")
        ordinals = dict(known.ordinals) if known else {}
        runs = known.runs[: self._same] if known else []
        for part in self._parts[len(runs) :]:
            numbers = [ordinals.setdefault(value, len(ordinals)) for value in part.field.values]
            runs.append(np.array(numbers, np.intp))
        return _Values(list(ordinals), ordinals, runs)

    @cached_property
    def _by_value(self) -> tuple[Array, Numbers]:
        """The documents of the values, part by part, and where each value's begin."""
        known: tuple[Array, Numbers] | None = self._known.pop("_by_value", None)
        same = self._same if known else 0
        before = sum(len(part.field.documents) for part in self._parts[:same])
        documents = [known[0][:before]] if known else []
        starts = [known[1][: sum(len(part.field) for part in self._parts[:same])]] if known else []
        for part in self._parts[same:]:
            if not len(part.field):
                continue
            documents.append(part.field.documents.astype(np.int32) + np.int32(part.base))
            starts.append(part.field.starts + before)
            before += len(documents[-1])
        return np.concatenate(documents), np.concatenate(starts)

    @cached_property
    def _by_document(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The numbers of the values, document by document, and where each document's end, after a 0 for none."""
        known: tuple[NDArray[np.int32], NDArray[np.int32]] | None = self._known.pop("_by_document", None)
        same = self._same if known else 0
        before = sum(part.documents for part in self._parts[:same])
        ends = [known[1][: before + 1] if known else np.zeros(1, np.int32)]
        numbers = [known[0][: ends[0][-1]]] if known else []
        for part, numbered in zip(self._parts[same:], self._values.runs[same:], strict=True):
            of_each, own = part.field.by_document(part.documents)
            ends.append(np.cumsum(of_each, dtype=np.int32) + ends[-1][-1])
            numbers.append(numbered.astype(np.int32)[own])
        return np.concatenate(numbers), np.concatenate(ends)

    def count(self, matches: Matches) -> dict[str, int]:
        """Value -> how many of the matching documents have it, where any has."""
        values, _, runs = self._values
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
