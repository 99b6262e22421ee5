"""The weighting: BM25 as Whoosh has it, with Lucene's idf, log(1 + (N - n + 0.5) / (n + 0.5)).

Whoosh's own idf adds 1 to every word's, which flattens the difference between rare and common words.
"""

from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.scoring import BM25F

# Below Lucene's 1.2 and above its .75: a word repeated tells little more, a long article says much by the way.
# By measurement (docs/evaluation.md).
K1 = 0.8
B = 0.85


def idf(documents: int, having: int) -> float:
    """How much a word tells that `having` of so many documents have."""
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def bm25(norms: NDArray[np.float32], tf: NDArray[np.float32], weights: Any) -> NDArray[np.float32]:
    """Scores by what is added to the frequencies below the line, whose place they take; by frequencies, and idf."""
    norms += tf
    np.divide(tf, norms, out=norms)
    norms *= np.float32(K1 + 1) * weights
    return norms


class Okapi(BM25F):  # type: ignore[misc]
    """For Whoosh's searchers."""

    def __init__(self) -> None:
        super().__init__(B=B, K1=K1)

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        parent = searcher.get_parent()  # of the whole index, not of a segment
        return idf(parent.doc_count_all(), parent.doc_frequency(fieldname, text))
