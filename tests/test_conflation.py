"""Which words meet in the index, and which stay apart: tables of real cases.

`data/meet.tsv` and `data/apart.tsv` hold a pair a row with an English gloss; comments give the reason of each group.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kavosh.analyzers import analyze

DATA = Path(__file__).parent / "data"


def pairs(name: str) -> Iterator[tuple[str, str]]:
    for line in (DATA / name).read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            one, other, *_ = line.split("\t")
            yield one, other


def terms(text: str, mode: str = "index") -> set[str]:
    return {token.text for token in analyze(text, mode)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), list(pairs("meet.tsv")))
def test_meet(one: str, other: str) -> None:
    assert terms(one) & terms(other)
    assert terms(one, "query") & terms(other), "a query for one must find the other"
    assert terms(other, "query") & terms(one)


@pytest.mark.parametrize(("one", "other"), list(pairs("apart.tsv")))
def test_apart(one: str, other: str) -> None:
    assert not terms(one) & terms(other)
    assert not terms(one, "query") & terms(other)
