"""Which segments are merged: few enough to search fast, seldom enough to write little, none too large.

Segments of like size are merged once there are `FACTOR` of them, so that each document is written about
log(documents) times. A segment is also rewritten alone when much of it is deleted.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol, TypeVar

FACTOR = 8
SMALLEST = 64  # documents; all segments below are alike
LARGEST = 65_536  # documents: bounds the memory of a merge, and their numbers fit two bytes
_DELETED = 0.3  # the share from which a segment is rewritten


class Sized(Protocol):
    def doc_count(self) -> int: ...
    def doc_count_all(self) -> int: ...


S = TypeVar("S", bound=Sized)


def to_merge(segments: Sequence[S]) -> list[list[S]]:
    """The groups of segments that are due to become one each."""
    levels: dict[int, list[S]] = defaultdict(list)
    groups = []
    for segment in segments:
        live, size = segment.doc_count(), segment.doc_count_all()
        if live < (1 - _DELETED) * size:
            groups.append([segment])
        elif live < LARGEST:
            levels[int(math.log(max(live, SMALLEST) / SMALLEST, FACTOR))].append(segment)
    for level in sorted(levels):
        alike = levels[level]
        if len(alike) >= FACTOR:
            groups += _fitting(alike)
    return groups


def _fitting(segments: Sequence[S]) -> list[list[S]]:
    groups: list[list[S]] = [[]]
    for segment in segments:
        if sum(s.doc_count() for s in groups[-1]) + segment.doc_count() > LARGEST:
            groups.append([])
        groups[-1].append(segment)
    return [group for group in groups if len(group) > 1]
