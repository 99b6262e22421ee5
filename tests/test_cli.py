"""The command line as a user runs it: output, exit codes, and never a traceback."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def records(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def folder(kavosh: Run, tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("دیدار در مینسک\nشهردار تهران به مینسک رفت.", "utf-8")  # "meeting in Minsk"
    (tmp_path / "in" / "bad.json").write_text("{", "utf-8")
    done = kavosh("index", tmp_path / "in", "--index", tmp_path / "idx", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(report) == {"indexed", "updated", "skipped", "removed", "errors", "seconds"}
    assert (report["indexed"], report["updated"], report["skipped"]) == (1, 0, 0)
    assert [set(error) for error in report["errors"]] == [{"path", "reason"}]
    return tmp_path / "idx"


def test_a_second_run_does_nothing_and_says_so(kavosh: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in" / "bad.json").unlink()
    done = kavosh("index", tmp_path / "in", "--index", folder)
    assert done.returncode == 0
    assert "Nothing to do: all 1 articles are unchanged" in done.stdout
    assert done.stderr == ""


def test_bad_files_are_named_on_stderr(kavosh: Run, folder: Path, tmp_path: Path) -> None:
    done = kavosh("index", tmp_path / "in", "--index", folder)
    assert "bad.json: broken JSON at line 1" in done.stderr


def test_search_as_json(kavosh: Run, folder: Path) -> None:
    done = kavosh("search", "شهردار", "--index", folder, "--json", "--facet", "city")
    page = json.loads(done.stdout)
    assert done.returncode == 0
    assert page["total"] == 1
    assert page["hits"][0]["facets"]["city"] == ["minsk", "tehran"]
    assert set(page["facets"]) == {"city"}
    (snippet,) = page["hits"][0]["snippets"]
    assert [snippet["text"][start:end] for start, end in snippet["marks"]] == ["شهردار"]


def test_search_for_people(kavosh: Run, folder: Path) -> None:
    done = kavosh("search", "مينسك", KAVOSH_INDEX=str(folder))  # Minsk in Arabic letters; the index by variable
    assert done.returncode == 0
    assert "1 article" in done.stdout
    assert "دیدار در مینسک" in done.stdout
    assert "تهران (Tehran) 1" in done.stdout
    assert "\x1b" not in done.stdout  # no colours into a pipe


def test_words_need_no_quotes(kavosh: Run, folder: Path) -> None:
    assert kavosh("search", "شهردار", "تهران", "--index", folder).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["search", "nothing"], 1, ""),
        (["search", "مینسک", "--filter", "city=minsk"], 0, ""),
        (["search", "مینسک", "--filter", "city=مینسک"], 0, ""),
        (["search", "مینسک", "--filter", "city=moscow"], 1, ""),
        (["search", "مینسک", "--filter", "town=minsk"], 2, "no facet named 'town'"),
        (["search", "مینسک", "--filter", "minsk"], 2, "NAME=VALUE"),
        (["search", "مینسک", "--facet", "town"], 2, "no facet named 'town'"),
        (["search", '"مینسک'], 0, ""),
        (["search", "ldks;"], 0, ""),  # مینسک ("Minsk") on the other layout
        (["search", "ldks;", "--literal"], 1, ""),
        (["search", "(" * 100], 2, "nested deeper"),
        (["search", "مینسک", "--limit", "x"], 2, "not a valid int"),
        (["search", "مینسک", "--colour"], 2, "No such option"),
        (["index", "missing.txt"], 2, "does not exist"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_exit_codes(kavosh: Run, folder: Path, arguments: list[str], code: int, message: str) -> None:
    done = kavosh(*arguments, KAVOSH_INDEX=str(folder))
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_index_folder_errors(kavosh: Run, tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "file").write_text("x", "utf-8")
    for arguments in (
        ["search", "x", "--index", tmp_path / "missing"],
        ["search", "x", "--index", tmp_path / "foreign"],
        ["index", tmp_path / "foreign", "--index", tmp_path / "foreign"],
    ):
        done = kavosh(*arguments)
        assert done.returncode == 3
        assert done.stderr.startswith("Error: ")
        assert "Traceback" not in done.stderr
    assert kavosh("search", "x").returncode == 2  # no index named at all
    assert not (tmp_path / "missing").exists()


def test_only_bad_files_is_a_failure(kavosh: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    done = kavosh("index", tmp_path / "a.txt", "--index", tmp_path / "idx", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["errors"][0]["reason"] == "the file is empty"


def test_prune(kavosh: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in" / "a.txt").unlink()
    assert json.loads(kavosh("index", tmp_path / "in", "--index", folder, "--json").stdout)["removed"] == 0
    assert json.loads(kavosh("index", tmp_path / "in", "--index", folder, "--json", "--prune").stdout)["removed"] == 1
    assert kavosh("search", "مینسک", "--index", folder).returncode == 1


def test_analyze(kavosh: Run) -> None:
    (line,) = records(kavosh("analyze", "--json", "همکاری ها BRICS+").stdout)
    assert line["text"] == "همکاری ها BRICS+"
    assert line["tokens"] == [
        {"term": "همکاری", "start": 0, "end": 9, "position": 0, "kind": "word"},
        {"term": "=همکاریها", "start": 0, "end": 9, "position": 0, "kind": "exact"},
        {"term": "brics+", "start": 10, "end": 16, "position": 1, "kind": "english"},
        {"term": "bric", "start": 10, "end": 16, "position": 1, "kind": "part"},
    ]


def test_analyze_reads_lines_from_stdin(kavosh: Run) -> None:
    lines = records(kavosh("analyze", "--json", "--mode", "query", stdin="شهر ها\n\ncities\n").stdout)
    assert [line["text"] for line in lines] == ["شهر ها", "", "cities"]
    assert "شهر" in kavosh("analyze", "شهرها").stdout
    broken = kavosh("analyze", "--json", stdin=b"\xff\xfe\n")
    assert broken.returncode == 0
    assert records(broken.stdout)[0]["text"] == "\ufffd\ufffd"


def test_entities(kavosh: Run) -> None:
    (line,) = records(kavosh("entities", "--json", "چمران ۶ آبان ۱۴۰۴ در سنپترزبورگ").stdout)
    assert line["entities"] == [
        {
            "text": "چمران",
            "start": 0,
            "end": 5,
            "kind": "person",
            "id": "mehdi-chamran",
            "label": {"fa": "مهدی چمران", "en": "Mehdi Chamran"},
        },
        {
            "text": "سنپترزبورگ",
            "start": 21,
            "end": 31,
            "kind": "city",
            "id": "saint-petersburg",
            "label": {"fa": "سن\u200cپترزبورگ", "en": "Saint Petersburg"},
        },
    ]
    assert line["dates"] == [{"text": "۶ آبان ۱۴۰۴", "start": 6, "end": 17, "from": "2025-10-28", "to": "2025-10-28"}]
    assert "Minsk" in kavosh("entities", "minsk in 2024").stdout


def test_help_of_every_command(kavosh: Run) -> None:
    overview = kavosh("--help").stdout
    for command in ("index", "search", "analyze", "entities", "serve", "demo"):
        assert command in overview
        done = kavosh(command, "--help")
        assert done.returncode == 0
        assert len(done.stdout) > 200


def test_relative_dates_are_told_from_the_day_of_publication(kavosh: Run) -> None:
    text = "دیروز در مینسک"  # "yesterday in Minsk"
    (dated,) = records(kavosh("entities", text, "--json", "--published", "2025-10-28").stdout)
    assert [(date["from"], date["to"]) for date in dated["dates"]] == [("2025-10-27", "2025-10-27")]  # type: ignore[attr-defined]
    (undated,) = records(kavosh("entities", text, "--json").stdout)
    assert undated["dates"] == []
