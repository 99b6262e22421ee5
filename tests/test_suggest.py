"""Suggestions while typing."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kavosh.search import Engine
from kavosh.web.app import create_app
from tests.conftest import Run


def texts(engine: Engine, prefix: str) -> list[str]:
    return [suggestion.text for suggestion in engine.suggest(prefix)]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("تهر", "تهران"),  # "Tehran"
        ("teh", "Tehran"),
        ("TEH", "Tehran"),
        ("jiv", "تهران"),  # on the other layout
        ("فثاق", "Tehran"),
        ("petersb", "Saint Petersburg"),  # at a later word
        ("سن پ", "سن‌پترزبورگ"),  # torn
        ("سنپ", "سن‌پترزبورگ"),  # glued
        ("moskow", "Moscow"),  # misspelt
        ("شهردار مین", "شهردار مینسک"),  # "mayor of Minsk": the last word is completed
    ],
)
def test_what_begins_so(engine: Engine, prefix: str, expected: str) -> None:
    assert expected in texts(engine, prefix)


@pytest.mark.parametrize("prefix", ["", "   ", "؟", "qqqqqq", "\x00"])
def test_nothing_to_suggest(engine: Engine, prefix: str) -> None:
    assert texts(engine, prefix) == []


def test_the_most_frequent_come_first_and_each_thing_once(engine: Engine) -> None:
    found = engine.suggest("م", 20)
    assert len({s.text for s in found}) == len(found) > 3
    cities = [s.count for s in found if s.kind == "city"]
    assert cities == sorted(cities, reverse=True)
    assert engine.suggest("م", 2) == found[:2]


def test_the_command(kavosh: Run, samples_index: Path) -> None:
    done = kavosh("suggest", "teh", "--index", samples_index)
    assert done.stdout.splitlines()[0] == "Tehran"
    first = json.loads(kavosh("suggest", "teh", "--json", "--index", samples_index).stdout.splitlines()[0])
    assert set(first) == {"text", "kind", "count"}
    assert kavosh("suggest", "qqqqqq", "--index", samples_index).returncode == 1


def test_the_api(samples_index: Path) -> None:
    client: FlaskClient = create_app(samples_index).test_client()
    answer = client.get("/api/suggest?q=teh&limit=1").get_json()
    assert [one["text"] for one in answer["suggestions"]] == ["Tehran"]
    assert client.get("/api/suggest?q=teh&limit=0").status_code == 400
