"""Matches by words and by meaning as one list.

How near a document is says little in itself, so it is measured by the spread of all documents: by how many standard
deviations it is nearer than the average one, those with vectors of words and those with vectors of the model each by
their own spread. Beyond a threshold a document matches by meaning alone. Scores are the weighted sum of both, each of
them 1 for the best (a "normalised sum").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kavosh.index.matches import Matches
from kavosh.index.segment_vectors import SegmentVectors

_MATCHES = 2.5  # standard deviations from which on a document matches by meaning alone
_SHARE = 0.6  # in small archives few are so far out: this share of the farthest to be expected there
_COUNTS = 1.5  # standard deviations from which on meaning adds to the score of a match by words

Nearness = NDArray[np.float32]  # of each document of a segment, in standard deviations; -inf without a vector


@dataclass(frozen=True, slots=True)
class Fused:
    """The matches of each segment, and the part of the score that is meaning, for all of its documents."""

    matches: list[Matches]
    meant: list[NDArray[np.float32]]


def nearness(
    found: Sequence[SegmentVectors | None],
    live: Sequence[NDArray[np.bool_] | None],
    counts: Sequence[int],
    query: Nearness,
) -> list[Nearness]:
    """How near every document is to the vector of a query."""
    near = [np.full(n, -np.inf, np.float32) if v is None else v.near(query) for v, n in zip(found, counts, strict=True)]
    full = [np.zeros(n, bool) if v is None else v.full for v, n in zip(found, counts, strict=True)]
    for one, mask in zip(near, live, strict=True):
        if mask is not None:
            one[~mask] = -np.inf
    for kind in (True, False):
        chosen = [(f == kind) & np.isfinite(one) for one, f in zip(near, full, strict=True)]
        values = np.concatenate([one[mask] for one, mask in zip(near, chosen, strict=True)] or [np.zeros(0)])
        if len(values):
            mean, spread = float(values.mean()), float(values.std()) or 1.0
            for one, mask in zip(near, chosen, strict=True):
                one[mask] = (one[mask] - mean) / spread
    return near


def fused(
    matches: Sequence[Matches],
    near: Sequence[Nearness],
    within: Sequence[NDArray[np.bool_]],
    kept: Sequence[NDArray[np.bool_]],
    weight: float,
) -> Fused:
    """Both lists as one. within: the documents that may match by meaning alone; kept: those that filters let pass."""
    count = sum(int(np.count_nonzero(np.isfinite(one))) for one in near)
    enough = min(_MATCHES, _SHARE * float(np.sqrt(2 * np.log(max(count, 2)))))
    nearest = max((float(one[k].max(initial=-np.inf)) for one, k in zip(near, kept, strict=True)), default=-np.inf)
    begin = min(_COUNTS, enough)
    best = max((float(m.scores[k[m.documents]].max(initial=0)) for m, k in zip(matches, kept, strict=True)), default=0)
    result, meant = [], []
    for m, one, may in zip(matches, near, within, strict=True):
        share = np.clip((one - begin) / max(nearest - begin, 1e-6), 0, 1) * np.float32(weight)
        scores = share.astype(np.float32)
        scores[m.documents] += m.scores * np.float32((1 - weight) / (best or 1))
        chosen = (one >= enough) & may
        chosen[m.documents] = True
        documents = np.flatnonzero(chosen)
        result.append(Matches(documents, scores[documents]))
        meant.append(np.where(chosen, share, 0).astype(np.float32))
    return Fused(result, meant)
