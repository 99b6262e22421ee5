"""Sets of matching documents with scores, and their union and intersection, without a loop over documents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SPARSE = 16  # a set below this share of the documents is searched for, a larger one is spread out


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of one segment in ascending order, and the score of each."""

    documents: NDArray[np.intp]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.documents)

    def boosted(self, boost: float) -> "Matches":
        return self if boost == 1.0 else Matches(self.documents, self.scores * np.float32(boost))

    def where(self, mask: NDArray[np.bool_]) -> "Matches":
        """Those matches whose document is in the mask."""
        kept = mask[self.documents]
        return Matches(self.documents[kept], self.scores[kept])


NOTHING = Matches(np.zeros(0, np.intp), np.zeros(0, np.float32))


def union(parts: Sequence[Matches], count: int) -> Matches:
    """Documents in any part, of `count` in all; their scores add up."""
    parts = [part for part in parts if len(part)]
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    if sum(map(len, parts)) * _SPARSE < count:
        return summed(
            np.concatenate([part.documents for part in parts]), np.concatenate([part.scores for part in parts])
        )
    scores = np.zeros(count, np.float32)
    present = np.zeros(count, bool)
    for part in parts:
        scores[part.documents] += part.scores
        present[part.documents] = True
    documents = np.flatnonzero(present)
    return Matches(documents, scores[documents])


def summed(documents: NDArray[np.intp], scores: NDArray[np.float32]) -> Matches:
    """The matches of a list of documents in any order, with repetitions."""
    if not len(documents):
        return NOTHING
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    starts = np.flatnonzero(np.append(True, documents[1:] != documents[:-1]))
    return Matches(documents[starts], np.add.reduceat(scores[order], starts))


def intersection(parts: Sequence[Matches], count: int) -> Matches:
    """Documents in all parts; their scores add up."""
    first, *others = sorted(parts, key=len)
    for other in others:
        if not len(first):
            return NOTHING
        kept, found = places(other, first.documents, count)
        first = Matches(first.documents[kept], first.scores[kept] + other.scores[found])
    return first


def with_bonus(required: Matches, bonus: Matches, count: int) -> Matches:
    """The required documents; the bonus adds to the scores of those that it has as well."""
    if not len(required) or not len(bonus):
        return required
    kept, found = places(bonus, required.documents, count)
    scores = required.scores.copy()
    scores[kept] += bonus.scores[found]
    return Matches(required.documents, scores)


def without(wanted: Matches, unwanted: Matches, count: int) -> Matches:
    """The wanted documents that are not among the unwanted."""
    if not len(wanted) or not len(unwanted):
        return wanted
    kept = np.ones(len(wanted), bool)
    kept[places(unwanted, wanted.documents, count)[0]] = False
    return Matches(wanted.documents[kept], wanted.scores[kept])


def places(matches: Matches, asked: NDArray[np.intp], count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of the asked documents (ascending) match, by their place among the asked and among the matches."""
    documents = matches.documents
    if len(asked) > len(documents):
        return _places(asked, documents, count)
    found, kept = _places(documents, asked, count)
    return kept, found


def _places(many: NDArray[np.intp], few: NDArray[np.intp], count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of common documents in both; `few` is not the longer one."""
    if len(many) == 0 or len(few) == 0:
        return NOTHING.documents, NOTHING.documents
    if len(few) * _SPARSE < len(many):
        found = np.minimum(np.searchsorted(many, few), len(many) - 1)
        common = np.flatnonzero(many[found] == few)
        return found[common], common
    at = np.full(count, -1, np.int32)
    at[many] = np.arange(len(many), dtype=np.int32)
    found = at[few].astype(np.intp)
    common = np.flatnonzero(found >= 0)
    return found[common], common
