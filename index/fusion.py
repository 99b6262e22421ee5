"""Matches by words and by meaning as one list.

How near a document is says little in itself, so it is measured by the spread of all documents: by how many standard
deviations it is nearer than the average one, those with vectors of words and those with vectors of the model each by
their own spread. Beyond a threshold a document matches by meaning alone. Scores are the weighted sum of both, each of
them 1 for the best (a "normalised sum").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kavosh.index.matches import Few, Mask, Matches
from kavosh.index.segment_vectors import SegmentVectors

_MATCHES = 2.5  # standard deviations from which on a document matches by meaning alone
_SHARE = 0.6  # in small archives few are so far out: this share of the farthest to be expected there
_COUNTS = 1.5  # standard deviations from which on meaning adds to the score of a match by words

Nearness = NDArray[np.float32]  # of each document, in standard deviations; -inf without a vector


@dataclass(frozen=True, slots=True)
class Fused:
    """The matches, and the part of the score that is meaning, for all documents of the index."""

    matches: Few
    meant: Nearness


def nearness(
    found: Sequence[SegmentVectors | None],
    live: Sequence[Mask | None],
    counts: Sequence[int],
    query: Nearness,
) -> Nearness:
    """How near every document of the index is to the vector of a query, from the vectors of its segments."""
    none = np.float32(-np.inf)
    near = _joined([np.full(n, none) if v is None else v.near(query) for v, n in zip(found, counts, strict=True)])
    full = _joined([np.zeros(n, bool) if v is None else v.full for v, n in zip(found, counts, strict=True)])
    near[~_joined([np.ones(n, bool) if mask is None else mask for mask, n in zip(live, counts, strict=True)])] = -np.inf
    for kind in (True, False):
        chosen = (full == kind) & np.isfinite(near)
        if chosen.any():
            values = near[chosen].astype(np.float64)
            near[chosen] = (near[chosen] - float(values.mean())) / (float(values.std()) or 1.0)
    return near


def fused(matches: Matches, near: Nearness, within: Mask, kept: Mask, weight: float) -> Fused:
    """Both lists as one. within: the documents that may match by meaning alone; kept: those that filters let pass."""
    words = matches.listed()
    enough = min(_MATCHES, _SHARE * float(np.sqrt(2 * np.log(max(int(np.count_nonzero(np.isfinite(near))), 2)))))
    nearest = float(near[kept].max(initial=-np.inf))
    begin = min(_COUNTS, enough)
    best = float(words.scores[kept[words.documents]].max(initial=0))
    share = np.clip((near - begin) / max(nearest - begin, 1e-6), 0, 1).astype(np.float32) * np.float32(weight)
    scores = share.copy()
    scores[words.documents] += words.scores * np.float32((1 - weight) / (best or 1))
    chosen = (near >= enough) & within
    chosen[words.documents] = True
    documents = np.flatnonzero(chosen)
    return Fused(Few(documents, scores[documents]), np.where(chosen, share, np.float32(0)))


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0)
