"""Words around names that tell what they are: titles, reporting verbs, "street of"; and given names.

`data/name_cues.txt` has a section a kind, one word or phrase a line. Phrases are kept as keys without spaces, so that
all their spellings meet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kavosh.analyzers.gazetteer import name_part
from kavosh.analyzers.tables import table
from kavosh.analyzers.tokenizer import tokenize

_LONGEST = 5  # words of a phrase


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words and phrases as keys; `first` and `last` are the words that they may begin and end with."""

    keys: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]

    def end_before(self, keys: Sequence[str], index: int) -> int:
        """How many words right before `index` are the longest such phrase; 0 for none."""
        if not index or keys[index - 1] not in self.last:
            return 0
        spans = range(min(_LONGEST, index), 0, -1)
        return next((count for count in spans if "".join(keys[index - count : index]) in self.keys), 0)

    def begin_at(self, keys: Sequence[str], index: int) -> bool:
        """Whether such a phrase begins at `index`."""
        if index >= len(keys) or keys[index] not in self.first:
            return False
        return any("".join(keys[index : index + count]) in self.keys for count in range(1, _LONGEST + 1))


@dataclass(frozen=True, slots=True)
class NameCues:
    """All of `data/name_cues.txt`, and given names and surnames, those that are also ordinary words apart."""

    titles: Phrases
    addresses: frozenset[str]
    reports: Phrases
    surname_endings: tuple[str, ...]
    not_after: Phrases
    place_cues: Phrases
    not_before: frozenset[str]
    given: frozenset[str]
    given_words: frozenset[str]
    surnames: frozenset[str]
    surname_words: frozenset[str]


def _lines(name: str) -> Iterator[str]:
    for line in table(name).splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.partition("  #")[0].rstrip()


def _words(phrase: str) -> list[str]:
    return [name_part(word.surface, word.script) for word in tokenize(phrase)]


def _phrases(lines: list[str]) -> Phrases:
    words = [found for found in map(_words, lines) if found]
    return Phrases(
        frozenset(map("".join, words)),
        frozenset(found[0] for found in words),
        frozenset(found[-1] for found in words),
    )


@cache
def name_cues() -> NameCues:
    """The cues of this installation, read once."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines("name_cues.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.append(line)
    given: set[str] = set()
    given_words: set[str] = set()
    for line in list(_lines("given_names.tsv"))[1:]:
        name, latin, note = line.split("\t") if line.count("\t") > 1 else (*line.split("\t"), "")
        keys = {"".join(_words(name)), *("".join(_words(one)) for one in latin.split("|"))}
        (given_words if note else given).update(filter(None, keys))
    surnames: set[str] = set()
    surname_words: set[str] = set()
    for word in (word for line in _lines("surnames.txt") for word in line.split()):
        (surname_words if word.endswith("?") else surnames).add("".join(_words(word.rstrip("?"))))
    return NameCues(
        titles=_phrases(sections["before"] + sections["before_en"]),
        addresses=_phrases(sections["address"]).keys,
        reports=_phrases(sections["after"] + sections["after_en"]),
        surname_endings=tuple(ending for line in sections["surname_endings"] for ending in _words(line)),
        not_after=_phrases(sections["places_before"]),
        place_cues=_phrases(sections["place_cues"]),
        not_before=_phrases(sections["not_before"]).keys,
        given=frozenset(given - given_words),
        given_words=frozenset(given_words),
        surnames=frozenset(surnames - surname_words),
        surname_words=frozenset(surname_words),
    )
