"""The five real articles: what issue after issue must keep true of them."""

from pathlib import Path

import pytest

from kavosh.search import Engine

DATES = {"000": "2025-10-27", "001": "2025-10-28", "002": "2025-11-10", "003": "2024-06-22", "004": "2024-10-11"}
CITIES = {
    "000": {"tehran", "moscow"},
    "001": {
        *("tehran", "moscow", "addis-ababa", "havana", "minsk", "tshwane", "beijing", "saint-petersburg", "kazan"),
    },
    "002": {"tehran", "minsk"},
    "003": {"kazan", "moscow", "tabriz"},
    "004": {"moscow", "tehran", "ashgabat", "kazan"},
}
PERSONS = {"000": 2, "001": 1, "002": 3, "003": 9, "004": 4}


@pytest.fixture
def seeds_engine(seeds_index: Path) -> Engine:
    return Engine.open(seeds_index)


def numbers(engine: Engine, query: str, **filters: list[str]) -> list[str]:
    return [hit.document.id[:3] for hit in engine.search(query, filters=filters).hits]


def test_the_mayor_of_tehran(seeds_engine: Engine) -> None:
    with seeds_engine as engine:
        best = engine.search("شهردار تهران").hits[0]  # "mayor of Tehran"
        assert best.document.id.startswith("002")
        body = next(snippet for snippet in best.snippets if snippet.field == "body")
        marks = [body.text[start:end] for start, end in body.marks]
        assert marks[:2] == ["شهردار", "تهران"]
        assert best.document.body[body.start :].startswith(body.text)


def test_three_spellings_give_the_same_five_hits(seeds_engine: Engine) -> None:
    with seeds_engine as engine:
        found = [numbers(engine, query) for query in ("همکاری‌ها", "همکاریها", "همكاريها", "همکاری ها")]
        assert sorted(found[0]) == list(DATES)
        assert all(hits == found[0] for hits in found)


def test_city_counts_and_filter(seeds_engine: Engine) -> None:
    with seeds_engine as engine:
        cities = {v.label.en: (v.count, v.label.fa) for v in engine.search("همکاری‌ها").facets["city"]}
        assert cities["Tehran"] == (4, "تهران")
        assert cities["Moscow"] == (4, "مسکو")
        assert cities["Kazan"] == (3, "کازان")
        assert cities["Minsk"] == (2, "مینسک")
        assert sorted(numbers(engine, "همکاری‌ها", city=["minsk"])) == ["001", "002"]


def test_dates_and_entities(seeds_engine: Engine) -> None:
    with seeds_engine as engine:
        for hit in engine.search(limit=10).hits:
            number = hit.document.id[:3]
            assert str(hit.document.published) == DATES[number]
            assert set(hit.document.facets["city"]) == CITIES[number]
            assert len(hit.document.facets["person"]) == PERSONS[number]
            assert ("brics" in hit.document.facets.get("bloc", ())) == (number != "002")


@pytest.mark.parametrize("chrome", ["خانه احزاب", "پرستاران", "فروش طلا", "باغ وحش"])  # related news of the site
def test_site_chrome_is_not_found(seeds_engine: Engine, chrome: str) -> None:
    with seeds_engine as engine:
        assert engine.search(f'"{chrome}"').total == 0


SPEAKS_OF = {  # a query -> the articles that speak of it, at least
    "گفتگو": "0134",  # "dialogue": گفت‌وگو in the articles
    "تفاهم‌نامه": "012",  # "memorandum"
    "رییس جمهور": "0234",  # "president"
    "Kazan": "134",
    "قازان": "134",
    "tehran": "0124",
    "chamran": "01",
    "zakani": "2",
    "jivhk": "0124",  # تهران on the other layout
    "BRICS": "0134",
    "brics plus": "13",
    "1404": "2",
    "آبان ۱۴۰۴": "2",
    '"شورای اسلامی شهر تهران"': "01",  # "Islamic City Council of Tehran"
    "city:kazan": "134",
    "شهر:مسکو": "0134",
    "برقی سازی حمل و نقل": "2",  # "electrification of transport"
    "date:آبان ۱۴۰۴": "012",
    "تاریخ:..1403": "34",
}


@pytest.mark.parametrize(("query", "articles"), SPEAKS_OF.items(), ids=list(SPEAKS_OF))
def test_who_speaks_of_it_comes_first(seeds_engine: Engine, query: str, articles: str) -> None:
    with seeds_engine as engine:
        found = [number[-1] for number in numbers(engine, query)]
    assert set(found[: len(articles)]) == set(articles)
