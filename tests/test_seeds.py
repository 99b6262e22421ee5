"""The five real articles: what issue after issue must keep true of them."""

from pathlib import Path

import pytest

from kavosh.analyzers import analyze
from kavosh.analyzers.characters import key
from kavosh.index import Index
from kavosh.index.schema import facet_label
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
PERSONS = {
    "000": {"مهدی چمران", "الکسی شاپوشنیکوف"},
    "001": {"مهدی چمران"},
    "002": {"علیرضا زاکانی", "دیمتری کالتسوف", "مسعود پزشکیان"},
    "003": {
        *("یعقوب هوشیار", "آری خوزه وانازی", "آتو آندوالم تناو هابتی", "آردوندو اولورا", "حمیدرضا غلام‌زاده"),
        *("ولادیمیر پوتین", "الکسی شاپوشنیکوف", "ایلسور متشین", "رستم مینیخانوف"),
    },
    "004": {"کاظم جلالی", "مسعود پزشکیان", "ولادیمیر پوتین", "سرگئی ریابکوف"},
}
# 001 names «بریکس‌پلاس» once in passing, which counts as BRICS.
BLOCS = {
    "000": {"brics"},
    "001": {"brics"},
    "002": set(),
    "003": {"brics", "brics-plus"},
    "004": {"brics"},
}
SOURCES = {"000": "ایرنا", "001": "خبرگزاری رسا", "002": "همشهری آنلاین", "003": "", "004": "ایرنا"}
TITLES = {  # how they begin; 000 and 004 have no headline, so the lead's words stand in
    "000": "رؤسای پارلمانهای شهری",
    "001": "ارتباطات شهری تهران و مسکو تقویت میشود",
    "002": "تشکیل کارگروه مشترک تهران و مینسک",
    "003": "“بریکس پلاس” بستری برای همکاری ۱۸۲۶۰ شهر",
    "004": "سفیر جمهوری اسلامی ایران در فدراسیون روسیه",
}
TAGS = {"000": ("مهدی چمران", "ایران", "روسیه", "تفاهم نامه")}


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
            assert {facet_label("person", id_).fa for id_ in hit.document.facets["person"]} == PERSONS[number]
            assert set(hit.document.facets.get("bloc", ())) == BLOCS[number]


def test_titles_sources_tags_and_originals(seeds: Path, seeds_index: Path) -> None:
    with Index.open(seeds_index) as index, Engine.open(seeds_index) as engine:
        for hit in engine.search(limit=10).hits:
            document, number = hit.document, hit.document.id[:3]
            assert document.title.startswith(TITLES[number])
            assert document.source == SOURCES[number]
            assert document.tags == TAGS.get(number, ())
            assert document.language == "fa"
            assert index.sources.original(document.id) == (seeds / document.id).read_bytes()


@pytest.mark.parametrize(
    "chrome", ["خانه احزاب", "پرستاران", "حج", "فروش طلا", "باغ وحش", "دکمه بازگشت", "تهمت"]
)  # related news of the site
def test_site_chrome_is_not_found(seeds_engine: Engine, chrome: str) -> None:
    with seeds_engine as engine:
        assert engine.search(chrome).total == 0
        assert engine.search(f'"{chrome}"').total == 0


def test_all_tokens_slice_the_articles_as_written(seeds: Path) -> None:
    """Marks fall on the words that were analysed: the exact form of a token is the folded slice of the text."""
    exact = 0
    for path in sorted(seeds.glob("*.txt")):
        text = path.read_text("utf-8")
        for token in analyze(text):
            assert 0 <= token.start < token.end <= len(text)
            if token.kind == "exact":
                exact += 1
                assert token.text == "=" + key("".join(text[token.start : token.end].split()))
    assert exact > 400


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


PUBLISHED_THEN = {  # plain words that name a date -> the articles that name it, then those of these days
    "1404": ("2", "01"),
    "آبان ۱۴۰۴": ("2", "01"),
    "27 October 2025": ("0", ""),
    "۶ آبان ۱۴۰۴": ("2", "1"),  # near matches, the first of which names the month
    "تیر ۱۴۰۳": ("3", ""),
}


@pytest.mark.parametrize(("query", "articles"), PUBLISHED_THEN.items(), ids=list(PUBLISHED_THEN))
def test_a_date_in_plain_words_finds_what_was_published_then(
    seeds_engine: Engine, query: str, articles: tuple[str, str]
) -> None:
    named, published = articles
    with seeds_engine as engine:
        found = [number[-1] for number in numbers(engine, query)]
        literal = [hit.document.id[2] for hit in engine.search(query, literal=True).hits]
        assert set(found[: len(named)]) == set(named)
        assert set(found[len(named) : len(named) + len(published)]) == set(published)
        assert not set(published).intersection(literal)


def test_why_a_date_finds_an_article(seeds_engine: Engine) -> None:
    with seeds_engine as engine:
        (hit,) = (hit for hit in engine.search("آبان ۱۴۰۴").hits if hit.document.id.startswith("001"))
        (reason,) = engine.why("آبان ۱۴۰۴", hit.document.id)
        assert (reason.rule, reason.word, reason.score) == ("date", "2025-10-23..2025-11-21", pytest.approx(hit.score))
        assert not hit.missing


@pytest.mark.parametrize(("query", "articles"), SPEAKS_OF.items(), ids=list(SPEAKS_OF))
def test_who_speaks_of_it_comes_first(seeds_engine: Engine, query: str, articles: str) -> None:
    with seeds_engine as engine:
        found = [number[-1] for number in numbers(engine, query)]
    assert set(found[: len(articles)]) == set(articles)
