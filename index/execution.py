"""Runs Whoosh queries over arrays: whole posting lists at a time, with the scores that Whoosh's matchers give.

Queries of other kinds are run by Whoosh itself, segment by segment, over the same postings.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from whoosh import query as wq
from whoosh.query.qcore import _NullQuery
from whoosh.searching import SearchContext

from kavosh.index.expansion import expanded
from kavosh.index.matches import NOTHING, Documents, Many, Matches, gathered, intersection, union, with_bonus, without
from kavosh.index.phrases import phrase
from kavosh.index.snapshot import Snapshot

_PAIR = 2
_FEW = 16  # a share of the documents that is worth to look for alone


def execute(snapshot: Snapshot, query: Any) -> Matches:
    """The live documents that match, with their scores."""
    matches = _Execution(snapshot).run(query)
    return matches if snapshot.live is None else matches.where(snapshot.live)


class _Execution:
    """within: documents beyond which matches are of no use, and may be left out; None for none."""

    def __init__(self, snapshot: Snapshot, within: Documents | None = None) -> None:
        self._snapshot = snapshot
        self._count = snapshot.count_all
        self._within = within

    def run(self, query: Any) -> Matches:
        match query:
            case wq.And():
                return self._and(query.subqueries).boosted(query.boost)
            case wq.Or() if not query.scale and not query.minmatch:
                return self._or(query).boosted(query.boost)
            case wq.AndMaybe():
                required = self.run(query.a)
                return with_bonus(required, self._among(required).run(query.b))
            case wq.AndNot():
                return without(self.run(query.a), self.run(query.b), self._count)
            case _:
                return self._leaf(query)

    def _and(self, queries: Sequence[Any]) -> Matches:
        if len(queries) == 1:
            return self.run(queries[0])
        if len(queries) > _PAIR:  # with more, their number decides in which order scores add up
            return intersection([self._with_bonus(q) for q in queries], self._count)
        first, second = sorted(queries, key=_has_phrase)
        found = self._with_bonus(first)
        return intersection([found, self._among(found[0])._with_bonus(second)], self._count)

    def _with_bonus(self, query: Any) -> tuple[Matches, Matches]:
        """What a part of an intersection matches, and what adds to the scores of that."""
        if isinstance(query, wq.AndMaybe):
            return self.run(query.a), self.run(query.b)
        return self.run(query), NOTHING

    def _among(self, matches: Matches) -> "_Execution":
        """For what counts only where these match."""
        few = len(matches) * _FEW < self._count
        return _Execution(self._snapshot, matches.documents) if few else self

    def _or(self, query: Any) -> Matches:
        if query.subqueries and all(type(q) is wq.Term for q in query.subqueries):
            return self._snapshot.word(tuple((q.fieldname, q.text, q.boost) for q in query.subqueries))
        return union([self.run(q) for q in _alternatives(query)], self._count)

    def _leaf(self, query: Any) -> Matches:
        match query:
            case wq.Term():
                return self._snapshot.word(((query.fieldname, query.text, query.boost),))
            case wq.Phrase():
                found = phrase(self._snapshot, query.fieldname, query.words, query.slop, self._within)
                return found.boosted(query.boost)
            case wq.NumericRange() if query.fieldname == "published":
                return self._published(query)
            case wq.Every() if query.fieldname in (None, "", "*"):
                return Many(np.ones(self._count, bool), np.full(self._count, query.boost, np.float32))
            case wq.Prefix() | wq.Wildcard() | wq.FuzzyTerm() if query.text not in ("", "*"):
                return expanded(self._snapshot, query).boosted(query.boost)
            case _NullQuery():
                return NOTHING
            case _:
                return self._by_whoosh(query)

    def _published(self, query: Any) -> Matches:
        days = self._snapshot.published
        first = -np.inf if query.start is None else query.start + bool(query.startexcl)
        last = np.inf if query.end is None else query.end - bool(query.endexcl)
        matching = (days >= first) & (days <= last)
        return Many(matching, np.where(matching, np.float32(query.boost), np.float32(0)))

    def _by_whoosh(self, query: Any) -> Matches:
        documents, scores = [], []
        for part, searcher in zip(self._snapshot.parts, self._snapshot.leaves, strict=True):
            matcher = query.matcher(searcher, SearchContext(needs_current=True, weighting=searcher.weighting))
            while matcher.is_active():
                documents.append(part.base + matcher.id())
                scores.append(matcher.score())
                matcher.next()
        return gathered(np.array(documents, np.intp), np.array(scores, np.float32), self._count)


def _has_phrase(query: Any) -> bool:
    """Whether this is slow to find out, unless it is only asked of few documents."""
    return any(type(leaf) is wq.Phrase for leaf in query.leaves())


def _alternatives(query: Any) -> Iterator[Any]:
    """The members of a union, and of the unions in it, whose scores add up all the same."""
    for inner in query.subqueries:
        grouped = isinstance(inner, wq.Or) and inner.boost == 1.0 and not inner.scale and not inner.minmatch
        if grouped and not all(type(q) is wq.Term for q in inner.subqueries):  # else it is a word, kept ready
            yield from _alternatives(inner)
        else:
            yield inner
