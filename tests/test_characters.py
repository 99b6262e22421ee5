"""Characters: the spellings that the web mixes fold to one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import normalize
from kavosh.analyzers.characters import fold, fold_latin, fold_same_length, key

PERSIAN = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF) | st.sampled_from("\u200c\u200b¬ \ufefbﷲ"))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("كتابي", "کتابی"),  # Arabic kaf and yeh: "a book"
        ("مصطفى", "مصطفی"),  # alef maksura: "Mostafa"
        ("رئیس", "رییس"),  # hamza yeh: "head"
        ("تأکید", "تاکید"),  # hamza on alef: "emphasis"
        ("ا\u0653ب", "آب"),  # "water", its first letter written as two
        ("مسؤول", "مسیول"),  # "responsible", as مسئول
        ("مسئول", "مسیول"),
        ("هيأت", "هییت"),  # "delegation", as هیئت, with Arabic yeh
        ("هیئت", "هییت"),
        ("قضائیه", "قضاییه"),  # "judiciary"
        ("سورۀ", "سوره"),  # heh with hamza: "sura of"
        ("جمهورية", "جمهوریه"),  # teh marbuta: "republic"
        ("آب", "آب"),  # madda stays: "water"
        ("قاعدتاً", "قاعدتا"),  # tanvin: "normally"
        ("مُحَمَّد", "محمد"),  # vowel signs
        ("املاء", "املا"),  # final hamza: "spelling"
        ("مســکو", "مسکو"),  # tatweel: "Moscow"
        ("می¬شود", "می\u200cشود"),  # the "not" sign as half-space: "becomes"
        ("می\u200bشود", "می\u200cشود"),  # zero-width space as half-space
        ("۱۴۰۴ ١٤٠٤ 1404", "1404 1404 1404"),
        ("ﺗﻬﺮﺍﻥ", "تهران"),  # presentation forms: "Tehran"
        ("ﷲ", "الله"),  # ligature
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text() | PERSIAN)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normalize(normalize(text)) == normalize(text)


@given(st.text() | PERSIAN)
def test_fold_same_length_keeps_offsets(text: str) -> None:
    assert len(fold_same_length(text)) == len(text)


@given(st.text() | PERSIAN)
def test_key_has_no_half_space(text: str) -> None:
    assert "\u200c" not in key(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [("São Paulo", "sao paulo"), ("Bogotá", "bogota"), ("МОСКВА", "москва"), ("İzmir", "izmir")],
)
def test_fold_latin(written: str, folded: str) -> None:
    assert fold_latin(written) == folded
