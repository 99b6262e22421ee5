"""A facet over all segments: how many matches have each value, in one pass over its postings."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kavosh.index.matches import Mask
from kavosh.index.segment import Field

Numbers = NDArray[np.intp]


class Facet:
    """The postings of a facet's values. fields: of each part, with the number of its first document."""

    def __init__(self, fields: Sequence[tuple[int, Field]]) -> None:
        self._fields = [(base, field) for base, field in fields if len(field)]

    @cached_property
    def _postings(self) -> tuple[list[str], Numbers, Numbers, Numbers]:
        """The values; the value of each run of postings, for every part has its own; their documents, run by run;
        and where each run begins."""
        ordinals: dict[str, int] = {}
        runs = [ordinals.setdefault(value, len(ordinals)) for _, field in self._fields for value in field.values]
        documents, starts, before = [], [], 0
        for base, field in self._fields:
            documents.append(field.documents.astype(np.intp) + base)
            starts.append(field.starts + before)
            before += len(documents[-1])
        return list(ordinals), np.array(runs, np.intp), _joined(documents), _joined(starts)

    def count(self, matching: Mask) -> dict[str, int]:
        """Value -> how many of the matching documents have it, where any has."""
        values, runs, documents, starts = self._postings
        if not values:
            return {}
        found = np.add.reduceat(matching[documents].view(np.uint8), starts, dtype=np.int32)
        counts = np.bincount(runs, found, len(values)).astype(np.int64)
        some = np.flatnonzero(counts)
        return {values[n]: count for n, count in zip(some.tolist(), counts[some].tolist(), strict=True)}

    def having(self, values: Sequence[str], every: bool, documents: int) -> Mask:
        """Which of so many documents have any of these values, or every one."""
        counts = np.zeros(documents, np.int32)
        for value in values:
            for base, field in self._fields:
                number = field.find(value.encode())
                if number >= 0:
                    counts[field.postings(number)[0].astype(np.intp) + base] += 1
        mask: Mask = counts >= (len(values) if every else 1)
        return mask


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.zeros(0, np.intp)
