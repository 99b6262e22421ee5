"""Labelled pages in the shapes of ten news sites: the article comes out whole, the site around it does not."""

import sys
from pathlib import Path

import pytest

from kavosh.index.readers import Readers
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from cleaning import PAGES, by_kavosh, labelled, score

LABELLED = list(labelled(PAGES))
UNSEEN = [page for n in (1, 2, 3) for page in labelled(PAGES.with_name(f"pages-unseen-{n}"))]
KNOWN_LOSSES = {  # a messenger's page names only its channel; a caption and its credit are one line
    "messenger-fa.html": [],
    "columns-en.html": ["A camera on a pole in the outer suburbs."],
}


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


@pytest.mark.parametrize(("path", "label", "article"), UNSEEN, ids=[path.name for path, *_ in UNSEEN])
def test_nothing_of_an_article_is_lost_on_pages_that_no_rule_was_made_for(
    path: Path, label: dict[str, object], article: str, readers: Readers
) -> None:
    document = by_kavosh(path, readers)
    found = f"{document.title}\n{document.body}".split("\n")
    assert [line for line in article.split("\n") if line not in found] == KNOWN_LOSSES.get(path.name, [])
    assert str(document.published) == label["date"]
    assert score("\n".join(found), article, path.read_text("utf-8")).f1 > 0.85


def test_pages_that_no_rule_was_made_for_on_average(readers: Readers) -> None:
    scores = [
        score(f"{document.title}\n{document.body}", article, path.read_text("utf-8"))
        for path, _, article in UNSEEN
        for document in [by_kavosh(path, readers)]
    ]
    assert sum(found.f1 for found in scores) / len(scores) > 0.98
    assert sum(found.chrome for found in scores) / len(scores) < 0.1
