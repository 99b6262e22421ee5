"""The analyzer: all spellings of a word meet, different words do not, offsets never drift."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import analyze, variants
from kavosh.index.cleaning import clean

LETTERS = st.sampled_from("شهرهامینیكةأ آ۱۲٣.,٫٬-+/@'’() \n\u200c\u200b¬ـًabcXYé09")
MIXED = st.lists(LETTERS | st.sampled_from([" ها", " می "]) | st.characters()).map("".join)


def terms(text: str) -> list[str]:
    """The main terms, without parts of words and exact forms."""
    return [token.text for token in analyze(text) if token.kind not in ("part", "exact")]


@pytest.mark.parametrize(
    "spellings",
    [
        # "cooperation(s)": half-spaced, glued, torn, with ezafe, in Arabic letters
        [
            "همکاری",
            "همکاری‌ها",
            "همکاریها",
            "همکاری ها",
            "همكاريها",
            "همکاری‌های",
            "همکاریهای",
            "همکاری های",
            "همكاريهاي",
        ],
        ["شهر", "شهرها", "شهر‌ها", "شهر های", "شهرهای", "شهرهایی", "شهرهایشان", "شهر هایی"],  # "city"
        ["می‌تواند", "میتواند", "می تواند", "مي‌تواند", "می\u200bتواند", "می¬تواند", "می ‌تواند"],  # "can"
        ["نمی‌شود", "نمیشود", "نمی شود"],  # "does not become"
        ["تفاهم‌نامه", "تفاهمنامه"],  # "memorandum"
        ["سن‌پترزبورگ", "سنپترزبورگ"],  # "Saint Petersburg"
        ["رئیس‌جمهور", "رئیسجمهور", "رییس‌جمهور"],  # "president"
        ["هیأت", "هیئت", "هيأت"],  # "delegation"
        ["مسئول", "مسؤول"],  # "responsible"
        ["قضائیه", "قضاییه"],  # "judiciary"
        ["مسکو", "مسکـــو"],  # "Moscow" stretched
        ["۱۴۰۴", "١٤٠٤", "1404"],
        ["۱۸٬۲۶۰", "18,260", "۱۸۲۶۰"],
        ["۲٫۶", "۲.۶", "2.6"],
        ["city", "cities", "City", "CITIES"],
        ["mayor", "mayors", "Mayor's", "mayor’s"],
        ["São", "sao"],
    ],
)
def test_spellings_meet(spellings: list[str]) -> None:
    found = {spelling: terms(spelling) for spelling in spellings}
    assert len({tuple(t) for t in found.values()}) == 1, found
    assert all(len(t) == 1 for t in found.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("تنها", "تن"),  # "alone", "body"
        ("انتها", "انت"),  # "end"
        ("بها", "ب"),  # "price"
        ("نهایی", "نه"),  # "final", "no"
        ("تهران", "تهر"),
        ("آب", "اب"),  # "water"; madda matters
        ("پزشک", "پزشکیان"),  # "physician", a surname
        ("همکار", "همکاری"),  # "colleague", "cooperation"
        ("دختر", "دخ"),
    ],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert not set(terms(one)) & set(terms(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ماه می ۲۰۲۴", ["ماه", "می", "2024"]),  # May, the month, takes nothing along
        ("می در", ["می", "در"]),
        ("شهر\nها", ["شهر", "ها"]),  # nothing is joined across lines
        ("BRICS+", ["brics+"]),  # the name whole
        ("ـــ", []),  # nothing but tatweel
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_joined_word_spans_both_pieces() -> None:
    text = "این همکاری های شهری"  # "these city cooperations"
    assert [text[t.start : t.end] for t in analyze(text) if t.kind == "word"] == ["این", "همکاری های", "شهری"]


def test_parts_share_the_position_of_their_word() -> None:
    assert [(t.text, t.position, t.kind) for t in analyze("BRICS+ cities")] == [
        ("brics+", 0, "english"),
        ("bric", 0, "part"),
        ("citi", 1, "english"),
    ]


@given(MIXED)
def test_any_text_gives_offsets_in_order(text: str) -> None:
    start = position = 0
    for token in analyze(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= start
        assert token.position in (position, position + 1)
        assert token.text
        start, position = token.start, token.position


@given(MIXED)
def test_index_and_query_side_agree(text: str) -> None:
    """But for the guesses of a query: words joined, and rarer parts."""
    index, query = (
        [token for token in analyze(text, mode) if token.kind not in ("joined", "part")] for mode in ("index", "query")
    )
    assert index == query


@given(st.sampled_from(["همکاری", "شهر", "پایتخت", "تجربه", "کتاب", "خیابان"]))
def test_variants_all_meet(word: str) -> None:
    assert {tuple(terms(spelling)) for spelling in variants(f"{word}ها")} == {tuple(terms(word))}


def test_every_token_of_the_real_articles_slices_its_text(seeds: Path) -> None:
    for path in sorted(seeds.glob("*.txt")):
        article = clean(path.read_text("utf-8"))
        tokens = analyze(article.body)
        assert len(tokens) > 200
        for token in tokens:
            surface = article.body[token.start : token.end]
            assert surface.strip() == surface
            assert token.text in {again.text for again in analyze(article.body[token.start : token.end])}
