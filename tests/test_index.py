"""An index over its life: adding, updating, skipping, pruning, bad files, locks and foreign folders."""

import gc
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kavosh.errors import (
    IndexCorruptError,
    IndexLockedError,
    IndexNotFoundError,
    IndexStoreError,
    SchemaMismatchError,
)
from kavosh.index import Index
from kavosh.search import Engine
from kavosh.types import Document, IndexReport

# Whoosh leaves a damaged file to the garbage collector, which is made to run within the test.
whoosh_leaves_files_open = pytest.mark.filterwarnings(
    "ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def run(folder: Path, *paths: Path, prune: bool = False) -> IndexReport:
    with Index.open_or_create(folder) as index:
        return index.add_files(*paths, prune=prune)


def found(folder: Path, query: str = "") -> list[str]:
    with Engine.open(folder) as engine:
        return sorted(hit.document.id for hit in engine.search(query, limit=100).hits)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    write(folder, a_txt="عنوان\nمتن نخست درباره تهران.", sub__b_md="# Title\n\nAbout Minsk.")  # "the first text"
    write(folder, c_jsonl='{"id": "c1", "title": "one"}\n{"id": "c2", "title": "two"}\n')
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "news.idx"


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    assert report.errors == ()
    return report.indexed, report.updated, report.skipped, report.removed


def test_first_run_then_nothing_to_do(articles: Path, folder: Path) -> None:
    assert counts(run(folder, articles)) == (4, 0, 0, 0)
    assert counts(run(folder, articles)) == (0, 0, 4, 0)
    assert found(folder) == ["a.txt", "c1", "c2", "sub/b.md"]


def test_a_changed_file_is_updated_in_place(articles: Path, folder: Path) -> None:
    run(folder, articles)
    write(articles, a_txt="عنوان\nمتن دوم درباره مسکو.")  # "the second text, about Moscow"
    write(
        articles, c_jsonl='{"id": "c2", "title": "two"}\n{"id": "c3", "title": "three"}\n{"id": "c4", "title": "4"}\n'
    )
    assert counts(run(folder, articles)) == (1, 3, 1, 0)
    assert found(folder, "مسکو") == ["a.txt"]
    assert found(folder, "تهران") == []
    assert found(folder) == ["a.txt", "c2", "c3", "c4", "sub/b.md"]


def test_prune_drops_what_is_gone_below_the_given_paths_only(articles: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, x_txt="x\nanother text.")
    run(folder, articles, other)
    (articles / "a.txt").unlink()
    (other / "x.txt").unlink()
    assert counts(run(folder, articles)) == (0, 0, 3, 0)
    assert counts(run(folder, articles, prune=True)) == (0, 0, 3, 1)
    assert found(folder) == ["c1", "c2", "sub/b.md", "x.txt"]


def test_bad_files_are_reported_and_the_rest_is_indexed(articles: Path, folder: Path) -> None:
    write(articles, empty_txt="", binary_txt=b"\x00\x01\x02" * 50, broken_json="{", picture_png=b"\x89PNG")
    write(articles, arabic_txt="تقرير الاجتماع\nنص قصير في الرياض.".encode("cp1256"))
    write(articles, wide_txt="گزارش نشست\nمتن کوتاه.".encode("utf-16"))  # "report of the meeting"
    (articles / "outside.txt").symlink_to(os.devnull)
    (articles / ".hidden.txt").write_text("hidden", "utf-8")
    report = run(folder, articles)
    assert report.indexed == 6
    assert {Path(error.path).name for error in report.errors} == {
        "empty.txt",
        "binary.txt",
        "broken.json",
        "picture.png",
        "outside.txt",
    }
    assert all(error.reason for error in report.errors)


def test_an_unreadable_file_is_reported(articles: Path, folder: Path) -> None:
    (articles / "d.txt").mkdir()
    os.mkfifo(articles / "pipe.txt")
    report = run(folder, articles)
    assert [(Path(e.path).name, e.reason) for e in report.errors] == [("pipe.txt", "not a regular file")]


def test_a_file_that_broke_keeps_its_old_articles(articles: Path, folder: Path) -> None:
    run(folder, articles)
    write(articles, c_jsonl=b"\x00\x00\x00broken")
    report = run(folder, articles)
    assert len(report.errors) == 1
    assert {"c1", "c2"} <= set(found(folder))


def test_records_that_claim_one_id_are_all_kept(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "in", a_jsonl='{"id": "1", "title": "alpha"}\n{"id": "1", "title": "beta"}\n')
    write(tmp_path / "in", b_jsonl='{"id": "1", "title": "gamma"}\n')
    assert counts(run(folder, tmp_path / "in")) == (3, 0, 0, 0)
    ids = found(folder)
    assert len(set(ids)) == 3
    assert "1" in ids
    assert counts(run(folder, tmp_path / "in")) == (0, 0, 3, 0)
    write(tmp_path / "in", b_jsonl='{"id": "1", "title": "delta"}\n')
    assert counts(run(folder, tmp_path / "in")) == (0, 1, 2, 0)
    assert found(folder) == ids


def test_documents_by_hand(folder: Path) -> None:
    with Index.create(folder) as index:
        index.add(Document("1", "Minsk", "The first text."))
        index.add(Document("1", "Kazan", "The second text."))
        index.add(Document("2", "Moscow", "", facets={"city": ("own-value",)}))
        index.commit()
        index.add(Document("3", "Baku", ""))
        assert index.delete("2")
        assert not index.delete("nothing")
    assert found(folder) == ["1", "3"]
    assert found(folder, "first") == []
    assert found(folder, "second") == ["1"]


def test_a_document_needs_an_id(folder: Path) -> None:
    with Index.create(folder) as index, pytest.raises(IndexStoreError, match="needs an id"):
        index.add(Document("", "title", "body"))


def test_an_error_inside_the_block_cancels(folder: Path) -> None:
    with Index.create(folder) as index:
        index.add(Document("kept", "title", ""))
    with pytest.raises(ZeroDivisionError), Index.open(folder) as index:
        index.add(Document("dropped", "title", ""))
        raise ZeroDivisionError
    assert found(folder) == ["kept"]


def test_an_open_engine_sees_new_commits(folder: Path) -> None:
    with Index.create(folder) as index:
        index.add(Document("1", "Minsk", ""))
        index.commit()
        with Engine.open(folder) as engine:
            assert engine.search("kazan").total == 0
            index.add(Document("2", "Kazan", ""))
            assert engine.search("kazan").total == 0
            index.commit()
            assert engine.search("kazan").total == 1


def test_a_second_writer_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kavosh.index.whoosh_backend._LOCK_WAIT", 0.2)
    with Index.create(folder) as first, Index.open(folder) as second:
        first.add(Document("1", "a", ""))
        with pytest.raises(IndexLockedError, match="Another process"):
            second.add(Document("2", "b", ""))


def test_a_killed_run_is_taken_up_again(folder: Path, tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(n), "title": f"article {n}"}) for n in range(30)]
    write(tmp_path / "in", a_jsonl="\n".join(lines))
    script = f"""
        import os, signal
        import kavosh.index.index as module
        from kavosh.index import Index
        module._BATCH = 10
        commits = []
        commit = Index.commit
        def killed(self):
            commit(self)
            commits.append(1)
            if len(commits) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
        Index.commit = killed
        with Index.create({str(folder)!r}) as index:
            index.add_files({str(tmp_path / "in")!r})
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(found(folder)) == 20
    report = run(folder, tmp_path / "in")
    assert (report.indexed, report.skipped) == (10, 20)  # what was committed stays, the rest goes on
    assert sorted(found(folder), key=int) == [str(n) for n in range(30)]
    assert counts(run(folder, tmp_path / "in")) == (0, 0, 30, 0)


def test_folders_that_are_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="kavosh index"):
        Index.open(tmp_path / "nowhere")
    with pytest.raises(IndexNotFoundError, match="no Kavosh index"):
        Engine.open(tmp_path)
    (tmp_path / "mine.txt").write_text("precious", "utf-8")
    with pytest.raises(IndexStoreError, match="not empty"):
        Index.create(tmp_path)
    with pytest.raises(IndexStoreError, match="is a file"):
        Index.create(tmp_path / "mine.txt")
    assert (tmp_path / "mine.txt").read_text("utf-8") == "precious"


@whoosh_leaves_files_open
def test_indexes_of_other_versions_and_damaged_ones(folder: Path) -> None:
    Index.create(folder).close()
    manifest = folder / "kavosh.json"
    good = manifest.read_text("utf-8")
    for change in ({"format": 99}, {"analyzer": {"name": "other", "version": 1}}, {"fields": {}}):
        manifest.write_text(json.dumps(json.loads(good) | change), "utf-8")
        with pytest.raises(SchemaMismatchError, match="Index the files again"):
            Engine.open(folder)
    for content in ("{", "[]", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")):
        manifest.write_text(content, "utf-8")
        with pytest.raises(IndexCorruptError):
            Engine.open(folder)
    manifest.write_text(good, "utf-8")
    for toc in folder.glob("_MAIN_*.toc"):
        toc.write_bytes(b"damaged")
    with pytest.raises(IndexCorruptError, match="damaged"):
        Engine.open(folder)
    gc.collect()


@whoosh_leaves_files_open
def test_a_missing_segment_is_said(articles: Path, folder: Path) -> None:
    run(folder, articles)
    for segment in folder.glob("*.seg"):
        segment.unlink()
    with Engine.open(folder) as engine, pytest.raises(IndexCorruptError, match="damaged"):
        engine.search("تهران")
    gc.collect()


def test_a_full_disk_keeps_what_was_committed(articles: Path, folder: Path) -> None:
    """A limit on file sizes stands in for the full disk: writing past it fails with an OSError as well."""
    run(folder, articles)
    script = f"""
        import resource, signal
        from kavosh.errors import IndexStoreError
        from kavosh.index import Index
        from kavosh.types import Document
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            with Index.open({str(folder)!r}) as index:
                for number in range(300):
                    index.add(Document(f"n{{number}}", f"title {{number}}", "words and more words " * 50))
        except IndexStoreError as error:
            print(error)
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    assert "what was committed before is kept" in done.stdout
    assert found(folder) == ["a.txt", "c1", "c2", "sub/b.md"]
