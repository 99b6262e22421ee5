"""The bilingual term table: words and phrases that mean the same in Persian and English.

`data/terms.tsv` comes with Kavosh, written for it from general knowledge; users add rows of the same form to an index.
A row is a Persian word, its English equivalents, a part of speech and a field of life. What a row says is used at
query time only (`kavosh.search.translations`), so an index need not be built again after a change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kavosh.analyzers.base import Token
from kavosh.analyzers.characters import ZWNJ, fold, is_persian
from kavosh.analyzers.tables import table

COLUMNS = ("fa", "en", "pos", "field")
PARTS_OF_SPEECH = ("noun", "adjective", "verb")
FIELDS = ("politics", "cities", "economy", "transport", "environment", "culture", "society")

# Verbs that only make one of the noun before them («سفر کردن» "travel"): a text has the noun in other ways as well.
_LIGHT_VERBS = frozenset(
    "کردن شدن دادن گرفتن داشتن بودن زدن یافتن بردن آمدن آوردن انداختن رفتن خوردن کشیدن گذاشتن خواندن".split()
)
_LETTERS = str.maketrans("يىكةۀ", "ییکهه", "\u0640")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One Persian word or phrase with its English equivalents, the usual one first."""

    fa: str
    en: tuple[str, ...]
    pos: str = "noun"
    field: str = "society"

    @property
    def persian(self) -> str:
        """The Persian side as it is looked up: without the verb that only makes one of a noun.

        >>> TermRow("سفر کردن", ("travel",), "verb").persian
        'سفر'
        """
        words = self.fa.split()
        return " ".join(words[:-1]) if self.pos == "verb" and len(words) > 1 and words[-1] in _LIGHT_VERBS else self.fa

    @property
    def english(self) -> tuple[str, ...]:
        """The English side as it is looked up."""
        return tuple(text.removeprefix("be ") for text in self.en) if self.pos == "verb" else self.en

    def to_dict(self) -> dict[str, str]:
        """The row's cells by column, as `term_of` reads them."""
        return {"fa": self.fa, "en": "|".join(self.en), "pos": self.pos, "field": self.field}


def term_of(cells: Mapping[str, str]) -> TermRow:
    """A row of its cells by column; ValueError where a side is missing, or a part of speech or field unknown.

    Without a part of speech it is a noun, without a field of society.
    """
    fa = cells.get("fa", "").strip()
    en = tuple(dict.fromkeys(filter(None, (text.strip() for text in cells.get("en", "").split("|")))))
    pos, field = cells.get("pos", "").strip() or "noun", cells.get("field", "").strip() or "society"
    if not fa or not en:
        raise ValueError(f"a row needs fa and en: {dict(cells)!r}")
    if pos not in PARTS_OF_SPEECH:
        raise ValueError(f"the part of speech of {fa} is {pos!r}; it is one of {', '.join(PARTS_OF_SPEECH)}")
    if field not in FIELDS:
        raise ValueError(f"the field of {fa} is {field!r}; it is one of {', '.join(FIELDS)}")
    return TermRow(fa, en, pos, field)


def read_terms(text: str) -> Iterator[TermRow]:
    """The rows of tab-separated text whose first line names the columns; ValueError names a wrong row."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t") if lines else []
    for name in ("fa", "en"):
        if name not in header:
            raise ValueError(f"the first line names no column {name!r}")
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(header):
            raise ValueError(f"a row with {len(cells)} columns instead of {len(header)}: {line!r}")
        yield term_of(dict(zip(header, cells, strict=True)))


@cache
def default_terms() -> tuple[TermRow, ...]:
    """The rows that come with Kavosh."""
    return tuple(read_terms(table("terms.tsv")))


def term_problems(rows: Iterable[TermRow], analyzer: Callable[[str], list[Token]]) -> Iterator[tuple[TermRow, str]]:
    """What is wrong with some rows: unusual spelling, a row twice, a side without words or in the other script."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if row.fa != _usual(row.fa):
            yield row, f"the Persian side is usually spelled {_usual(row.fa)}"
        if (fold(row.fa), row.pos) in seen:
            yield row, "it is there twice"
        seen.add((fold(row.fa), row.pos))
        if not is_persian(row.fa) or not analyzer(row.persian):
            yield row, "the Persian side has no Persian words"
        for text in row.en:
            if is_persian(text) or not analyzer(text) or text != " ".join(text.split()):
                yield row, f"the English side {text!r} has no English words, or spaces to spare"


def _usual(text: str) -> str:
    """Persian letters and single spaces; أ, ؤ and ئ stay, as careful writers have them."""
    letters = text.translate(_LETTERS)
    return " ".join(word.strip(ZWNJ) for word in letters.split())
