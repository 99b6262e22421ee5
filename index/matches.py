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

    def times(self, factors: Scores) -> "Few":
        """With scores multiplied by a factor of each of all documents."""
        return Few(self.documents, self.scores * factors[self.documents])

    def where(self, mask: Mask) -> "Few":
        """Those matches whose document is in the mask."""
        kept = mask[self.documents]
        return Few(self.documents[kept], self.scores[kept])

    def at(self, documents: Documents) -> Scores:
        """The scores of some documents, in ascending order; 0 for those that do not match."""
        if not len(self.documents):
            return np.zeros(len(documents), np.float32)
        places = np.minimum(np.searchsorted(self.documents, documents), len(self.documents) - 1)
        scores: Scores = self.scores[places] * (self.documents[places] == documents)
        return scores

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

    @property
    def documents(self) -> Documents:
        """Those that match, in ascending order."""
        return np.flatnonzero(self.matching)

    def __len__(self) -> int:
        if self._size < 0:
            self._size = int(np.count_nonzero(self.matching))
        return self._size

    def boosted(self, boost: float) -> "Many":
        return self if boost == 1.0 else Many(self.matching, self.scores * np.float32(boost))

    def times(self, factors: Scores) -> "Many":
        """With scores multiplied by a factor of each of all documents."""
        return Many(self.matching, self.scores * factors)

    def where(self, mask: Mask) -> "Many":
        return Many(self.matching & mask, self.scores * mask)

    def at(self, documents: Documents) -> Scores:
        """The scores of some documents; 0 for those that do not match."""
        scores: Scores = self.scores[documents]
        return scores

    def listed(self) -> Few:
        documents = self.documents
        return Few(documents, self.scores[documents])

    def mask(self, count: int) -> Mask:
        return self.matching


Matches = Few | Many
NOTHING = Few(np.zeros(0, np.intp), np.zeros(0, np.float32))


def gathered(documents: Documents, scores: Scores, count: int, postings: int = 0) -> Matches:
    """Documents in ascending order, each once, of `count` in all: listed or spread, by how many they are.

    postings: how many there were, where several may be of one document.
    """
    if (postings or len(documents)) * _SPARSE < count:
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


def intersection(parts: Sequence[tuple[Matches, Matches]], count: int) -> Matches:
    """Documents in the first of each pair, of `count` in all; the scores of all add up, of the second ones where any.

    Scores are only looked up for the documents that are left.
    """
    few = sorted((part for part in parts if isinstance(part[0], Few)), key=lambda part: len(part[0]))
    many = [part for part in parts if isinstance(part[0], Many)]
    mask: Mask | None = np.logical_and.reduce([part.mask(count) for part, _ in many]) if many else None
    documents = few[0][0].documents if mask is None or few else np.flatnonzero(mask)
    for part, _ in few[1:]:
        documents = documents[common(documents, part.documents)[0]]
    if few and mask is not None:
        documents = documents[mask[documents]]
    scores: Scores | None = None
    for part, bonus in (*few, *many):
        added = part.at(documents) + bonus.at(documents) if len(bonus) else part.at(documents)
        scores = added if scores is None else scores + added
    assert scores is not None
    return Few(documents, scores) if mask is None or few else _spread(mask, documents, scores)


def _spread(mask: Mask, documents: Documents, scores: Scores) -> Many:
    spread = np.zeros(len(mask), np.float32)
    spread[documents] = scores
    return Many(mask, spread)


def with_bonus(required: Matches, bonus: Matches) -> Matches:
    """The required documents; the bonus adds to the scores of those that it has as well."""
    if not len(required) or not len(bonus):
        return required
    if isinstance(required, Few):
        return Few(required.documents, required.scores + bonus.at(required.documents))
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
