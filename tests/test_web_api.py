"""The JSON API, and what every answer of the web layer has in common: headers and errors."""

import json
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

from kavosh.errors import IndexNotFoundError
from kavosh.index import Index
from kavosh.search import Engine
from kavosh.types import Document
from kavosh.web.app import create_app
from kavosh.web.i18n import load

COOPERATIONS = "همكاريها"  # "cooperations" in Arabic letters, the half-space lost


@pytest.fixture
def client(engine: Engine) -> FlaskClient:
    return create_app(engine).test_client()


def test_api_answers_with_the_search_page(client: FlaskClient, engine: Engine) -> None:
    response = client.get("/api/search", query_string={"q": COOPERATIONS, "city": "tehran", "limit": 2, "offset": 1})
    assert response.content_type == "application/json"
    assert COOPERATIONS in response.data.decode()  # UTF-8, not escaped
    answer = response.get_json()
    expected = engine.search(COOPERATIONS, filters={"city": ["tehran"]}, limit=2, offset=1).to_dict()
    assert {**answer, "took_ms": 0} == {**json.loads(json.dumps(expected)), "took_ms": 0}
    assert len(answer["hits"]) == 2
    months = client.get("/api/search?histogram=month").get_json()
    assert months["histogram"] == {value["value"]: value["count"] for value in months["facets"]["month"][::-1]}
    second = client.get("/api/search?limit=3&page=2").get_json()["hits"]
    assert [hit["id"] for hit in second] == [hit.document.id for hit in engine.search(limit=3, offset=3).hits]


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        ("literal=yes", "QueryError", "literal must be a whole number"),
        ("citi=minsk", "UnknownFieldError", "did you mean city"),
        ("sort=best", "QueryError", "sort must be one of relevance, fresh, newest, oldest"),
        ("histogram=week", "QueryError", "histogram must be day, month or year"),
        ("limit=101", "QueryError", "limit must be between 0 and 100"),
        ("limit=ten", "QueryError", "limit must be a whole number"),
        ("offset=-1", "QueryError", "offset must be 0 or more"),
        ("city=minsk&" * 31, "QueryTooComplexError", "more than 30 times"),
        ("q=" + "x" * 2001, "QueryTooComplexError", "at most 2000"),
    ],
)
def test_api_explains_errors(client: FlaskClient, query: str, kind: str, message: str) -> None:
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 400
    assert response.get_json()["error"]["kind"] == kind
    assert message in response.get_json()["error"]["message"]


def test_health(client: FlaskClient, engine: Engine) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok", "documents": len(engine)}


@pytest.mark.parametrize("path", ["/", "/search?q=%22", "/document/x", "/api/search", "/static/app.js", "/healthz"])
def test_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_failures_are_answered_and_tell_no_secrets(engine: Engine) -> None:
    app = create_app(engine, PROPAGATE_EXCEPTIONS=False)

    def broken() -> NoReturn:
        raise ZeroDivisionError("a secret")

    app.add_url_rule("/broken", view_func=broken)
    app.add_url_rule("/api/broken", view_func=broken)
    client = app.test_client()
    for path, status in {"/broken": 500, "/nothing": 404}.items():
        response = client.get(f"{path}?lang=fa")
        assert response.status_code == status and "secret" not in response.text
        assert f"<h1>{load('fa')(f'error.{status}')}</h1>" in response.text
    answer = client.get("/api/broken")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert client.get("/api/nothing").get_json()["error"] == {"kind": "NotFound", "message": "Not Found"}
    assert client.post("/search").status_code == 405


def test_an_index_that_vanishes_is_unavailable(tmp_path: Path) -> None:
    folder = tmp_path / "news.idx"
    with Index.create(folder) as index:
        index.add(Document("1", "title", "body"))
    with Engine.open(folder) as engine:
        client = create_app(engine).test_client()
        shutil.rmtree(folder)
        page, answer = client.get("/search?lang=en"), client.get("/api/search")
    assert page.status_code == answer.status_code == 503
    assert "The index is not available" in page.text
    assert answer.get_json()["error"]["kind"] == "IndexCorruptError"


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError):
        create_app(tmp_path)
