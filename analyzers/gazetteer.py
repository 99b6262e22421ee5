"""The gazetteer: cities, countries, blocs and persons by id, and by every spelling of their names.

What an entry is, and the form of its files, is in `gazetteer_entries`.
"""

from collections.abc import Iterable, Iterator
from functools import cache, cached_property

from kavosh.analyzers.gazetteer_cache import load
from kavosh.analyzers.gazetteer_entries import (
    CONTEXTS,
    PLACES,
    UNCERTAIN,
    Entry,
    Name,
    Names,
    NamesOf,
    entry_of,
    joint,
    name_key,
    name_part,
    read_entries,
)
from kavosh.analyzers.gazetteer_files import FILES
from kavosh.types import Label

__all__ = [
    "CONTEXTS",
    "FILES",
    "PLACES",
    "UNCERTAIN",
    "Entry",
    "Gazetteer",
    "Name",
    "Names",
    "NamesOf",
    "default_entries",
    "default_gazetteer",
    "entry_of",
    "joint",
    "name_key",
    "name_part",
    "read_entries",
]


class Gazetteer:
    """Entities by kind and id, and by every spelling of their names. Later entries replace earlier ones of one id.

    over: a gazetteer that these entries are added to, or replace entries of.
    names: those of the entries, where they are known already.
    """

    def __init__(self, entries: Iterable[Entry], over: "Gazetteer | None" = None, names: Names | None = None) -> None:
        own = {(entry.kind, entry.id): entry for entry in entries}
        self._entries: dict[tuple[str, str], Entry] = {**over._entries, **own} if over else own
        self._own = tuple(own.values())
        self._over = over
        self._known = names

    @cached_property
    def _names(self) -> Names:
        """Made when first asked for, since labels alone do without."""
        return self._known or NamesOf(self._own)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def names(self, key: str) -> tuple[Name, ...]:
        """The entities that this name key may mean."""
        own = self._names.get(key)
        if self._over is None:
            return own
        others = (name for name in self._over.names(key) if self.entry(name.entry.kind, name.entry.id) is name.entry)
        return (*others, *own)

    def may_begin(self, key: str) -> bool:
        """Whether a name begins with these words, or is them."""
        return self._names.may_begin(key) or (self._over is not None and self._over.may_begin(key))

    def entry(self, kind: str, id_: str) -> Entry | None:
        """The entity of this id, None where it is unknown."""
        return self._entries.get((kind, id_))

    def label(self, kind: str, id_: str) -> Label | None:
        """The label of an entity, None where it is unknown."""
        entry = self._entries.get((kind, id_))
        return entry.label if entry else None

    def find(self, text: str) -> list[Entry]:
        """The entities that have this name, in any spelling, or this id."""
        found = {(name.entry.kind, name.entry.id): name.entry for name in self.names(name_key(text))}
        found |= {key: entry for key, entry in self._entries.items() if key[1] == text}
        return list(found.values())


@cache
def _default() -> tuple[tuple[Entry, ...], Names]:
    return load()


def default_entries() -> tuple[Entry, ...]:
    """The entities that come with Kavosh."""
    return _default()[0]


@cache
def default_gazetteer() -> Gazetteer:
    """The gazetteer that comes with Kavosh."""
    entries, names = _default()
    return Gazetteer(entries, names=names)
