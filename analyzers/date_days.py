"""What a matched date means: the first and last day it covers.

Each function takes a match of one of the patterns of `kavosh.analyzers.dates` and gives its days, None
where the words name none; ValueError or OverflowError where there is no such day.

A date without a year, and a year of two digits, is the one nearest to the publication date.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from kavosh.analyzers.calendars import (
    Calendar,
    Days,
    calendar_of,
    day_of,
    is_year,
    month_and_year,
    months_of,
    season_of,
    years_of,
)
from kavosh.analyzers.date_match import Match

_AMBIGUOUS = (3, 5)  # "march" and "may" without a capital
_COUNTED = re.compile(
    r"\s+(?:(?!(?:was|is|has|this|as|does|its|his)\b)[a-z]+s|people|men|women|children|percent|million|billion)\b"
)
_SHORT_CENTURIES = (1300, 1400)
_AHEAD = 10  # years after publication that a year of two digits may mean


def _calendar(kind: str) -> Calendar:
    return "jalali" if kind[:1] in "JK" else "gregorian"


def _years(match: Match, calendar: Calendar) -> Iterable[int]:
    """The years that a match may mean; none where it names one of the other calendar."""
    if match.has("year"):
        year = match.number("year")
        return (year,) if is_year(year, calendar) else ()
    if match.has("short"):
        if calendar != "jalali":
            return ()
        short = match.number("short")
        if match.published is None:
            return (_SHORT_CENTURIES[match.raw("short") == "z" or short == 0] + short,)
        this, _ = month_and_year(match.published, calendar)
        return tuple(year for century in _SHORT_CENTURIES if (year := century + short) <= this + _AHEAD)[-1:]
    if match.published is None:
        return ()
    this = month_and_year(match.published, calendar)[0]
    if match.has("this_year") or match.has("year_shift"):
        return (this + match.number("this_year") + match.number("year_shift"),)
    return (this - 1, this, this + 1)


def _nearest(match: Match, years: Iterable[int], days_of: Callable[[int], Days | None], side: int = 0) -> Days | None:
    """Of the years' days those nearest to the publication date, on one side of it where `side` is not 0."""
    published = match.published
    found: list[Days] = []
    impossible: Exception | None = None
    for year in years:
        try:
            days = days_of(year)
        except (ValueError, OverflowError) as error:  # 29 February of another year
            impossible = error
            continue
        if days:
            found.append(days)
    if impossible and not found:
        raise impossible
    if published is None:
        return found[0] if found else None
    if side:
        found = [days for days in found if (days[1] < published if side < 0 else days[0] > published)]
    return min(found, key=lambda days: abs(days[0] - published), default=None)


def _has_year(match: Match) -> bool:
    return any(match.has(name) for name in ("year", "short", "this_year", "year_shift"))


def digits(match: Match) -> Days | None:
    """1403/07/20; where day and month are both possible, the day comes first, or what is nearer to publication."""
    year, month, day = match.number("year"), match.number("month"), match.number("day")
    if match.has("short"):
        if not match.is_in_persian():
            return None
        return _nearest(match, _years(match, "jalali"), lambda year: _one(day_of("jalali", year, month, day)))
    calendar = calendar_of(year)
    orders = [(month, day)]
    if calendar == "gregorian" and match.raw("sep") == "/" and not match.kinds.lstrip("Wra,-").startswith("y"):
        orders.append((day, month))  # 10/27/2025
    found: list[date] = []
    for one in orders:
        try:
            found.append(day_of(calendar, year, *one))
        except ValueError:
            continue
    if match.published is not None:
        published = match.published
        found.sort(key=lambda day: abs(day - published))
    return _one(found[0]) if found else None


def _one(day: date) -> Days:
    return day, day


def named(match: Match) -> Days | None:
    """۲۰ مهر ۱۴۰۳, ۲۱ تا ۲۳ مهر, 28 December - 2 January 2025."""
    first_name = match.raw("first_name") or match.raw("name")
    name, day = match.raw("name") or first_name, match.number("day")
    if not _has_year(match) and _needs_year(match, name):
        return None
    calendar = _calendar(name)
    if _calendar(first_name) != calendar:
        return None
    month = match.number("name", match.number("first_name"))
    first_month, first = match.number("first_name", month), match.number("first", day)

    def days_of(year: int) -> Days | None:
        last = day_of(calendar, year, month, day)
        return _range(match, day_of(calendar, year - (first_month > month), first_month, first), last)

    return _nearest(match, _years(match, calendar), days_of, match.number("shift"))


def _range(match: Match, first: date, last: date) -> Days | None:
    """From first to last; after "and" only days that follow each other; "23-21" as text turned round has it."""
    if match.raw("to") == "&":
        between = 1 + len(match.raw("more")) // 2
        return (first, last) if last - first == timedelta(days=between) else None
    if first > last:
        return (last, first) if match.raw("to") == "-" and not match.has("first_name") else None
    return first, last


def _needs_year(match: Match, name: str) -> bool:
    """Whether the words may mean something else without a year: "fog", "7 Tir Square", "three arrows"."""
    weak = name in "Ke" or (name == "M" and not match.followed_by_month_word("name") and "oh" not in match.kinds)
    return weak or match.before == "q" or match.after == "F" or "c" in (match.raw("day"), match.raw("first"))


def month(match: Match) -> Days | None:
    """آبان ۱۴۰۴, مهر و آبان ۱۴۰۴, مهرماه گذشته, "in October"."""
    name, number = match.raw("name"), match.number("name")
    if not _has_year(match) and not _is_surely_a_month(match, name):
        return None
    if (name == "e" and number in _AMBIGUOUS) or (match.has("short") and not set(match.kinds) & {"h", "s"}):
        return None
    calendar = _calendar(name)
    first = match.number("first_name", number)
    count = (number - first) % 12 + 1
    if match.has("first_name") and _calendar(match.raw("first_name")) != calendar:
        return None
    if match.raw("to") == "&" and count != 2:
        return None
    return _nearest(
        match,
        _years(match, calendar),
        lambda year: months_of(calendar, year, number - count + 1, count),
        match.number("shift"),
    )


def _is_surely_a_month(match: Match, name: str) -> bool:
    if match.after in tuple("Fn"):
        return False
    if name == "M":
        return match.followed_by_month_word("name")
    if name == "E":
        return match.has("shift") or match.before == "N"
    return "h" in match.kinds


def season(match: Match) -> Days | None:
    """بهار ۱۴۰۳, "spring of 2024"; a winter of the Gregorian calendar begins in December."""
    calendar = calendar_of(match.number("year")) if match.has("year") else "jalali"
    number = match.number("season")
    return _nearest(match, _years(match, calendar), lambda year: season_of(calendar, year, number))


def decade(match: Match) -> Days | None:
    """دهه ۱۳۶۰, دهه ۶۰ and دهه شصت (the 1360s), دهه ۹۰ میلادی and "1990s"."""
    year = match.number("year") or match.number("decade")
    if match.has("short"):
        short = match.number("short")
        if not 20 <= short < 100:
            return None
        year = short + (1900 if match.has("christian") else 1300)
    return None if year % 10 else years_of(calendar_of(year), year, 10)


def years(match: Match) -> Days | None:
    """سال ۱۴۰۳, سال‌های ۱۳۵۹ تا ۱۳۶۷, "in 2005", "from 2005 to 2010"."""
    year = match.number("year")
    first = match.number("first", year)
    if match.before == "u" or _counts_something(match):
        return None
    count = year - first + 1
    between = match.before == "N" or match.kinds[0] == "N"
    if count < 1 or calendar_of(first) != calendar_of(year) or (match.raw("to") == "&" and count > 2 and not between):
        return None
    if (match.has("solar") and not is_year(year, "jalali")) or (match.has("christian") and is_year(year, "jalali")):
        return None
    return years_of(calendar_of(year), first, count)


def _counts_something(match: Match) -> bool:
    """Whether a number without the word "year" may count what follows: "in 2000 cities", تا ۲۰۰۰ نفر."""
    start, end = match.span
    return match.kinds[0] in "NOt" and (not match.text[start].isascii() or _COUNTED.match(match.text, end) is not None)
