"""The interface's words, digits and dates, and how text becomes HTML."""

import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from kavosh.index.schema import FACETS
from kavosh.types import SORTS, NoteCode
from kavosh.web.i18n import LANGUAGES, Interface, load
from kavosh.web.markup import marked
from kavosh.web.question import page_numbers

WEB = Path(__file__).parent.parent / "web"


def test_translations_have_the_same_keys_and_fields() -> None:
    def fields(interface: Interface) -> dict[str, set[str]]:
        return {
            key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in interface.texts.items()
        }

    persian, english = fields(load("fa")), fields(load("en"))
    assert persian.keys() == english.keys()
    assert all(persian[key] == english[key] or key in ("error.syntax", "error.complex") for key in persian)


def test_every_text_that_is_used_exists_and_every_text_is_used() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in [*WEB.glob("*.py"), *WEB.glob("templates/*.html")])
    used = set(re.findall(r"""["']((?:[a-z]+)(?:\.[a-z0-9]+)+|skip|languages|entities)["']""", sources))
    endings = {f"{key}{end}" for key in used for end in ("", ".one", ".other", ".next")}
    composed = {f"facet.{name}" for name in FACETS} | {f"sort.{name}" for name in SORTS.values()}
    composed |= {f"month.{kind}.{n}" for kind in ("jalali", "gregorian") for n in range(1, 13)}
    composed |= {f"tips.{tip}{end}" for tip in ("phrase", "either", "not", "prefix") for end in ("", ".example")}
    composed |= {f"error.{kind}{end}" for kind in (404, 500, 503, "other") for end in ("", ".next")}
    composed |= {f"note.{code}" for code in get_args(NoteCode)}
    texts = set(load("en").texts)
    assert composed <= texts
    assert texts <= endings | composed
    called = set(re.findall(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""", sources))
    counted = {f"{key}.other" for key in re.findall(r"""\bt\.count\(\s*["']([\w.]+)["']""", sources)}
    assert called and called | counted <= texts


def test_interface_formats() -> None:
    assert set(LANGUAGES) == {"fa", "en"}
    assert load("fa").number(1234567) == "۱٬۲۳۴٬۵۶۷"
    assert load("en").count("results.count", 1) == "1 article"
    assert load("en").count("results.count", 0) == "0 articles"
    assert load("fa").dates(date(2025, 3, 20)) == ("۳۰ اسفند ۱۴۰۳", "۲۰ مارس ۲۰۲۵")  # a leap year
    with pytest.raises(KeyError):
        load("fa")("no.such.key")


def test_marked_skips_overlapping_spans() -> None:
    assert marked("a<b c", ((0, 3), (2, 3), (4, 5))) == "<mark>a&lt;b</mark> <mark>c</mark>"


@pytest.mark.parametrize(
    ("current", "last", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_page_numbers(current: int, last: int, numbers: list[int | None]) -> None:
    assert page_numbers(current, last) == numbers
