"""The entries of gazetteers: cities, countries, blocs, networks and persons with ids, labels and all their names.

Entities come from tab-separated files whose first line names the columns (`data/cities.tsv` and the like): id, fa, en,
aliases_fa, aliases_en, aliases_ru (separated by `|`), context, and what else is known of the kind (country, role,
years, lat, lon, seat, source ...). Users add their own in the same form.

A name that is also an ordinary word, a surname or another thing counts only beside a cue (a title, "the city of"): an
alias with a trailing `?`, or the Persian label of an entity whose context is `cue`. Where the context is `cue` or
`capital`, a Latin or Cyrillic name counts only with a capital letter. `clear` says that a name which word lists have,
too, means the entity nevertheless.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from kavosh.analyzers.characters import PERSIAN_LETTERS, ZWNJ, fold, fold_latin, key
from kavosh.analyzers.gazetteer_files import FILES
from kavosh.analyzers.tokenizer import Script, tokenize
from kavosh.types import Label

CONTEXTS = frozenset(("", "cue", "capital", "clear"))
_OTHER_WORDS = frozenset(("cue", "capital"))
PLACES = frozenset(("city", "country"))
UNCERTAIN = "?"  # ends an alias that needs a cue
_REQUIRED = ("id", "fa", "en")
_NAMES = ("aliases_fa", "aliases_en", "aliases_ru")
_PLAIN = re.compile(f"[{PERSIAN_LETTERS}]+(?: [{PERSIAN_LETTERS}]+)*")
_ACRONYM = 3  # letters; WHO, ECO and the like would otherwise be common words


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity. aliases: its names but the labels, uncertain ones with their mark. details: what else is known."""

    id: str
    kind: str
    label: Label
    aliases: tuple[str, ...] = ()
    context: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Labels and aliases as they are written, each once."""
        return tuple(
            dict.fromkeys((self.label.fa, self.label.en, *(alias.removesuffix(UNCERTAIN) for alias in self.aliases)))
        )

    def certain_names(self) -> tuple[str, ...]:
        """The names that need no cue."""
        label = () if self.context == "cue" else (self.label.fa,)
        return (*label, self.label.en, *(alias for alias in self.aliases if not alias.endswith(UNCERTAIN)))


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an entity.

    breaks: offsets in the name key where the name has a space or half-space. A text may write them glued,
    and may tear the name only there: «و نیز» ("and also") is not «ونیز» (Venice).
    exact_case: all-capital names of up to three letters. capital: a Latin name that counts only with a capital.
    needs_cue: the name is also something else.
    """

    entry: Entry
    breaks: frozenset[int]
    exact_case: bool = False
    capital: bool = False
    needs_cue: bool = False


def name_part(surface: str, script: Script) -> str:
    """The key of one word inside a name: folded, lower case, without an English possessive."""
    if script == "arabic":
        return key(surface)
    if script == "number":
        return fold(surface)
    folded = fold_latin(surface).replace("’", "'")
    return folded.removesuffix("'s").removesuffix("'")


def joint(left: str, right: str) -> str:
    """What separates two words in a name key: Persian spellings ignore spaces, others do not."""
    return "" if left == right == "arabic" else " "


def name_key(name: str) -> str:
    """The key under which all spellings of a name meet.

    >>> name_key("سن‌پترزبورگ") == name_key("سن پترزبورگ") == name_key("سنپترزبورگ")  # "Saint Petersburg"
    True
    """
    return _key_and_breaks(name)[0]


def _key_and_breaks(name: str) -> tuple[str, frozenset[int]]:
    """The name key, and the offsets in it where the name has a space or half-space."""
    result, previous = "", ""
    breaks: set[int] = set()
    for surface, script in _words(name.replace(ZWNJ, " ")):
        if previous:
            result += joint(previous, script)
            breaks.add(len(result))
        result += name_part(surface, script)
        previous = script
    return result, frozenset(breaks)


def _words(name: str) -> Iterator[tuple[str, Script]]:
    """The words of a name; those of nothing but Persian letters need no tokenizer."""
    if _PLAIN.fullmatch(name):
        for surface in name.split(" "):
            yield surface, "arabic"
    else:
        for word in tokenize(name):
            yield word.surface, word.script


class Names(Protocol):
    """Names by their key."""

    def get(self, key: str) -> tuple[Name, ...]:
        """The names that are written so."""
        ...

    def may_begin(self, key: str) -> bool:
        """Whether a name begins with these words, or is them."""
        ...


class NamesOf:
    """The names of some entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._names: dict[str, list[Name]] = {}
        for entry in entries:
            for spelled, name in _names_of(entry):
                self._names.setdefault(spelled, []).append(name)
        self.beginnings: set[str] = set()
        for spelled, names in self._names.items():
            ends = {end for name in names for end in name.breaks}
            self.beginnings.update(spelled[:end] for end in ends)
            self.beginnings.update(spelled[:end].rstrip(" ") for end in ends)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def get(self, key: str) -> tuple[Name, ...]:
        return tuple(self._names.get(key, ()))

    def may_begin(self, key: str) -> bool:
        return key in self._names or key in self.beginnings


def _names_of(entry: Entry) -> Iterator[tuple[str, Name]]:
    certain = set(entry.certain_names())
    for surface in entry.names():
        key, breaks = _key_and_breaks(surface)
        if key:
            letters = [c for c in surface if c.isalpha()]
            exact_case = len(letters) <= _ACRONYM and all(c.isupper() for c in letters)
            yield key, Name(entry, breaks, exact_case, entry.context in _OTHER_WORDS, surface not in certain)


def read_entries(text: str, kind: str = "") -> Iterator[Entry]:
    """Entities of tab-separated text; without `kind` a column of that name tells it. ValueError names a wrong row."""
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    header = rows[0].split("\t") if rows else []
    missing = [name for name in (*_REQUIRED, *(() if kind else ("kind",))) if name not in header]
    if missing:
        raise ValueError(f"the first line names no column {missing[0]!r}")
    for row in rows[1:]:
        cells = [cell.strip() for cell in row.split("\t")]
        if len(cells) != len(header):
            raise ValueError(f"a row with {len(cells)} columns instead of {len(header)}: {row!r}")
        yield entry_of(dict(zip(header, cells, strict=True)), kind)


def entry_of(row: Mapping[str, str], kind: str = "") -> Entry:
    """An entity of a row's cells by column; ValueError where an id, kind or label is missing."""
    kind = kind or row.get("kind", "")
    for name in _REQUIRED:
        if not row.get(name):
            raise ValueError(f"{name} is missing: {dict(row)!r}")
    if kind not in FILES:
        raise ValueError(f"the kind is {kind!r}; it is one of {', '.join(FILES)}")
    aliases = [alias.strip() for column in _NAMES for alias in row.get(column, "").split("|")]
    known = {"kind", "context", *_REQUIRED, *_NAMES}
    return Entry(
        id=row["id"],
        kind=kind,
        label=Label(row["fa"], row["en"]),
        aliases=tuple(filter(None, aliases)),
        context=row.get("context", ""),
        details={name: value for name, value in row.items() if name not in known and value},
    )
