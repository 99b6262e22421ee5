"""What is derived from an index follows its commits, in the background where the index is large."""

from pathlib import Path

import pytest

from kavosh.index import Index
from kavosh.index.storage import open_store
from kavosh.search import derived
from kavosh.search.derived import Derived
from kavosh.types import Document


@pytest.mark.parametrize("large", [False, True])
def test_a_value_follows_the_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool) -> None:
    monkeypatch.setattr(derived, "LARGE", 1 if large else 5000)
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        index.add(Document("1", "مترو", "قطار"))  # "metro", "train"
    backend = open_store(folder).backend
    value = Derived(backend, lambda: len(backend))
    assert value.current() == 1
    with Index.open(folder) as index:
        index.add(Document("2", "تراموا", "ریل"))  # "tram", "rail"
    first = value.current()
    assert first == (1 if large else 2)  # a large index never makes a search wait
    value.close()
    assert value.current() == 2
    backend.close()


def test_a_fault_of_the_index_keeps_the_old_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "LARGE", 1)
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        index.add(Document("1", "مترو", "قطار"))
    backend = open_store(folder).backend
    values = iter((1,))

    def make() -> int:
        for value in values:
            return value
        raise OSError("the folder is gone")

    value = Derived(backend, make)
    assert value.current() == 1
    with Index.open(folder) as index:
        index.add(Document("2", "تراموا", "ریل"))
    assert value.current() == 1
    value.close()
    assert value.current() == 1
    backend.close()


def test_what_was_prepared_is_made_and_warmed_once(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        index.add(Document("1", "مترو", "قطار"))
    backend = open_store(folder).backend
    done: list[str] = []
    value = Derived(backend, lambda: done.append("made") or len(backend), lambda _: done.append("warmed"))
    value.prepare()
    value.close()
    assert done == ["made", "warmed"]
    assert value.current() == 1
    assert done == ["made", "warmed"]
    backend.close()
