"""The bilingual term table: what is in it, what it does to queries, rows of one's own."""

import gzip
import json
import re
from itertools import islice
from pathlib import Path

import pytest

from kavosh.analyzers import default_analyzer
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.analyzers.terms import FIELDS, PARTS_OF_SPEECH, default_terms, read_terms, term_problems
from kavosh.errors import IndexCorruptError
from kavosh.index import Index
from kavosh.index.own_terms import FILE
from kavosh.search import Engine
from kavosh.search.explain import lines
from kavosh.types import Document
from tests.conftest import SHARED, Run

ARTICLES = (
    Document(
        "waste", "بازیافت پسماند در شهر", "کارخانه تازه پسماند خشک را بازیافت می‌کند."
    ),  # "waste recycling in the city"
    Document("bus", "اتوبوس‌های برقی", "شهرداری اتوبوس‌های برقی می‌خرد."),  # "electric buses", "the municipality buys"
    Document(
        "mayor", "دیدار شهردار", "شهردار درباره حمل و نقل عمومی سخن گفت."
    ),  # "the mayor spoke of public transport"
    Document("health", "وزارت بهداشت", "وزیر بهداشت از بیمارستان دیدن کرد."),  # "the ministry of health"
    Document("english", "A tax on noise", "The council wants silence at night."),
)


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terms") / "articles.idx"
    with Index.create(folder) as index:
        for article in ARTICLES:
            index.add(article)
    return folder


def found(folder: Path, query: str, literal: bool = False) -> list[str]:
    with Engine.open(folder) as engine:
        return [hit.document.id for hit in engine.search(query, facets=(), literal=literal).hits]


def test_the_table_is_large_and_sound() -> None:
    rows = default_terms()
    assert len(rows) >= 3000
    assert list(term_problems(rows, default_analyzer())) == []
    for field in FIELDS:
        for pos in PARTS_OF_SPEECH:
            assert sum(row.field == field and row.pos == pos for row in rows) >= 15, (field, pos)


def test_its_persian_words_are_those_of_real_articles() -> None:
    path = SHARED / "data/corpus/news.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"the corpus is not at {path}")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        used = {word for line in islice(file, 20_000) for word in re.findall(r"[\u0621-\u06cc\u200c]+", line)}
    rows, analyzer = default_terms(), default_analyzer()
    keys = {token.text for word in used for token in analyzer(word)}
    missing = [
        row.fa
        for row in rows
        if not all(
            token.text in keys or is_stop_word(row.persian[token.start : token.end])
            for token in analyzer(row.persian)
            if token.kind == "word"
        )
    ]
    assert len(missing) <= 0.08 * len(rows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("waste recycling", "waste"),
        ("electric buses", "bus"),
        ("Mayor", "mayor"),
        ("public transportation", "mayor"),
        ("ministry of health", "health"),
        ("health minister", "health"),
        ("مالیات", "english"),  # "tax"
        ("شورا سکوت شب", "english"),  # "council", "silence", "night": two of them are in the table
    ],
)
def test_each_language_finds_the_other(bilingual: Path, query: str, expected: str) -> None:
    assert found(bilingual, query)[:1] == [expected]
    assert expected not in found(bilingual, query, literal=True)


def test_a_translation_counts_less_than_the_word_and_shows_in_the_explanation(bilingual: Path) -> None:
    with Engine.open(bilingual) as engine:
        tree = list(lines(engine.explain("recycling").tree))
        assert any("بازیافت" in line for line in tree)
        assert any(line.strip().startswith("weight 0.") for line in tree)
        assert not any("بازیافت" in line for line in lines(engine.explain("recycling", literal=True).tree))


def test_words_of_the_table_are_no_mistakes(bilingual: Path) -> None:
    with Engine.open(bilingual) as engine:
        assert engine.search("electrification", facets=()).replacements == ()  # no article has it; «برقی» is near


def test_rows_of_ones_own(bilingual: Path, kavosh: Run, tmp_path: Path) -> None:
    index = ("--index", str(bilingual))
    assert found(bilingual, "trash panda") == []
    added = kavosh("terms", "add", *index, "--fa", "وزیر", "--en", "trash panda", "--en", "vizier")
    assert (added.returncode, "1 of its own" in added.stdout) == (0, True)
    assert found(bilingual, "trash panda") == ["health"]
    table = tmp_path / "own.csv"
    table.write_text("fa,en,field\nبیمارستان,lazaret|infirmary,society\n", "utf-8")  # "hospital"
    assert kavosh("terms", "import", str(table), *index).returncode == 0
    assert found(bilingual, "infirmary") == ["health"]
    assert found(bilingual, "hospital") == []  # the row of this word is replaced
    listed = [json.loads(line) for line in kavosh("terms", "list", *index, "--json").stdout.splitlines()]
    assert [row["en"] for row in listed] == ["trash panda|vizier", "lazaret|infirmary"]
    assert kavosh("terms", "validate").returncode == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("fa\tpos\nشهر\tnoun\n", "column 'en'"),  # "city"
        ("fa\ten\tpos\nشهر\tcity\tthing\n", "part of speech"),
        ("fa\ten\tfield\nشهر\tcity\tcooking\n", "field of"),
        ("fa\ten\nشهر\t\n", "needs fa and en"),
        ("fa\ten\nشهر\n", "1 columns instead of 2"),
    ],
)
def test_a_wrong_row_is_named(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(read_terms(text))


def test_problems_are_told_apart() -> None:
    rows = read_terms("fa\ten\nكتاب\tbook\nشهر\tcity\nشهر\ttown\ntown\tشهر\n")
    problems = [reason for _, reason in term_problems(rows, default_analyzer())]
    assert problems[0] == "the Persian side is usually spelled کتاب"
    assert problems[1] == "it is there twice"
    assert len(problems) == 4


def test_a_damaged_table_of_an_index_is_an_error(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.idx") as index:
        index.add(ARTICLES[0])
    (tmp_path / "a.idx" / FILE).write_text("fa\n", "utf-8")
    with pytest.raises(IndexCorruptError, match="import the terms again"):
        Engine.open(tmp_path / "a.idx")


def test_a_wrong_file_is_told_on_the_command_line(bilingual: Path, kavosh: Run, tmp_path: Path) -> None:
    table = tmp_path / "wrong.tsv"
    table.write_text("persian\tenglish\nشهر\tcity\n", "utf-8")
    failed = kavosh("terms", "import", str(table), "--index", str(bilingual))
    assert failed.returncode == 2
    assert "needs fa and en" in failed.stderr
