"""Phrases: words at growing positions, found by merging the sorted positions of one word after the other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kavosh.index.kept import PLACE_BITS
from kavosh.index.matches import NOTHING, Documents, Matches, gathered
from kavosh.index.snapshot import Snapshot

_UNEVEN = 32  # so many times more positions are searched, fewer are merged
_WORTH = 8  # so many times more positions are not looked at one by one

Places = NDArray[np.int64]


def phrase(snapshot: Snapshot, name: str, words: Sequence[str], slop: int, within: Documents | None = None) -> Matches:
    """Documents with the words in this order, each at most `slop` positions beyond the one before.

    Scores are those of the words. within: the documents that are of use; others may be left out.
    """
    places = [snapshot.places(name, word) for word in words]
    if within is not None:
        fewest = min(range(len(places)), key=lambda word: len(places[word]))
        places[fewest] = _inside(places[fewest], within)
    reached = places[0]
    for following in places[1:]:
        if not len(reached) or not len(following):
            return NOTHING
        reached = _neighbours(reached, following) if slop == 1 else _within(reached, following, slop)
    found = reached >> PLACE_BITS
    if not len(found):
        return NOTHING
    documents = found[np.append(True, found[1:] != found[:-1])].astype(np.intp)
    scores = sum((snapshot.term_scores(name, word, documents) for word in words), np.zeros(len(documents), np.float32))
    return gathered(documents, scores, snapshot.count_all)


def _inside(places: Places, documents: Documents) -> Places:
    """The places in these documents, or all of them where that is faster."""
    if len(documents) * _WORTH > len(places):
        return places
    first, end = np.searchsorted(places, np.stack((documents, documents + 1)) << PLACE_BITS)
    return places[_ranges(first, end)]


def _ranges(first: NDArray[np.intp], end: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers from each `first` to before its `end`, one range after the other."""
    counts = end - first
    before = np.cumsum(counts)
    numbers: NDArray[np.intp] = np.repeat(first - before + counts, counts)
    numbers += np.arange(len(numbers))
    return numbers


def _neighbours(places: Places, following: Places) -> Places:
    """Those of `following` that stand right behind one of `places`."""
    if min(len(places), len(following)) * _UNEVEN < max(len(places), len(following)):
        if len(places) < len(following):
            return places[_among(places + 1, following)] + 1
        return following[_among(following - 1, places)]
    merged = np.concatenate((places + 1, following))
    merged.sort(kind="stable")  # which knows the two sorted runs, and merges them
    neighbours: Places = merged[1:][merged[1:] == merged[:-1]]
    return neighbours


def _among(few: Places, many: Places) -> NDArray[np.bool_]:
    found = np.minimum(np.searchsorted(many, few), len(many) - 1)
    among: NDArray[np.bool_] = many[found] == few
    return among


def _within(places: Places, following: Places, slop: int) -> Places:
    """Those of `following` that stand at most `slop` positions behind one of `places`."""
    if len(places) * _WORTH < len(following):
        first = np.searchsorted(following, places, side="right")
        behind = np.zeros(len(following), bool)
        behind[_ranges(first, np.searchsorted(following, places + slop, side="right"))] = True
        stand: Places = following[behind]
        return stand
    before = np.minimum(np.searchsorted(places, following - slop), len(places) - 1)
    near: Places = following[(places[before] >= following - slop) & (places[before] < following)]
    return near
