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
    """The Whoosh query that matches and scores as the tree says.

    It must not be normalised: Whoosh 2.7.5 takes an intersection with everything for everything, and leaves out what
    matches nothing. Of that, only the removal of duplicates is wanted, and done here.
    """
    match query:
        case And(children):
            return _and(children)
        case Or(children):
            return wq.Or([compile_query(child) for child in dict.fromkeys(children)])
        case Maybe(required, bonus):
            return wq.AndMaybe(compile_query(required), compile_query(bonus))
        case Not():
            return _and((query,))
        case Boost(child, weight):
            return wq.And([compile_query(child)], boost=weight)
        case _:
            return _leaf(query)


def _leaf(query: MatchAll | Term | Phrase | Prefix | Wildcard | Fuzzy | Range) -> Any:
    match query:
        case MatchAll():
            return wq.Every()
        case Term(text, None, True):
            return wq.Or([wq.Term(name, text, boost=weight) for name, weight in WIDE_FIELDS.items()])
        case Term(text, field):
            return _in_fields(field, lambda name, weight: wq.Term(name, text, boost=weight))
        case Prefix(text, field):
            return _in_fields(field, lambda name, weight: wq.Prefix(name, text, boost=weight))
        case Phrase(slots, field, slop):
            readings = [list(reading) for reading in islice(product(*slots), _MAX_PHRASES)]
            return wq.Or(
                [_in_fields(field, lambda name, weight, r=r: wq.Phrase(name, r, slop + 1, weight)) for r in readings]
            )
        case Wildcard(text, field):
            return _in_fields(field, lambda name, weight: wq.Wildcard(name, text, boost=weight))
        case Fuzzy(text, distance, prefix, field):
            return _in_fields(field, lambda name, weight: wq.FuzzyTerm(name, text, weight, distance, prefix))
        case Range(field, first, last):
            return wq.NumericRange(field, first.toordinal() if first else 1, last.toordinal() if last else None)


def _and(children: Iterable[Query]) -> Any:
    """All of these; exclusions alone exclude from everything."""
    children = tuple(dict.fromkeys(children))
    wanted = [compile_query(child) for child in children if not isinstance(child, Not)]
    unwanted = [compile_query(child.child) for child in children if isinstance(child, Not)]
    every_wanted = wq.And(wanted) if wanted else wq.Every()
    return wq.AndNot(every_wanted, wq.Or(unwanted)) if unwanted else every_wanted


def _in_fields(field: str | None, build: Any) -> Any:
    """One leaf in one field, or in every text field with that field's weight."""
    if field is not None:
        return build(field, TEXT_FIELDS.get(field, 1.0))
    return wq.Or([build(name, weight) for name, weight in TEXT_FIELDS.items()])
