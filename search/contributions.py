"""What each part of a query adds to the score of one document.

Scores are sums of what the leaves of a query tree give, each times the weights above it, so they can be taken apart
again: every leaf is asked once more, of this one document.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kavosh.index.backend import Backend
from kavosh.query import And, Boost, MatchAll, Maybe, Not, Or, Query, SearchRequest, Term

_ID = "id"
Score = Callable[[Query], float | None]  # of a leaf; None where it does not match


@dataclass(frozen=True, slots=True)
class Contribution:
    """A leaf that the document matches, and what it adds; 0 where another part that is wanted too does not match.

    weight: of all that stands above it. bonus: whether it need not match. mark: why it was asked.
    beside: the leaf that it is an alternative to, the word itself.
    """

    leaf: Query
    weight: float
    bonus: bool
    mark: str
    beside: Query | None
    score: float


def contributions(backend: Backend, query: Query, id_: str) -> tuple[Contribution, ...]:
    """What the leaves of a query add to the score of the document of this id; together they are its score."""
    asked: dict[Query, float | None] = {}

    def score(leaf: Query) -> float | None:
        if leaf not in asked:
            this = Boost(Term(id_, _ID), 0.0)
            hits = backend.search(SearchRequest(And((this, leaf)), limit=1)).hits
            asked[leaf] = hits[0][1] if hits else None
        return asked[leaf]

    return _Tree(score).of(query, _Above())[1]


@dataclass(frozen=True, slots=True)
class _Above:
    weight: float = 1.0
    bonus: bool = False
    mark: str = ""
    beside: Query | None = None


_Parts = tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class _Tree:
    score: Score

    def of(self, query: Query, above: _Above) -> tuple[bool, _Parts]:
        """Whether a part of the query matches, and what its leaves add."""
        match query:
            case And(children):
                return self._all(tuple(dict.fromkeys(children)), above)
            case Or(children):
                word = next((child for child in children if isinstance(child, Term)), above.beside)
                found = [self.of(child, replace(above, beside=word)) for child in dict.fromkeys(children)]
                return any(matches for matches, _ in found), _joined(parts for _, parts in found)
            case Maybe(required, bonus):
                matches, parts = self.of(required, above)
                _, extra = self.of(bonus, replace(above, bonus=True))
                return matches, (*parts, *(extra if matches else _nothing(extra)))
            case Boost(child, more, mark):
                return self.of(child, replace(above, weight=above.weight * more, mark=mark or above.mark))
            case Not():
                return self._all((query,), above)
            case _:
                score = self.score(query)
                if score is None:
                    return False, ()
                part = Contribution(query, above.weight, above.bonus, above.mark, above.beside, score * above.weight)
                return True, (part,)

    def _all(self, children: tuple[Query, ...], above: _Above) -> tuple[bool, _Parts]:
        wanted = [child for child in children if not isinstance(child, Not)] or [MatchAll()]
        found = [self.of(child, above) for child in wanted]
        excluded = any(self.of(child.child, above)[0] for child in children if isinstance(child, Not))
        matches = all(one for one, _ in found) and not excluded
        parts = _joined(parts for _, parts in found)
        return matches, parts if matches else _nothing(parts)


def _joined(parts: Iterator[_Parts]) -> _Parts:
    return tuple(part for some in parts for part in some)


def _nothing(parts: _Parts) -> _Parts:
    return tuple(replace(part, score=0.0) for part in parts)
