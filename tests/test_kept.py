"""What is kept over commits: an index that stays open answers as one that is opened anew, to the last bit."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kavosh.index.execution import execute
from kavosh.index.faceting import Facet, FacetPart
from kavosh.index.matches import Few, Many
from kavosh.index.paging import REPRINTS
from kavosh.index.recent import Recent
from kavosh.index.records import Record
from kavosh.index.whoosh_backend import WhooshBackend
from kavosh.index.whoosh_query import compile_query
from kavosh.query import MatchAll, Phrase, Query, SearchRequest, Term
from kavosh.types import Document
from tests.test_oracle import anything, record

SIZES = (40, 3, 1, 8, 2, 1, 5, 1, 2, 30, 1, 1)  # documents of each commit: small segments are merged on the way
ASKED = (Term("a"), Term("ba", wide=True), Phrase((("ba",), ("be",)), slop=1), MatchAll())


def grouped(rng: random.Random, id_: str) -> Record:
    """A document that may be a reprint."""
    made = record(rng, id_)
    return replace(made, document=replace(made.document, group=rng.choice(("", "", "g1", "g2", "g3", "g4"))))


def commit(backend: WhooshBackend, records: list[Record], deleted: list[str]) -> None:
    writer = backend.writer()
    for id_ in deleted:
        writer.delete(id_)
    for one in records:
        writer.add(one)
    writer.commit()


def answer(backend: WhooshBackend, query: Query, filters: dict[str, tuple[str, ...]]) -> tuple[Any, ...]:
    """All that a backend says, exactly."""
    request = SearchRequest(query, filters, ("city", "source"), limit=500)
    every, folded = backend.search(request), backend.search(replace(request, collapse=True))
    groups: dict[str, list[Document]] = {}
    for document, _ in every.hits:
        groups.setdefault(document.group or document.id, []).append(document)
    assert [document for document, _ in folded.hits] == [first for first, *_ in groups.values()]
    assert list(folded.reprints) == [(len(others), tuple(others[:REPRINTS])) for _, *others in groups.values()]
    return every.hits, every.total, every.counts, folded.hits, folded.reprints, every.total - folded.total


def test_an_open_index_answers_as_a_fresh_one(tmp_path: Path) -> None:
    rng = random.Random(3)
    queries = [*ASKED, *(anything(rng) for _ in range(25))]
    filters: list[dict[str, tuple[str, ...]]] = [{}, {"city": ("minsk",)}, {"source": ("s1", "s2")}]
    known: list[str] = []
    with_reprints = 0
    kept = WhooshBackend.create(tmp_path)
    for number, size in enumerate(SIZES):
        records = [grouped(rng, f"{number}-{n}") for n in range(size)]
        deleted = rng.sample(known, len(known) // 12)
        commit(kept, records, deleted)
        known = [id_ for id_ in known if id_ not in deleted] + [one.document.id for one in records]
        fresh = WhooshBackend.open(tmp_path)
        for at, query in enumerate(queries):
            chosen = filters[at % len(filters)]
            expected = answer(fresh, query, chosen)
            assert answer(kept, query, chosen) == expected, (number, query)
            with_reprints += expected[-1] > 0
        fresh.close()
    assert with_reprints > 50
    kept.close()


def test_deleting_alone_where_no_article_is_a_reprint(tmp_path: Path) -> None:
    backend = WhooshBackend.create(tmp_path)
    commit(backend, [record(random.Random(1), f"{n}") for n in range(9)], [])
    assert answer(backend, MatchAll(), {})[1] == 9
    commit(backend, [], ["3", "4"])
    assert answer(backend, MatchAll(), {})[1] == 7
    backend.close()


def test_a_search_of_the_commit_before_is_not_misled(tmp_path: Path) -> None:
    rng = random.Random(4)
    backend = WhooshBackend.create(tmp_path)
    commit(backend, [grouped(rng, f"0-{n}") for n in range(30)], [])
    queries = [compile_query(query) for query in (*ASKED, *(anything(rng) for _ in range(15)))]
    before = backend._snapshot()
    expected = [execute(before, query).listed() for query in queries]
    commit(backend, [grouped(rng, f"1-{n}") for n in range(9)], ["0-3"])
    after = backend._snapshot()
    assert after is not before
    for query, found in zip(queries, expected, strict=True):
        execute(after, query)
        again = execute(before, query).listed()
        assert again.documents.tolist() == found.documents.tolist()
        assert again.scores.tolist() == found.scores.tolist()
    backend.close()


def test_facets_are_counted_alike_by_value_and_by_document(tmp_path: Path) -> None:
    rng = random.Random(5)
    backend = WhooshBackend.create(tmp_path)
    records = [grouped(rng, str(n)) for n in range(50)]
    for some in (records[:30], [replace(one, document=replace(one.document, facets={})) for one in records[30:34]]):
        commit(backend, some, [])
    commit(backend, records[34:], [])
    snapshot = backend._snapshot()
    facet = Facet([FacetPart(p.base, p.segment.fields["city"], p.segment.count) for p in snapshot.parts])
    for share in (0.0, 0.05, 0.5, 1.0):
        matching = np.array([rng.random() < share for _ in range(snapshot.count_all)])
        few = Few(np.flatnonzero(matching), np.zeros(int(matching.sum()), np.float32))
        cities = [city for n in few.documents.tolist() for city in snapshot.document(n).facets.get("city", ())]
        expected = {city: cities.count(city) for city in cities}
        assert facet.count(few) == expected
        assert facet.count(Many(matching, np.zeros(len(matching), np.float32))) == expected
    backend.close()


def test_what_is_kept_has_a_limit_and_is_renewed() -> None:
    recent: Recent[str, tuple[int, int]] = Recent(10)  # values: (version, size)

    def get(key: str, version: int, size: int) -> tuple[tuple[int, int] | None, tuple[int, int]]:
        """What was known when it was made, and the value."""
        given: list[tuple[int, int] | None] = []

        def make(known: tuple[int, int] | None) -> tuple[int, int]:
            given.append(known)
            return version, size

        value = recent.get(key, make, lambda made: made[1], lambda made: made[0] == version)
        return given[0] if given else value, value

    assert get("a", 1, 4) == (None, (1, 4))
    assert get("b", 1, 4) == (None, (1, 4))
    assert get("a", 1, 9) == ((1, 4), (1, 4))  # not made again
    assert get("a", 2, 5) == ((1, 4), (2, 5))  # renewed from what was known; both still have room
    assert get("b", 1, 9) == ((1, 4), (1, 4))
    assert get("c", 1, 2) == (None, (1, 2))  # one too many: the one goes that was not used for longest
    assert get("a", 2, 5) == (None, (2, 5))
    assert get("d", 1, 11) == (None, (1, 11))  # larger than all
    assert get("d", 1, 11) == (None, (1, 11))


@pytest.mark.parametrize("size", [1, 300])
def test_frequencies_of_any_size_are_kept(tmp_path: Path, size: int) -> None:
    rng = random.Random(6)
    backend = WhooshBackend.create(tmp_path)
    for number in range(3):
        one = grouped(rng, f"{number}")
        token = next(token for tokens in record(random.Random(8), "x").terms.values() for token in tokens)
        often = [token._replace(text="often", position=n) for n in range(size)]
        commit(backend, [replace(one, terms={**one.terms, "text": [*one.terms["text"], *often]})], [])
        fresh = WhooshBackend.open(tmp_path)
        for query in (Term("often"), Phrase((("often",), ("often",)))):
            assert answer(backend, query, {}) == answer(fresh, query, {})
        fresh.close()
    backend.close()
