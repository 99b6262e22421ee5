"""The manifest of sources, the originals, and folders that are watched."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

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
        assert index.sources.original("1") is None
    assert kavosh("search", "طلا", "--index", tmp_path / "a.idx").returncode == 1
    original = kavosh("original", "a.txt", "--index", tmp_path / "a.idx").stdout
    assert original.encode() == (articles / "a.txt").read_bytes()
    missing = kavosh("original", "nothing", "--index", tmp_path / "a.idx")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert kavosh("sources", "--index", tmp_path / "nowhere").returncode == 3


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
