"""The pages, over a real index of the bundled samples."""

from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kavosh.index import Index
from kavosh.index.schema import FACETS
from kavosh.search import Engine
from kavosh.types import Document
from kavosh.web.app import create_app
from kavosh.web.i18n import load

ATTACK = "<script>alert(1)</script>"
COOPERATIONS = "همكاريها"  # "cooperations" in Arabic letters, the half-space lost


class Elements(HTMLParser):
    """The elements of a page in order: (tag, attributes, text directly and indirectly inside)."""

    VOID = frozenset(("meta", "link", "img", "input", "br"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs}, list[str]())
        self.all.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, _, text in self._open:
            text.append(data)

    def find(self, tag: str, **wanted: str) -> list[tuple[dict[str, str], str]]:
        """Attributes and text of the elements with this tag and these attributes (class_ for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [
            (attrs, " ".join("".join(text).split()))
            for name, attrs, text in self.all
            if name == tag and wanted.items() <= attrs.items()
        ]


@pytest.fixture(scope="module")
def app(samples_index: Path) -> Iterator[Flask]:
    with Engine.open(samples_index) as engine:
        yield create_app(engine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of an index whose articles are hostile or odd."""
    folder = tmp_path_factory.mktemp("web") / "hostile.idx"
    with Index.create(folder) as index:
        title, body = f"title {ATTACK}", f"body {ATTACK} & more"
        index.add(Document("evil", title, body, source=ATTACK, url="javascript:alert(1)"))
        index.add(Document("https://example.org//a b/?c#d", "odd id", "an id that is an address"))
        index.add(Document("untitled", "", "no title here", published=date(500, 1, 1)))
        index.add(Document("linked", "linked", "has an address", url="https://example.org/a?b=1&c=2"))
    with Engine.open(folder) as engine:
        yield create_app(engine).test_client()


def get(client: FlaskClient, path: str, status: int = 200, **params: Any) -> Elements:
    response = client.get(path, query_string=urlencode({"lang": "en", **params}, doseq=True))
    assert response.status_code == status, response.text
    return Elements(response.text)


def params(url: str) -> set[tuple[str, str]]:
    return set(parse_qsl(urlsplit(url).query))


@pytest.mark.parametrize(
    ("url", "accepted", "language", "direction"),
    [
        ("/", "en-US,en;q=0.9", "en", "ltr"),
        ("/", "fa-IR,en;q=0.5", "fa", "rtl"),
        ("/", "de,ja;q=0.5", "fa", "rtl"),
        ("/?lang=fa", "en", "fa", "rtl"),
        ("/search?lang=en", "fa", "en", "ltr"),
        ("/search?lang=xx", "en", "en", "ltr"),
        ("/missing?lang=en", "fa", "en", "ltr"),
    ],
)
def test_language_and_direction(client: FlaskClient, url: str, accepted: str, language: str, direction: str) -> None:
    page = Elements(client.get(url, headers={"Accept-Language": accepted}).text)
    [(html, _)] = page.find("html")
    assert (html["lang"], html["dir"]) == (language, direction)


def test_the_language_switch_keeps_the_question(client: FlaskClient) -> None:
    page = get(client, "/search", q="metro", city=["moscow", "tehran"], sort="newest")
    [(link, text)] = page.find("a", hreflang="fa")
    assert text == "فارسی"  # "Persian"
    assert params(link["href"]) == {
        ("q", "metro"), ("city", "moscow"), ("city", "tehran"), ("sort", "newest"), ("lang", "fa")
    }  # fmt: skip


def test_links_stay_in_the_chosen_language(client: FlaskClient) -> None:
    page = get(client, "/search", q="city")
    own = [link["href"] for link, _ in page.find("a") if link["href"].startswith("/")]
    assert own and all(("lang", "en") in params(url) for url in own)
    assert page.find("input", type="hidden", name="lang", value="en")


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/search", {"q": "title"}),
        ("/search", {"q": f'"{ATTACK}'}),
        ("/search", {"q": ATTACK, "city": ATTACK, "source": ATTACK, "sort": ATTACK}),
        ("/document/evil", {"q": "script"}),
        ("/", {}),
        (f"/{ATTACK}", {"q": ATTACK}),
    ],
)
def test_hostile_text_is_shown_never_run(hostile: FlaskClient, path: str, given: dict[str, str]) -> None:
    response = hostile.get(path, query_string={"lang": "en", **given})
    assert "<script>alert" not in response.text
    assert "javascript:" not in response.text
    assert [attrs.get("src") for attrs, _ in Elements(response.text).find("script")] == [
        "/static/app.js",
        "/static/suggest.js",
    ]


def test_hostile_text_keeps_its_marks(hostile: FlaskClient) -> None:
    text = hostile.get("/document/evil?q=script").text
    assert "body &lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; more" in text


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        (COOPERATIONS, {"همکاری", "همكاري"}),  # "cooperation" in Persian and in Arabic letters
        ("cities", {"city", "cities"}),
    ],
)
def test_the_words_of_the_article_are_marked(client: FlaskClient, query: str, marks: set[str]) -> None:
    assert marks <= {text for _, text in get(client, "/search", q=query).find("mark")}


def test_facets_are_checkboxes_with_the_counts_of_the_engine(client: FlaskClient, engine: Engine) -> None:
    metro = "مترو"
    page = get(client, "/search", q=metro, city="moscow", lang="fa")
    expected = engine.search(metro, filters={"city": ["moscow"]})
    shown = [name for name in FACETS if name != "month" and expected.facets[name]]  # months in the page's own calendar
    assert "jalali_month" in shown
    for name in shown:
        boxes = page.find("input", type="checkbox", name=name, form="search")
        assert {attrs["value"] for attrs, _ in boxes} == {value.value for value in expected.facets[name]}
    labels = [text for _, text in page.find("label")]
    for value in expected.facets["city"]:
        assert f"{value.label.fa} {load('fa').number(value.count)}" in labels
    first, second, *_ = page.find("input", type="checkbox", name="city")
    assert first[0]["value"] == "moscow" and "checked" in first[0] and "checked" not in second[0]
    assert not page.find("input", type="hidden", name="city", form="search")  # the box itself keeps the filter
    legends = [text for _, text in page.find("legend")]
    assert legends == [load("fa")(f"facet.{name}") for name in shown]
    (first_folded, *_) = [text for attrs, text in page.find("details") if attrs.get("class") != "refine"]
    assert first_folded.startswith(load("fa").count("filters.more", len(expected.facets["city"]) - 8))


def test_all_of_the_chosen_values_can_be_asked_for(client: FlaskClient, engine: Engine) -> None:
    chosen = ["moscow", "tehran"]
    either = get(client, "/search", city=chosen, lang="en")
    (box,) = either.find("input", type="checkbox", name="all")
    assert box[0]["value"] == "city" and "checked" not in box[0]
    both = get(client, "/search", city=chosen, all="city", lang="en")
    (box,) = both.find("input", type="checkbox", name="all")
    assert "checked" in box[0]
    total = engine.search(filters={"city": chosen}, match_all=["city"]).total
    assert 0 < total < engine.search(filters={"city": chosen}).total
    assert any(f"{total} articles" in text for _, text in both.find("main"))
    assert not get(client, "/search", city="moscow").find("input", type="checkbox", name="all")  # one value: no choice


def test_chips_remove_one_filter_or_all(client: FlaskClient) -> None:
    page = get(client, "/search", q="مترو", city=["moscow", "مینسک"], page=2)  # "metro", "Minsk"
    chips = {text: params(attrs["href"]) for attrs, text in page.find("a", class_="chip")}
    base = {("q", "مترو"), ("lang", "en")}
    assert chips == {
        "Remove filter City: Moscow ×": base | {("city", "minsk")},
        "Remove filter City: Minsk ×": base | {("city", "moscow")},
    }
    [(clear, _)] = page.find("a", class_="clear")
    assert params(clear["href"]) == base


def test_very_many_filters_do_not_blow_up_the_page(client: FlaskClient) -> None:
    assert len(client.get("/search?" + "&".join(f"city=c{n}" for n in range(2000))).data) < 500_000


def test_names_of_a_hit_narrow_the_search(client: FlaskClient) -> None:
    page = get(client, "/search", q="summit")
    links = {text: params(attrs["href"]) for attrs, text in page.find("a", class_="entity")}
    assert links["Kazan"] == {("q", "summit"), ("city", "kazan"), ("lang", "en")}


@pytest.mark.parametrize(("given", "current"), [("abc", 1), ("0", 1), ("-3", 1), ("2", 2), ("۲", 2), ("9" * 99, 0)])
def test_pages_are_clamped(client: FlaskClient, engine: Engine, given: str, current: int) -> None:
    last = -(-len(engine) // 10)
    page = get(client, "/search", page=given)
    [(_, number)] = page.find("a", aria_current="page")
    assert int(number) == (current or last)
    assert page.find("article", class_="hit")
    assert bool(page.find("a", rel="prev")) == (int(number) > 1)
    assert bool(page.find("a", rel="next")) == (int(number) < last)


def test_the_order_is_kept_and_followed(client: FlaskClient) -> None:
    page = get(client, "/search", q="city", sort="oldest", page=1)
    dates = [attrs["datetime"] for attrs, _ in page.find("time")]
    assert len(dates) > 3 and dates == sorted(dates)
    assert "selected" in page.find("option", value="oldest")[0][0]


def test_home_browses_and_shows_the_newest(client: FlaskClient, engine: Engine) -> None:
    page = get(client, "/")
    assert "autofocus" in page.find("input", name="q")[0][0]
    assert "autofocus" not in get(client, "/search").find("input", name="q")[0][0]
    dates = [attrs["datetime"] for attrs, _ in page.find("time")]
    assert len(dates) == 6 and dates == sorted(dates, reverse=True)
    tehran = next(value for value in engine.search().facets["city"] if value.value == "tehran")
    links = {text: params(attrs["href"]) for attrs, text in page.find("a")}
    assert links[f"Tehran {tehran.count}"] == {("city", "tehran"), ("lang", "en")}


def test_persian_page_has_persian_digits_and_both_calendars(client: FlaskClient, engine: Engine) -> None:
    page = get(client, "/search", q="چرا نام وین", lang="fa")  # "why the name of Vienna"
    assert ("datetime", "2025-09-10") in page.find("time")[0][0].items()
    assert page.find("time")[0][1] == "۱۹ شهریور ۱۴۰۴ (۱۰ سپتامبر ۲۰۲۵)"  # 19 Shahrivar 1404
    total = get(client, "/search", lang="fa").find("span", role="status")[0][1]
    assert total == f"{load('fa').number(engine.search(limit=0).total)} مطلب"  # "articles"
    english = get(client, "/document/fa-038").find("time")[0][1]
    assert english == "10 September 2025 (19 Shahrivar 1404)"


def test_some_of_the_words(client: FlaskClient) -> None:
    page = get(client, "/search", q="مترو چنارها زلزله")  # "metro", "plane trees", "earthquake": in three articles
    assert page.find("p", class_="notice")[0][1] == load("en")("results.relaxed")
    assert page.find("article", class_="hit")


def test_an_empty_answer_names_the_filter_to_blame(client: FlaskClient, engine: Engine) -> None:
    page = get(client, "/search", q="مترو", city="moscow", bloc="opec")  # "metro"
    assert page.find("h2")[0][1] == "Nothing was found"
    ways = [
        (params(attrs["href"]), text)
        for attrs, text in page.find("a")
        if text.startswith(("Without", "Search everything"))
    ]
    base = {("q", "مترو"), ("lang", "en")}
    assert (base | {("city", "moscow")}, "Without the filter Bloc (OPEC)") in ways
    assert (base, "Search everything") in ways
    assert not any(("bloc", "opec") in url and ("city", "moscow") not in url for url, _ in ways)
    nothing = get(client, "/search", q="qqzzqq")
    assert not nothing.find("article") and load("en")("empty.words") in nothing.find("main")[0][1]


def test_document_page(client: FlaskClient, engine: Engine) -> None:
    document = engine.get("fa-038")
    assert document is not None
    page = get(client, "/document/fa-038", q=COOPERATIONS)
    assert page.find("h1")[0][1] == " ".join(document.title.split())
    assert page.find("article")[0][0]["dir"] == "rtl"
    body = page.find("div", class_="body")[0]
    assert body[0]["lang"] == "fa" and body[1] == " ".join(document.body.split())
    assert {text for _, text in page.find("mark")} == {"همکاری"}  # "cooperation"
    links = {text: params(attrs["href"]) for attrs, text in page.find("a", class_="entity")}
    assert links["Vienna"] == {("city", "vienna"), ("lang", "en")}
    assert page.find("a", href=document.url)
    assert not get(client, "/document/fa-038", q="(" * 100).find("mark")  # a query past a limit marks nothing
    get(client, "/document/nothing", status=404)


def test_documents_with_and_without_an_address(hostile: FlaskClient) -> None:
    page = get(hostile, "/search")
    titles = {text: attrs["href"] for attrs, text in page.find("a") if text in ("linked", "odd id", "untitled")}
    assert titles["linked"] == "https://example.org/a?b=1&c=2"
    assert get(hostile, urlsplit(titles["odd id"]).path).find("h1")[0][1] == "odd id"
    assert urlsplit(titles["odd id"]).path == "/document/" + quote("https://example.org//a b/?c#d", safe="/:")
    assert titles["untitled"].startswith("/document/untitled")
    assert [text for attrs, text in page.find("time") if attrs["datetime"] == "0500-01-01"] == ["1 January 500"]
    assert "/document/linked?lang=en" in {attrs["href"] for attrs, _ in page.find("a")}


@pytest.mark.parametrize(
    ("language", "query", "message"),
    [
        ("en", "a " * 1500, "The query has 2999 characters; use at most 2000."),
    ],
)
def test_a_query_past_a_limit_is_explained(client: FlaskClient, language: str, query: str, message: str) -> None:
    page = get(client, "/search", status=400, q=query, city="moscow", lang=language)
    assert page.find("div", role="alert")[0][1].startswith(message)
    assert page.find("input", name="q")[0][0]["value"] == query.strip()
    assert page.find("input", type="hidden", name="city", value="moscow", form="search")
    assert page.find("a", class_="chip")


@pytest.mark.parametrize(
    ("language", "query", "note"),
    [
        ("en", '"metro', 'This quotation mark has no counterpart and was ignored: "'),
        ("fa", "مترو (", "این پرانتز بسته نشده است: ("),  # "this parenthesis is not closed"
        ("en", "metro date:tomorrow", "This is no date and was searched as words: date:tomorrow"),
    ],
)
def test_what_is_ignored_of_a_query_is_said(client: FlaskClient, language: str, query: str, note: str) -> None:
    page = get(client, "/search", q=query, lang=language)
    assert note in [text for _, text in page.find("p", class_="notice")]
    assert page.find("article")


def test_a_correction_is_said_and_can_be_undone(client: FlaskClient) -> None:
    page = get(client, "/search", q="jivhk", city="moscow", lang="en")  # تهران on the other layout
    (said,) = [text for attrs, text in page.find("p") if "corrected" in attrs.get("class", "")]
    assert said.startswith("Searched for تهران instead of jivhk")
    (undo,) = [attrs["href"] for attrs, text in page.find("a") if text == "Search the words as they are"]
    assert params(undo) >= {("q", "jivhk"), ("literal", "1"), ("city", "moscow")}
    assert not get(client, "/search", q="jivhk", literal="1").find("article")
