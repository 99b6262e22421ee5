"""The first few of many, by several keys, without sorting the many; and counting by value."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kavosh.index.segment import Field


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


def count_values(field: Field, matching: NDArray[np.bool_]) -> dict[str, int]:
    """How many of the matching documents have each value of a facet: its postings, counted."""
    if not len(field):
        return {}
    counts = np.add.reduceat(matching[field.document_indices], field.starts, dtype=np.int64)
    return {field.term(number).decode(): int(counts[number]) for number in np.flatnonzero(counts).tolist()}
