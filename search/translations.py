"""The words of a query in the other language, by the bilingual term table: "recycling" is «بازیافت» as well."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, product
from typing import NamedTuple

from kavosh.analyzers import Analyzer
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.analyzers.terms import TermRow
from kavosh.query import Boost, Query
from kavosh.search.slots import Slot, side_by_side, slots_of

TRANSLATION = 0.7  # how much a translation counts beside the word itself; by measurement (docs/relevance.md)
INSIDE = 0.35  # how much one of a word counts inside a phrase that has its own: «حمل» is not all of "transport"
MAX_TRANSLATIONS = 12  # of one word or phrase
_LONGEST = 6  # words of one row
_ASKED = 1024  # texts that are kept
_READINGS = 8  # of one row or stretch of a query

Translate = Callable[[Sequence[Slot]], list[tuple[Query, ...]]]
_Key = tuple[str, ...]


class Stretch(NamedTuple):
    """Words of a query that the table knows: the first, the one beyond the last, and what they are in translation."""

    first: int
    end: int
    translations: tuple[Query, ...]


class Translations:
    """A term table by the terms that an analyzer makes of it, in both directions; made when first asked."""

    def __init__(self, rows: Iterable[TermRow], analyzer: Analyzer) -> None:
        self._rows = tuple(rows)
        self._analyzer = analyzer
        self.spans = lru_cache(_ASKED)(self._spans)

    def __call__(self, slots: Sequence[Slot]) -> list[tuple[Query, ...]]:
        """For each word of a query, what it is in the other language, alone or as a part of a longer phrase."""
        found: list[dict[Query, None]] = [{} for _ in slots]
        stretches = list(self.stretches(slots))
        for stretch in stretches:
            for at in range(stretch.first, stretch.end):
                found[at] |= dict.fromkeys(Boost(query, TRANSLATION, "translation") for query in stretch.translations)
        for stretch in stretches:
            if stretch.end - stretch.first > 1:
                for at in range(stretch.first, stretch.end):
                    alone = self._known([slots[at]])
                    found[at] |= dict.fromkeys(Boost(query, INSIDE, "translation") for query in alone)
        return [tuple(queries) for queries in found]

    def stretches(self, slots: Sequence[Slot]) -> Iterator[Stretch]:
        """The stretches of a query that the table knows, the longest from the left."""
        at = 0
        while at < len(slots):
            for end in range(min(at + _LONGEST, len(slots)), at, -1):
                if known := self._known(slots[at:end]):
                    yield Stretch(at, end, known)
                    at = end - 1
                    break
            at += 1

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where in a text the words are that the table knows."""
        slots = _content(text, slots_of(self._analyzer(text, "query")))
        return [(slots[s.first].start, slots[s.end - 1].end) for s in self.stretches(slots)]

    def _known(self, slots: Sequence[Slot]) -> tuple[Query, ...]:
        found: dict[Query, None] = {}
        for key in _keys(slots):
            found |= dict.fromkeys(self._table.get(key, ()))
        return tuple(islice(found, MAX_TRANSLATIONS))

    @cached_property
    def _table(self) -> dict[_Key, tuple[Query, ...]]:
        table: dict[_Key, dict[Query, None]] = {}
        for row in self._rows:
            persian, asked = self._side(row.persian)
            for english, meant in map(self._side, row.english):
                if persian and english and asked and meant:
                    for key in _keys(persian):
                        table.setdefault(key, {})[meant] = None
                    for key in _keys(english):
                        table.setdefault(key, {})[asked] = None
        return {key: tuple(queries) for key, queries in table.items()}

    def _side(self, text: str) -> tuple[list[Slot], Query | None]:
        """One side of a row: the words it is looked up by, and the query for it."""
        slots = [slot for slot in slots_of(self._analyzer(text, "query")) if slot.terms]
        return _content(text, slots), side_by_side(slots) if slots else None


def _content(text: str, slots: list[Slot]) -> list[Slot]:
    """Without function words, which queries do without as well."""
    return [slot for slot in slots if not is_stop_word(text[slot.start : slot.end])]


def _keys(slots: Sequence[Slot]) -> Iterator[_Key]:
    return islice(product(*(slot.terms for slot in slots)), _READINGS)
