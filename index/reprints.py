"""Counts the matches in each group of reprints. Nearly every document is alone in its group, so the groups of several
are known beforehand, and only they are counted."""

import numpy as np
from numpy.typing import NDArray

from kavosh.index.schema import GROUP
from kavosh.index.snapshot import Snapshot


class Groups:
    """The matches of one search in the groups of a snapshot that have more than one document."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._parts = snapshot.parts
        self._names, self._numbers = snapshot.groups
        self._counts = np.zeros(len(self._names), np.int64)

    def count(self, at: int, matching: NDArray[np.bool_]) -> None:
        """Add the matches of a part of the index, a mask of its documents."""
        field, numbers = self._parts[at].segment.fields[GROUP], self._numbers[at]
        if len(field) and len(numbers):
            counts = np.add.reduceat(matching[field.document_indices], field.starts, dtype=np.int64)
            self._counts += np.where(numbers >= 0, counts[numbers], 0)

    def of_several(self) -> dict[str, int]:
        """Group -> its matches, where there are two or more."""
        return {self._names[n]: int(self._counts[n]) for n in np.flatnonzero(self._counts > 1).tolist()}
