"""Suggestions while typing."""

import json
from datetime import date
from pathlib import Path
from time import sleep

import pytest
from flask.testing import FlaskClient

from kavosh.index import Index
from kavosh.search import Engine
from kavosh.types import Document
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
        ("تحر", "تهران"),  # one letter of the same sound
        ("shahrd", "شهردار"),  # Persian in Latin letters
        ("شهر:مس", "شهر:مسکو"),  # a value of a field
        ("شهر:", "شهر:تهران"),  # before anything of it is typed
        ("metro city:mosc", "metro city:Moscow"),
        ("city:petersb", 'city:"Saint Petersburg"'),
        ("source:world", 'source:"Sample World Desk"'),
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


def test_frequent_phrases_and_fresh_names(tmp_path: Path) -> None:
    days = [date(2025, 1, 1)] * 3 + [date(2025, 11, 1)] * 2
    titles = ["مدیریت پسماند در مشهد"] * 3 + ["مدیریت پسماند در مینسک"] * 2  # "waste management in Mashhad", "Minsk"
    with Index.create(tmp_path / "index") as index:
        for n, (title, day) in enumerate(zip(titles, days, strict=True)):
            index.add(Document(str(n), title, f"گزارش {n} از شهر", published=day))
    with Engine.open(tmp_path / "index") as engine:
        assert ("مدیریت پسماند", "phrase") in [(s.text, s.kind) for s in engine.suggest("مدیریت پ")]
        cities = [suggestion.text for suggestion in engine.suggest("شهر:م")]
        assert cities == ["شهر:مینسک", "شهر:مشهد"]  # the fewer articles are the newer ones


def test_a_commit_is_suggested_soon_and_nothing_waits_for_it(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Document("1", "گزارش نخست", "متن"))
        index.commit()
        with Engine.open(tmp_path / "index") as engine:
            engine.prepare()
            assert engine.suggest("نخس")
            index.add(Document("2", "خبر دوم", "متن"))
            index.commit()
            for _ in range(100):
                if engine.suggest("دو"):
                    break
                sleep(0.1)
            assert [suggestion.text for suggestion in engine.suggest("دو")] == ["خبر دوم"]
