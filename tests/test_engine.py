"""The engine on the bundled samples, as embedders use it."""

import json
from pathlib import Path

import pytest

from kavosh.errors import QueryError, UnknownFieldError
from kavosh.search import Engine
from kavosh.types import SearchPage

# "cooperation": half-spaced, glued, torn, in Arabic letters
SPELLINGS = ["همکاری", "همکاری‌ها", "همکاریها", "همکاری های", "همكاريهاي"]


def ids(page: SearchPage) -> list[str]:
    return [hit.document.id for hit in page.hits]


def test_all_spellings_of_a_query_find_the_same(engine: Engine) -> None:
    pages = [engine.search(spelling, limit=100) for spelling in SPELLINGS]
    assert pages[0].total >= 5
    assert all(set(ids(page)) == set(ids(pages[0])) for page in pages)
    assert ids(pages[2]) == ids(pages[1])  # half-spaced and glued: one and the same question


def test_damaged_articles_are_found_by_correct_spelling(engine: Engine) -> None:
    found = " ".join(ids(engine.search("سن‌پترزبورگ", limit=100)))  # "Saint Petersburg"
    assert "fa-002" in found  # glued there
    assert "fa-012" in found  # glued, in Arabic letters


def test_english(engine: Engine) -> None:
    page = engine.search("mayors", literal=True)
    assert page.total
    assert all("mayor" in f"{hit.document.title} {hit.document.body}".lower() for hit in page.hits)


def test_every_mark_is_a_word_of_the_original(engine: Engine) -> None:
    for query in ("همکاری شهر", "metro city", "شهردار"):
        for hit in engine.search(query, limit=50).hits:
            assert any(snippet.marks for snippet in hit.snippets)
            for snippet in hit.snippets:
                original = getattr(hit.document, snippet.field)
                assert original[snippet.start : snippet.start + len(snippet.text)] == snippet.text


def test_facets_and_filters(engine: Engine) -> None:
    everything = engine.search("مترو", facets=["city", "language"])  # "metro"
    counts = {value.value: value.count for value in everything.facets["city"]}
    page = engine.search("مترو", filters={"city": ["moscow"]}, facets=["city", "language"])
    assert page.total == counts["moscow"] < everything.total
    assert {v.value: v.count for v in page.facets["city"]} == counts  # its own filter does not shrink a facet
    (moscow,) = [value for value in page.facets["city"] if value.selected]
    assert (moscow.label.fa, moscow.label.en) == ("مسکو", "Moscow")


@pytest.mark.parametrize("name", ["moscow", "مسکو", "Moscow", "Москва", "مسكو"])
def test_a_filter_takes_any_name(engine: Engine, name: str) -> None:
    assert engine.search(filters={"city": [name]}).total == engine.search(filters={"city": ["moscow"]}).total > 0


def test_a_selected_value_stays_visible_at_zero(engine: Engine) -> None:
    page = engine.search("مترو", filters={"city": ["nowhere"]}, facets=["city"])
    assert page.total == 0
    assert [(v.value, v.count) for v in page.facets["city"] if v.selected] == [("nowhere", 0)]


def test_values_of_a_facet_are_alternatives(engine: Engine) -> None:
    minsk, kazan = (set(ids(engine.search(filters={"city": [city]}, limit=100))) for city in ("minsk", "kazan"))
    both = set(ids(engine.search(filters={"city": ["minsk", "kazan"]}, limit=100)))
    assert both == minsk | kazan
    assert minsk - kazan and kazan - minsk


def test_words_that_never_meet_are_relaxed_and_said_so(engine: Engine) -> None:
    page = engine.search("مترو zzzz yyyy")
    assert page.total >= engine.search("مترو").total
    assert page.relaxed
    assert engine.search("مترو zzzz").total == engine.search("مترو").total  # no article has both: one will do
    assert engine.search("مترو zzzz").relaxed
    assert not engine.search("مترو").relaxed
    assert not engine.search("zzzz yyyy").relaxed


def test_pages_continue_each_other(engine: Engine) -> None:
    whole = ids(engine.search("شهر", limit=20))
    assert ids(engine.search("شهر", limit=10)) + ids(engine.search("شهر", offset=10, limit=10)) == whole
    assert engine.search("شهر", offset=10_000).hits == ()


def test_browsing_without_a_query(engine: Engine) -> None:
    page = engine.search(sort="newest", limit=100)
    dates = [hit.document.published for hit in page.hits]
    assert page.total == len(engine) - sum(hit.reprint_count for hit in page.hits)
    assert engine.search(sort="newest", limit=100, collapse=False).total == len(engine) == 66
    assert dates == sorted(filter(None, dates), reverse=True)


def test_scores_fall(engine: Engine) -> None:
    scores = [hit.score for hit in engine.search("شهر تهران", limit=50).hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_wrong_use_is_a_clear_error(engine: Engine) -> None:
    with pytest.raises(UnknownFieldError, match="did you mean city"):
        engine.search("مترو", filters={"citi": ["moscow"]})
    with pytest.raises(UnknownFieldError, match="use one of"):
        engine.search("مترو", facets=["xyz"])
    for options in ({"offset": -1}, {"limit": -1}, {"limit": 10**6}):
        with pytest.raises(QueryError, match="offset"):
            engine.search("مترو", **options)  # type: ignore[arg-type]


def test_the_page_as_json_keeps_its_keys(engine: Engine) -> None:
    page = json.loads(json.dumps(engine.search("مترو", limit=1, facets=["city"]).to_dict()))
    assert set(page) == {
        *("query", "total", "took_ms", "hits", "facets", "searched", "replacements", "suggestion", "notes"),
        *("partial", "relaxed", "within", "histogram", "topics"),
    }
    assert set(page["hits"][0]) == {
        *("id", "score", "title", "date", "source", "language", "url", "path", "facets", "snippets"),
        *("reprint_count", "reprints", "missing", "meant", "only_meant", "tags"),
    }
    assert set(page["hits"][0]["snippets"][0]) == {"field", "text", "start", "marks"}
    assert set(page["facets"]["city"][0]) == {"value", "label", "count", "selected"}
    assert set(page["facets"]["city"][0]["label"]) == {"fa", "en"}


def test_reprints_and_chrome(engine: Engine) -> None:
    reprints = " ".join(
        ids(engine.search("قاهره مجمع جهانی شهری", limit=50, collapse=False))
    )  # the Cairo World Urban Forum
    assert all(name in reprints for name in ("fa-020", "fa-021", "fa-022"))
    for chrome in ("وکالت", "کولاک", "engagement"):  # only in related-news lists: an exam, a storm, a wedding
        assert engine.search(chrome).total == 0, chrome


def test_the_samples_are_what_they_should_be(engine: Engine, samples: Path) -> None:
    documents = [hit.document for hit in engine.search(limit=1000).hits]
    assert sum(d.language == "fa" for d in documents) >= 40
    assert sum(d.language == "en" for d in documents) >= 20
    assert all("نمونه" in d.source or "Sample" in d.source for d in documents)  # marked as samples
    assert all(80 <= len(d.body.split()) <= 300 for d in documents)
    text = "".join(path.read_text("utf-8") for path in samples.iterdir())
    for damage in ("\u200c", "سنپترزبورگ", "می کند", "ي", "ك", "٤", "۱۸٬۲۶۰", "18,260", "ـ"):
        assert damage in text
