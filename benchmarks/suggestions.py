"""Suggestions while typing: how long a prefix takes, and how long the list takes to gather.

    python benchmarks/suggestions.py news.idx

The prefixes are beginnings of the index's newest titles, each once as it is and once with a wrong letter, some on the
other keyboard layout, and a few in Latin letters and of fields. Milliseconds of CPU, of the process as a whole.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kavosh.analyzers.keyboard import to_latin
from kavosh.search import Engine

_TITLES = 200
_WORDS = 3  # of a title
_LATIN = "teh tehr shahrd mohamad moskow qalibaf hamkari dolat khabar petersb".split()
_FIELDS = ("city:te", "شهر:مس", "source:", "منبع:ی", "person:gh")
_LETTERS = "ابپتسمنویر"


def prefixes(engine: Engine) -> Iterator[str]:
    rng = random.Random(1404)
    yield from (*_LATIN, *_FIELDS, *_LETTERS)
    for hit in engine.search("", limit=_TITLES, sort="newest", facets=()).hits:
        begun = " ".join((hit.document.title or hit.document.body[:40]).split()[:_WORDS])
        if begun:
            cut = begun[: rng.randrange(1, len(begun) + 1)]
            at = rng.randrange(len(cut))
            yield cut
            yield cut[:at] + rng.choice(_LETTERS) + cut[at + 1 :]
            yield from to_latin(cut)[:1]


def timed(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return 1000 * (time.process_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    with Engine.open(parser.parse_args().index) as engine:
        print(f"{len(engine)} documents; gathered in {timed(lambda: engine.suggest('x')):.0f} ms")
        found = sorted((timed(lambda typed=typed: engine.suggest(typed)), typed) for typed in prefixes(engine))
    share = sum(one > 10 for one, _ in found)
    print(f"{len(found)} prefixes: median {found[len(found) // 2][0]:.2f} ms, {share} above 10 ms; the slowest:")
    for milliseconds, typed in found[:-6:-1]:
        print(f"  {milliseconds:6.2f}  {typed}")


if __name__ == "__main__":
    main()
