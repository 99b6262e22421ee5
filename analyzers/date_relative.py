"""Dates told against the publication date: "yesterday", "last week", "on Monday"; none where it is not known."""

import re
from datetime import timedelta

from kavosh.analyzers.calendars import IRAN_WEEK, ISO_WEEK, Calendar, Days, month_and_year, months_of, week_of, years_of
from kavosh.analyzers.date_match import Match

# What is to come, before a weekday (قرار است, "will") or after it in the same clause (خواهد, "will").
_PLANNED = re.compile(r"قرار\s+است\s+(?:در\s+)?(?:روز\s+)?$|\bwill\b[^.:;!?\n]{0,80}$")
_WILL = re.compile(r"(?:(?!\b(?:که|گفت|کرد|کردند|داد|افزود|بود|شد)\b)[^.:؛؟!]){0,100}?\bخواه(?:د|ند|یم)\b")
_DAY, _WEEK, _MONTH = 1, 7, 30  # the units by their length, as data/dates.tsv has them


def day(match: Match) -> Days | None:
    """امروز, دیروز, پس فردا ("after tomorrow"), "today"."""
    if match.published is None or (match.has("two") and match.number("day") != 1):
        return None
    found = match.published + timedelta(days=match.number("two", match.number("day")))
    return found, found


def unit(match: Match) -> Days | None:
    """The last, this or next day, week, month or year: روز گذشته, ماه جاری, پارسال, "next week"."""
    published = match.published
    if published is None:
        return None
    shift = match.number("shift")
    calendar: Calendar = "gregorian" if "f" in match.kinds or match.raw("unit") == "U" else "jalali"
    year, month = month_and_year(published, calendar)
    length = match.number("unit")
    if length == _DAY:
        found = published + timedelta(days=shift)
        return found, found
    if length == _WEEK:
        return week_of(published + timedelta(days=7 * shift), ISO_WEEK if match.raw("unit") == "U" else IRAN_WEEK)
    if length == _MONTH:
        return months_of(calendar, year, month + shift)
    return years_of(calendar, year + match.number("this_year") + shift)


def weekday(match: Match) -> Days | None:
    """شنبه and "on Monday" (the latest such day, be it today), شنبه آینده, شنبه هفته گذشته, "last Monday".

    Beside a verb of the future the next such day is meant.
    """
    published = match.published
    if published is None:
        return None
    number = match.number("weekday")
    shift = match.number("shift", 1 if _is_to_come(match) else -1)
    if match.has("week") or (match.has("shift") and shift == 0):
        first, _ = week_of(
            published + timedelta(days=7 * shift), IRAN_WEEK if match.raw("weekday") == "W" else ISO_WEEK
        )
        found = first + timedelta(days=(number - first.weekday()) % 7)
    elif shift > 0:
        found = published + timedelta(days=(number - published.weekday() - 1) % 7 + 1)
    else:
        last = published - timedelta(days=match.has("shift"))
        found = last - timedelta(days=(last.weekday() - number) % 7)
    return found, found


def _is_to_come(match: Match) -> bool:
    start, end = match.span
    return bool(_PLANNED.search(match.text, max(0, start - 100), start) or _WILL.match(match.text, end))
