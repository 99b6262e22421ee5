"""The query tree for people and programs: what a search asks."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any, get_args

from kavosh.query import And, Boost, Fuzzy, Maybe, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard


def to_dict(query: Query) -> dict[str, Any]:
    """Plain data for JSON: `node` names the kind, the rest are its fields, those that say nothing left out.

    >>> to_dict(Not(Term("kazan")))
    {'node': 'not', 'child': {'node': 'term', 'text': 'kazan'}}
    """
    values = {field.name: _plain(getattr(query, field.name)) for field in fields(query)}
    return {"node": type(query).__name__.lower(), **{name: value for name, value in values.items() if value}}


def lines(query: Query, depth: int = 0) -> Iterator[str]:
    """The tree as indented lines.

    >>> print(*lines(And((Term("metro"), Not(Term("kazan", "city"))))), sep="\\n")
    all of
      metro
      not
        city:kazan
    """
    heading, children = _branch(query)
    yield "  " * depth + heading
    for child in children:
        yield from lines(child, depth + 1)


def _plain(value: Any) -> Any:
    if isinstance(value, get_args(Query)):
        return to_dict(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _branch(query: Query) -> tuple[str, tuple[Query, ...]]:
    match query:
        case And(children):
            return "all of", children
        case Or(children):
            return "any of" if children else "nothing", children
        case Not(child):
            return "not", (child,)
        case Boost(child, weight, mark):
            return f"weight {weight:g}" + (f", {mark}" if mark else ""), (child,)
        case Maybe(required, bonus):
            return "wanted, then what adds to the score", (required, bonus)
        case _:
            return _leaf(query), ()


def _leaf(query: Query) -> str:
    field = getattr(query, "field", None)
    name = f"{field}:" if field else ""
    match query:
        case Phrase(slots, _, slop):
            words = " ".join("|".join(slot) for slot in slots)
            return f'{name}"{words}"' + (f"~{slop}" if slop else "")
        case Range(_, first, last):
            return f"{name}{first or ''}..{last or ''}"
        case Fuzzy(text, distance):
            return f"{name}{text}~{distance}"
        case Prefix(text):
            return f"{name}{text}*"
        case Wildcard(text):
            return name + text
        case Term(text, _, wide):
            return name + text + (" (wide)" if wide else "")
        case _:
            return "every article"
