"""What a whole page costs: CPU time asked again, and asked right after a commit.

    python benchmarks/pages.py --docs 20000 [--index FOLDER] [--commits 8]

The pages are those of `engines.py`: parsed, corrected, ranked, three facets, ten marked snippets. A commit adds ten
documents, in this process; what it costs is not counted. Without --index the documents are indexed first; with it that
index is copied, and must hold them.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from engine_adapters import FACETED, Kavosh
from engines import corpus, questions, with_known_facets

from kavosh.index import Index
from kavosh.search import Engine
from kavosh.types import Document

_ADDED = 10  # documents of one commit
_AGAIN = 4  # times that all pages are asked before each commit


def asked(engine: Engine, pages: list[str]) -> float:
    """CPU milliseconds of a page, on average."""
    began = time.process_time()
    for page in pages:
        engine.search(page, facets=FACETED)
    return (time.process_time() - began) * 1000 / len(pages)


def measured(folder: Path, documents: list[Document], pages: list[str], commits: int) -> tuple[list[float], ...]:
    """CPU milliseconds of a page at each asking: of the first pages, of pages asked again, and after a commit."""
    again, after = [], []
    with Engine.open(folder) as engine, Index.open(folder) as index:
        first = [asked(engine, pages)]
        asked(engine, pages)
        for commit in range(commits):
            again += [asked(engine, pages) for _ in range(_AGAIN)]
            for n in range(_ADDED):
                index.add(replace(documents[_ADDED * commit + n], id=f"new-{commit}-{n}"))
            index.commit()
            after.append(asked(engine, pages))
    return first, again, after


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=2000)
    parser.add_argument("--commits", type=int, default=8)
    parser.add_argument("--index", type=Path, help="an index of the same documents, to be copied")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/data/corpus/news.jsonl.gz"))
    options = parser.parse_args()
    documents, different = corpus(options.corpus, options.docs)
    pages = questions(documents)["page"]
    with tempfile.TemporaryDirectory() as folder:
        if options.index:
            shutil.copytree(options.index, Path(folder) / "index")
        else:
            Kavosh.build(Path(folder), with_known_facets(documents, different))
        print(f"{options.docs} documents, {different} different ones", file=sys.stderr)
        times = measured(Path(folder) / "index", documents, pages, options.commits)
    named = zip(("first", "again", "after a commit"), times, strict=True)
    shown = [f"{name} {statistics.median(some):.2f}" for name, some in named]
    print(f"CPU ms a page, medians over {options.commits} commits: {', '.join(shown)}")


if __name__ == "__main__":
    main()
