"""Sets of matching documents with scores, and their union and intersection, without a loop over documents.

Documents are numbered over the whole index. A small set is a list of numbers (`Few`); a large one is spread over all
documents (`Many`), where sets combine at the speed of memory.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SPARSE = 16  # a set below this share of the documents is listed, a larger one is spread

Documents = NDArray[np.intp]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Few:
    """Documents in ascending order, and the score of each."""

    __slots__ = ("documents", "scores")

    def __init__(self, documents: Documents, scores: Scores) -> None:
        self.documents = documents
        self.scores = scores

    def __len__(self) -> int:
        return len(self.documents)

    def boosted(self, boost: float) -> "Few":
        return self if boost == 1.0 else Few(self.documents, self.scores * np.float32(boost))

    def where(self, mask: Mask) -> "Few":
        """Those matches whose document is in the mask."""
        kept = mask[self.documents]
        return Few(self.documents[kept], self.scores[kept])

    def listed(self) -> "Few":
        return self

    def mask(self, count: int) -> Mask:
        """The documents as a mask of all."""
        mask = np.zeros(count, bool)
        mask[self.documents] = True
        return mask


class Many:
    """A mask of all documents, and a score for each: 0 where it does not match."""

    __slots__ = ("_size", "matching", "scores")

    def __init__(self, matching: Mask, scores: Scores) -> None:
        self.matching = matching
        self.scores = scores
        self._size = -1

    def __len__(self) -> int:
        if self._size < 0:
            self._size = int(np.count_nonzero(self.matching))
        return self._size

    def boosted(self, boost: float) -> "Many":
        return self if boost == 1.0 else Many(self.matching, self.scores * np.float32(boost))

    def where(self, mask: Mask) -> "Many":
        return Many(self.matching & mask, self.scores * mask)

    def listed(self) -> Few:
        documents = np.flatnonzero(self.matching)
        return Few(documents, self.scores[documents])

    def mask(self, count: int) -> Mask:
        return self.matching


Matches = Few | Many
NOTHING = Few(np.zeros(0, np.intp), np.zeros(0, np.float32))


def gathered(documents: Documents, scores: Scores, count: int) -> Matches:
    """Documents in ascending order, each once, of `count` in all: listed or spread, by how many they are."""
    if len(documents) * _SPARSE < count:
        return Few(documents, scores)
    matching, spread = np.zeros(count, bool), np.zeros(count, np.float32)
    matching[documents] = True
    spread[documents] = scores
    return Many(matching, spread)


def summed(documents: Documents, scores: Scores, count: int) -> Matches:
    """Documents in any order, with repetitions, whose scores add up."""
    if not len(documents):
        return NOTHING
    if len(documents) * _SPARSE >= count:
        matching = np.zeros(count, bool)
        matching[documents] = True
        return Many(matching, np.bincount(documents, scores, count).astype(np.float32))
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    starts = np.flatnonzero(np.append(True, documents[1:] != documents[:-1]))
    return Few(documents[starts], np.add.reduceat(scores[order], starts))


def union(parts: Sequence[Matches], count: int) -> Matches:
    """Documents in any part, of `count` in all; their scores add up."""
    parts = [part for part in parts if len(part)]
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    many = [part for part in parts if isinstance(part, Many)]
    few = [part for part in parts if isinstance(part, Few)]
    if not many:
        return summed(
            np.concatenate([part.documents for part in few]), np.concatenate([part.scores for part in few]), count
        )
    matching, scores = many[0].matching.copy(), many[0].scores.copy()
    for part in many[1:]:
        matching |= part.matching
        scores += part.scores
    for other in few:
        matching[other.documents] = True
        scores[other.documents] += other.scores
    return Many(matching, scores)


def intersection(parts: Sequence[Matches]) -> Matches:
    """Documents in all parts; their scores add up."""
    few = sorted((part for part in parts if isinstance(part, Few)), key=len)
    many = [part for part in parts if isinstance(part, Many)]
    if not few:
        return _every(many)
    found = few[0]
    for other in few[1:]:
        kept, places = common(found.documents, other.documents)
        found = Few(found.documents[kept], found.scores[kept] + other.scores[places])
    for spread in many:
        found = found.where(spread.matching)
        found = Few(found.documents, found.scores + spread.scores[found.documents])
    return found


def _every(parts: Sequence[Many]) -> Many:
    matching, scores = parts[0].matching, parts[0].scores
    for part in parts[1:]:
        matching = matching & part.matching
        scores = scores + part.scores
    return parts[0] if len(parts) == 1 else Many(matching, scores * matching)


def with_bonus(required: Matches, bonus: Matches) -> Matches:
    """The required documents; the bonus adds to the scores of those that it has as well."""
    if not len(required) or not len(bonus):
        return required
    if isinstance(required, Few):
        if isinstance(bonus, Many):
            return Few(required.documents, required.scores + bonus.scores[required.documents])
        kept, places = common(required.documents, bonus.documents)
        scores = required.scores.copy()
        scores[kept] += bonus.scores[places]
        return Few(required.documents, scores)
    if isinstance(bonus, Many):
        return Many(required.matching, required.scores + bonus.scores * required.matching)
    scores = required.scores.copy()
    scores[bonus.documents] += bonus.scores * required.matching[bonus.documents]
    return Many(required.matching, scores)


def without(wanted: Matches, unwanted: Matches, count: int) -> Matches:
    """The wanted documents, of `count` in all, that are not among the unwanted."""
    if not len(wanted) or not len(unwanted):
        return wanted
    return wanted.where(~unwanted.mask(count))


def within(matches: Matches, masks: Sequence[Mask]) -> Matches:
    """Those matches that are in all masks, to be counted: their scores may be there or not."""
    for mask in masks:
        matches = matches.where(mask) if isinstance(matches, Few) else Many(matches.matching & mask, matches.scores)
    return matches


def common(one: Documents, other: Documents) -> tuple[Documents, Documents]:
    """The places of common documents in both; each is ascending."""
    if len(one) > len(other):
        places, kept = common(other, one)
        return kept, places
    if not len(one):
        return NOTHING.documents, NOTHING.documents
    found = np.minimum(np.searchsorted(other, one), len(other) - 1)
    kept = np.flatnonzero(other[found] == one)
    return kept, found[kept]
