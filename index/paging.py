"""The page of a request: its matches in order, each by itself or reprints folded under the best of their group."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kavosh.index.matches import Few, Matches
from kavosh.index.ranking import best, contenders
from kavosh.index.snapshot import Snapshot
from kavosh.query import SearchRequest
from kavosh.types import BY_SCORE, Sort

REPRINTS = 20  # that a hit lists


class Place(NamedTuple):
    """A document of a page by its number, its score, how many reprints of it match, and the first of these."""

    number: int
    score: float
    folded: int = 0
    reprints: tuple[int, ...] = ()


def paged(snapshot: Snapshot, matches: Matches, request: SearchRequest) -> list[Place]:
    """Each match by itself."""
    wanted = request.offset + request.limit
    return [Place(*found) for found in _ordered(snapshot, matches, request.sort, wanted)][request.offset :]


def collapsed(snapshot: Snapshot, matches: Matches, request: SearchRequest) -> tuple[list[Place], int]:
    """One of each group; and how many matches are folded under others, on all pages.

    The pages before it are ranked again, so that pages continue each other.
    """
    sizes = snapshot.groups.count(matches.mask(snapshot.count_all))
    firsts = _firsts(snapshot, matches, request.sort, request.offset + request.limit)[request.offset :]
    places = [_with_reprints(snapshot, matches, request.sort, sizes, *first) for first in firsts]
    return places, int(np.maximum(sizes - 1, 0).sum())


def _firsts(snapshot: Snapshot, matches: Matches, sort: Sort, wanted: int) -> list[tuple[int, float]]:
    """The best match of each of the first groups."""
    taken = wanted
    while True:
        found: dict[int, tuple[int, float]] = {}
        for number, score in _ordered(snapshot, matches, sort, taken):
            found.setdefault(int(snapshot.group(number)), (number, score))
        if len(found) >= wanted or taken >= len(matches):
            return list(found.values())[:wanted]
        taken *= 2


def _with_reprints(
    snapshot: Snapshot, matches: Matches, sort: Sort, sizes: NDArray[np.int64], number: int, score: float
) -> Place:
    group = snapshot.groups.find(snapshot.group(number))
    if group < 0 or sizes[group] < 2:
        return Place(number, score)
    members = np.sort(snapshot.groups.of(group))
    some = members[matches.mask(snapshot.count_all)[members]]
    among = _ordered(snapshot, Few(some, matches.at(some)), sort, REPRINTS + 1)
    others = tuple(other for other, _ in among if other != number)
    return Place(number, score, int(sizes[group]) - 1, others[:REPRINTS])


def _ordered(snapshot: Snapshot, matches: Matches, sort: Sort, wanted: int) -> Iterator[tuple[int, float]]:
    """The first matches with their scores: by score or by date, then newest first, then as added."""
    if not wanted:
        return
    found = contenders(matches, wanted) if sort in BY_SCORE else matches.listed()
    days = snapshot.published[found.documents]
    match sort:
        case "newest":
            keys = [days, found.scores]
        case "oldest":
            keys = [-np.where(days > 0, days, np.iinfo(np.int32).max), found.scores]
        case _:
            keys = [found.scores, days]
    for place in best(keys, wanted).tolist():
        yield int(found.documents[place]), float(found.scores[place])
