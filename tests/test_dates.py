"""Dates of both calendars as news writes them: `data/dates.tsv` and `data/no_dates.tsv` hold the cases."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kavosh.analyzers import find_dates
from kavosh.analyzers.calendars import to_jalali
from kavosh.analyzers.date_words import KINDS, vocabulary

DATA = Path(__file__).parent / "data"
MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
GREGORIAN_MONTHS = "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر".split()
UNITS = "یکم دوم سوم چهارم پنجم ششم هفتم هشتم نهم".split()
TEENS = "دهم یازدهم دوازدهم سیزدهم چهاردهم پانزدهم شانزدهم هفدهم هجدهم نوزدهم".split()
ORDINALS = [*UNITS, *TEENS, "بیستم", *(f"بیست و {unit}" for unit in UNITS), "سی‌ام", "سی و یکم"]
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
PUBLISHED = date(2025, 10, 28)


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text("utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines if not line.startswith("#")]


def day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


@pytest.mark.parametrize(("written", "published", "first", "last", "gloss"), rows("dates.tsv"))
def test_written_forms(written: str, published: str, first: str, last: str, gloss: str) -> None:
    for text in (written, f"در {written}، گفت", f"({written})"):  # "on ..., said"
        found = find_dates(text, day(published))
        assert [(m.first.isoformat(), m.last.isoformat()) for m in found] == [(first, last)], gloss
        assert all(text[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(("text", "published", "gloss"), rows("no_dates.tsv"))
def test_no_date(text: str, published: str, gloss: str) -> None:
    assert find_dates(text, day(published)) == [], gloss
    assert find_dates(text) == [], gloss


def test_the_tables_are_as_large_as_promised() -> None:
    assert len(rows("dates.tsv")) >= 150
    assert len(rows("no_dates.tsv")) >= 40


def test_spans_do_not_overlap_and_stand_in_order() -> None:
    text = "از شنبه ۲ تیر ۱۴۰۳ تا 2025-10-27 و آبان ۱۴۰۴"
    assert [mention.text for mention in find_dates(text)] == ["شنبه ۲ تیر ۱۴۰۳", "2025-10-27", "آبان ۱۴۰۴"]


def jalali_forms(moment: date) -> list[str]:
    year, month, number = to_jalali(moment)
    name = MONTHS[month - 1]
    plain = f"{number} {name} {year}"
    return [
        plain,
        plain.translate(PERSIAN_DIGITS),
        f"{number}{name}{year}",
        f"{number} {name}\u200cماه {year}",
        f"{number} {name}ماه سال {year}",
        f"{ORDINALS[number - 1]} {name} ماه {year}",
        f"{year}/{month:02}/{number:02}",
        f"{year}-{month}-{number}".translate(PERSIAN_DIGITS),
        f"{number:02}/{month:02}/{year}",
    ]


def gregorian_forms(moment: date) -> list[str]:
    name = GREGORIAN_MONTHS[moment.month - 1]
    return [
        moment.isoformat(),
        f"{moment.isoformat()}T08:30:00Z",
        f"{moment:%d.%m.%Y}",
        f"{moment:%d %B %Y}",
        f"{moment:%A, %B %d, %Y}",
        f"{moment:%b. %d, %Y}",
        f"{moment.day} {name} {moment.year}",
        f"{ORDINALS[moment.day - 1]} {name} {moment.year} میلادی".translate(PERSIAN_DIGITS),
    ]


@given(st.dates(date(1850, 1, 1), date(2090, 1, 1)))
@settings(max_examples=1000, deadline=None)
def test_every_day_survives_the_round_trip(moment: date) -> None:
    for written in (*jalali_forms(moment), *gregorian_forms(moment)):
        assert [(m.first, m.last) for m in find_dates(written)] == [(moment, moment)], written


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(-150, 150))
def test_a_day_without_year_is_the_nearest(published: date, distance: int) -> None:
    moment = published + timedelta(days=distance)
    _, month, number = to_jalali(moment)
    if (month, number) == (12, 30):  # not in every year
        return
    assert [m.first for m in find_dates(f"{number} {MONTHS[month - 1]}", published)] == [moment]
    if (moment.month, moment.day) != (2, 29):
        assert [m.first for m in find_dates(f"{moment:%B %d}", published)] == [moment]


PIECES = st.sampled_from(
    [*vocabulary(), *"/-.،,:(\n \u200c\u200f", "0", "5", "31", "04", "99", "1403", "2024", "9" * 5000]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)))
@settings(deadline=None)
def test_any_text_has_dates_that_stand_in_it(text: str) -> None:
    for published in (None, PUBLISHED, date.min, date.max):
        found = find_dates(text, published)
        assert all(text[m.start : m.end] == m.text and m.first <= m.last for m in found)
        assert all(a.end <= b.start for a, b in pairwise(found))


def test_every_kind_of_word_has_its_own_letter() -> None:
    letters = list(KINDS.values())
    assert len(letters) == len(set(letters)) and not set(letters) & set("dzny#Qex|/-.,:")


def test_months_follow_each_other() -> None:
    spans = [find_dates(f"{month} ۱۴۰۳")[0] for month in MONTHS]
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(spans))
