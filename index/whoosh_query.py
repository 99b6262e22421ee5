"""From the query tree to Whoosh's queries. Builds objects only; touches no index."""

from collections.abc import Iterable
from itertools import islice, product
from typing import Any

from whoosh import query as wq

from kavosh.index.schema import TEXT_FIELDS, WIDE_FIELDS
from kavosh.query import (
    And,
    Boost,
    Fuzzy,
    MatchAll,
    Maybe,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
    Wildcard,
)

_MAX_PHRASES = 64  # readings of one phrase; words with several terms are rare, so this is never reached in practice


def compile_query(query: Query) -> Any:
    """The Whoosh query that matches and scores as the tree says."""
    return _compile(query, 1.0).normalize()


def facet_filter(name: str, values: Iterable[str]) -> Any:
    """Documents with any of these values of a facet."""
    return wq.Or([wq.Term(name, value) for value in values])


def _compile(query: Query, boost: float) -> Any:
    match query:
        case And(children):
            return _and(children, boost)
        case Or(children):
            return wq.Or([_compile(child, boost) for child in children])
        case Maybe(required, bonus):
            return wq.AndMaybe(_compile(required, boost), _compile(bonus, boost))
        case Boost(child, weight):
            return _compile(child, boost * weight)
        case Not():
            return _and((query,), boost)
        case _:
            return _leaf(query, boost)


def _leaf(query: MatchAll | Term | Prefix | Wildcard | Fuzzy | Range | Phrase, boost: float) -> Any:
    match query:
        case MatchAll():
            return wq.Every()
        case Term(text, None, True):
            return wq.Or([wq.Term(name, text, boost=weight * boost) for name, weight in WIDE_FIELDS.items()])
        case Term(text, field):
            return _in_fields(field, lambda name, weight: wq.Term(name, text, boost=weight * boost))
        case Prefix(text, field):
            return _in_fields(field, lambda name, weight: wq.Prefix(name, text, boost=weight * boost))
        case Wildcard(text, field):
            return _in_fields(field, lambda name, weight: wq.Wildcard(name, text, boost=weight * boost))
        case Fuzzy(text, distance, prefix, field):
            return _in_fields(
                field,
                lambda name, weight: wq.FuzzyTerm(
                    name, text, boost=weight * boost, maxdist=distance, prefixlength=prefix
                ),
            )
        case Range(field, first, last):
            # Days are numbered from 1; 0 is a document without a date.
            return wq.NumericRange(field, first.toordinal() if first else 1, last.toordinal() if last else None)
        case Phrase(slots, field, slop):
            readings = [list(reading) for reading in islice(product(*slots), _MAX_PHRASES)]
            return wq.Or([_phrase(reading, field, slop + 1, boost) for reading in readings])


def _phrase(words: list[str], field: str | None, distance: int, boost: float) -> Any:
    return _in_fields(field, lambda name, weight: wq.Phrase(name, words, slop=distance, boost=weight * boost))


def _and(children: Iterable[Query], boost: float) -> Any:
    """All of these; exclusions alone exclude from everything."""
    children = tuple(children)
    wanted = [_compile(child, boost) for child in children if not isinstance(child, Not)]
    unwanted = [_compile(child.child, boost) for child in children if isinstance(child, Not)]
    every_wanted = wq.And(wanted) if wanted else wq.Every()
    return wq.AndNot(every_wanted, wq.Or(unwanted)) if unwanted else every_wanted


def _in_fields(field: str | None, build: Any) -> Any:
    """One leaf in one field, or in every text field with that field's weight."""
    if field is not None:
        return build(field, TEXT_FIELDS.get(field, 1.0))
    return wq.Or([build(name, weight) for name, weight in TEXT_FIELDS.items()])
