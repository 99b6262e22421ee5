"""The names of a query in their other spellings and languages: Moscow is مسکو and Москва."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kavosh.analyzers.entities import find_entities
from kavosh.analyzers.gazetteer import Entry, default_gazetteer, name_key

MAX_NAMES = 12  # other names of one entity that are asked as well


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text, `text[start:end]`, and what else its bearer is called."""

    start: int
    end: int
    others: tuple[str, ...]


def other_names(text: str) -> list[Named]:
    """The names of the gazetteer in a text, in order.

    >>> [named.others[0] for named in other_names("Moscow")]
    ['مسکو']
    """
    return [Named(found.start, found.end, _others(found.kind, found.id, found.text)) for found in find_entities(text)]


def _others(kind: str, id_: str, written: str) -> tuple[str, ...]:
    entry = _entries().get((kind, id_))
    if entry is None:
        return ()
    by_key = {name_key(name): name for name in reversed((entry.label.fa, entry.label.en, *entry.aliases))}
    by_key.pop(name_key(written), None)
    return tuple(reversed(by_key.values()))[:MAX_NAMES]


@cache
def _entries() -> Mapping[tuple[str, str], Entry]:
    return {(entry.kind, entry.id): entry for entry in default_gazetteer()}
