"""What gentle recency costs where nobody prefers newer articles: titles of dated articles, asked for their bodies.

    python benchmarks/recency.py ../shared/data/corpus/news.jsonl.gz

The bodies of 8,000 articles are indexed without their titles, 2,000 of which are asked by relevance, and with each gain
and half-life as "fresh". Prints MRR@10 and how many questions found their article at another place.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kavosh.index import Index, freshness
from kavosh.search import Engine
from kavosh.types import Sort

_ARTICLES, _QUESTIONS = 8000, 2000
_TITLE, _BODY = 20, 300  # characters, at least
_TRIED = ((0.1, 30), (0.2, 30), (0.5, 30), (0.2, 7))

Article = dict[str, str]


def dated(corpus: Path) -> list[Article]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        articles = map(json.loads, lines)
        return [a for a in articles if a["date"] and len(a["title"]) > _TITLE and len(a["body"]) > _BODY]


def reciprocal_ranks(engine: Engine, asked: Sequence[Article], sort: Sort) -> list[float]:
    found = []
    for article in asked:
        page = engine.search(article["title"], sort=sort, facets=(), mode="lexical", collapse=False)
        ids = [hit.document.id for hit in page.hits]
        found.append(1 / (ids.index(article["id"]) + 1) if article["id"] in ids else 0.0)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    rng = random.Random(7)
    articles = rng.sample(dated(parser.parse_args().corpus), _ARTICLES)
    asked = rng.sample(articles, _QUESTIONS)
    with tempfile.TemporaryDirectory(prefix="kavosh-") as temporary:
        bodies, folder = Path(temporary) / "bodies.jsonl", Path(temporary) / "index"
        lines = (json.dumps({**article, "title": ""}, ensure_ascii=False) for article in articles)
        bodies.write_text("\n".join(lines), "utf-8")
        with Index.create(folder) as index:
            index.add_files(bodies)
        with Engine.open(folder) as engine:
            plain = reciprocal_ranks(engine, asked, "relevance")
        print(f"relevance                 MRR@10 {sum(plain) / len(plain):.4f}", flush=True)
        for freshness.GAIN, freshness.HALF_LIFE in _TRIED:
            with Engine.open(folder) as engine:
                fresh = reciprocal_ranks(engine, asked, "fresh")
            moved = sum(one != other for one, other in zip(plain, fresh, strict=True))
            settings = f"gain {freshness.GAIN}, half-life {freshness.HALF_LIFE:2}"
            print(f"{settings:25} MRR@10 {sum(fresh) / len(fresh):.4f}  {moved} of {len(asked)} moved", flush=True)


if __name__ == "__main__":
    main()
