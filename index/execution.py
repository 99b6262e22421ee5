"""Runs Whoosh queries over arrays: whole posting lists at a time, with the scores that Whoosh's matchers give.

Queries of other kinds are run by Whoosh itself, segment by segment, over the same postings.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as wq
from whoosh.query.qcore import _NullQuery
from whoosh.searching import SearchContext

from kavosh.index.matches import NOTHING, Matches, intersection, summed, union, with_bonus, without
from kavosh.index.segment import Field
from kavosh.index.snapshot import Snapshot


def execute(snapshot: Snapshot, query: Any, at: int) -> Matches:
    """The live documents of one part that match, with their scores."""
    matches = _Execution(snapshot, at).run(query)
    live = snapshot.parts[at].live
    return matches if live is None else matches.where(live)


class _Execution:
    def __init__(self, snapshot: Snapshot, at: int) -> None:
        self._snapshot = snapshot
        self._at = at
        self._segment = snapshot.parts[at].segment
        self._count = self._segment.count

    def run(self, query: Any) -> Matches:
        match query:
            case wq.And():
                return intersection([self.run(q) for q in query.subqueries], self._count).boosted(query.boost)
            case wq.Or() if not query.scale and not query.minmatch:
                return union([self.run(q) for q in _alternatives(query)], self._count).boosted(query.boost)
            case wq.AndMaybe():
                return with_bonus(self.run(query.a), self.run(query.b), self._count)
            case wq.AndNot():
                return without(self.run(query.a), self.run(query.b), self._count)
            case _:
                return self._leaf(query)

    def _leaf(self, query: Any) -> Matches:
        match query:
            case wq.Term():
                return self._term(query.fieldname, query.text).boosted(query.boost)
            case wq.Phrase():
                return self._phrase(query).boosted(query.boost)
            case wq.NumericRange() if query.fieldname == "published":
                return self._published(query)
            case wq.Every() if query.fieldname in (None, "", "*"):
                return Matches(np.arange(self._count), np.full(self._count, query.boost, np.float32))
            case wq.Prefix() | wq.Wildcard() | wq.FuzzyTerm() if query.text not in ("", "*"):
                return self._expanded(query)
            case _NullQuery():
                return NOTHING
            case _:
                return self._by_whoosh(query)

    def _term(self, name: str, text: str) -> Matches:
        found = self._snapshot.term(self._at, name, text.encode())
        return NOTHING if found is None else Matches(*found)

    def _expanded(self, query: Any) -> Matches:
        """Any of the terms that a pattern stands for."""
        name = query.fieldname
        field = self._segment.fields.get(name)
        if field is None:
            return NOTHING
        found = [self._snapshot.scored(self._at, name, n, field.term(n)) for n in self._numbers(query, field)]
        if not found:
            return NOTHING
        return summed(np.concatenate([d for d, _ in found]), np.concatenate([s for _, s in found])).boosted(query.boost)

    def _numbers(self, query: Any, field: Field) -> Iterable[int]:
        if isinstance(query, wq.Prefix):
            return field.beginning(query.text.encode())
        texts = query._btexts(self._snapshot.leaves[self._at].reader())
        return [field.find(text if isinstance(text, bytes) else text.encode()) for text in texts]

    def _published(self, query: Any) -> Matches:
        days = self._segment.published
        first = -np.inf if query.start is None else query.start + bool(query.startexcl)
        last = np.inf if query.end is None else query.end - bool(query.endexcl)
        documents = np.flatnonzero((days >= first) & (days <= last))
        return Matches(documents, np.full(len(documents), query.boost, np.float32))

    def _phrase(self, query: Any) -> Matches:
        """Documents with the words at growing positions, each at most `slop` beyond the one before."""
        field = self._segment.fields.get(query.fieldname)
        numbers = [-1 if field is None else field.find(word.encode()) for word in query.words]
        if field is None or min(numbers) < 0:
            return NOTHING
        both = intersection([self._term(query.fieldname, word) for word in query.words], self._count)
        if not len(both):
            return NOTHING
        keys = [_keys(field, number, both.documents) for number in numbers]
        ends = keys[0]
        for following in keys[1:]:
            if not len(ends):
                return NOTHING
            before = np.minimum(np.searchsorted(ends, following - query.slop), len(ends) - 1)
            reached = (ends[before] >= following - query.slop) & (ends[before] < following)
            ends = following[reached]
        kept = np.zeros(len(both), bool)
        kept[ends >> _POSITION_BITS] = True
        return Matches(both.documents[kept], both.scores[kept])

    def _by_whoosh(self, query: Any) -> Matches:
        searcher = self._snapshot.leaves[self._at]
        matcher = query.matcher(searcher, SearchContext(needs_current=True, weighting=searcher.weighting))
        documents, scores = [], []
        while matcher.is_active():
            documents.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return Matches(np.array(documents, np.intp), np.array(scores, np.float32))


def _alternatives(query: Any) -> Iterator[Any]:
    """The members of a union, and of the unions in it, whose scores add up all the same."""
    for inner in query.subqueries:
        if isinstance(inner, wq.Or) and inner.boost == 1.0 and not inner.scale and not inner.minmatch:
            yield from _alternatives(inner)
        else:
            yield inner


_POSITION_BITS = 32  # leaves room between the positions of neighbouring documents


def _keys(field: Field, number: int, asked: NDArray[np.intp]) -> NDArray[np.int64]:
    """The positions of a term in the asked documents, each with the document's place among them above it."""
    documents, _ = field.postings(number)
    positions, ends = field.places(number)
    at = np.searchsorted(documents, asked.astype(documents.dtype))
    last = ends[at]
    first = np.where(at > 0, ends[at - 1], 0)
    counts = last - first
    place = np.repeat(np.arange(len(asked), dtype=np.int64), counts)
    within = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    keys: NDArray[np.int64] = (place << _POSITION_BITS) + positions[first[place] + within]
    return keys
