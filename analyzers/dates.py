"""Find the dates that a text names, Jalali and Gregorian, in words and digits.

Every mention becomes a range of Gregorian days: "۶ آبان ۱۴۰۴" is one day, "آبان ۱۴۰۴" a month,
"سال ۱۴۰۴" a year, "۲۱ تا ۲۳ مهر ۱۴۰۳" three days. The calendar is told by the month's name, or by the year
(1200-1499 is Jalali). Against a publication date, "yesterday", weekdays and dates without a year count too.

A text is read as a string of kinds (`kavosh.analyzers.date_words`), the patterns below run over that
string, and `kavosh.analyzers.date_days` works out what a match means.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kavosh.analyzers import date_days, date_relative
from kavosh.analyzers.calendars import Days
from kavosh.analyzers.characters import JOINERS, fold_same_length
from kavosh.analyzers.date_match import Match
from kavosh.analyzers.date_words import read

# The letters are the kinds of date_words.KINDS.
_DAY, _FA = "[dzoc]", "[JKGM]"
_SOLAR = r"(?!(?:g|H\.?)?l|pZ?l)(?:(?:g|H\.?)?(?P<solar>i)|(?P<christian>f))?"  # no lunar year, none before Christ
_YEAR = rf"(?P<year>y){_SOLAR}"
# ۲۰ مهر ۹۹, but neither "20 Mehr, 99 persons" nor "20 Mehr 09:30".
_SHORT = r"(?P<short_year>v?s)?(?P<short>[nz])(?(short_year)(?!:)|(?![CF#dznyc:hskr]))"
_RELATIVE = r"(?P<this_year>R)|s(?P<year_shift>p)(?![ZF])"
_WEEKDAY_FA, _WEEKDAY_EN = r"(?:[Wa]r?[,-]?)?", r"(?:[wa]\.?,?)?"
_DAY_FA = (
    rf"(?P<day>{_DAY})(?P<sep>[-/.]?)(?:(?<=o)h|h(?=[MG]))?(?P<name>{_FA})h?"
    rf"(?:(?:(?P=sep)|,)?(?:(?:v?s)?{_YEAR}|{_SHORT}|{_RELATIVE}|(?P<shift>p)(?![ZF])))?"
)
_DAY_EN = rf"(?P<day>[dzo])(?P<sep>[-/]?)O?(?P<name>[Ee])\.?(?:(?:(?P=sep)|,)?O?{_YEAR})?"
_MONTH_FA = rf"h?(?P<name>[JGM])h?(?:(?:v?s)?{_YEAR}|{_SHORT}|{_RELATIVE}|(?P<shift>p)(?![ZF]))?"
_MONTH_EN = rf"(?P<name>[Ee])\.?,?O?{_YEAR}"
# Of "tomorrow (Sunday)", "Sunday (2 Aban)" and "2 Aban (Sunday)" the weekday says nothing more.
_NEW, _NO_DAY = r"(?<![FqOD])(?<![JGMhyD][(,-])", r"(?![,(&-]?W?r?[,(]?(?:[dzo]&)?[dzoc]h?[JGMK])"
_ALONE = r"(?<![dznyc#FQ])"  # "last year", but not "the 20 last years"

_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[Match], Days | None]], ...] = tuple(
    (re.compile(pattern), days)
    for pattern, days in (
        # 1403/07/20, 20-07-1403, 97/3/2, 2024-Oct-23
        (
            rf"{_WEEKDAY_FA}(?P<year>y)(?P<sep>[-/.])(?P<month>[dz])(?P=sep)(?P<day>[dz])(?!(?:g|H\.?)?l)",
            date_days.digits,
        ),
        (rf"{_WEEKDAY_FA}(?P<day>[dz])(?P<sep>[-/.])(?P<month>[dz])(?P=sep){_YEAR}", date_days.digits),
        (rf"{_WEEKDAY_FA}(?P<short>n)(?P<sep>/)(?P<month>[dz])/(?P<day>[dz])", date_days.digits),
        (rf"{_WEEKDAY_FA}(?P<day>[dz])(?P<sep>/)(?P<month>[dz])/(?P<short>n)", date_days.digits),
        (r"(?P<year>y)(?P<sep>[-/]?)(?P<name>[JGMEe])h?(?P=sep)(?P<day>[dz])", date_days.named),
        # ۲۰ مهر ۱۴۰۳, ۲۱ تا ۲۳ مهر, ۲۸ مهر تا ۲ آبان
        (rf"{_WEEKDAY_FA}{_DAY_FA}", date_days.named),
        (
            rf"{_WEEKDAY_FA}(?P<first>{_DAY})(?P<more>(?:,{_DAY}){{0,5}})(?:(?P<first_name>{_FA})h?)?(?P<to>[-t&])"
            rf"{_WEEKDAY_FA}{_DAY_FA}",
            date_days.named,
        ),
        # 23 October 2024, 21-23 October, 28 October to 2 November
        (rf"{_WEEKDAY_EN}{_DAY_EN}", date_days.named),
        (
            rf"{_WEEKDAY_EN}(?P<first>[dzo])(?:O?(?P<first_name>[Ee])\.?)?(?P<to>[-t&])v?{_WEEKDAY_EN}{_DAY_EN}",
            date_days.named,
        ),
        # مهر ۲۰، ۱۴۰۳; October 27, 2025; Oct. 27-31; October 28 - November 2
        (rf"(?P<name>[JGM])h?(?P<day>[dz]),?s?{_YEAR}", date_days.named),
        (rf"{_WEEKDAY_EN}(?P<name>[Ee])\.?v?(?P<day>[dzo])(?!:)(?:,?{_YEAR})?", date_days.named),
        (
            rf"{_WEEKDAY_EN}(?P<first_name>[Ee])\.?v?(?P<first>[dzo])(?P<to>[-t&])"
            rf"(?:(?P<name>[Ee])\.?)?(?P<day>[dzo])(?!:)(?:,?{_YEAR})?",
            date_days.named,
        ),
        # آبان ۱۴۰۴, مهر و آبان ۱۴۰۴, مهرماه سال گذشته; October 2024, in October, last October
        (rf"(?<![#n]){_MONTH_FA}", date_days.month),
        (rf"(?P<first_name>[JGM])h?(?P<to>[-t&]){_MONTH_FA}", date_days.month),
        (rf"(?<![#n]){_MONTH_EN}", date_days.month),
        (rf"(?P<first_name>[Ee])\.?(?P<to>[-t&]){_MONTH_EN}", date_days.month),
        (r"(?:(?<=N)|(?P<shift>L))(?P<name>E)(?!\.?,?O?[dzoy])", date_days.month),
        # بهار ۱۴۰۳, spring of 2024; دهه ۱۳۶۰, دهه شصت, 1990s
        (rf"(?P<season>A)(?:s?{_YEAR}|{_RELATIVE})", date_days.season),
        (rf"(?P<season>B),?O?{_YEAR}", date_days.season),
        (r"Ts?(?:(?P<short>[dnc])(?P<christian>f)?|(?P<year>y)f?)|(?P<decade>Q)", date_days.decade),
        # سال ۱۴۰۳, سال‌های ۱۳۵۹ تا ۱۳۶۷; in 2005, from 2005 to 2010
        (rf"[sSNOt]{_YEAR}(?![-/.][dz])", date_days.years),
        (rf"(?P<year>y)(?=(?:g|H\.?)?[if]){_SOLAR}", date_days.years),
        (rf"[sSN](?P<first>y)(?P<to>[-t&])[sv]?{_YEAR}", date_days.years),
        # دیروز, پس فردا; روز گذشته, last week; شنبه آینده, on Monday
        (r"(?<!F)(?P<two>2)?(?P<day>D)(?!F)", date_relative.day),
        (rf"{_ALONE}(?P<unit>[rkhs])(?P<shift>p)f?(?![ZF])", date_relative.unit),
        (rf"{_ALONE}(?P<shift>L)(?P<unit>U)", date_relative.unit),
        (rf"{_ALONE}(?P<this_year>R)", date_relative.unit),
        (rf"{_NEW}(?P<weekday>W)r?(?:(?P<week>k)?(?P<shift>p)(?![ZF]))?(?!F){_NO_DAY}", date_relative.weekday),
        (r"(?:(?<=[NtV])|(?P<shift>L))(?P<weekday>w)", date_relative.weekday),
    )
)

_HAS_YEAR = re.compile("[0-9]|هزار|دهه")  # "thousand" of a year in words, "decade"
# What a number that goes on looks like: 1403/07/20/5, 2.5, 18,260; a time may follow: 1403/07/20-14:30.
_NUMBER_BEFORE = re.compile(r"[A-Za-z_][-./:=٫٬,&?%+@#]?$|[0-9][-./:=٫٬,&?%+@#]$|[/=&@#]$")
_NUMBER_AFTER = re.compile(r"[-/.,٫٬:][0-9](?!\d?:\d\d)|[A-Z_a-z](?<!T)|T(?!\d)|/")


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


def find_dates(text: str, published: date | None = None) -> list[DateMention]:
    """The dates named in a text, in order; spans do not overlap, impossible dates are passed over.

    published: the day against which "yesterday", weekdays and dates without a year are understood;
    without it they are passed over.

    >>> [m.first.isoformat() for m in find_dates("دوشنبه ۶ آبان‌ماه ۱۴۰۴ تا 2025-10-31")]
    ['2025-10-28', '2025-10-31']
    >>> [m.first.isoformat() for m in find_dates("دیروز و ۲ آبان", date(2025, 10, 28))]  # "yesterday and 2 Aban"
    ['2025-10-27', '2025-10-24']
    """
    folded = fold_same_length(text)
    if published is None and not _HAS_YEAR.search(folded):
        return []
    reading = read(folded)
    kinds = "".join(reading.kinds)
    matches = sorted(
        ((found, days) for pattern, days in _PATTERNS for found in pattern.finditer(kinds)),
        key=lambda pair: (pair[0].start(), -pair[0].end()),
    )
    mentions: list[DateMention] = []
    taken = 0
    for found, resolve in matches:
        if found.start() < taken:
            continue
        match = Match(found, reading, folded, published)
        try:
            days = resolve(match)
            impossible = not _stands_alone(match)
        except (ValueError, OverflowError):
            days, impossible = None, True
        if days and not impossible:
            start, end = match.span
            mentions.append(DateMention(text[start:end], start, end, *days))
        # "30 February 2024" is not "February 2024", but "21 and 25 October" is "25 October".
        if (days and not impossible) or (impossible and not match.has("to")):
            taken = found.end()
    return mentions


def _stands_alone(match: Match) -> bool:
    """Whether the mention is no piece of a longer number, address or version."""
    start, end = match.span
    text = match.text
    if _NUMBER_BEFORE.search(text, max(0, start - 2), start):
        return False
    if text[end - 1].isdigit() and _NUMBER_AFTER.match(text, end):
        return False
    if match.has("sep") and match.raw("sep") in "-.":
        inner = text[match.start_of("sep") : end]
        return not re.search(rf"[^\S{JOINERS}]", inner)
    return True
