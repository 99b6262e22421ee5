"""What a hit lacks of the query: words that its title and its text have in no form."""

from datetime import date

import pytest

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.terms import default_terms
from kavosh.search.highlight import Words
from kavosh.search.missing import Missing
from kavosh.search.names import other_names
from kavosh.search.parser import understand
from kavosh.search.periods import dates_in
from kavosh.search.translations import Translations
from kavosh.search.why import Asked
from kavosh.types import Document

ANALYZER = PersianAnalyzer()
TRANSLATIONS = Translations(default_terms(), ANALYZER)


@pytest.mark.parametrize(
    ("query", "title", "body", "lacking"),
    [
        ("مترو zzzz", "", "مترو", ["zzzz"]),  # "metro"
        ("مترو zzzz", "zzzz", "مترو", []),  # one in the title, one in the text
        ("مترو zzzz", "", "", ["مترو", "zzzz"]),
        ("مترو zz*", "", "مترو", []),  # patterns are not looked for
        ("مترو -اتوبوس", "", "مترو", []),  # nor is what is excluded
        ("مترو source:s1", "", "شهر", ["مترو"]),  # nor are values of fields
        ("مترو مسکو", "", "Moscow مترو", []),  # by another name
        ("electric buses", "", "اتوبوس‌های برقی شهر", []),  # a translation, as a phrase
        ("electric buses", "", "شهر", ["electric", "buses"]),
        ("مترو کتابخانه", "مترو", "کتاب خانه", []),  # "library", torn into its parts
        ("مترو کتابخانه", "مترو", "خانه", ["کتابخانه"]),  # one of them is not enough
        ("مترو کتاب خانه", "مترو", "کتابخانه", []),
        ("مترو شهرداری", "مترو", "شهردار", []),  # "town hall" and "mayor", in the wide view
        ("مترو دانشجویان", "مترو", "دانش", ["دانشجویان"]),  # "students" are no "knowledge"
    ],
)
def test_what_is_missing(query: str, title: str, body: str, lacking: list[str]) -> None:
    names = other_names(query)
    tree = understand(query, ANALYZER, other_names, None, TRANSLATIONS).tree
    missing = Missing(tree, Asked(query, names, ANALYZER))
    article = Document("1", title, body)
    assert list(missing.of(article, Words(ANALYZER(title)), Words(ANALYZER(body)))) == lacking


@pytest.mark.parametrize(
    ("query", "facets", "lacking"),
    [
        ("چمران مترو", {}, ["چمران"]),  # a name that the article has not ("Chamran", "metro")
        ("چمران مترو", {"person": ("mehdi-chamran",)}, []),  # it is tagged with its bearer
        ("چمران مترو", {"person": ("alireza-zakani",)}, ["چمران"]),
        ("مترو آبان ۱۴۰۴", {}, []),  # published then
        ("مترو مهر ۱۴۰۴", {}, ["مهر", "۱۴۰۴"]),  # published a month later
    ],
)
def test_tags_and_the_date_of_an_article_are_not_missing(
    query: str, facets: dict[str, tuple[str, ...]], lacking: list[str]
) -> None:
    tree = understand(query, ANALYZER, other_names, None, TRANSLATIONS, dates=dates_in).tree
    article = Document("1", "", "مترو", published=date(2025, 10, 28), facets=facets)
    missing = Missing(tree, Asked(query, other_names(query), ANALYZER))
    assert list(missing.of(article, Words(ANALYZER(article.body)))) == lacking
