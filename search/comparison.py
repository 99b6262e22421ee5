"""Two rankings of the same questions, question by question: which was better where, and whether that is chance.

The measure is nDCG@10. The test is paired randomisation, two-sided (Smucker, Allan & Carterette 2007): how often
differences as large in sum come about where the sign of each is left to chance.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kavosh.search.evaluate import Qrels, Ranking

ROUNDS = 10_000  # of the test: p is never below 1 / (ROUNDS + 1)
_BLOCK = 100  # rounds at once
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Compared:
    """A question in both rankings: nDCG@10 and the rank of its first relevant document, None where there is none."""

    id: str
    text: str
    first: float
    second: float
    rank: int | None
    second_rank: int | None

    @property
    def gain(self) -> float:
        """How much better the first is; below 0 the second."""
        return self.first - self.second

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "text": self.text,
            "ndcg@10": [round(self.first, 5), round(self.second, 5)],
            "rank": [self.rank, self.second_rank],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All questions; p is the chance of as large a difference where there is none."""

    questions: tuple[Compared, ...]
    p: float

    @property
    def difference(self) -> float:
        """The mean of the first less that of the second."""
        return sum(one.gain for one in self.questions) / max(len(self.questions), 1)

    @property
    def won(self) -> tuple[Compared, ...]:
        """The questions for which the first is better, those that gain most first."""
        better = (one for one in self.questions if one.gain > _SAME)
        return tuple(sorted(better, key=lambda one: (-one.gain, one.id)))

    @property
    def lost(self) -> tuple[Compared, ...]:
        """The questions for which the second is better, those that lose most first."""
        worse = (one for one in self.questions if one.gain < -_SAME)
        return tuple(sorted(worse, key=lambda one: (one.gain, one.id)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the keys are a stable, documented interface."""
        return {
            "difference": round(self.difference, 5),
            "better": len(self.won),
            "worse": len(self.lost),
            "alike": len(self.questions) - len(self.won) - len(self.lost),
            "p": round(self.p, 4),
            "won": [one.to_dict() for one in self.won],
            "lost": [one.to_dict() for one in self.lost],
        }


def compare(
    queries: Mapping[str, str], qrels: Qrels, first: Mapping[str, Ranking], second: Mapping[str, Ranking]
) -> Comparison:
    """Compare two rankings of these queries; both are measured against the same judgements."""
    values, others = _ndcg(qrels, first), _ndcg(qrels, second)
    questions = tuple(
        Compared(
            id_,
            text,
            values.get(id_, 0.0),
            others.get(id_, 0.0),
            _rank(qrels[id_], first.get(id_, ())),
            _rank(qrels[id_], second.get(id_, ())),
        )
        for id_, text in queries.items()
    )
    return Comparison(questions, randomisation([one.gain for one in questions]))


def randomisation(gains: list[float], rounds: int = ROUNDS) -> float:
    """How often chance alone makes a difference as large, two-sided; 1.0 where nothing differs.

    >>> randomisation([0.0, 0.0]), round(randomisation([0.5] * 20), 3), randomisation([0.5, -0.5])
    (1.0, 0.0, 1.0)
    """
    differing = np.array([gain for gain in gains if abs(gain) > _SAME])
    seen = abs(differing.sum()) - _SAME
    random = np.random.default_rng(0)
    blocks = (random.integers(0, 2, (_BLOCK, len(differing))) * 2 - 1 for _ in range(rounds // _BLOCK))
    larger = sum(int((abs(signs @ differing) >= seen).sum()) for signs in blocks)
    return (larger + 1) / (rounds + 1)


def lines(comparison: Comparison) -> Iterator[str]:
    """All questions as tab-separated lines under a heading, those that gain most first."""
    yield "query\tfirst\tsecond\trank_first\trank_second\ttext"
    for one in sorted(comparison.questions, key=lambda one: (-one.gain, one.id)):
        ranks = "\t".join("-" if rank is None else str(rank) for rank in (one.rank, one.second_rank))
        yield f"{one.id}\t{one.first:.5f}\t{one.second:.5f}\t{ranks}\t{' '.join(one.text.split())}"


def _ndcg(qrels: Qrels, rankings: Mapping[str, Ranking]) -> dict[str, float]:
    import ir_measures
    from ir_measures import nDCG

    run = {query: dict(ranking) for query, ranking in rankings.items()}
    return {str(one.query_id): float(one.value) for one in ir_measures.iter_calc([nDCG @ 10], qrels, run)}


def _rank(judged: Mapping[str, int], ranking: Ranking) -> int | None:
    return next((rank for rank, (document, _) in enumerate(ranking, 1) if judged.get(document, 0) > 0), None)
