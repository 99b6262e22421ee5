"""Find the cities, countries, blocs and persons that a text names.

One pass over the words for the names of the gazetteer: from each word the longest name wins. Precision comes before
recall: a name right after a word such as "street" is a street, and a name that is also something else counts only
beside a cue. Persons that the gazetteer lacks are found by `persons`.
"""

from dataclasses import dataclass
from typing import Any

from kavosh.analyzers.gazetteer import PLACES, Gazetteer, Name, default_gazetteer, joint
from kavosh.analyzers.name_cues import NameCues, name_cues
from kavosh.analyzers.name_words import NameWords
from kavosh.analyzers.persons import Person, find_persons
from kavosh.types import Label

_MAX_GAP = 2  # characters between two words of one name: a space, a hyphen, a full stop and a space
_CONJUNCTIONS = frozenset(("و", "and", "и"))


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in a text: `text[start:end]` as written, and the entity it stands for."""

    text: str
    start: int
    end: int
    kind: str
    id: str
    label: Label

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "id": self.id,
            "label": self.label.to_dict(),
        }


def find_entities(text: str, gazetteer: Gazetteer | None = None) -> list[Entity]:
    """The entities named in a text, in order; spans do not overlap. Give an article whole: names explain surnames.

    >>> [(e.text, e.id) for e in find_entities("نشست سنپترزبورگ")]  # "the Saint Petersburg meeting"
    [('سنپترزبورگ', 'saint-petersburg')]
    """
    words = NameWords(text)
    return _Finder(words, gazetteer or default_gazetteer(), name_cues()).find()


class _Finder:
    """The state of one text: its words, and which of them already belong to a name."""

    def __init__(self, words: NameWords, gazetteer: Gazetteer, cues: NameCues) -> None:
        self._words = words
        self._gazetteer = gazetteer
        self._cues = cues
        self._found: dict[int, tuple[int, str, str, Label]] = {}  # first word -> last word, kind, id, label

    def find(self) -> list[Entity]:
        self._known_names()
        taken = {index for first, (last, *_) in self._found.items() for index in range(first, last + 1)}
        known = {
            first: Person(first, last, id_, label)
            for first, (last, kind, id_, label) in self._found.items()
            if kind == "person"
        }
        for person in find_persons(self._words, self._cues, taken, list(known.values())):
            self._found[person.first] = (person.last, "person", person.id, person.label)
        words = self._words
        entities = []
        for first in sorted(self._found):
            last, kind, id_, label = self._found[first]
            start, end = words.starts[first], words.name_end(last)
            entities.append(Entity(words.text[start:end], start, end, kind, id_, label))
        return entities

    def _known_names(self) -> None:
        """The names of the gazetteer."""
        keys, may_begin = self._words.keys, self._gazetteer.may_begin
        beyond = 0
        for index in [index for index, key in enumerate(keys) if may_begin(key)]:
            if index < beyond:
                continue
            length, name = self._longest(index)
            if name is not None:
                beyond = index + length
                entry = name.entry
                self._found[index] = (beyond - 1, entry.kind, entry.id, entry.label)

    def _longest(self, first: int) -> tuple[int, Name | None]:
        """How many words the longest name from `first` on takes, and that name."""
        words = self._words
        best: tuple[int, Name | None] = (0, None)
        key = words.keys[first]
        breaks: list[int] = []
        for last in range(first, len(words.keys)):
            if last > first:
                if words.starts[last] - words.ends[last - 1] > _MAX_GAP:
                    break
                key += joint(words.scripts[last - 1], words.scripts[last])
                breaks.append(len(key))
                key += words.keys[last]
            if not self._gazetteer.may_begin(key):
                break
            for name in self._gazetteer.names(key):
                if name.breaks.issuperset(breaks) and self._fits(name, first, last):
                    best = (last - first + 1, name)
                    break
        return best

    def _fits(self, name: Name, first: int, last: int) -> bool:
        """Whether the words around a name, and its capitals, let it be that name."""
        words, cues = self._words, self._cues
        if last + 1 < len(words.keys) and words.keys[last + 1] in cues.not_before and words.touch(last):
            return False
        if self._is_namesake(name.entry.kind, first, last):
            return False
        if (
            name.entry.kind == "person"
            and first == last
            and words.touch(first - 1)
            and words.keys[first - 1] in cues.given
        ):
            return False  # a surname after another given name is another person
        surfaces = words.surfaces[first : last + 1]
        if name.exact_case and any(surface.islower() for surface in surfaces):
            return False
        if name.capital and surfaces[0][0].islower():
            return False
        return not name.needs_cue or self._is_cued(name, first, last)

    def _is_namesake(self, kind: str, first: int, last: int) -> bool:
        """Whether this is a street, hospital or club of the name. A martyr's full name is still his own."""
        if kind in ("bloc", "network") or not self._words.touch(first - 1):
            return False
        before = self._cues.not_after.end_before(self._words.keys, first)
        if before and kind == "person" and last > first and self._words.keys[first - 1] in _MARTYR:
            return self._cues.not_after.end_before(self._words.keys, first - 1) > 0
        return before > 0

    def _is_cued(self, name: Name, first: int, last: int) -> bool:
        keys = self._words.keys
        if name.entry.kind in PLACES:
            return self._cues.place_cues.end_before(keys, first) > 0 or self._follows_a_place(first)
        if name.entry.kind == "person":
            return self._cues.titles.end_before(keys, first) > 0 or self._cues.reports.begin_at(keys, last + 1)
        return False

    def _follows_a_place(self, first: int) -> bool:
        """Whether this continues a list of places: «شهرهای قم و ساری» ("the cities of Qom and Sari")."""
        words = self._words
        before = first - 1 if first and words.keys[first - 1] not in _CONJUNCTIONS else first - 2
        if before < 0 or (before == first - 1 and words.touch(before)):
            return False
        return any(last == before and kind in PLACES for last, kind, *_ in self._found.values())


_MARTYR = frozenset(("شهید", "شهیدان"))
