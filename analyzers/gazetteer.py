"""The gazetteer: cities, persons and blocs with ids, labels in two languages and all their names.

The data files are tab-separated, one row an entity (`data/cities.tsv`, `persons.tsv`, `blocs.tsv`):
id, fa, en, aliases_fa, aliases_en, aliases_ru, detail (country, role or seat), context. Aliases are
separated by `|`. `context` is empty; or `cue` for an entity whose Persian label is also a common word: that
label then counts only beside a cue such as "city" or "mayor"; or `capital` where only the Latin name is one.
In both cases a Latin or Cyrillic name counts only with a capital letter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kavosh.analyzers.characters import ZWNJ, fold, fold_latin, key
from kavosh.analyzers.tokenizer import Word, tokenize
from kavosh.types import Label

FILES = {"city": "cities.tsv", "person": "persons.tsv", "bloc": "blocs.tsv"}
_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity. `detail` is the country of a city, the role of a person, the seat of a bloc.

    ambiguity: "", "cue" or "capital", as in the data files' `context`.
    """

    id: str
    kind: str
    label: Label
    aliases: tuple[str, ...]
    detail: str = ""
    ambiguity: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an entity.

    breaks: offsets in the name key where the name has a space or half-space. A text may write them glued,
    and may tear the name only there: «و نیز» ("and also") is not «ونیز» (Venice).
    exact_case: all-capital names of up to three letters (WHO, ECO) would otherwise be common words.
    capital: a Latin or Cyrillic name of an ambiguous entity counts only with a capital letter.
    needs_cue: the name is also a common word and counts only beside a cue.
    """

    entry: Entry
    breaks: frozenset[int]
    exact_case: bool = False
    capital: bool = False
    needs_cue: bool = False


def name_part(word: Word) -> str:
    """The key of one word inside a name: folded, lower case, without an English possessive."""
    if word.script == "arabic":
        return key(word.surface)
    if word.script == "number":
        return fold(word.surface)
    folded = fold_latin(word.surface).replace("’", "'")
    return folded.removesuffix("'s").removesuffix("'")


def joint(left: Word, right: Word) -> str:
    """What separates two words in a name key: Persian spellings ignore spaces, others do not."""
    return "" if left.script == right.script == "arabic" else " "


def name_key(name: str) -> str:
    """The key under which all spellings of a name meet.

    >>> name_key("سن‌پترزبورگ") == name_key("سن پترزبورگ") == name_key("سنپترزبورگ")  # "Saint Petersburg"
    True
    """
    return _key_and_breaks(name)[0]


def _key_and_breaks(name: str) -> tuple[str, frozenset[int]]:
    """The name key, and the offsets in it where the name has a space or half-space."""
    result, previous = "", None
    breaks: set[int] = set()
    for word in tokenize(name.replace(ZWNJ, " ")):
        if previous:
            result += joint(previous, word)
            breaks.add(len(result))
        result += name_part(word)
        previous = word
    return result, frozenset(breaks)


class Gazetteer:
    """Entities by kind and id, and by every spelling of their names."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        self._names: dict[str, list[Name]] = {}
        self._prefixes: set[str] = set()
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        self._entries[entry.kind, entry.id] = entry
        for surface in dict.fromkeys((entry.label.fa, entry.label.en, *entry.aliases)):
            key, breaks = _key_and_breaks(surface)
            letters = [c for c in surface if c.isalpha()]
            exact_case = len(letters) <= 3 and all(c.isupper() for c in letters)
            needs_cue = entry.ambiguity == "cue" and surface == entry.label.fa  # aliases are chosen to be safe
            name = Name(entry, breaks, exact_case, entry.ambiguity != "", needs_cue)
            self._names.setdefault(key, []).append(name)
            self._prefixes.update(key[:end] for end in range(1, len(key) + 1))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def names(self, key: str) -> tuple[Name, ...]:
        """The entities that this name key may mean."""
        return tuple(self._names.get(key, ()))

    def is_prefix(self, key: str) -> bool:
        """Whether some name begins so."""
        return key in self._prefixes

    def label(self, kind: str, id_: str) -> Label | None:
        """The label of an entity, None where it is unknown."""
        entry = self._entries.get((kind, id_))
        return entry.label if entry else None


def read_entries(text: str, kind: str) -> Iterator[Entry]:
    """Entries of one data file; ValueError names a row that does not fit."""
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for row in rows[1:]:
        cells = row.split("\t")
        if len(cells) != _COLUMNS:
            raise ValueError(f"gazetteer row with {len(cells)} columns instead of {_COLUMNS}: {row!r}")
        id_, fa, en, *aliases, detail, context = (cell.strip() for cell in cells)
        names = tuple(name.strip() for cell in aliases for name in cell.split("|") if name.strip())
        yield Entry(id_, kind, Label(fa, en), names, detail, context)


@cache
def default_gazetteer() -> Gazetteer:
    """The gazetteer that comes with Kavosh."""
    data = files("kavosh.analyzers").joinpath("data")
    return Gazetteer(
        entry for kind, name in FILES.items() for entry in read_entries(data.joinpath(name).read_text("utf-8"), kind)
    )
