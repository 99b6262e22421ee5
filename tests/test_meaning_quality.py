"""The judged questions: well formed, and answered at least as well as they were."""

import math
from pathlib import Path

import pytest

from kavosh.search import Engine

DATA = Path(__file__).parent / "data"
FLOORS = {"en": 0.70, "fa": 0.47}  # nDCG@10 by names and words, without vectors; it may rise, not fall


def judgments(name: str) -> list[tuple[str, str, str, dict[str, int]]]:
    rows = [line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines()]
    return [
        (id_, language, text, {d: int(g) for d, _, g in (one.rpartition("=") for one in judged.split())})
        for id_, language, text, judged in rows
    ]


@pytest.mark.parametrize("name", ["meaning_corpus.tsv", "meaning_samples.tsv"])
def test_the_judgments_are_well_formed(name: str) -> None:
    found = judgments(name)
    assert len({id_ for id_, *_ in found}) == len(found)
    for _, language, _, relevant in found:
        assert language in ("en", "fa")
        assert set(relevant.values()) <= {0, 1, 2}
        assert any(relevant.values())


def test_the_judged_similar_articles_are_well_formed() -> None:
    rows = [line.split("\t") for line in (DATA / "similar_corpus.tsv").read_text("utf-8").splitlines()]
    assert len({source for source, _ in rows}) == len(rows) == 40
    for source, judged in rows:
        grades = {other: int(grade) for other, _, grade in (one.rpartition("=") for one in judged.split())}
        assert len(grades) == len(judged.split()) >= 5
        assert source not in grades
        assert set(grades.values()) <= {0, 1, 2}


def test_questions_in_one_language_find_articles_in_the_other(engine: Engine) -> None:
    for language, floor in FLOORS.items():
        scores = []
        for _, asked, text, relevant in judgments("meaning_samples.tsv"):
            if asked == language:
                hits = engine.search(text, facets=(), mode="lexical").hits
                gains = [relevant.get(hit.document.id, 0) for hit in hits]
                best = sorted(relevant.values(), reverse=True)[:10]
                scores.append(dcg(gains) / dcg(best))
        assert sum(scores) / len(scores) >= floor, language


def dcg(gains: list[int]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))
