"""Days, months, seasons and years of the two calendars as ranges of Gregorian days. Arithmetic by persiantools.

Functions raise ValueError or OverflowError where there is no such day.
"""

import calendar
from datetime import date, timedelta
from typing import Literal

Calendar = Literal["jalali", "gregorian"]
Days = tuple[date, date]  # the first and the last day

JALALI_YEARS = range(1200, 1500)
GREGORIAN_YEARS = range(1500, 2200)


def calendar_of(year: int) -> Calendar:
    return "jalali" if year in JALALI_YEARS else "gregorian"


def is_year(year: int, kind: Calendar) -> bool:
    return year in (JALALI_YEARS if kind == "jalali" else GREGORIAN_YEARS)


def day_of(kind: Calendar, year: int, month: int, day: int) -> date:
    if kind == "gregorian":
        return date(year, month, day)
    from persiantools.jdatetime import JalaliDate  # loaded with the first Jalali date met

    return JalaliDate(year, month, day).to_gregorian()


def months_of(kind: Calendar, year: int, first: int, count: int = 1) -> Days:
    """The days of `count` months from month `first` on, which may lie beyond the year's end."""
    start = day_of(kind, *_carried(year, first), 1)
    return start, day_of(kind, *_carried(year, first + count), 1) - timedelta(days=1)


def _carried(year: int, month: int) -> tuple[int, int]:
    years, index = divmod(month - 1, 12)
    return year + years, index + 1


def years_of(kind: Calendar, year: int, count: int = 1) -> Days:
    return months_of(kind, year, 1, 12 * count)


def season_of(kind: Calendar, year: int, season: int) -> Days:
    """Seasons by number, spring is 1: from Farvardin on, or from March on (the meteorological seasons)."""
    return months_of(kind, year, 3 * season - (2 if kind == "jalali" else 0), 3)


def week_of(day: date, first_weekday: int) -> Days:
    """The week with a day in it; Iran's begins on Saturday, `calendar.SATURDAY`."""
    start = day - timedelta(days=(day.weekday() - first_weekday) % 7)
    return start, start + timedelta(days=6)


def month_and_year(day: date, kind: Calendar) -> tuple[int, int]:
    """The year and month of a day."""
    return (day.year, day.month) if kind == "gregorian" else to_jalali(day)[:2]


def to_jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian date in the Jalali (Solar Hijri) calendar."""
    from persiantools.jdatetime import JalaliDate

    jalali = JalaliDate(day)
    return jalali.year, jalali.month, jalali.day


IRAN_WEEK, ISO_WEEK = calendar.SATURDAY, calendar.MONDAY
