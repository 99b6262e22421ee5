"""Counts the matches in each group of reprints. Nearly every document is alone in its group, so the groups of several
are known beforehand, and only they are counted."""

from collections.abc import Iterator, Mapping
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

    def count(self, matching: Mask) -> "GroupCounts":
        """The matches in each of these groups."""
        if not len(self._hashes):
            return GroupCounts(self._hashes, np.zeros(0, np.int64))
        counts = np.add.reduceat(matching[self.members].view(np.uint8), self._starts, dtype=np.int64)
        return GroupCounts(self._hashes, counts)


def among(added: Hashes, hashes: Hashes, order: NDArray[np.intp]) -> NDArray[np.intp]:
    """The documents of a segment that are in one of the added groups. order: those of the segment by their hash."""
    wanted = np.unique(added)
    first = np.searchsorted(hashes, wanted, sorter=order)
    end = np.searchsorted(hashes, wanted, side="right", sorter=order)
    there = np.flatnonzero(end > first)
    return np.concatenate([order[:0], *(order[first[n] : end[n]] for n in there.tolist())])


class GroupCounts(Mapping[str, int]):
    """Group -> its matches, where there are two or more. Groups are known by hash only, and cannot be listed."""

    def __init__(self, hashes: Hashes, counts: NDArray[np.int64]) -> None:
        self._hashes = hashes
        self._counts = counts

    def __getitem__(self, group: str) -> int:
        hashed = np.uint64(group_hash(group.encode()))
        at = int(np.searchsorted(self._hashes, hashed))
        if at == len(self._hashes) or self._hashes[at] != hashed or self._counts[at] < 2:
            raise KeyError(group)
        return int(self._counts[at])

    def __len__(self) -> int:
        return int(np.count_nonzero(self._counts > 1))

    def __iter__(self) -> Iterator[str]:
        raise TypeError("groups are known by hash only")

    def folded(self) -> int:
        """How many matches are not the first of their group."""
        return int(np.maximum(self._counts - 1, 0).sum())
