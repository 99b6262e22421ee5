"""Names in texts: persons and places found, against labels made by hand; exact spans.

    python benchmarks/entities.py --news ../shared/data/corpus/news.jsonl.gz
    python benchmarks/entities.py --sentences ../shared/data/ner/parstwiner_dev.jsonl

The news sentences are labelled in tests/data/entities_news.jsonl by offsets into the bodies of the corpus. A whole body
is analysed, as in an index, and what is found outside the sentences does not count. "known places" leaves out the
labelled places that the gazetteer has no name for, whose absence is no fault of recognition.
"""

import argparse
import gzip
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kavosh.analyzers import default_analyzer, find_entities
from kavosh.analyzers.gazetteer import PLACES, default_gazetteer, name_key

LABELS = Path(__file__).parents[1] / "tests" / "data" / "entities_news.jsonl"

Span = tuple[int, int]


@dataclass(frozen=True)
class Labelled:
    """A text, the part of it that is labelled, and the persons and places there."""

    text: str
    part: Span
    persons: frozenset[Span]
    places: frozenset[Span]


def news(corpus: Path) -> Iterator[Labelled]:
    """The labelled sentences in the bodies of a news corpus."""
    labels = {row["doc"]: row for row in map(json.loads, LABELS.read_text("utf-8").splitlines())}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for document in map(json.loads, lines):
            row = labels.get(document["id"])
            if row:
                spans = {kind: {(s, e) for s, e, k, _ in row["entities"] if k == kind} for kind in ("person", "place")}
                part = (row["start"], row["end"])
                yield Labelled(document["body"], part, frozenset(spans["person"]), frozenset(spans["place"]))


def sentences(path: Path) -> Iterator[Labelled]:
    """ParsTwiNER: one labelled sentence a line."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        spans = {kind: {(s["start"], s["end"]) for s in row["spans"] if s["type"] == kind} for kind in ("PER", "LOC")}
        yield Labelled(row["text"], (0, len(row["text"])), frozenset(spans["PER"]), frozenset(spans["LOC"]))


def found(one: Labelled) -> tuple[set[Span], set[Span]]:
    """The persons and places that Kavosh finds in the labelled part."""
    persons: set[Span] = set()
    places: set[Span] = set()
    for entity in find_entities(one.text):
        span = (entity.start, entity.end)
        if one.part[0] <= span[0] and span[1] <= one.part[1]:
            if entity.kind == "person":
                persons.add(span)
            elif entity.kind in PLACES:
                places.add(span)
    return persons, places


def figures(pairs: Iterable[tuple[set[Span], frozenset[Span]]]) -> str:
    """Precision, recall and F1 over (found, labelled)."""
    right = given = wanted = 0
    for got, labelled in pairs:
        right += len(got & labelled)
        given += len(got)
        wanted += len(labelled)
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   {right} of {given} found, {wanted} labelled"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, metavar="CORPUS.jsonl.gz")
    parser.add_argument("--sentences", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--errors", action="store_true", help="list what was missed and what was wrong")
    options = parser.parse_args()
    gazetteer = default_gazetteer()
    for title, labelled in (
        ("news sentences", list(news(options.news)) if options.news else []),
        ("sentences", list(sentences(options.sentences)) if options.sentences else []),
    ):
        if not labelled:
            continue
        results = [found(one) for one in labelled]
        known = [
            frozenset((s, e) for s, e in one.places if gazetteer.names(name_key(one.text[s:e]))) for one in labelled
        ]
        print(f"{title}: {len(labelled)}")
        print("  persons      ", figures((p, one.persons) for (p, _), one in zip(results, labelled, strict=True)))
        print("  places       ", figures((q, one.places) for (_, q), one in zip(results, labelled, strict=True)))
        print("  known places ", figures((q, k) for (_, q), k in zip(results, known, strict=True)))
        _costs(labelled)
        if options.errors:
            _errors(labelled, results)


def _costs(labelled: list[Labelled]) -> None:
    """CPU time of tagging and of analysing the same texts, each once before and then again."""
    analyzer = default_analyzer()
    seconds = []
    for work in (find_entities, analyzer):
        for _ in range(2):
            began = time.process_time()
            for one in labelled:
                work(one.text)
        seconds.append(time.process_time() - began)
    print(f"  tagging takes {seconds[0] / seconds[1]:.2f} times the CPU time of analysing the texts one by one")


def _errors(labelled: list[Labelled], results: list[tuple[set[Span], set[Span]]]) -> None:
    for one, (persons, places) in zip(labelled, results, strict=True):
        for kind, got, wanted in (("person", persons, one.persons), ("place", places, one.places)):
            for mark, spans in (("missed", wanted - got), ("wrong", got - wanted)):
                for start, end in sorted(spans):
                    around = one.text[max(0, start - 40) : start], one.text[start:end], one.text[end : end + 25]
                    print(f"  {kind} {mark}: " + "{}[{}]{}".format(*around).replace("\n", "⏎"))


if __name__ == "__main__":
    main()
