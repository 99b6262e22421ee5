"""Days, months and years in a query, in both calendars: the value of `date:`, and what plain words mean.

    1404   1404/07   1404-07-15   آبان 1404   ۶ آبان ۱۴۰۴   2025-10   October 2025
    1404/07..1404/08   ..2025-10-31   1404..

A month or year means all its days; a range runs from the first day of its first part to the last of its last. Of plain
words a date finds the articles that were published then as well as those that name it.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from kavosh.analyzers.characters import fold_same_length
from kavosh.analyzers.dates import find_dates
from kavosh.query import Range

Period = tuple[date | None, date | None]  # first and last day; None: open

PUBLISHED = 1.0  # how much it counts beside the words of a date that an article was published then

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_DECEMBER = 12


class Dated(NamedTuple):
    """A date in a text, `text[start:end]`, and the articles of these days."""

    start: int
    end: int
    published: Range


def dates_in(text: str) -> list[Dated]:
    """The dates that plain words name; a number is a year where nothing stands beside it.

    >>> [found.published.first.isoformat() for found in dates_in("چمران آبان ۱۴۰۴")]  # "Chamran, Aban 1404"
    ['2025-10-23']
    >>> len(dates_in("1404")), len(dates_in("بودجه 1404"))  # "budget"
    (1, 0)
    """
    if _YEAR.fullmatch(fold_same_length(text.strip())):
        days = period(text)
        return [Dated(0, len(text), Range("published", *days))] if days else []
    return [Dated(found.start, found.end, Range("published", found.first, found.last)) for found in find_dates(text)]


def period(text: str) -> Period | None:
    """The days that a text means, None where it is no date.

    >>> period("1404/07..1404/08")
    (datetime.date(2025, 9, 23), datetime.date(2025, 11, 21))
    """
    first, dots, last = fold_same_length(text).partition("..")
    if not dots:
        return _days(first)
    opening, closing = _days(first), _days(last.lstrip("."))
    if (first.strip() and not opening) or (last.strip(" .") and not closing) or not (opening or closing):
        return None
    if opening and closing and opening[0] > closing[1]:
        opening, closing = closing, opening
    return opening[0] if opening else None, closing[1] if closing else None


def _days(text: str) -> tuple[date, date] | None:
    text = text.strip()
    if _YEAR.fullmatch(text):
        text = f"سال {text}"  # "the year": alone it might be any number
    elif month := _MONTH.fullmatch(text):
        return _month(int(month[1]), int(month[2]))
    found = find_dates(text)
    if len(found) != 1 or found[0].text.strip() != text:
        return None
    return found[0].first, found[0].last


def _month(year: int, month: int) -> tuple[date, date] | None:
    after = (year, month + 1) if month < _DECEMBER else (year + 1, 1)
    first, following = find_dates(f"{year}/{month}/1"), find_dates(f"{after[0]}/{after[1]}/1")
    if not first or not following:
        return None
    return first[0].first, following[0].first - timedelta(days=1)
