"""Find the dates that a text names, Jalali and Gregorian, in words and digits.

Every mention becomes a range of Gregorian days: "۶ آبان ۱۴۰۴" is one day, "آبان ۱۴۰۴" a month,
"سال ۱۴۰۴" a year. The calendar is told by the month's name, or by the year (1200-1499 is Jalali).
Arithmetic by persiantools.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kavosh.analyzers.characters import JOINERS, fold_same_length

_JALALI_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد|امرداد", "شهریور",
    "مهر", "آبان|ابان", "آذر|اذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_GREGORIAN_MONTHS = (
    "ژانویه|جنوری|january|jan", "فوریه|فبروری|february|feb", "مارس|مارچ|march|mar", "آوریل|اوریل|اپریل|april|apr",
    "مه|می|may", "ژوین|جون|june|jun", "ژوییه|ژویه|جولای|جولایی|july|jul", "اوت|آگوست|اگوست|آگست|august|aug",
    "سپتامبر|سپتمبر|september|sept|sep", "اکتبر|اکتوبر|october|oct", "نوامبر|نومبر|november|nov",
    "دسامبر|دسمبر|december|dec",
)  # fmt: skip
JALALI_YEARS = range(1200, 1500)
GREGORIAN_YEARS = range(1500, 2200)


def _names(months: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, names in enumerate(months, 1) for name in names.split("|")}


_JALALI, _GREGORIAN = _names(_JALALI_MONTHS), _names(_GREGORIAN_MONTHS)
_ENGLISH = {name: number for name, number in _GREGORIAN.items() if name.isascii()}


def _either(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_GAP = rf"[\s{JOINERS}]*"  # months are glued, torn or half-spaced: آبانماه، آبان ماه، آبان‌ماه
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>1[2-9]\d\d|20\d\d|21\d\d)"
_WEEKDAY = rf"(?:(?:(?:(?:یک|دو|سه|چهار|پنج){_GAP})?شنبه|جمعه)(?:{_GAP}[،,])?{_GAP})?"
_MONTH_FA = rf"(?P<month>{_either(_JALALI | {k: v for k, v in _GREGORIAN.items() if not k.isascii()})})(?:{_GAP}ماه)?"
_MONTH_EN = rf"(?P<month>{_either(_ENGLISH)})\.?"
_WEEKDAY_EN = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_BEFORE, _AFTER = r"(?<![\w/.-])", r"(?=T\d|(?!\w|/|[-.]\d))"

_PATTERNS = tuple(
    re.compile(_BEFORE + pattern + _AFTER, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}{_YEAR}(?P<sep>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sep){_DAY}",
        rf"{_WEEKDAY}{_DAY}(?:{_GAP}ام)?{_GAP}{_MONTH_FA}{_GAP}(?:سال{_GAP})?{_YEAR}(?:\s+میلادی)?",
        rf"{_WEEKDAY_EN}{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_EN},?\s+{_YEAR}",
        rf"{_WEEKDAY_EN}{_MONTH_EN}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_MONTH_FA}\s{_GAP}(?:سال{_GAP})?{_YEAR}(?:\s+میلادی)?",
        rf"{_MONTH_EN}\s+{_YEAR}",
        rf"(?:سال{_GAP}|\b(?:in|since|by|until|of)\s+){_YEAR}(?:\s+میلادی)?",
    )
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: `text[start:end]` as written, and the first and last day it covers."""

    text: str
    start: int
    end: int
    first: date
    last: date

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
        }


def find_dates(text: str) -> list[DateMention]:
    """The dates named in a text, in order; spans do not overlap, impossible dates are passed over.

    >>> [m.first.isoformat() for m in find_dates("دوشنبه ۶ آبان‌ماه ۱۴۰۴ تا 2025-10-31")]
    ['2025-10-28', '2025-10-31']
    """
    folded = fold_same_length(text)
    matches = sorted(
        (match for pattern in _PATTERNS for match in pattern.finditer(folded)),
        key=lambda match: (match.start(), -match.end()),
    )
    found: list[DateMention] = []
    taken = 0  # an impossible date still takes its span: "30 February 2024" is not "February 2024"
    for match in matches:
        if match.start() < taken:
            continue
        taken = match.end()
        days = _days(match.groupdict())
        if days:
            found.append(DateMention(text[match.start() : match.end()], match.start(), match.end(), *days))
    return found


def _days(parts: dict[str, str | None]) -> tuple[date, date] | None:
    """First and last day of a mention, None where there is no such date."""
    year, month, day = int(parts["year"] or 0), (parts.get("month") or "").lower(), int(parts.get("day") or 0)
    jalali = month in _JALALI or (month not in _GREGORIAN and year in JALALI_YEARS)
    if year not in (JALALI_YEARS if jalali else GREGORIAN_YEARS):
        return None
    number = (_JALALI if jalali else _GREGORIAN).get(month) or int(month or 0)
    try:
        return _jalali_days(year, number, day) if jalali else _gregorian_days(year, number, day)
    except ValueError:
        return None


def _gregorian_days(year: int, month: int, day: int) -> tuple[date, date]:
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not day:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    exact = date(year, month, day)
    return exact, exact


def _jalali_days(year: int, month: int, day: int) -> tuple[date, date]:
    from persiantools.jdatetime import JalaliDate  # loaded with the first Jalali date met

    if day:
        exact = JalaliDate(year, month, day).to_gregorian()
        return exact, exact
    first = JalaliDate(year, month or 1, 1).to_gregorian()
    next_year, next_month = divmod(year * 12 + (month or 12), 12)
    return first, JalaliDate(next_year, next_month + 1, 1).to_gregorian() - timedelta(days=1)


def to_jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian date in the Jalali (Solar Hijri) calendar."""
    from persiantools.jdatetime import JalaliDate

    jalali = JalaliDate(day)
    return jalali.year, jalali.month, jalali.day
