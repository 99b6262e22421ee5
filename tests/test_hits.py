"""What may be asked of a hit: what is like it, why it was found, what it lacks; and searches within its fellows."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient

from kavosh.analyzers import PersianAnalyzer
from kavosh.errors import QueryTooComplexError
from kavosh.index import Index
from kavosh.query import Origin, Term
from kavosh.search import Engine
from kavosh.search.contributions import Contribution
from kavosh.search.reasons import parts_of, places_text, rule_text, sentence, shares_of, summary
from kavosh.search.why import Asked
from kavosh.types import Document, Reason, ReasonPart, SearchPage
from kavosh.web.app import create_app
from tests.conftest import Run


def ids(page: SearchPage) -> set[str]:
    return {hit.document.id for hit in page.hits}


def test_similar_articles_share_words_and_names(engine: Engine) -> None:
    (first, *_) = engine.search("مترو مسکو").hits  # "Moscow metro"
    similar = engine.similar(first.document.id, 5)
    assert 0 < len(similar) <= 5
    assert first.document.id not in {hit.document.id for hit in similar}
    assert [hit.score for hit in similar] == sorted((hit.score for hit in similar), reverse=True)
    assert "moscow" in similar[0].document.facets["city"]
    groups = [hit.document.group or hit.document.id for hit in similar]
    assert len(set(groups)) == len(groups)
    assert first.document.group not in groups
    assert engine.similar(first.document.id, 2) == similar[:2]
    assert engine.similar("no such id") == ()


def test_the_tags_of_an_article_are_searched_explained_and_shown(tmp_path: Path) -> None:
    body = "شهرداری امروز از یک خط تازه خبر داد."  # "the town hall announced a new line today"
    with Index.create(tmp_path / "index") as index:
        index.add(Document("tagged", "", body, tags=("حملونقل پاک", "مینسک")))  # "clean transport", "Minsk"
        index.add(Document("untagged", "", body + " این خط به شرق می‌رود."))
    with Engine.open(tmp_path / "index") as engine:
        (hit,) = engine.search("شهرداری حمل‌ونقل").hits[:1]
        assert hit.document.id == "tagged"
        assert hit.missing == ()
        assert hit.to_dict()["tags"] == ["حملونقل پاک", "مینسک"]
        assert ids(engine.search('"حمل و نقل پاک"')) == {"tagged"}
        reasons = {reason.word: reason for reason in engine.why("شهرداری حمل‌ونقل", "tagged")}
        assert reasons["حمل‌ونقل"].fields == {"tags": 1}
        assert places_text(reasons["حمل‌ونقل"], "en") == "1 in the tags"
        assert "city" not in hit.document.facets  # a tag is a word, not what the article is about
    client: FlaskClient = create_app(tmp_path / "index").test_client()
    page = client.get("/document/tagged?lang=en").get_data(as_text=True)
    assert 'aria-label="Tags of the article"' in page
    assert "<bdi>مینسک</bdi>" in page
    assert "Tags of the article" not in client.get("/document/untagged?lang=en").get_data(as_text=True)


def test_what_has_nothing_in_common_is_not_similar(tmp_path: Path) -> None:
    bodies = ["جلسه شورای شهر تهران درباره مترو", "جلسه شورای شهر تهران درباره اتوبوس", "باران در جنگل‌های شمال"]
    with Index.create(tmp_path / "index") as index:
        for number, body in enumerate(bodies):
            index.add(Document(str(number), "", body))
    with Engine.open(tmp_path / "index") as engine:
        assert [hit.document.id for hit in engine.similar("0")] == ["1"]
        assert engine.similar("2") == ()


@pytest.mark.parametrize(
    ("query", "word", "rule"),
    [
        ("شهر مترو", "مترو", "form"),
        ("شهرهای مسکو", "شهرهای", "exact"),  # "cities of Moscow"
        ("شهر مسکو", "شهر مسکو", "near"),
        ("Moscow", "Moscow", "name"),
        ("Moscow", "Moscow", "entity"),
        ("شهر:مسکو", "moscow", "field"),
        ("شهر*", "شهر*", "pattern"),
        ("مترو date:2025", "2025-01-01..2025-12-31", "date"),
    ],
)
def test_why(engine: Engine, query: str, word: str, rule: str) -> None:
    found = [engine.why(query, hit.document.id) for hit in engine.search(query, limit=50).hits]
    assert all(reasons for reasons in found)
    assert any((reason.word, reason.rule) == (word, rule) for reasons in found for reason in reasons)
    for reasons in found:
        assert [reason.score for reason in reasons] == sorted((r.score for r in reasons), reverse=True)
        for reason in reasons:
            for language in ("fa", "en"):
                assert reason.word in sentence(reason, language)


def test_the_reasons_add_up_to_the_score(engine: Engine) -> None:
    """Whatever is asked: words, names, the other language, phrases, exclusions; and however few have all the words."""
    for query in (
        "شهرداری مترو",  # "municipality", "metro"
        "شهرهای مسکو",
        "Moscow metro",
        "waste recycling",
        "sister city agreement",
        "مترو zzzz مسکو",
        "شهر:مسکو مترو -کازان",  # "Kazan"
        "-مترو",
        "«شورای شهر» یا شهردا*",  # "city council", "mayor"
        "date:1404 (مترو یا اتوبوس)",  # "bus"
        "",
    ):
        hits = engine.search(query, limit=50).hits
        assert hits
        for hit in hits:
            reasons = engine.why(query, hit.document.id)
            assert sum(reason.score for reason in reasons) == pytest.approx(hit.score, rel=1e-4), query
            assert sum(reason.share for reason in reasons) == pytest.approx(1)
            assert sum(shares_of(parts_of(reasons)).values()) == 100
            text = " ".join(hit.document.searched.split())
            assert all(form in text for reason in reasons for form in reason.forms)


def test_they_add_up_under_conditions_too(engine: Engine) -> None:
    asked = {"filters": {"city": ["tehran"]}, "within": ["مترو"], "mode": "lexical"}
    (hit, *_) = engine.search("مسکو", **asked).hits
    assert sum(reason.score for reason in engine.why("مسکو", hit.document.id, **asked)) == pytest.approx(hit.score)
    (hit, *_) = engine.search("Moscow mayor", literal=True).hits
    reasons = engine.why("Moscow mayor", hit.document.id, literal=True)
    assert sum(reason.score for reason in reasons) == pytest.approx(hit.score)
    assert {reason.part for reason in reasons} == {"words"}


@pytest.mark.parametrize(
    ("query", "part", "word"),
    [
        ("مترو", "words", "مترو"),
        ("Moscow", "names", "Moscow"),
        ("electric buses", "translations", "electric buses"),  # words that are translated together
    ],
)
def test_the_parts_of_a_score(engine: Engine, query: str, part: ReasonPart, word: str) -> None:
    found = [engine.why(query, hit.document.id) for hit in engine.search(query, limit=50).hits]
    assert any(parts_of(reasons)[part] > 0 for reasons in found)
    assert any((reason.part, reason.word) == (part, word) for reasons in found for reason in reasons)
    assert all(parts_of(reasons)["meaning"] == 0 for reasons in found)


def test_an_alternative_stands_for_the_word_that_it_is_beside() -> None:
    asked = Asked("مترو", (), PersianAnalyzer())
    metro, train = Term("مترو"), Term("قطار")
    for origin in get_args(Origin)[1:]:
        assert asked.rule(Contribution(train, 0.3, False, origin, metro, 1.0)) == (origin, "مترو")
    assert asked.rule(Contribution(metro, 0.2, False, "name", metro, 1.0)) == ("form", "مترو")  # no other name at all
    assert Reason("مترو", "expansion", {}, (), 0.3, 1.0).part == "translations"


def test_what_the_search_does_not_find_has_no_score(engine: Engine) -> None:
    (hit, *_) = engine.search("مترو").hits
    reasons = engine.why("مترو -مترو", hit.document.id)
    assert [(reason.word, reason.score, reason.share) for reason in reasons if reason.rule == "form"] == [
        ("مترو", 0.0, 0.0)
    ]
    assert "does not find" in summary(reasons, "en")
    assert shares_of(parts_of(reasons)) == {}


def test_nothing_in_common_has_no_reasons(engine: Engine) -> None:
    (hit, *_) = engine.search("مترو").hits
    assert engine.why("zzzz", hit.document.id) == ()
    assert engine.why("مترو", "no such id") == ()


def test_reasons_in_words() -> None:
    reason = Reason("شهرها", "form", {"title": 1, "body": 12}, ("شهر",), 1.0, 2.5)  # "cities", "city"
    assert sentence(reason, "fa") == "شهرها: همین واژه، به هر صورت (شهر)؛ ۱ بار در عنوان، ۱۲ بار در متن؛ +۲٫۵۰"
    assert places_text(reason, "en") == "1 in the title, 12 in the text"
    assert rule_text(reason, "en") == "this word, in any form"


def test_the_missing_word_is_named(engine: Engine) -> None:
    page = engine.search("مترو zzzz مسکو")
    assert page.relaxed
    assert all("zzzz" in hit.missing for hit in page.hits)
    assert all(not hit.missing for hit in engine.search("مترو").hits)


def test_within_results(engine: Engine) -> None:
    wide, narrow = engine.search("مترو", limit=50), engine.search("مسکو", within=["مترو"], limit=50)
    assert narrow.within == ("مترو",)
    assert ids(narrow) == ids(wide) & ids(engine.search("مسکو", limit=50))
    assert engine.search("", within=["مترو"], limit=50).total == wide.total
    assert {span for hit in narrow.hits for s in hit.snippets for span in [s.text[a:b] for a, b in s.marks]} >= {"مترو"}
    with pytest.raises(QueryTooComplexError):
        engine.search("a", within=["b"] * 6)


def test_within_a_search_that_was_relaxed(engine: Engine) -> None:
    wide = engine.search("مترو zzzz مسکو", limit=50)
    assert wide.relaxed
    assert engine.search("", within=["مترو zzzz مسکو"], limit=50).total == wide.total


def test_the_commands(kavosh: Run, samples_index: Path) -> None:
    page = json.loads(kavosh("search", "مترو", "--why", "--json", "--index", samples_index).stdout)
    hit = page["hits"][0]
    assert set(hit["why"][0]) == {"word", "rule", "part", "fields", "forms", "weight", "score", "share"}
    assert sum(reason["score"] for reason in hit["why"]) == pytest.approx(hit["score"], abs=1e-4)
    assert "مترو: this word" in kavosh("search", "مترو", "--why", "--index", samples_index).stdout
    assert "همین واژه" in kavosh("why", hit["id"], "مترو", "--lang", "fa", "--index", samples_index).stdout
    assert kavosh("why", hit["id"], "zzzz", "--index", samples_index).returncode == 1
    assert kavosh("why", "no-such-id", "مترو", "--index", samples_index).returncode == 2
    similar = kavosh("similar", hit["id"], "--json", "--index", samples_index).stdout.splitlines()
    assert 0 < len(similar) <= 5
    assert json.loads(similar[0])["title"]
    within = json.loads(kavosh("search", "مسکو", "--within", "مترو", "--json", "--index", samples_index).stdout)
    assert within["within"] == ["مترو"]


def test_the_api(samples_index: Path) -> None:
    client: FlaskClient = create_app(samples_index).test_client()
    id_ = client.get("/api/search?q=مترو&limit=1").get_json()["hits"][0]["id"]
    assert client.get("/api/similar", query_string={"id": id_, "limit": 2}).get_json()["similar"]
    why = client.get("/api/why", query_string={"id": id_, "q": "مترو"}).get_json()["why"]
    assert why[0]["word"] == "مترو"
    asked = {"id": id_, "q": "مترو", "mode": "lexical", "sort": "newest", "city": "moscow"}
    whole = client.get("/api/why", query_string=asked).get_json()
    assert whole["score"] == pytest.approx(sum(whole["parts"].values()))
    assert list(whole["parts"]) == ["words", "names", "translations", "meaning"]
    assert client.get("/api/why", query_string={**asked, "mode": "magic"}).status_code == 400
    assert client.get("/api/why?id=no-such-id&q=x").status_code == 400
    assert client.get("/api/search?q=مسکو&within=مترو").get_json()["within"] == ["مترو"]


def test_the_pages(samples_index: Path) -> None:
    client: FlaskClient = create_app(samples_index).test_client()
    page = client.get("/search?q=مسکو&within=مترو&lang=en").get_data(as_text=True)
    assert "Within the results for" in page
    assert page.count('name="within"') >= 2  # the box keeps it, and so does the box within
    id_ = client.get("/api/search?q=مترو&limit=1").get_json()["hits"][0]["id"]
    document = client.get(f"/document/{id_}?q=مترو&lang=fa").get_data(as_text=True)
    assert "چرا این مطلب پیدا شد" in document
    assert re.search(r'<rect class="words" x="0" width="\d+"', document)
    assert "معنا <bdi>۰٪</bdi>" in document
    unfound = client.get(f"/document/{id_}?q=مترو+-مترو&lang=en").get_data(as_text=True)
    assert "does not find this article" in unfound
    assert "مطالب مشابه" in document
    assert "چرا این مطلب پیدا شد" not in client.get(f"/document/{id_}?lang=fa").get_data(as_text=True)


def test_the_usual_order_of_an_application(samples_index: Path) -> None:
    usual, news = (create_app(samples_index, **config).test_client() for config in ({}, {"SORT": "fresh"}))
    fresh = usual.get("/api/search?q=مترو&sort=fresh").get_json()["hits"]
    assert news.get("/api/search?q=مترو").get_json()["hits"] == fresh
    assert news.get("/api/search?q=مترو&sort=relevance").get_json()["hits"] != fresh
    page = news.get("/search?q=مترو&lang=en").get_data(as_text=True)
    assert '<option value="fresh" selected>Relevant and recent</option>' in page
    assert "sort=fresh" not in page  # a link need not name what is usual
    assert "sort=relevance" in news.get("/search?q=مترو&sort=relevance&lang=en").get_data(as_text=True)


def test_orders(kavosh: Run, samples_index: Path) -> None:
    client: FlaskClient = create_app(samples_index).test_client()
    days = {}
    for order in ("fresh", "date", "newest", "oldest"):
        days[order] = [hit["date"] for hit in client.get(f"/api/search?q=مترو&sort={order}").get_json()["hits"]]
        found = kavosh("search", "مترو", "--sort", order, "--json", "--index", samples_index).stdout
        assert [hit["date"] for hit in json.loads(found)["hits"]] == days[order]
    assert days["date"] == days["newest"] == sorted(days["newest"], reverse=True)
    assert days["oldest"] == sorted(days["oldest"])
    hit = client.get("/api/search?q=مترو&sort=fresh").get_json()["hits"][0]
    why = client.get("/api/why", query_string={"id": hit["id"], "q": "مترو", "sort": "fresh"}).get_json()
    assert sum(why["parts"].values()) == pytest.approx(hit["score"], abs=1e-4)
