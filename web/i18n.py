"""The two interface languages: words, digits, plurals and dates.

Strings are in `translations/<language>.json`, flat: key -> text with {named} fields.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from kavosh.analyzers.calendars import to_jalali
from kavosh.types import Label

LANGUAGES = {"fa": "فارسی", "en": "English"}  # each by its own name
DEFAULT_LANGUAGE = "fa"

_PERSIAN_DIGITS = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
_RIGHT_TO_LEFT = frozenset(("fa", "ar"))


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface language. Calling it gives the text of a key; KeyError where there is none.

    >>> load("en")("pages.page", number=2), load("fa").number(1404)
    ('Page 2', '۱٬۴۰۴')
    """

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **fields: object) -> str:
        return self.texts[key].format(**fields)

    @property
    def direction(self) -> str:
        return direction(self.language)

    def number(self, value: float) -> str:
        """A whole number in the language's digits, grouped by thousands."""
        return self._digits(f"{value:,.0f}")

    def count(self, key: str, number: int) -> str:
        """The text of `key.one` or `key.other` with {count}."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", count=self.number(number))

    def label(self, label: Label) -> str:
        """A facet value's name in this language."""
        return label.fa if self.language == "fa" else label.en

    def dates(self, day: date) -> tuple[str, ...]:
        """The day in both calendars, the language's own first; only Gregorian before the Jalali era."""
        gregorian = self._date("gregorian", day.year, day.month, day.day)
        try:
            jalali = self._date("jalali", *to_jalali(day))
        except ValueError:
            return (gregorian,)
        return (jalali, gregorian) if self.language == "fa" else (gregorian, jalali)

    def _date(self, calendar: str, year: int, month: int, day: int) -> str:
        return self._digits(f"{day} {self(f'month.{calendar}.{month}')} {year}")

    def _digits(self, text: str) -> str:
        return text.translate(_PERSIAN_DIGITS) if self.language == "fa" else text


@cache
def load(language: str) -> Interface:
    """The interface in one of `LANGUAGES`."""
    text = files("kavosh.web").joinpath(f"translations/{language}.json").read_text("utf-8")
    return Interface(language, json.loads(text))


def direction(language: str) -> str:
    """The `dir` of a text in a language; a text of unknown language is left to the browser.

    >>> direction("fa"), direction("ru"), direction("other")
    ('rtl', 'ltr', 'auto')
    """
    if language in _RIGHT_TO_LEFT:
        return "rtl"
    return "auto" if language in ("", "other") else "ltr"
