"""Dates of both calendars as news writes them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import find_dates
from kavosh.analyzers.calendars import to_jalali

MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("۰۶ آبان ۱۴۰۴ - ۱۴:۰۹", "2025-10-28"),  # 6 Aban 1404
        ("شنبه 2 تیر 1403 - 11:57", "2024-06-22"),
        ("جمعه ۲۰ مهرماه ۱۴۰۳", "2024-10-11"),
        ("دوشنبه ۱۹ آبان ماه ۱۴۰۴", "2025-11-10"),
        ("پنج‌شنبه ۱۹ آبان‌ماه ۱۴۰۱", "2022-11-10"),
        ("١٩ آبان ١٤٠٤", "2025-11-10"),  # Arabic digits
        ("1403/07/20", "2024-10-11"),
        ("۱۴۰۳-۰۷-۲۰", "2024-10-11"),
        ("۲۹ اسفند ۱۴۰۳", "2025-03-19"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),  # a leap year
        ("2025-10-27", "2025-10-27"),
        ("2025-10-27T14:30:00Z", "2025-10-27"),
        ("2025/10/27", "2025-10-27"),
        ("۲۳ اکتبر ۲۰۲۴", "2024-10-23"),
        ("۲۳ اکتبر ۲۰۲۴ میلادی", "2024-10-23"),
        ("۵ ژوئیه ۲۰۲۴", "2024-07-05"),
        ("۱ می ۲۰۲۵", "2025-05-01"),
        ("23 October 2024", "2024-10-23"),
        ("October 23, 2024", "2024-10-23"),
        ("Oct 28, 2025 - 14:09", "2025-10-28"),
        ("Monday, 10 November 2025", "2025-11-10"),
        ("the 3rd of March 2021", "2021-03-03"),
    ],
)
def test_days(text: str, iso: str) -> None:
    (mention,) = find_dates(text)
    assert (mention.first.isoformat(), mention.last) == (iso, mention.first)
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("آبان ۱۴۰۴", "2025-10-23", "2025-11-21"),  # the month Aban
        ("در مهرماه سال ۱۴۰۳", "2024-09-22", "2024-10-21"),
        ("سال ۱۴۰۳", "2024-03-20", "2025-03-20"),
        ("تا سال ۲۰۲۷", "2027-01-01", "2027-12-31"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("founded in 2005", "2005-01-01", "2005-12-31"),
    ],
)
def test_months_and_years(text: str, first: str, last: str) -> None:
    (mention,) = find_dates(text)
    assert (mention.first.isoformat(), mention.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "۳۱ مهر ۱۴۰۳",  # Mehr has 30 days
        "30 February 2024",
        "2024-13-01",
        "کد خبر: ۷۹۵۸۰۸",  # a news code
        "۱۸ هزار و ۲۶۰ شهر",  # "18,260 cities"
        "tel. 2024-10-115",
    ],
)
def test_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_spans_do_not_overlap_and_stand_in_order() -> None:
    text = "از شنبه ۲ تیر ۱۴۰۳ تا 2025-10-27 و آبان ۱۴۰۴"
    assert [mention.text for mention in find_dates(text)] == ["شنبه ۲ تیر ۱۴۰۳", "2025-10-27", "آبان ۱۴۰۴"]


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_every_day_survives_the_round_trip(day: date) -> None:
    year, month, number = to_jalali(day)
    for written in (
        f"{number} {MONTHS[month - 1]} {year}",
        f"{year}/{month:02}/{number:02}",
        day.isoformat(),
        f"{day:%d %B %Y}",
    ):
        assert [(m.first, m.last) for m in find_dates(written)] == [(day, day)]


def test_months_follow_each_other() -> None:
    spans = [find_dates(f"{month} ۱۴۰۳")[0] for month in MONTHS]
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(spans))
