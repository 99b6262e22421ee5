"""Analysing many texts at once gives what analysing them one by one gives, word for word."""

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import default_analyzer
from kavosh.analyzers.bulk import BulkAnalyzer

SAMPLES = Path(__file__).parents[1] / "index" / "samples"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
BULK = BulkAnalyzer(default_analyzer())

TEXTS = [
    "",
    "\n",
    "همکاری ها",  # "cooperations", torn
    # with two spaces, a hard space, a half-space and a space: "cooperations", "goes", "becomes"
    "همکاری  ها و می شود، می\u00a0رود می\u200c شود",
    "می\nشود حق\u200c\nالسهم",  # no word goes on after a line break
    "ضد عفونی کننده دو قطبی سازی",  # "disinfectant", "polarisation", each torn twice
    "گفت و گو گفت وگو گفتوگو",  # "dialogue"
    "سن پترز بورگ ,\u200c تهران",  # an unknown name torn; punctuation with a half-space
    "(https://example.org/a/b-c/) a@b.ir. BRICS+، بریکس+ «شهر» ۱۸٬۲۶۰",
    'Tehran\'s mayor said: "C40" Москва',
    "ـــ \u064b \u200c",
]


def one_by_one(text: str) -> tuple[list[tuple[int, str]], list[str], int]:
    tokens = default_analyzer()(text)
    last = max((token.position for token in tokens), default=-1)
    return sorted((t.position, t.text) for t in tokens), sorted(t.wide for t in tokens if t.wide), last + 1


def together(texts: list[str]) -> list[tuple[list[tuple[int, str]], list[str], int]]:
    found = BULK(texts)
    terms: dict[int, list[tuple[int, str]]] = defaultdict(list)
    wide: dict[int, list[str]] = defaultdict(list)
    for text, position, term in zip(found.texts, found.positions, found.terms, strict=True):
        terms[int(text)].append((int(position), BULK.terms[term]))
    for text, term in zip(found.wide_texts, found.wide_terms, strict=True):
        wide[int(text)].append(BULK.terms[term])
    return [(sorted(terms[n]), sorted(wide[n]), int(found.lengths[n])) for n in range(len(texts))]


def test_real_cases() -> None:
    assert together(TEXTS) == [one_by_one(text) for text in TEXTS]


def test_no_texts() -> None:
    assert together([]) == []


def test_samples() -> None:
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.iterdir()) if path.suffix in (".txt", ".md")]
    assert len(texts) > 40
    assert together(texts) == [one_by_one(text) for text in texts]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real articles (../shared/seeds) are not here")
def test_seeds() -> None:
    texts = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    assert together(texts) == [one_by_one(text) for text in texts]


PIECES = (
    "می نمی شود ها های ضد غیر تفاهم نامه گفت و گو سن پترزبورگ زکریاپورها ای ام اش تر ترین شان به این کار هم".split()
)


@given(st.lists(st.lists(st.sampled_from([*PIECES, "،", "\n", "", "\u200c", "city", "12."]), max_size=12), max_size=4))
def test_torn_words_in_any_order(texts: list[list[str]]) -> None:
    joined = [" ".join(pieces) for pieces in texts]
    assert together(joined) == [one_by_one(text) for text in joined]
