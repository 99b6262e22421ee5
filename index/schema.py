"""What an index holds: the text fields with their weights, and the facets with their labels."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from kavosh.analyzers.calendars import to_jalali
from kavosh.analyzers.gazetteer import FILES, Gazetteer, default_gazetteer
from kavosh.analyzers.language import LANGUAGES
from kavosh.analyzers.persons import person_label
from kavosh.errors import UnknownFieldError
from kavosh.types import Label

# The text is title, body and tags as one; a match in the title counts once more, and a short title makes that a lead.
TEXT_FIELDS = {"title": 0.25, "text": 1.0}
CONTENT = {"title": "title", "text": "searched"}  # what of a document a text field holds
# The wide view (blunt stems) beside each text field: how much it adds, by measurement (docs/evaluation.md).
WIDE_WEIGHT = 1.0
WIDE_FIELDS = {f"{name}_wide": weight * WIDE_WEIGHT for name, weight in TEXT_FIELDS.items()}
ENTITY_FACETS = tuple(FILES)
MONTH_FACETS = ("month", "jalali_month")  # of the publication date: 2025-10, 1404-08
FACETS = (*ENTITY_FACETS, "source", "language", *MONTH_FACETS)
GROUP = "group"  # a field like a facet: the group of reprints; never offered as one


def check_facets(names: Iterable[str]) -> None:
    """Raise UnknownFieldError for the first name that is no facet."""
    for name in names:
        if name not in FACETS:
            raise UnknownFieldError(name, FACETS)


def month_facets(published: date | None) -> dict[str, tuple[str, ...]]:
    """The months of a publication date in both calendars; none where there is no date."""
    if published is None:
        return {}
    facets: dict[str, tuple[str, ...]] = {"month": (f"{published:%Y-%m}",)}
    with suppress(ValueError):  # before the Jalali era
        year, month, _ = to_jalali(published)
        facets["jalali_month"] = (f"{year}-{month:02}",)
    return facets


def facet_label(facet: str, value: str, gazetteer: Gazetteer | None = None) -> Label:
    """The name of a facet value in both languages; a value without one shows itself."""
    match facet:
        case "language":
            label = LANGUAGES.get(value)
        case "month" | "jalali_month":
            label = _month_label(facet, value)
        case "person":
            label = (gazetteer or default_gazetteer()).label(facet, value) or person_label(value)
        case _:
            label = (gazetteer or default_gazetteer()).label(facet, value)
    return label or Label(value, value)


def _month_label(facet: str, value: str) -> Label | None:
    year, _, month = value.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= len(GREGORIAN_MONTHS)):
        return None
    names = GREGORIAN_MONTHS if facet == "month" else JALALI_MONTHS
    fa, en = names[int(month) - 1]
    return Label(f"{fa} {year.translate(_PERSIAN_DIGITS)}", f"{en} {year}")


_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
JALALI_MONTHS = (
    ("فروردین", "Farvardin"), ("اردیبهشت", "Ordibehesht"), ("خرداد", "Khordad"), ("تیر", "Tir"),
    ("مرداد", "Mordad"), ("شهریور", "Shahrivar"), ("مهر", "Mehr"), ("آبان", "Aban"),
    ("آذر", "Azar"), ("دی", "Dey"), ("بهمن", "Bahman"), ("اسفند", "Esfand"),
)  # fmt: skip
GREGORIAN_MONTHS = (
    ("ژانویه", "January"), ("فوریه", "February"), ("مارس", "March"), ("آوریل", "April"),
    ("مه", "May"), ("ژوئن", "June"), ("ژوئیه", "July"), ("اوت", "August"),
    ("سپتامبر", "September"), ("اکتبر", "October"), ("نوامبر", "November"), ("دسامبر", "December"),
)  # fmt: skip
