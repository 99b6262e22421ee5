"""Snippets: slices of the original text, marked where the query matched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import PersianAnalyzer
from kavosh.search.fragments import FRAGMENT_LENGTH, FRAGMENTS
from kavosh.search.highlight import Highlighter, Words
from kavosh.search.parser import parse
from kavosh.types import Document, Snippet

ANALYZER = PersianAnalyzer()


def show(snippet: Snippet) -> str:
    """The snippet with its marks in square brackets."""
    text = snippet.text
    for start, end in reversed(snippet.marks):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def snippets(document: Document, query: str) -> tuple[Snippet, ...]:
    return Highlighter(parse(query, ANALYZER)).snippets(document, lambda text: Words(ANALYZER(text), text))


def marked(query: str, body: str, title: str = "") -> list[str]:
    return [show(s) for s in snippets(Document("1", title, body), query)]


@pytest.mark.parametrize(
    ("query", "body", "shown"),
    [
        ("همکاری", "توسعه همکاریهای شهری", "توسعه [همکاریهای] شهری"),  # glued: "city cooperations"
        ("همکاری‌ها", "توسعه همكاري ها است", "توسعه [همكاري ها] است"),  # torn, in Arabic letters
        ("همکاریها", "«همکاری‌ها»", "«[همکاری‌ها]»"),
        ("مسکو", "شهر مســکو،", "شهر [مســکو]،"),  # "Moscow" with tatweel
        ("cities", "A city's mayor", "A [city's] mayor"),
        ("1404", "سال ۱۴۰۴", "سال [۱۴۰۴]"),
        ('"شورای شهر"', "شورای شهر و شهر دیگر", "[شورای] [شهر] و شهر دیگر"),  # only where the phrase stands
        ("شهر*", "شهردار شهر", "[شهردار] [شهر]"),
        ("تهران -مسکو", "تهران و مینسک", "[تهران] و مینسک"),
        ("brics", "BRICS+ cities", "[BRICS+] cities"),
    ],
)
def test_marks(query: str, body: str, shown: str) -> None:
    assert marked(query, body) == [shown]


def test_the_title_comes_first_and_only_when_it_matched() -> None:
    assert marked("تهران", "متن درباره تهران", title="شهردار تهران") == ["شهردار [تهران]", "متن درباره [تهران]"]
    assert marked("تهران", "متن درباره تهران", title="شهردار") == ["متن درباره [تهران]"]


def test_without_a_match_the_beginning_is_shown() -> None:
    body = "واژه " * 200  # "word"
    (snippet,) = snippets(Document("1", "تهران", body), "")
    assert (snippet.start, snippet.marks) == (0, ())
    assert body.startswith(snippet.text)
    assert len(snippet.text) <= FRAGMENT_LENGTH


def test_without_a_match_a_kicker_is_passed_over() -> None:
    paragraph = "شورای شهر مسکو میزبان نشستی درباره همکاری پایتخت‌های کشورهای عضو گروه بریکس بود."
    assert marked("", f"چمران:\n{paragraph}") == [paragraph]  # "Chamran:"


def test_the_densest_places_of_a_long_text_are_chosen() -> None:
    filler = "پرکننده " * 80  # "filler"
    body = f"{filler}شهردار {filler}شهردار تهران {filler}تهران {filler}"
    shown = marked("شهردار تهران", body)
    assert len(shown) == 1  # the others show nothing new
    assert "[شهردار] [تهران]" in shown[0]


def test_a_word_that_stands_apart_has_a_fragment_of_its_own() -> None:
    filler = "پرکننده " * 80
    body = f"شهرداران {filler}شهرداران {filler}پسماند {filler}شهرداران {filler}"  # "mayors", "waste"
    shown = marked("شهرداران و پسماند", body)
    assert 1 < len(shown) <= FRAGMENTS
    assert any("[پسماند]" in text for text in shown)
    assert any("[شهرداران]" in text for text in shown)


def test_a_fragment_begins_with_a_sentence_where_one_is_near() -> None:
    body = f"{'پرکننده ' * 40}پرکننده. نشست امروز در مسکو برگزار شد. {'پرکننده ' * 40}"
    assert marked("مسکو", body)[0].startswith("نشست امروز در [مسکو]")  # "today's meeting in Moscow"


def test_a_compound_is_marked_as_a_whole_and_never_cut() -> None:
    body = "برنامه‌ریزی‌های شهری " * 60  # "city plannings"
    shown = marked("برنامه‌ریزی شهری", body)
    assert "[برنامه‌ریزی‌های] [شهری]" in shown[0]
    assert all(not text.startswith("\u200c") and not text.endswith("\u200c") for text in shown)


def test_fragments_stay_in_their_paragraph() -> None:
    assert marked("مسکو", "بند نخست.\nدرباره مسکو.\nبند سوم.") == ["درباره [مسکو]."]  # "first paragraph", "third"


@given(
    st.lists(st.sampled_from(["تهران", "همکاری‌ها", "شهر ها", "می\u064eرود", "x" * 300, "\n", "،", " ", "BRICS+"])),
    st.sampled_from(["تهران", "شهر", "همکاری تهران", '"تهران همکاری"', "brics", "می*", "nothing"]),
)
def test_snippets_are_slices_cut_between_words(pieces: list[str], query: str) -> None:
    body = " ".join(pieces)
    edges = {0, len(body)} | {edge for token in ANALYZER(body) for edge in (token.start, token.end)}
    fragments = snippets(Document("1", "", body), query)
    end = 0
    for snippet in fragments:
        assert body[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        assert snippet.start >= end
        end = snippet.start + len(snippet.text)
        assert snippet.start in edges or body[snippet.start - 1] == "\n"
        assert snippet.marks == tuple(sorted(snippet.marks))
        for start, stop in snippet.marks:
            assert {snippet.start + start, snippet.start + stop} <= edges
