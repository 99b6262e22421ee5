"""The first few of many, by several keys, without sorting the many."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kavosh.index.matches import Few, Many, Matches

_GROUPS = 1024  # of scores, whose maxima bound the best


def contenders(matches: Matches, count: int) -> Few:
    """Few matches among which the `count` best by score surely are, with all that tie with the last of them."""
    scores = matches.scores
    if len(scores) < 4 * _GROUPS or count > _GROUPS // 2 or count < 1:
        return matches.listed()
    whole = len(scores) - len(scores) % _GROUPS
    maxima = scores[:whole].reshape(-1, _GROUPS).max(axis=0)  # of groups that lie across, which is fastest
    least = np.partition(maxima, _GROUPS - count)[_GROUPS - count]  # at least `count` documents have as much
    if isinstance(matches, Many) and least <= 0:
        return matches.listed()
    places = np.flatnonzero(scores >= least)
    documents = places if isinstance(matches, Many) else matches.documents[places]
    return Few(documents, scores[places])


def best(keys: Sequence[NDArray[Any]], count: int) -> NDArray[np.intp]:
    """The places of the `count` largest, in order: by the first key, ties by the next, then as they stand."""
    places = _candidates(keys, np.arange(len(keys[0])), count)
    order = np.lexsort((places, *(-key[places].astype(np.float64) for key in reversed(keys))))
    first: NDArray[np.intp] = places[order][:count]
    return first


def _candidates(keys: Sequence[NDArray[Any]], places: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Few places that hold the best: those surely among them, and of ties at the border the best by the other keys."""
    if count <= 0:
        return places[:0]
    if len(places) <= count:
        return places
    if not keys:
        return places[:count]
    values = keys[0] if len(places) == len(keys[0]) else keys[0][places]
    border = np.partition(values, len(values) - count)[len(values) - count]
    surely = places[values > border]
    ties = _candidates(keys[1:], places[values == border], count - len(surely))
    return np.concatenate((surely, ties))
