"""Cities, persons and blocs: found under every spelling, and not where a name means something else."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kavosh.analyzers import find_entities
from kavosh.analyzers.gazetteer import default_gazetteer
from kavosh.search import Engine

TRUTH = Path(__file__).parent / "data" / "samples.tsv"


def ids(text: str) -> list[str]:
    return [entity.id for entity in find_entities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شهردار تهران", ["tehran"]),  # "mayor of Tehran"
        ("سن‌پترزبورگ، سن پترزبورگ، سنپترزبورگ", ["saint-petersburg"] * 3),
        ("آدیس‌آبابا آدیس آبابا آدیسآبابا", ["addis-ababa"] * 3),
        ("کازان و قازان", ["kazan", "kazan"]),
        ("دهلی‌نو، دهلی نو", ["new-delhi", "new-delhi"]),
        ("مســكو", ["moscow"]),  # tatweel, Arabic kaf
        ("Moscow's mayor and TEHRAN", ["moscow", "tehran"]),
        ("São Paulo, Sao Paulo", ["sao-paulo", "sao-paulo"]),
        ("Мэр Москвы", ["moscow"]),
        ("گروه بریکس", ["brics"]),
        ("بریکس‌پلاس، بریکس پلاس، بریکسپلاس، BRICS+، بریکس+", ["brics-plus"] * 5),
        ("BRICS and C40", ["brics", "c40"]),
        ("چمران و زاکانی", ["mehdi-chamran", "alireza-zakani"]),  # surnames alone
        ("ولادیمیر پوتین، پوتین", ["vladimir-putin", "vladimir-putin"]),
        ("سازمان همکاری شانگهای در شانگهای", ["sco", "shanghai"]),  # the longest name wins
        ("شهر دوشنبه", ["dushanbe"]),  # the city
    ],
)
def test_found(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "روز دوشنبه",  # "Monday", also Dushanbe
        "و نیز",  # "and also", not Venice
        "بزرگراه چمران",  # a motorway
        "شهید چمران",  # another Chamran
        "رئال مادرید",  # the football club
        "تهرانی و تهرانپارس",  # a surname, a quarter
        "who said eco is a word",  # WHO and ECO in capitals only
        "ایر ان",
        "",
    ],
)
def test_not_found(text: str) -> None:
    assert [entity.id for entity in find_entities(text) if entity.id != "mostafa-chamran"] == []


@given(st.text() | st.text(st.sampled_from("تهران مسکو،.BRICS+'s \u200c")))
def test_spans_slice_the_text_in_order(text: str) -> None:
    end = 0
    for entity in find_entities(text):
        assert text[entity.start : entity.end] == entity.text
        assert entity.start >= end
        end = entity.end


def test_the_gazetteer_is_sound() -> None:
    entries = list(default_gazetteer())
    assert len({(entry.kind, entry.id) for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.id == entry.id.lower() and entry.id.isascii() and " " not in entry.id
        assert entry.label.fa and entry.label.en, entry.id
        assert not set("يكةى") & set("".join((entry.label.fa, *entry.aliases))), entry.id


def rows() -> Iterator[dict[str, str]]:
    with TRUTH.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row["file"])
def test_samples_are_read_as_labelled(row: dict[str, str], engine: Engine) -> None:
    name = row["file"].rpartition("#")[2]  # records of one .jsonl are named by their own id
    document = engine.get(name[:6] if name.endswith(".json") else name)
    assert document is not None
    assert document.language == row["language"]
    assert not row["title"] or document.title == row["title"]
    assert document.published is not None
    assert document.published.isoformat() == row["date"]
    assert document.source == row["source"]
    found = {kind: set(document.facets.get(kind, ())) for kind in ("city", "person", "bloc", "network")}
    found["bloc"] |= found["network"]
    for kind, column in (("city", "cities"), ("person", "persons"), ("bloc", "blocs")):
        labels = set(filter(None, row[column].split(",")))
        # ?id: named there by a word that means something else as well, and so not required to be found
        required = {label for label in labels if not label.startswith("?")}
        assert required <= found[kind] <= {label.lstrip("?") for label in labels}
