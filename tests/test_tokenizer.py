"""Tokens: what is one word, and where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers.tokenizer import tokenize

MIXED = st.text(
    st.sampled_from("شهرهایمیكةأ آ۱۲٣٤۵.,٫٬-+/@:'’()[] \n\t\u200c\u200b\u200f¬ـًabcXYZéçЖи09#_«»؟") | st.characters()
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("شهردار تهران", ["شهردار", "تهران"]),  # "mayor of Tehran"
        ("همکاری\u200cهای «شهری»", ["همکاری\u200cهای", "شهری"]),  # half-space inside, quotes outside
        ("گفت:با", ["گفت", "با"]),  # no space after the colon
        ("COVID-19 در Tehran's", ["COVID", "19", "در", "Tehran's"]),
        ("BRICS+ و C40", ["BRICS+", "و", "C40"]),
        ("a+b C++", ["a", "b", "C++"]),
        ("۱۸٬۲۶۰ و 18,260 و ۲.۶ و ۲٫۶", ["۱۸٬۲۶۰", "و", "18,260", "و", "۲.۶", "و", "۲٫۶"]),
        ("۱۴:۰۹ 1403/04/02", ["۱۴", "۰۹", "1403", "04", "02"]),
        ("۲۰مهرماه۱۴۰۳", ["۲۰", "مهرماه", "۱۴۰۳"]),  # glued digits: "20 Mehr 1403"
        ("مترو#تهران_زیبا", ["مترو", "تهران", "زیبا"]),  # hashtags: "metro", "beautiful Tehran"
        ("ببینید: https://isna.ir/news/1?a=b، ok", ["ببینید", "https://isna.ir/news/1?a=b", "ok"]),
        ("info@example.org.", ["info@example.org"]),
        ("BRICSبریکس", ["BRICS", "بریکس"]),  # split where the script changes
        ("Москва и Казань", ["Москва", "и", "Казань"]),
        ("", []),
        ("؟! ... \u200c\u200c", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [word.surface for word in tokenize(text)] == words


@given(MIXED)
def test_words_slice_the_text_in_order(text: str) -> None:
    end = 0
    for word in tokenize(text):
        assert text[word.start : word.end] == word.surface
        assert end <= word.start < word.end
        end = word.end
