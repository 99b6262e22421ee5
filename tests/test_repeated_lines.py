"""Lines that repeat across the articles of one site are learned, left out and kept; lines of articles stay."""

import json
from pathlib import Path

import pytest

from kavosh.index import Index
from kavosh.index.repeated_lines import LEAST, Sites, restored, sites_of
from kavosh.search import Engine
from kavosh.types import Document
from tests.conftest import Run

TOP = "شهر ما، روزنامه ما"  # "our city, our paper"
BOTTOM = "هر صبح با قلمدان همراه باشید تا آفتاب"  # "be with the pen-case every morning till the sun"
NAMES = ("تراموا", "کتابخانه", "بازار", "رودخانه", "موزه", "پارک", "نانوایی", "پل")  # "tram", "library", "market" ...


def article(number: int) -> list[str]:
    """Two paragraphs that no other article has."""
    name = NAMES[number % len(NAMES)]
    return [
        f"در محله شماره {number} امروز {name} تازه‌ای گشوده شد و مردم آن محله از صبح برای دیدنش صف کشیدند.",
        f"شهردار منطقه {number} گفت که ساخت {name} دو سال طول کشید و {number + 3} میلیارد تومان هزینه برداشت.",
    ]  # "in quarter ... a new ... was opened today", "the mayor of district ... said that it took two years"


def page(number: int) -> str:
    return "\n\n".join([f"گشایش {NAMES[number % 8]} در محله {number}", TOP, *article(number), BOTTOM])


def write(folder: Path, numbers: range) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number}.txt").write_text(page(number), "utf-8")
    return folder


def bodies(folder: Path) -> dict[str, str]:
    with Index.open(folder) as index:
        return {document.id: document.body for document in index}


def test_a_site_is_learned_within_one_run(tmp_path: Path, kavosh: Run) -> None:
    index = tmp_path / "a.idx"
    kavosh("index", write(tmp_path / "in", range(8)), "--index", index)
    assert bodies(index) == {f"{n}.txt": "\n".join(article(n)) for n in range(8)}
    for query in ("قلمدان", "روزنامه"):
        assert kavosh("search", query, "--index", index).returncode == 1
    assert kavosh("original", "3.txt", "--index", index).stdout == page(3)


def test_articles_of_earlier_runs_are_cleaned_once_a_line_is_known(tmp_path: Path) -> None:
    index = tmp_path / "a.idx"
    for number in range(LEAST):
        if number:
            assert TOP in bodies(index)["0.txt"]
        with Index.open_or_create(index) as opened:
            assert opened.add_files(write(tmp_path / "in", range(number, number + 1))).indexed == 1
    assert bodies(index) == {f"{n}.txt": "\n".join(article(n)) for n in range(LEAST)}
    with Index.open(index) as opened:
        report = opened.add_files(tmp_path / "in")
        assert (report.indexed, report.updated, report.skipped) == (0, 0, LEAST)
        assert opened.reindex_lines() == 0
    with Engine.open(index) as engine:
        assert engine.search("قلمدان").total == 0
        assert engine.search("محله", limit=20).total == LEAST


def test_one_article_read_again_and_again_teaches_nothing(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.idx") as index:
        for number in range(2 * LEAST):
            folder = write(tmp_path / "in", range(1))
            (folder / "0.txt").write_text(f"{page(0)}\n\nافزوده {number}", "utf-8")  # "addition ..."
            index.add_files(folder)
        (document,) = index
    assert document.body.startswith("\n".join([TOP, *article(0), BOTTOM]))


def test_editions_of_a_story_teach_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(2 * LEAST):
        (folder / f"{number}.txt").write_text(f"{page(0)}\n\nساعت {number}", "utf-8")  # "... o'clock"
    with Index.create(tmp_path / "a.idx") as index:
        index.add_files(folder)
        assert all(article(0)[0] in document.body for document in index)


def test_words_that_open_paragraphs_of_many_articles_stay(tmp_path: Path) -> None:
    """A line between two paragraphs is the article's, however often it comes: "Ingredients", "Background"."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        first, second = article(number)
        (folder / f"{number}.txt").write_text(f"عنوان {number}\n\n{first}\n\nپیشینه\n\n{second}", "utf-8")
    with Index.create(tmp_path / "a.idx") as index:
        index.add_files(folder)
        assert all("\nپیشینه\n" in document.body for document in index)


def test_records_keep_what_was_left_out(tmp_path: Path, kavosh: Run) -> None:
    rows = [
        {"id": f"{n}", "title": f"خبر {n}", "body": "\n".join([*article(n), BOTTOM]), "url": f"https://t.me/sample/{n}"}
        for n in range(8)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    index = tmp_path / "a.idx"
    kavosh("index", tmp_path / "a.jsonl", "--index", index)
    with Index.open(index) as opened:
        for document in opened:
            assert BOTTOM not in document.body
            assert restored(document).body == rows[int(document.id)]["body"]
    assert kavosh("original", "5", "--index", index).stdout == f"{rows[5]['title']}\n{rows[5]['body']}\n"
    assert kavosh("search", "قلمدان", "--index", index).returncode == 1


def test_documents_of_a_program_stay_as_they_are(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a.idx") as index:
        for number in range(8):
            index.add(Document(f"{number}", "خبر", "\n".join([*article(number), BOTTOM]), url="https://example.org/a"))
        index.commit()
        assert all(document.body.endswith(BOTTOM) for document in index)


@pytest.mark.parametrize(
    ("document", "sites"),
    [
        (Document("1", "", "", url="https://News.example/a/b"), ("news.example",)),
        (Document("1", "", "", url="https://t.me/s/sample/12"), ("t.me/sample",)),
        (Document("1", "", "", source="نمونه", path="/in/site/a.html"), ("نمونه", "/in/site")),
        (Document("1", "", "", path="/in/all.jsonl.gz"), ("/in/all.jsonl.gz",)),
        (Document("1", "", ""), ()),
    ],
)
def test_sites(document: Document, sites: tuple[str, ...]) -> None:
    assert sites_of(document) == sites


def test_what_is_known_of_a_site_stays_small(tmp_path: Path) -> None:
    sites = Sites(tmp_path)
    for number in range(1500):
        lines = [f"line {number} {n}" for n in range(30)]
        sites.learn([Document(f"{number}", f"title {number}", "\n".join([*lines, BOTTOM]), url="https://example.org")])
        if number % 100 == 0:
            sites.save()
    sites.save()
    cleaned = sites.clean(Document("x", "t", f"a new line\n{BOTTOM}", url="https://example.org"))
    assert (cleaned.body, cleaned.left_out) == ("a new line", ((1, BOTTOM),))
    sites.close()
    assert (tmp_path / "sites.sqlite").stat().st_size < 300_000
