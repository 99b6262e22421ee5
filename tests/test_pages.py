"""Labelled pages in the shapes of ten news sites: the article comes out whole, the site around it does not."""

import sys
from pathlib import Path

import pytest

from kavosh.index.readers import Readers
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from cleaning import PAGES, by_kavosh, labelled, score

LABELLED = list(labelled(PAGES))


def test_there_are_enough_pages() -> None:
    assert len(LABELLED) >= 30
    assert len({path.name.partition("-")[0] for path, *_ in LABELLED}) == 10


@pytest.fixture(scope="module")
def readers() -> object:
    with Readers() as readers:
        yield readers


@pytest.mark.parametrize(("path", "label", "article"), LABELLED, ids=[path.name for path, *_ in LABELLED])
def test_page(path: Path, label: dict[str, object], article: str, readers: Readers) -> None:
    document = by_kavosh(path, readers)
    found = score(f"{document.title}\n{document.body}", article, path.read_text("utf-8"))
    assert found.f1 >= 0.97
    assert found.chrome <= 0.02
    facts = {
        "title": document.title,
        "date": str(document.published),
        "source": document.source,
        "tags": list(document.tags),
        "author": document.author,
    }
    assert (
        facts.items() >= {name: value for name, value in label.items() if name in facts and value is not None}.items()
    )
