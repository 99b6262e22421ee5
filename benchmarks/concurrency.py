"""Whole pages under load: threads search while a writer commits every second.

    python benchmarks/concurrency.py --docs 20000 [--threads 8] [--seconds 20] [--pause 0.1]

A page is what users get: parsed, ranked, three facets, ten marked snippets. Milliseconds are wall time. Every answer is
checked: a document that is never changed must always be there, and the total may not fall.
"""

import argparse
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from engine_adapters import FACETED
from engines import corpus, percentile, questions

from kavosh.index import Index
from kavosh.search import Engine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=0, help="seconds that a thread rests after each page")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/data/corpus/news.jsonl.gz"))
    options = parser.parse_args()
    documents, different = corpus(options.corpus, options.docs)
    asked = questions(documents)["page"]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        with Index.create(place) as index:
            for document in documents:
                index.add(replace(document, language="fa"))
        print(f"{options.docs} documents, {different} different ones", file=sys.stderr)
        stop = threading.Event()
        times: list[float] = []
        errors: list[BaseException] = []
        engine = Engine.open(place)

        def search(number: int) -> None:
            least = 0
            try:
                while not stop.is_set():
                    question = asked[(number + len(times)) % len(asked)]
                    began = time.perf_counter()
                    engine.search(question, facets=FACETED)
                    times.append((time.perf_counter() - began) * 1000)
                    total = len(engine)
                    assert total >= least, "documents were lost"
                    least = total
                    time.sleep(options.pause)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=search, args=(n,)) for n in range(options.threads)]
        for thread in threads:
            thread.start()
        commits = 0
        with Index.open(place) as index:
            until = time.monotonic() + options.seconds
            while time.monotonic() < until:
                for n in range(10):
                    index.add(replace(documents[(10 * commits + n) % len(documents)], id=f"new-{commits}-{n}"))
                index.commit()
                commits += 1
                time.sleep(1)
        stop.set()
        for thread in threads:
            thread.join()
        engine.close()
    shown = ", ".join(f"p{n} {percentile(times, n / 100):.1f}" for n in (50, 95, 99))
    print(
        f"{len(times)} pages, {options.threads} threads, {commits} commits: {shown} ms wall; errors: {errors or 'none'}"
    )


if __name__ == "__main__":
    main()
