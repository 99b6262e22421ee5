"""Read a text as a string of kinds, one character a word, number or mark: the alphabet of the date patterns.

"جمعه ۲۰ مهرماه ۱۴۰۳" (Friday 20 Mehr 1403) reads as "WdJhy". Runs of other words become one "x", so the
patterns of `kavosh.analyzers.dates` see short strings. The words are in `data/dates.tsv`.
"""

import re
from dataclasses import dataclass, field
from functools import cache

from kavosh.analyzers.characters import ARABIC_LETTERS, JOINERS, MARKS, key
from kavosh.analyzers.tables import table

KINDS = {
    "jalali": "J", "zodiac": "K", "gregorian": "G", "may": "M", "english": "E", "month_word": "h",
    "weekday": "W", "english_weekday": "w", "weekday_short": "a",
    "cardinal": "c", "ordinal": "o", "suffix": "+",
    "day": "D", "two": "2", "this_year": "R", "shift": "p", "english_shift": "L",
    "day_unit": "r", "week_unit": "k", "english_unit": "U",
    "season": "A", "english_season": "B", "decade": "T", "year_word": "s", "years_word": "S",
    "christian": "f", "solar": "i", "hijri": "g", "hijri_short": "H", "not_solar": "l", "lunar_month": "u",
    "and": "&", "to": "t", "from": "Z", "of": "O", "cue": "N", "on": "V",
    "function": "v", "dated": "(", "counter": "C", "place": "q", "barred": "F",
}  # fmt: skip
# Numbers: d 1-31, z 01-09, n other two digits, y 1200-2199, # the rest; Q "1990s"; e an English month without capital.
# Marks stand for themselves, | for the end of a line.
_MARKS = {mark: mark for mark in "/-.,:("} | dict.fromkeys("‐‑–—−", "-") | {"،": ","}

_TOKEN = re.compile(rf"[0-9]+|[A-Za-z\u00c0-\u024f\u0400-\u04ff{ARABIC_LETTERS}{MARKS}{JOINERS}]+|\n|\S")
_ODD = re.compile(rf"[{JOINERS}{MARKS}ـء\ufb50-\ufdff\ufe70-\ufefc]")
_IGNORED = "".join(map(chr, range(0x200B, 0x2010))) + "\u00ac\u00ad\u2060\ufeffـ"  # marks between the parts
_YEAR_LENGTH = 4
_WRAPPED = 60  # code points; a shorter line ends what it says
_SATURDAY = 5
_LOWER = {"E": "e", "w": "a"}  # without a capital: "may" and "march" are words, "sun" is no day


@dataclass(slots=True)
class Reading:
    """`kinds[i]` is the kind of the text's i-th token, `values[i]` its number, and `starts`, `ends` its span."""

    kinds: list[str] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, kind: str, value: int, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)

    def drop(self, count: int) -> None:
        for column in (self.kinds, self.values, self.starts, self.ends):
            del column[-count:]


@cache
def vocabulary() -> dict[str, tuple[str, int]]:
    """Word -> kinds and number. A month glued to "month" (آبانماه) has both kinds, "Jh"."""
    lines = table("dates.tsv").splitlines()[1:]
    words: dict[str, tuple[str, int]] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        name, value, spellings = line.split("\t")
        words |= {spelling: (KINDS[name], int(value)) for spelling in spellings.split()}
    months = {f"{word}ماه": (f"{kind}h", value) for word, (kind, value) in words.items() if kind in "JKGM"}
    return words | months | _glued_numbers(words)


def _glued_numbers(words: dict[str, tuple[str, int]]) -> dict[str, tuple[str, int]]:
    """Days whose "and" lost its spaces: بیستویکم, "twenty-first"."""
    units = {word: entry for word, entry in words.items() if entry[0] in "co" and 0 < entry[1] < 10}
    return {
        f"{tens}و{word}": (kind, words[tens][1] + value)
        for tens in ("بیست", "سی")
        for word, (kind, value) in units.items()
    }


def read(folded: str) -> Reading:
    """Read a text folded by `fold_same_length`; in linear time."""
    words = vocabulary()
    odd = _ODD.search(folded) is not None
    reading = Reading()
    kinds = reading.kinds
    for match in _TOKEN.finditer(folded):
        token = match[0]
        entry = words.get(token)
        if entry is None and odd and len(token) > 1:
            entry = words.get(key(token))
        if entry is not None:
            _add_word(reading, token, *entry, *match.span())
        elif "0" <= token[0] <= "9":
            reading.add(*_number(token), *match.span())
        elif token == "\n":
            if not _is_wrapped(folded, match.start()):
                reading.add("|", 0, *match.span())
        elif token in _MARKS:
            reading.add(_MARKS[token], 0, *match.span())
        elif token.isascii() and token[0].isalpha():
            _add_latin(reading, token, match)
        elif (not kinds or kinds[-1] != "x") and token.strip(_IGNORED):
            reading.add("x", 0, *match.span())
    _name_years(reading)
    return reading


def _is_wrapped(text: str, end: int) -> bool:
    """Whether a line that ends here was broken for its length, so that a date may go on in the next."""
    begin = text.rfind("\n", max(0, end - _WRAPPED), end) + 1
    return begin == 0 and end >= _WRAPPED


def _name_years(reading: Reading) -> None:
    for index, kind in enumerate(reading.kinds):
        if kind == "c" and 1200 <= reading.values[index] < 2200:
            reading.kinds[index] = "y"


def _number(digits: str) -> tuple[str, int]:
    if len(digits) > _YEAR_LENGTH:
        return "#", 0
    value = int(digits)
    if len(digits) <= 2:
        if 1 <= value <= 31:
            return ("z" if digits[0] == "0" else "d"), value
        return ("n" if len(digits) == 2 else "#"), value
    return ("y" if 1200 <= value < 2200 else "#"), value


def _add_latin(reading: Reading, token: str, match: re.Match[str]) -> None:
    """A word with a capital letter, or an unknown one: "Oct", and the s of "1990s"."""
    start, end = match.span()
    entry = vocabulary().get(token.lower())
    if entry is not None and token[0].isupper():
        _add_word(reading, token, *entry, start, end)
    elif token == "s" and reading.kinds and reading.kinds[-1] == "y" and reading.ends[-1] == start:
        reading.kinds[-1], reading.ends[-1] = "Q", end
    elif not reading.kinds or reading.kinds[-1] != "x":
        reading.add("x", 0, start, end)


def _add_word(reading: Reading, word: str, kind: str, value: int, start: int, end: int) -> None:
    if kind in _LOWER and word.islower():
        kind = _LOWER[kind]
    if kind in "co":
        _add_number(reading, word, kind, value, start, end)
    elif kind == "+":
        _add_suffix(reading, word, start, end)
    elif kind == "W" and value == _SATURDAY and reading.kinds[-1:] == ["c"] and reading.values[-1] <= 5:
        start, value = reading.starts[-1], (_SATURDAY + reading.values[-1]) % 7  # پنج شنبه, "five-Saturday": Thursday
        reading.drop(1)
        reading.add(kind, value, start, end)
    else:
        for one in kind:
            reading.add(one, value, start, end)


def _add_number(reading: Reading, word: str, kind: str, value: int, start: int, end: int) -> None:
    """Sum up number words: بیست و یکم is 21st, هزار و سیصد و پنجاه و هفت is 1357, "twenty-first"."""
    before = 0  # tokens of the number so far
    if value == 1000 and reading.kinds[-1:] == ["c"] and reading.values[-1] < 1000:
        value *= reading.values[-1]
        before = 1
    elif reading.kinds[-2:] in (["c", "&"], ["c", "-"]) and (reading.kinds[-1] == "&") != word.isascii():
        before = 2
    elif word.isascii() and reading.kinds[-1:] == ["c"]:
        before = 1
    if before and value < 1000:
        largest = reading.values[-before]
        if largest % 10 or value >= _magnitude(largest):
            before = 0
        else:
            value += largest
    if before:
        start = reading.starts[-before]
        reading.drop(before)
    reading.add(kind, value, start, end)


def _magnitude(number: int) -> int:
    """The largest power of ten that divides a positive number: 100 of 1300."""
    power = 10
    while number % (10 * power) == 0:
        power *= 10
    return power


def _add_suffix(reading: Reading, word: str, start: int, end: int) -> None:
    """The ending of an ordinal: ۲۰ ام, سی ام, 3rd."""
    touches = bool(reading.ends) and (reading.ends[-1] == start or not word.isascii())
    if touches and reading.kinds[-1] in "dzc":
        reading.kinds[-1], reading.ends[-1] = "o", end
    else:
        reading.add("x", 0, start, end)
