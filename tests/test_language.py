"""The language of documents and of the passages in them."""

import gzip
import json
from pathlib import Path

import pytest

from kavosh.analyzers import detect_language
from kavosh.analyzers.language import languages_of, passages
from kavosh.index import Index
from kavosh.search import Engine
from kavosh.types import Document
from tests.conftest import SHARED

PERSIAN = "شهردار تهران روز دوشنبه با سفیر بلاروس دیدار کرد."  # "The mayor of Tehran met the ambassador of Belarus"
ENGLISH = "The mayor of Tehran met the ambassador of Belarus on Monday."
ARABIC = "التقى رئيس بلدية طهران سفير بيلاروسيا يوم الاثنين في مقر البلدية."  # the same
RUSSIAN = "Мэр Тегерана встретился с послом Беларуси в понедельник."  # the same
LABELS = Path(__file__).parent / "data" / "languages.tsv"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PERSIAN, "fa"),
        (PERSIAN.replace("ی", "ي").replace("ک", "ك"), "fa"),  # Persian on an Arabic keyboard
        ("حریفان استقلال: العین، السد، شباب‌الاهلی، الهلال و النصر هستند.", "fa"),  # Arab clubs in a Persian sentence
        (ENGLISH, "en"),
        (ARABIC, "ar"),
        ("قال قاليباف إن المفاوضات مع الوفد الأميركي لم تنته بعد", "ar"),  # a Persian name in an Arabic sentence
        (RUSSIAN, "ru"),
        ("12345 !!!", "other"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_passages_cover_the_text() -> None:
    text = "\n".join((PERSIAN, PERSIAN, "Minsk", ARABIC, "", ENGLISH, RUSSIAN))
    found = list(passages(text))
    assert [passage.language for passage in found] == ["fa", "ar", "en", "ru"]
    assert "".join(text[passage.start : passage.end] for passage in found) == text
    assert set(languages_of(text)) == {"fa", "ar", "en", "ru"}
    assert languages_of(f"{PERSIAN} BRICS") == ("fa",)


def test_a_mixed_article_is_found_in_both_languages(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.idx") as index:
        index.add(Document("1", "", f"{PERSIAN}\n{ENGLISH}"))
    with Engine.open(tmp_path / "a.idx") as engine:
        for query in ("سفیران", "ambassadors"):  # "ambassadors"; the text has the singular
            for language in ("fa", "en"):
                assert engine.search(query, filters={"language": [language]}).total == 1
        assert engine.search("سفیران", filters={"language": ["ar"]}).total == 0


def test_labelled_documents() -> None:
    corpus = SHARED / "data" / "corpus" / "news.jsonl.gz"
    if not corpus.exists():
        pytest.skip("the news corpus is not there")
    labels = dict(line.split() for line in LABELS.read_text("utf-8").splitlines() if not line.startswith("#"))
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if record["id"] in labels]
    right = sum(detect_language(f"{r['title']}\n{r['body']}") == labels[r["id"]] for r in records)
    assert len(records) == len(labels) == 400
    assert right / len(records) >= 0.99
