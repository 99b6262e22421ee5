"""Gentle recency, for news: of two articles that answer equally well, the newer one is likelier to be wanted.

Age counts from the newest article, not from today, so that an archive that has ended ranks as it did.
"""

import numpy as np
from numpy.typing import NDArray

GAIN = 0.2  # what part of its score the newest article gains; not measured (docs/relevance.md)
HALF_LIFE = 30  # days after which an article gains half of that
_AHEAD = 1000  # one article in so many may bear a date that has not come yet


def freshness(published: NDArray[np.int32]) -> NDArray[np.float32]:
    """What scores are multiplied by, of days as ordinals, 0 where there is none: 1 and up to GAIN more.

    >>> freshness(np.array([739_000, 738_970, 0], np.int32)).tolist()[1:]  # a month before the newest; undated
    [1.100000023841858, 1.0]
    """
    dated = published > 0
    if not dated.any():
        return np.ones(len(published), np.float32)
    days = published[dated]
    newest = np.partition(days, -1 - len(days) // _AHEAD)[-1 - len(days) // _AHEAD]
    factors = np.ones(len(published), np.float32)
    factors[dated] += GAIN * np.exp2(-np.maximum(newest - days, 0) / HALF_LIFE).astype(np.float32)
    return factors
