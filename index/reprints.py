"""The groups of reprints. Nearly every document is alone in its group: those of several are known beforehand."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kavosh.index.matches import Mask
from kavosh.index.postings import Columns

Hashes = NDArray[np.uint64]


def group_hash(group: bytes) -> int:
    """A group as a number of 64 bits."""
    return int.from_bytes(blake2b(group, digest_size=8).digest(), "little")


def group_hashes(parts: list[Columns], count: int) -> Hashes:
    """The hash of the group of each of so many documents, from the terms of the field of groups."""
    hashes = np.zeros(count, np.uint64)
    for part in parts:
        known = np.fromiter(map(group_hash, part.terms), np.uint64, len(part.terms))
        hashes[part.documents] = known[part.numbers]
    return hashes


class Groups:
    """The groups of several documents, from the hash of each document's group.

    runs: the documents, in sorted runs by that hash, which are merged; those surely alone may be left out.
    """

    def __init__(self, hashes: Hashes, runs: NDArray[np.intp]) -> None:
        order = runs[np.argsort(hashes[runs], kind="stable")]
        ordered = hashes[order]
        same = ordered[1:] == ordered[:-1]
        several = np.zeros(len(order), bool)
        several[1:] |= same
        several[:-1] |= same
        self.members = order[several]
        found = ordered[several]
        self._starts = np.flatnonzero(np.append(True, found[1:] != found[:-1])) if len(found) else found.astype(np.intp)
        self._hashes = found[self._starts]

    def count(self, matching: Mask) -> NDArray[np.int64]:
        """The matches in each of these groups."""
        if not len(self._hashes):
            return np.zeros(0, np.int64)
        counts: NDArray[np.int64] = np.add.reduceat(matching[self.members].view(np.uint8), self._starts, dtype=np.int64)
        return counts

    def find(self, hashed: np.uint64) -> int:
        """Which of these groups has a hash; -1 where it is of one document."""
        at = int(np.searchsorted(self._hashes, hashed))
        return at if at < len(self._hashes) and self._hashes[at] == hashed else -1

    def of(self, group: int) -> NDArray[np.intp]:
        """The documents of one of these groups."""
        end = self._starts[group + 1] if group + 1 < len(self._starts) else len(self.members)
        members: NDArray[np.intp] = self.members[self._starts[group] : end]
        return members


def among(added: Hashes, hashes: Hashes, order: NDArray[np.intp]) -> NDArray[np.intp]:
    """The documents of a segment that are in one of the added groups. order: those of the segment by their hash."""
    wanted = np.unique(added)
    first = np.searchsorted(hashes, wanted, sorter=order)
    end = np.searchsorted(hashes, wanted, side="right", sorter=order)
    there = np.flatnonzero(end > first)
    return np.concatenate([order[:0], *(order[first[n] : end[n]] for n in there.tolist())])
