"""A commit is all or nothing: killed at any step, on a failing write, and where the bytes on the disk changed."""

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from kavosh.index import Index
from kavosh.index.arrays import ArrayFile, DamagedArraysError, narrow, write_arrays
from kavosh.index.merging import FACTOR, LARGEST, to_merge
from kavosh.search import Engine
from kavosh.types import Document
from tests.conftest import Run

STEPS = {
    "before the segment is written": "kavosh.index.whoosh_writer.write_segment",
    "before it is named": "kavosh.index.whoosh_writer.ArrayWriter._commit_toc",
    "before the name is in place": "kavosh.index.whoosh_storage.DurableStorage.rename_file",
    "after it": "kavosh.index.whoosh_writer.ArrayWriter._finish",
}


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_commit_is_all_or_nothing(tmp_path: Path, step: str) -> None:
    folder = tmp_path / "news.idx"
    with Index.create(folder) as index:
        index.add(Document("1", "minsk", "old"))
    script = f"""
        import os, signal
        from unittest.mock import patch
        from kavosh.index import Index
        from kavosh.types import Document
        with patch({STEPS[step]!r}, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)):
            with Index.open({str(folder)!r}) as index:
                index.add(Document("1", "minsk", "new"))
                index.add(Document("2", "minsk", "more"))
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -signal.SIGKILL
    with Engine.open(folder) as engine:
        expected = {"1": "new", "2": "more"} if step == "after it" else {"1": "old"}
        assert {hit.document.id: hit.document.body for hit in engine.search("minsk").hits} == expected
    with Index.open(folder) as index:  # the lock went with the process, and what it left does not matter
        index.add(Document("3", "minsk", ""))
    with Engine.open(folder) as engine:
        assert engine.search("minsk").total == len(expected) + 1


@pytest.mark.parametrize("cut", [0, 1, 9, 100, -1])
def test_a_file_cut_short_is_told(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.seg"
    with path.open("wb") as file:
        write_arrays(file, {"numbers": np.arange(100), "none": np.zeros(0, np.uint8)}, {"count": 3})
    whole = np.fromfile(path, np.uint8)
    assert ArrayFile(whole)["numbers"].tolist() == list(range(100))
    assert ArrayFile(whole).damaged() == []
    with pytest.raises(DamagedArraysError):
        ArrayFile(whole[:cut])


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.seg"
    with path.open("wb") as file:
        write_arrays(file, {"first": np.arange(100), "second": np.arange(100)}, {})
    data = np.fromfile(path, np.uint8)
    data[8 + 800 + 5] ^= 1
    assert ArrayFile(data).damaged() == ["second"]


def test_check_reads_everything_and_names_what_is_damaged(kavosh: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news.idx"
    with Index.create(folder) as index:
        for number in range(20):
            index.add(Document(f"{number}", "minsk", f"the metro of the city, part {number}"))
        index.commit()
        index.delete("3")
    done = kavosh("check", "--index", folder)
    assert (done.returncode, done.stdout) == (0, "The index is whole.\n")
    (segment,) = folder.glob("*.seg")
    whole = segment.read_bytes()
    for place in (20, len(whole) // 2, -200):
        data = bytearray(whole)
        data[place] ^= 1
        segment.write_bytes(data)
        done = kavosh("check", "--index", folder, "--json")
        assert done.returncode == 3, place
        assert len(json.loads(done.stdout)["problems"]) >= 1
    segment.write_bytes(whole[:-9])
    assert kavosh("check", "--index", folder).returncode == 3
    segment.write_bytes(whole)
    (folder / "groups.sqlite").write_bytes(b"no database" * 500)
    done = kavosh("check", "--index", folder)
    assert done.returncode == 3 and done.stdout.startswith("groups.sqlite: ")


def test_narrow_keeps_the_numbers() -> None:
    for largest, size in ((255, 1), (256, 2), (65_536, 4), (2**40, 8)):
        assert narrow(np.array([0, largest])).tolist() == [0, largest]
        assert narrow(np.array([0, largest])).itemsize == size


class Sized:
    def __init__(self, size: int, live: int | None = None) -> None:
        self._size, self._live = size, size if live is None else live

    def doc_count(self) -> int:
        return self._live

    def doc_count_all(self) -> int:
        return self._size


def test_small_commits_merge_small_segments_and_all_stay_few() -> None:
    segments: list[Sized] = []
    written = 0
    for _ in range(3000):
        segments.append(Sized(100))
        for group in to_merge(segments):
            written += sum(s.doc_count() for s in group)
            segments = [s for s in segments if s not in group] + [Sized(sum(s.doc_count() for s in group))]
        assert len(segments) < 50
        assert all(s.doc_count_all() <= LARGEST for s in segments)
    assert written < 5 * 3000 * 100


def test_a_segment_of_deletions_is_rewritten() -> None:
    half = Sized(100, 50)
    assert to_merge([half, Sized(100)]) == [[half]]
    assert to_merge([Sized(100)] * (FACTOR - 1)) == []


def test_merged_segments_answer_as_before(tmp_path: Path) -> None:
    folder = tmp_path / "news.idx"
    with Index.create(folder) as index:
        for number in range(3 * FACTOR):
            index.add(Document(f"{number}", "minsk", f"text number{number} of the city", source=f"s{number % 2}"))
            index.delete(f"{number - 5}")
            index.commit()
    assert len(list(folder.glob("*.seg"))) < FACTOR + 1
    with Engine.open(folder) as engine:
        page = engine.search("minsk", limit=100)
        assert {hit.document.id for hit in page.hits} == {str(n) for n in range(3 * FACTOR - 5, 3 * FACTOR)}
        assert {value.value: value.count for value in page.facets["source"]} == {"s0": 2, "s1": 3}
        assert [hit.document.id for hit in engine.search('"number22 of the city"').hits] == ["22"]


def test_worker_processes_give_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kavosh.index.analysis._WORTHWHILE", 1)
    monkeypatch.setattr("kavosh.index.analysis._CHUNK", 3)
    found = []
    for workers in (1, 2):
        with Index.create(tmp_path / f"{workers}.idx", workers=workers) as index:
            for number in range(8):
                index.add(
                    Document(f"{number}", "نشست", f"تهران و مسکو number{number}")
                )  # "meeting", "Tehran and Moscow"
        with Engine.open(tmp_path / f"{workers}.idx") as engine:
            found.append([(hit.document, hit.score) for hit in engine.search("تهران").hits])
    assert found[0] == found[1]
    assert len(found[0]) == 8
