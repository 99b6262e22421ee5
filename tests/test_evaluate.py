"""Evaluation: the measures, worked out by hand on a collection of four documents, and what may be wrong with one."""

import gzip
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from kavosh.search.comparison import compare, randomisation
from kavosh.search.comparison import lines as comparison_lines
from kavosh.search.evaluate import EvaluationError, falling, measure, read_qrels, read_queries, run_lines
from tests.conftest import Run

DOCS = [
    {"id": "d1", "title": "metro", "body": "metro metro"},
    {"id": "d2", "title": "opening", "body": "the metro is new, says the mayor of the city", "date": "2025-10-28"},
    {"id": "d3", "title": "", "body": "پارک‌های تهران"},  # "parks of Tehran"
    {"id": "d4", "title": "weather", "body": "rain"},
]
QUERIES = f"""q1\tmetro
q2\tپارک ها
q3\tmetro {"(" * 30}
q4\train
"""  # q2: "parks", torn; q3 cannot be asked; nothing is relevant to q4
QRELS = "q1 0 d2 1\nq1 0 d4 0\nq2 0 d3 2\nq3 0 d1 1\nq4 0 d1 0\n"

# q1 finds its document second, q2 first, q3 not at all.
EXPECTED = {
    "ndcg@10": (1 / math.log2(3) + 1 + 0) / 3,
    "mrr@10": (1 / 2 + 1 + 0) / 3,
    "r@10": 2 / 3,
    "r@100": 2 / 3,
    "map": (1 / 2 + 1 + 0) / 3,
}
FIGURES = {"queries", "documents", "seconds", "ms_per_query"}


def lines(records: list[dict[str, str]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "collection"
    folder.mkdir()
    (folder / "docs.jsonl").write_text(lines(DOCS), "utf-8")
    (folder / "queries.tsv").write_text(QUERIES, "utf-8")
    (folder / "qrels.tsv").write_text(QRELS, "utf-8")
    return folder


def test_the_measures_are_those_worked_out_by_hand(kavosh: Run, collection: Path) -> None:
    done = kavosh("evaluate", collection, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == set(EXPECTED) | FIGURES
    assert {name: found[name] for name in EXPECTED} == pytest.approx(EXPECTED, abs=1e-5)
    assert (found["queries"], found["documents"]) == (3, 4)
    assert found["ms_per_query"] == pytest.approx(found["seconds"] * 1000 / 3, rel=0.1, abs=0.5)


def test_queries_that_cannot_be_asked_or_judged_are_named(kavosh: Run, collection: Path) -> None:
    done = kavosh("evaluate", collection)
    assert done.returncode == 0
    assert "not asked: q3: The query is nested deeper" in done.stderr
    assert "1 queries are left out" in done.stderr
    assert "nDCG@10  0.5436" in done.stdout
    assert "3 queries, 4 documents" in done.stdout


def test_gzipped_documents(kavosh: Run, collection: Path) -> None:
    plain = collection / "docs.jsonl"
    (collection / "docs.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    found = json.loads(kavosh("evaluate", collection, "--json").stdout)
    assert {name: found[name] for name in EXPECTED} == pytest.approx(EXPECTED, abs=1e-5)


def test_other_queries_and_a_limit(kavosh: Run, collection: Path, tmp_path: Path) -> None:
    (tmp_path / "one.tsv").write_text("q1\tmetro\n", "utf-8")
    arguments = ("evaluate", collection, "--json", "--queries", tmp_path / "one.tsv")
    found = json.loads(kavosh(*arguments).stdout)
    assert (found["queries"], found["mrr@10"]) == (1, 0.5)
    found = json.loads(kavosh(*arguments, "--limit", "1").stdout)
    assert (found["queries"], found["mrr@10"], found["r@100"]) == (1, 0.0, 0.0)


def test_the_run_is_written_for_other_tools(kavosh: Run, collection: Path, tmp_path: Path) -> None:
    assert kavosh("evaluate", collection, "--run", tmp_path / "run.txt").returncode == 0
    rows = [line.split() for line in (tmp_path / "run.txt").read_text("utf-8").splitlines()]
    assert [row[:4] for row in rows] == [["q1", "Q0", "d1", "1"], ["q1", "Q0", "d2", "2"], ["q2", "Q0", "d3", "1"]]
    assert {row[5] for row in rows} == {"kavosh"}
    assert float(rows[0][4]) > float(rows[1][4]) > 0


QRELS_OF_THREE = {"q1": {"a": 1}, "q2": {"a": 1}, "q3": {"b": 2}}
BETTER = {"q1": [("a", 2.0), ("b", 1.0)], "q2": [("b", 2.0), ("a", 1.0)], "q3": [("b", 1.0)]}
WORSE = {"q1": [("b", 2.0), ("c", 1.5), ("a", 1.0)], "q2": [("a", 2.0)], "q3": [("b", 1.0)]}


def test_two_rankings_are_compared_question_by_question() -> None:
    texts = {"q1": "metro", "q2": "tram", "q3": "bus"}
    found = compare(texts, QRELS_OF_THREE, BETTER, WORSE)
    (won,), (lost,) = found.won, found.lost
    assert (won.id, won.text, won.rank, won.second_rank, won.gain) == ("q1", "metro", 1, 3, pytest.approx(0.5))
    assert (lost.id, lost.rank, lost.second_rank) == ("q2", 2, 1)
    assert found.difference == pytest.approx((0.5 - (1 - 1 / math.log2(3))) / 3)
    assert [line.split("\t")[0] for line in comparison_lines(found)] == ["query", "q1", "q3", "q2"]
    nothing = compare(texts, QRELS_OF_THREE, {}, WORSE)
    assert [(one.id, one.rank) for one in nothing.lost] == [("q2", None), ("q3", None), ("q1", None)]


def test_the_chance_of_a_difference() -> None:
    assert randomisation([]) == randomisation([0.0] * 50) == 1.0
    assert randomisation([0.3, -0.3] * 20) == pytest.approx(1.0)
    assert randomisation([0.1] * 5) == pytest.approx(2 / 32, abs=0.01)  # all five heads, or all five tails
    assert randomisation([0.1] * 30) < 0.001
    assert randomisation([0.2, -0.1, 0.4]) == randomisation([-0.2, 0.1, -0.4])


def test_modes_are_compared_on_the_command_line(kavosh: Run, collection: Path, tmp_path: Path) -> None:
    table = tmp_path / "questions.tsv"
    arguments = ("evaluate", collection, "--mode", "lexical", "--against", "auto")
    done = kavosh(*arguments, "--questions", table)
    assert "lexical against auto: nDCG@10 +0.0000, 0 better, 0 worse, p = 1.00" in done.stdout
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    assert [row[:5] for row in rows[1:]] == [
        ["q1", "0.63093", "0.63093", "2", "2"],
        ["q2", "1.00000", "1.00000", "1", "1"],
        ["q3", "0.00000", "0.00000", "-", "-"],
    ]
    found = json.loads(kavosh(*arguments, "--json").stdout)
    assert {name: found["against"][name] for name in EXPECTED} == pytest.approx(EXPECTED, abs=1e-5)
    assert (found["against"]["mode"], found["against"]["alike"], found["against"]["p"]) == ("auto", 3, 1.0)
    assert kavosh("evaluate", collection, "--questions", table).returncode == 2


def test_an_index_is_kept_and_used_again(kavosh: Run, collection: Path, tmp_path: Path) -> None:
    index = tmp_path / "kept.idx"
    first = json.loads(kavosh("evaluate", collection, "--json", "--index", index).stdout)
    written = {path: path.stat().st_mtime_ns for path in index.iterdir()}
    second = json.loads(kavosh("evaluate", collection, "--json", "--index", index).stdout)
    assert {path: path.stat().st_mtime_ns for path in index.iterdir()} == written
    assert [second[name] for name in EXPECTED] == [first[name] for name in EXPECTED]
    assert kavosh("search", "metro", "--index", index).returncode == 0

    (collection / "docs.jsonl").write_text(lines([*DOCS[:3], {"id": "d4", "body": "snow"}]), "utf-8")
    done = kavosh("evaluate", collection, "--index", index)
    assert done.returncode == 2
    assert "holds other documents" in done.stderr


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("docs.jsonl", None, "neither docs.jsonl nor docs.jsonl.gz"),
        ("docs.jsonl", '{"id": "d1", "body": "x"}\n{"id": "d2"\n', "docs.jsonl:2: broken JSON"),
        ("docs.jsonl", '{"body": "x"}\n', "document 1: a document has no id"),
        ("docs.jsonl", '{"id": "a", "body": "x"}\n{"id": "a", "body": "y"}\n', "two documents have the id 'a'"),
        ("docs.jsonl", "\n", "docs.jsonl: the file is empty"),
        ("docs.jsonl.gz", b"no gzip", "docs.jsonl.gz cannot be read"),
        ("docs.jsonl.gz", gzip.compress(b"cut off")[:-6], "docs.jsonl.gz cannot be read"),
        ("queries.tsv", None, "queries.tsv cannot be read"),
        ("queries.tsv", "q1\tmetro\nq2 rain\n", "queries.tsv, line 2: a query is an id, a tab and a text"),
        ("queries.tsv", "q1\ta\nq1\tb\n", "two queries 'q1'"),
        ("queries.tsv", b"q1\t\xff\n", "no UTF-8"),
        ("queries.tsv", "other\tmetro\n", "check that the ids agree"),
        ("qrels.tsv", None, "qrels.tsv cannot be read"),
        ("qrels.tsv", "q1 0 d2 1\nq1 d2\n", "qrels.tsv, line 2: a judgement is"),
        ("qrels.tsv", "q1 0 d2 1\nq1 0 d2 high\n", "line 2: the relevance 'high' is no whole number"),
    ],
)
def test_broken_collections(
    kavosh: Run, collection: Path, file: str, content: str | bytes | None, message: str
) -> None:
    if file.startswith("docs"):
        (collection / "docs.jsonl").unlink()
    if content is None:
        (collection / file).unlink(missing_ok=True)
    else:
        (collection / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    done = kavosh("evaluate", collection)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments", [["--run", "missing/run.txt"], ["--queries", "missing.tsv"], ["--limit", "0"]], ids=lambda a: a[0]
)
def test_wrong_usage(kavosh: Run, collection: Path, arguments: list[str]) -> None:
    done = kavosh("evaluate", collection, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_the_extra_it_says_what_to_install(collection: Path) -> None:
    script = (
        "import sys; sys.modules['ir_measures'] = None\n"  # makes `import ir_measures` fail, as if it were not there
        "from kavosh.search.cli import main; main(['evaluate', sys.argv[1]])"
    )
    done = subprocess.run([sys.executable, "-c", script, str(collection)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'kavosh[evaluate]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_graded_relevance() -> None:
    qrels = {"q": {"a": 2, "b": 1, "c": 1}}
    found = measure(qrels, {"q": [("b", 3.0), ("x", 2.0), ("a", 1.0)]})
    gain, best = 1 + 2 / math.log2(4), 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found == pytest.approx(
        {"ndcg@10": gain / best, "mrr@10": 1.0, "r@10": 2 / 3, "r@100": 2 / 3, "map": (1 / 1 + 2 / 3) / 3}
    )


def test_the_cut_is_at_ten_and_a_hundred() -> None:
    ranking = falling([(f"x{number}", 1.0) for number in range(10)] + [("a", 0.5)])
    found = measure({"q": {"a": 1}, "silent": {"b": 1}}, {"q": ranking})
    assert found == pytest.approx({"ndcg@10": 0, "mrr@10": 0, "r@10": 0, "r@100": 1 / 2, "map": 1 / 11 / 2})


def test_equal_scores_keep_the_order_of_the_engine() -> None:
    ranking = falling([("a", 1.0), ("z", 1.0), ("b", 1.0), ("c", 0.99995)])
    assert [score for _, score in ranking] == [1.0, 0.9999, 0.9998, 0.9997]
    assert measure({"q": {"a": 1}}, {"q": ranking})["mrr@10"] == 1  # by id alone, z would come first
    assert next(run_lines({"q": ranking})) == "q Q0 a 1 1.0000 kavosh"


@pytest.mark.parametrize(
    "text",
    [
        "q1\t0\td 1\t1\nq2\t0\td2\t-1\n",
        "q1\td 1\t1\r\n\r\nq2\td2\t0\r\n",
        "query-id\tcorpus-id\tscore\nq1\td 1\t1\nq2\td2\t0\n",
        "\ufeffq1\t0\td 1\t1\nq2  0  d2  0",
    ],
    ids=["tabs", "three columns", "header", "mixed, with a byte order mark"],
)
def test_forms_of_qrels(tmp_path: Path, text: str) -> None:
    (tmp_path / "qrels.tsv").write_bytes(text.encode())
    assert read_qrels(tmp_path / "qrels.tsv") == {"q1": {"d 1": 1}, "q2": {"d2": 0}}


def test_a_query_may_hold_anything_but_a_line_break(tmp_path: Path) -> None:
    (tmp_path / "queries.tsv").write_text("q1\ta\tb\u2028c\n\nq2\t(\n", "utf-8")
    assert read_queries(tmp_path / "queries.tsv") == {"q1": "a\tb\u2028c", "q2": "("}
    with pytest.raises(EvaluationError):
        read_queries(tmp_path)
