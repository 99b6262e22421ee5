"""Rows of numbers of differing lengths, and stretches of places, by the thousand."""

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Places = NDArray[np.intp]


class Ragged:
    """Rows of numbers of differing lengths, one after the other."""

    def __init__(self) -> None:
        self.ends = array("i")
        self.values = array("i")

    def append(self, row: Sequence[int]) -> int:
        """Add a row; its number."""
        if len(row) == 1:
            self.values.append(row[0])
        else:
            self.values.extend(row)
        self.ends.append(len(self.values))
        return len(self.ends) - 1

    def row(self, number: int) -> list[int]:
        """The values of one row."""
        return self.values[self.ends[number - 1] if number else 0 : self.ends[number]].tolist()

    def gather(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The values of these rows, and for each value the place of its row in `numbers`."""
        ends = np.frombuffer(self.ends, np.int32)
        last = ends[numbers]
        first = np.where(numbers > 0, ends[numbers - 1], 0)
        counts = last - first
        places = np.repeat(np.arange(len(numbers), dtype=np.int32), counts)
        within = np.arange(len(places), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.frombuffer(self.values, np.int32)[first[places] + within], places


def merged(firsts: Places, ends: Places) -> tuple[Places, Places]:
    """Stretches that overlap as one."""
    if not len(firsts):
        return firsts, ends
    reach = np.maximum.accumulate(ends)
    apart = np.flatnonzero(np.append(True, firsts[1:] >= reach[:-1]))
    return firsts[apart], reach[np.append(apart[1:], len(reach)) - 1]
