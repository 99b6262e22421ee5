"""The manifest of sources, the originals, and folders that are watched."""

import gzip
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import zipfile
from pathlib import Path

import docx
import pytest

from kavosh.index import Index
from kavosh.index.run import Step
from tests.conftest import Run

# "Latest news / The mayor's meeting / The mayor went to Minsk ... / Related news / The price of gold"
PAGE = "آخرین اخبار\n\nدیدار شهردار\n\nشهردار به مینسک رفت و با همتای خود دیدار کرد.\n\nخبرهای مرتبط\nبهای طلا\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_bytes(PAGE.replace("\n", "\r\n").encode("utf-8-sig"))
    (folder / "b.jsonl").write_text('{"id": "1", "title": "one"}\n{"id": "2", "title": "two"}\n')
    return folder


def test_the_manifest_says_what_came_from_where(articles: Path, tmp_path: Path, kavosh: Run) -> None:
    index = tmp_path / "a.idx"
    kavosh("index", articles, "--index", index)
    listed = [json.loads(line) for line in kavosh("sources", "--index", index, "--json").stdout.splitlines()]
    shown = [(Path(s["path"]).name, s["reader"], s["documents"], s["complete"]) for s in listed]
    assert shown == [("a.txt", "txt", 1, True), ("b.jsonl", "jsonl", 2, True)]
    assert all(s["indexed_at"].endswith("Z") and s["digest"] for s in listed)
    (articles / "b.jsonl").unlink()
    kavosh("index", articles, "--index", index, "--prune")
    assert len(kavosh("sources", "--index", index).stdout.splitlines()) == 1


def test_the_original_is_kept_byte_for_byte(articles: Path, tmp_path: Path, kavosh: Run) -> None:
    with Index.create(tmp_path / "a.idx") as index:
        index.add_files(articles)
        assert index.sources.original("a.txt") == (articles / "a.txt").read_bytes()
        assert index.sources.original("1") is None  # a record among others
    assert kavosh("search", "طلا", "--index", tmp_path / "a.idx").returncode == 1
    original = kavosh("original", "a.txt", "--index", tmp_path / "a.idx").stdout
    assert original.encode() == (articles / "a.txt").read_bytes()
    missing = kavosh("original", "nothing", "--index", tmp_path / "a.idx")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert kavosh("sources", "--index", tmp_path / "nowhere").returncode == 3


def test_originals_of_every_kind_of_page_are_byte_true(articles: Path, tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph("دیدار شهردار")  # "the mayor's meeting"
    file.save(str(articles / "word.docx"))
    (articles / "page.html").write_bytes(f"<h1>دیدار</h1><p>{PAGE}</p>".replace("ی", "ي").encode("cp1256"))
    (articles / "feed.rss").write_text(
        "<rss version='2.0'><channel><title>x</title><item><title>a</title><guid>g1</guid></item>"
        "<item><title>b</title><guid>g2</guid></item></channel></rss>"
    )
    (articles / "packed.txt.gz").write_bytes(gzip.compress(PAGE.encode()))
    with zipfile.ZipFile(articles / "all.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("sub/p.txt", PAGE)
        packed.write(articles / "word.docx", "w.docx")
    with Index.create(tmp_path / "a.idx") as index:
        assert index.add_files(articles).errors == ()
        expected = {
            "word.docx": (articles / "word.docx").read_bytes(),
            "page.html": (articles / "page.html").read_bytes(),
            "g1": (articles / "feed.rss").read_bytes(),
            "g2": (articles / "feed.rss").read_bytes(),
            "packed.txt.gz": PAGE.encode(),  # what is in it
            "all.zip/sub/p.txt": PAGE.encode(),
            "all.zip/w.docx": (articles / "word.docx").read_bytes(),
        }
        assert {id_: index.sources.original(id_) for id_ in expected} == expected
        (articles / "all.zip").unlink()
        index.add_files(articles, prune=True)
        assert index.sources.original("all.zip/w.docx") is None
        assert index.sources.original("word.docx") == expected["word.docx"]


def test_originals_are_those_that_were_read(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that changes while the run goes on: the original belongs to the text that is indexed."""
    monkeypatch.setattr("kavosh.index.index._BATCH_BYTES", 0)  # a commit after each page
    before = (articles / "a.txt").read_bytes()

    def change(step: Step) -> None:
        if step.path.endswith("b.jsonl"):
            (articles / "a.txt").write_text("another text")

    with Index.create(tmp_path / "a.idx") as index:
        index.add_files(articles, progress=change)
        assert index.sources.original("a.txt") == before


@pytest.mark.skipif(os.name == "nt", reason="ends by a signal")
def test_a_run_killed_before_its_manifest_is_made_up_for(articles: Path, tmp_path: Path) -> None:
    script = f"""
        import os, signal
        from unittest.mock import patch
        from kavosh.index import Index
        with patch("kavosh.index.sources.Sources.save", lambda *_: os.kill(os.getpid(), signal.SIGKILL)):
            with Index.create({str(tmp_path / "a.idx")!r}) as index:
                index.add_files({str(articles)!r})
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -signal.SIGKILL
    with Index.open(tmp_path / "a.idx") as index:
        assert len(index) == 3
        index.add_files(articles)
        assert len(index) == 3
        assert index.sources.original("a.txt") == (articles / "a.txt").read_bytes()
        assert index.add_files(articles).skipped == 3


def test_progress_counts_bytes_and_articles(articles: Path, tmp_path: Path) -> None:
    steps: list[Step] = []
    (articles / "c.jsonl").write_text("\n".join(json.dumps({"title": f"article {n}"}) for n in range(250)))
    with Index.create(tmp_path / "a.idx") as index:
        index.add_files(articles, progress=steps.append)
    total = sum(path.stat().st_size for path in articles.iterdir())
    assert {step.total for step in steps} == {total}
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[-1].done, steps[-1].documents) == (total, 253)


@pytest.mark.skipif(os.name == "nt", reason="ends by a signal")
def test_watch_indexes_what_changes(articles: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kavosh.search", "watch", articles, "--index", tmp_path / "a.idx", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        ends = threading.Timer(60, watching.kill)  # a watch that sees nothing must not hang the suite
        ends.start()
        try:
            assert json.loads(watching.stdout.readline())["indexed"] == 3
            (articles / "c.txt").write_text("Trams\n\nThe tram came back to Minsk.\n")
            assert json.loads(watching.stdout.readline())["indexed"] == 1
            (articles / "b.jsonl").unlink()
            assert json.loads(watching.stdout.readline())["removed"] == 2
        finally:
            ends.cancel()
            watching.terminate()  # an interrupt is ignored where the suite itself runs in the background
            watching.wait(20)
