"""Reprints: documents with nearly the same text form groups, and searches fold them."""

from pathlib import Path

import pytest

from kavosh.index import Index
from kavosh.index.paging import REPRINTS
from kavosh.search import Engine
from kavosh.types import Document
from kavosh.web.app import create_app
from tests.conftest import Run

# "The mayors of Tehran and Minsk met on Monday and agreed on a joint working group for transport ..."
STORY = " ".join(
    (
        "شهرداران تهران و مینسک روز دوشنبه با یکدیگر دیدار کردند و بر سر تشکیل کارگروهی مشترک",
        "برای حمل‌ونقل شهری توافق کردند. در این دیدار ظرفیت‌های همکاری دو شهر در زمینه‌های فرهنگی",
        "و گردشگری نیز بررسی شد و قرار شد گزارش آن تا پایان سال آماده شود.",
    )
)
# "The council of Kazan approved the budget of the new tram lines ..."
OTHER = "شورای شهر کازان بودجه خط‌های تازه تراموا را تصویب کرد و گفت که کار ساخت آن‌ها از بهار آغاز می‌شود."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news.idx"
    with Index.create(folder) as index:
        index.add(Document("a", "دیدار شهرداران", STORY, source="الف"))  # "the mayors' meeting"
        index.add(Document("b", "دیدار شهرداران", STORY.replace("ی", "ي").replace("\u200c", ""), source="ب"))
        index.commit()  # a group goes on after a commit
        index.add(Document("c", "دیدار شهرداران", f"{STORY} عکس: آزمون", source="پ"))  # "photo: test"
        index.add(Document("d", "بودجه تراموا", OTHER))  # "the budget of the tram"
        index.add(Document("e", "خبر کوتاه", "شهرداران"))  # too short to be told from others
    return folder


def test_spelling_variants_and_small_additions_are_reprints(folder: Path) -> None:
    with Engine.open(folder) as engine:
        page = engine.search("شهرداران")  # "mayors"
        assert page.total == 2
        (best,) = [hit for hit in page.hits if hit.reprint_count]
        assert {best.document.id, *(other.id for other in best.reprints)} == {"a", "b", "c"}
        assert best.reprint_count == 2
        assert len(engine.search("شهرداران", collapse=False).hits) == 4
        assert {hit.document.id: hit.document.group for hit in engine.search().hits}.items() >= {("d", "d"), ("e", "e")}


def test_pages_of_folded_hits_continue_each_other(folder: Path) -> None:
    with Engine.open(folder) as engine:
        whole = [hit.document.id for hit in engine.search(limit=10).hits]
        paged = [hit.document.id for offset in range(4) for hit in engine.search(offset=offset, limit=1).hits]
        assert whole == paged
        assert len(whole) == engine.search().total == 3


def test_only_matches_are_folded(folder: Path) -> None:
    with Engine.open(folder) as engine:
        page = engine.search("شهرداران", filters={"source": ["ب", "پ"]})
        assert page.total == 1
        assert page.hits[0].reprint_count == 1


def test_each_hit_of_a_page_lists_its_own_reprints_and_the_first_of_very_many(tmp_path: Path) -> None:
    folder, many = tmp_path / "news.idx", REPRINTS + 5
    with Index.create(folder) as index:
        for number in range(many):
            index.add(Document(f"many-{number}", "دیدار شهرداران", STORY))
        index.add(Document("two-0", "بودجه تراموا", OTHER))
        index.add(Document("two-1", "بودجه تراموا", OTHER))
        index.add(Document("one", "دریاچه", "آب دریاچه بالا آمد و پرندگان به تالاب‌های شهر برگشتند."))  # "the lake"
    with Engine.open(folder) as engine:
        page = engine.search("شهر")  # "city"
    listed = {hit.document.id.partition("-")[0]: (hit.reprint_count, hit.reprints) for hit in page.hits}
    assert {name: count for name, (count, _) in listed.items()} == {"many": many - 1, "two": 1, "one": 0}
    assert len(listed["many"][1]) == REPRINTS
    for name, (_, reprints) in listed.items():
        assert all(other.id.startswith(f"{name}-") for other in reprints)


@pytest.mark.parametrize(("language", "said"), [("en", '<bdi dir="ltr">2 reprints</bdi>'), ("fa", '<bdi dir="rtl">')])
def test_the_page_counts_reprints_in_its_own_direction(folder: Path, language: str, said: str) -> None:
    html = create_app(folder).test_client().get(f"/search?q=شهرداران&lang={language}").text
    assert f"<summary>{said}" in html  # beside a Persian article "2 reprints" would read "reprints 2"


def test_the_command_line_unfolds(folder: Path, kavosh: Run) -> None:
    assert "+ 2 reprints: " in kavosh("search", "شهرداران", "--index", folder).stdout
    assert "reprint" not in kavosh("search", "شهرداران", "--index", folder, "--no-collapse").stdout
