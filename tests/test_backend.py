"""The contract that every backend keeps; new backends are added to the `backend` fixture."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from whoosh.filedb.filestore import RamStorage

from kavosh.analyzers import PersianAnalyzer
from kavosh.index import Backend
from kavosh.index.pipeline import to_record
from kavosh.index.whoosh_backend import WhooshBackend
from kavosh.index.whoosh_schema import schema
from kavosh.query import (
    And,
    Boost,
    Fuzzy,
    MatchAll,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    SearchRequest,
    Term,
    Wildcard,
)
from kavosh.types import Document, Period, Sort

DOCUMENTS = [
    Document("1", "minsk metro", "alpha beta gamma", published=date(2025, 1, 1), source="s1", path="/a"),
    Document("2", "kazan", "beta alpha", published=date(2025, 1, 3), source="s2", path="/a"),
    Document("3", "minsk kazan", "gamma delta", published=date(2025, 1, 2), source="s1", path="/b"),
    Document("4", "نشست", "تهران و مسکو", source="s2"),  # "meeting", "Tehran and Moscow"
]


@pytest.fixture(params=["whoosh-disk", "whoosh-memory", "whoosh-segments"])
def backend(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    backend: Backend
    if request.param == "whoosh-memory":
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # it writes its segments to a fixed name there
        backend = WhooshBackend(RamStorage().create_index(schema()))
    else:
        backend = WhooshBackend.create(tmp_path)
    analyzer = PersianAnalyzer()
    batches = [[doc] for doc in DOCUMENTS] if request.param == "whoosh-segments" else [DOCUMENTS]
    for batch in batches:
        writer = backend.writer()
        for doc in batch:
            writer.add(to_record(doc, analyzer, "digest" if doc.path else ""))
        writer.commit()
    yield backend
    backend.close()


def ids(backend: Backend, query: Query, **options: object) -> list[str]:
    request = SearchRequest(query, **options)  # type: ignore[arg-type]
    return [document.id for document, _ in backend.search(request).hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (MatchAll(), {"1", "2", "3", "4"}),
        (Term("minsk"), {"1", "3"}),
        (Term("alpha", "title"), set()),
        (Term("nowhere"), set()),
        (Term("تهران"), {"4"}),
        (And((Term("minsk"), Term("gamma"))), {"1", "3"}),
        (Wildcard("k?z*n"), {"2", "3"}),
        (Wildcard("*inks", "title"), set()),
        (Wildcard("*insk", "title"), {"1", "3"}),
        (Fuzzy("mnsk"), {"1", "3"}),
        (Fuzzy("minskk", 2), {"1", "3"}),
        (Fuzzy("xinsk"), set()),  # the first letter must be right
        (Fuzzy("xinsk", prefix=0), {"1", "3"}),
        (Range("published", date(2025, 1, 2), date(2025, 1, 3)), {"2", "3"}),
        (Range("published", None, date(2025, 1, 2)), {"1", "3"}),  # not the one without a date
        (Range("published", date(2025, 1, 2), None), {"2", "3"}),
        (Range("published"), {"1", "2", "3"}),
        (Term("s1", "source"), {"1", "3"}),
        (And((Term("beta"), Term("s1", "source"))), {"1"}),
        (And((Term("minsk"), Not(Term("kazan")))), {"1"}),
        (Not(Term("minsk")), {"2", "4"}),
        (And((Not(Term("minsk")), Not(Term("kazan")))), {"4"}),
        (Or((Term("metro"), Term("delta"))), {"1", "3"}),
        (Or(()), set()),
        (Phrase((("alpha",), ("beta",))), {"1"}),
        (Phrase((("alpha", "gamma"), ("beta", "delta"))), {"1", "3"}),
        (Phrase((("minsk",), ("alpha",))), set()),  # never across fields
        (Prefix("ka"), {"2", "3"}),
        (Prefix("zz"), set()),
        (Term("minsk", "city"), {"1", "3"}),
        (Phrase((("alpha",), ("gamma",)), slop=1), {"1"}),
        (Phrase((("gamma",), ("alpha",)), slop=1), set()),
        (Wildcard("m*k"), {"1", "3"}),
        (Wildcard("*z?n", "title"), {"2", "3"}),
        (Fuzzy("mimsk"), {"1", "3"}),
        (Fuzzy("ninsk"), set()),  # the first letter differs
        (Range("published", date(2025, 1, 2), date(2025, 1, 3)), {"2", "3"}),
        (Range("published", last=date(2025, 1, 1)), {"1"}),
        (And((Term("minsk"), Boost(Term("delta"), 2.0))), {"3"}),
    ],
)
def test_queries(backend: Backend, query: Query, expected: set[str]) -> None:
    assert set(ids(backend, query)) == expected


def test_a_title_match_ranks_above_a_body_match(backend: Backend) -> None:
    writer = backend.writer()
    filler = "filler text " * 50
    for id_, title, body in (("t", "omega word", filler), ("b", "filler text", f"omega word {filler}")):
        writer.add(to_record(Document(id_, title, body), PersianAnalyzer()))
    writer.commit()
    assert ids(backend, Term("omega")) == ["t", "b"]


@pytest.mark.parametrize(
    ("sort", "expected"), [("newest", ["2", "3", "1", "4"]), ("oldest", ["1", "3", "2", "4"])]
)  # undated articles come last
def test_sort(backend: Backend, sort: str, expected: list[str]) -> None:
    assert ids(backend, MatchAll(), sort=sort) == expected


def test_fresh_is_relevance_with_newer_articles_a_little_higher(backend: Backend) -> None:
    writer = backend.writer()
    filler = "filler text " * 20
    days = {"new": date(2025, 6, 30), "month": date(2025, 5, 31), "old": date(2015, 1, 1), "undated": None}
    for id_, day in days.items():
        writer.add(to_record(Document(id_, "word", filler, published=day), PersianAnalyzer()))
    writer.add(to_record(Document("best", "word", "word word", published=date(2015, 1, 1)), PersianAnalyzer()))
    writer.commit()

    def scores(sort: Sort, only: str | None = None) -> dict[str, float]:
        request = SearchRequest(Term("word"), sort=sort, only=only)
        return {document.id: score for document, score in backend.search(request).hits}

    plain, fresh = scores("relevance"), scores("fresh")
    assert list(fresh)[:3] == ["best", "new", "month"]
    gains = {id_: fresh[id_] / plain[id_] for id_ in plain}
    assert gains == pytest.approx({"new": 1.2, "month": 1.1, "old": 1, "undated": 1, "best": 1}, abs=1e-4)
    assert scores("fresh", "month") == {"month": fresh["month"]}


def test_pages(backend: Backend) -> None:
    whole = ids(backend, MatchAll(), sort="newest")
    parts = [ids(backend, MatchAll(), sort="newest", offset=n, limit=1) for n in range(5)]
    assert [id_ for part in parts for id_ in part] == whole
    assert backend.search(SearchRequest(MatchAll(), limit=0)).total == 4


def test_one_document_scores_as_it_does_among_all(backend: Backend) -> None:
    asked = SearchRequest(Or((Term("minsk"), Term("gamma"))))
    among_all = {document.id: score for document, score in backend.search(asked).hits}
    assert set(among_all) == {"1", "3"}
    for id_, score in among_all.items():
        alone = backend.search(replace(asked, only=id_))
        assert [(document.id, one) for document, one in alone.hits] == [(id_, score)]
        assert alone.total == 1
        assert backend.search(replace(asked, only=id_, filters={"source": ("s2",)})).total == 0
    for other in ("2", "none such"):
        assert backend.search(replace(asked, only=other)).total == 0


def test_matches_by_date(backend: Backend) -> None:
    def by(period: Period, query: Query) -> dict[str, int]:
        return dict(backend.search(SearchRequest(query, histogram=period)).histogram)

    assert by("day", MatchAll()) == {"2025-01-01": 1, "2025-01-02": 1, "2025-01-03": 1}  # one has no date
    assert by("month", MatchAll()) == {"2025-01": 3}
    assert by("year", Term("minsk")) == {"2025": 2}
    assert by("day", Term("nowhere")) == {}
    assert backend.search(SearchRequest(MatchAll())).histogram == {}


def test_facets_add_up_and_do_not_shrink_themselves(backend: Backend) -> None:
    request = SearchRequest(MatchAll(), {"city": ("minsk",)}, ("city", "source", "person"))
    raw = backend.search(request)
    assert raw.total == 2
    assert raw.counts["city"] == {"minsk": 2, "kazan": 2, "tehran": 1, "moscow": 1}
    assert raw.counts["source"] == {"s1": 2}
    assert raw.counts["person"] == {}
    assert set(ids(backend, MatchAll(), filters={"city": ("minsk", "tehran")})) == {"1", "3", "4"}
    assert ids(backend, MatchAll(), filters={"city": ("kazan",), "source": ("s2",)}) == ["2"]


def test_replace_and_delete(backend: Backend) -> None:
    writer = backend.writer()
    writer.add(to_record(Document("1", "omega", ""), PersianAnalyzer()))
    assert writer.delete("4")
    assert not writer.delete("4")
    writer.commit()
    assert len(backend) == 3
    assert ids(backend, Term("omega")) == ["1"]
    assert ids(backend, Term("metro")) == ids(backend, Term("تهران")) == []
    assert backend.get("4") is None


def test_a_search_goes_on_with_its_snapshot_after_later_commits(backend: Backend) -> None:
    assert isinstance(backend, WhooshBackend)
    snapshot = backend._snapshot()
    for number in range(10):  # enough for the first segments to be merged and their files to go
        writer = backend.writer()
        writer.add(to_record(Document(f"n{number}", "minsk", ""), PersianAnalyzer()))
        writer.commit()
    assert snapshot.searcher.doc_frequency("title", "minsk") == 2
    assert backend._snapshot().searcher.doc_frequency("title", "minsk") == 12


def test_cancel_changes_nothing(backend: Backend) -> None:
    writer = backend.writer()
    writer.add(to_record(Document("9", "new", ""), PersianAnalyzer()))
    writer.delete("1")
    writer.cancel()
    assert len(backend) == 4
    assert backend.get("1") == backend.search(SearchRequest(Term("metro"))).hits[0][0]


def test_documents_come_back_as_they_went_in(backend: Backend) -> None:
    document = backend.get("1")
    assert document is not None
    assert (document.title, document.body, document.published) == ("minsk metro", "alpha beta gamma", date(2025, 1, 1))
    assert document.facets["city"] == ("minsk",)
    assert document.facets["language"] == ("en",)


def test_files_and_their_state(backend: Backend) -> None:
    assert sorted(backend.paths()) == ["/a", "/b"]
    assert backend.count_from("/a") == backend.count_from("/a", "digest") == 2
    assert backend.count_from("/a", "other") == backend.count_from("/c") == 0
    writer = backend.writer()
    assert writer.delete_path("/a") == 2
    writer.commit()
    assert list(backend.paths()) == ["/b"]


def test_terms(backend: Backend) -> None:
    assert list(backend.terms("text", "g")) == ["gamma"]
    assert list(backend.terms("city")) == ["kazan", "minsk", "moscow", "tehran"]


def test_many_threads_read_while_one_writes(backend: Backend) -> None:
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                assert ids(backend, Term("minsk"))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        writer = backend.writer()
        writer.add(to_record(Document(f"n{number}", "minsk", "more"), PersianAnalyzer()))
        writer.commit()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(ids(backend, Term("minsk"), limit=50)) == 12


def test_document_frequencies(backend: Backend) -> None:
    assert backend.document_frequency("text", "gamma") == 2
    assert backend.document_frequency("text", "nowhere") == 0
    frequencies = dict(backend.frequencies("text"))
    assert {term: frequencies[term] for term in ("alpha", "gamma", "تهران")} == {"alpha": 2, "gamma": 2, "تهران": 1}
    assert list(frequencies) == sorted(frequencies, key=str.encode)


def test_a_commit_changes_the_generation(backend: Backend) -> None:
    before = backend.generation()
    assert backend.generation() == before
    writer = backend.writer()
    writer.delete("1")
    writer.commit()
    assert backend.generation() != before
