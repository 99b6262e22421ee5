"""Whole pages under load: threads search while a writer commits every second.

    python benchmarks/concurrency.py --docs 20000 [--threads 8] [--seconds 20] [--pause 0.1] [--writer process]

A page is what users get: parsed, corrected, ranked, three facets, ten marked snippets. Milliseconds are wall time. The
writer adds ten documents, then commits: in a process of its own, as `kavosh index` is, or in a thread. Every answer is
checked: the total of documents may not fall. Without a pause the threads ask as fast as one interpreter can answer,
and a page that takes less than 5 ms is often answered in one go while the other threads wait for the interpreter before
they ask: what a thread waits in all is the time from one of its answers to the next, printed as well.
"""

import argparse
import multiprocessing
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from engine_adapters import FACETED, Kavosh
from engines import corpus, percentile, questions, with_known_facets

from kavosh.index import Index
from kavosh.search import Engine
from kavosh.types import Document

_ADDED = 10  # documents of one commit


def write(folder: Path, documents: list[Document], seconds: float) -> None:
    """Add documents under new ids, and commit, about every second."""
    until = time.monotonic() + seconds
    commits = 0
    with Index.open(folder) as index:
        while time.monotonic() < until:
            due = time.monotonic() + 1
            for n in range(_ADDED):
                index.add(replace(documents[(_ADDED * commits + n) % len(documents)], id=f"new-{commits}-{n}"))
            index.commit()
            commits += 1
            time.sleep(max(0.0, due - time.monotonic()))


class Readers:
    """Threads that ask pages of one engine until they are told to stop."""

    def __init__(self, engine: Engine, asked: list[str], count: int, pause: float) -> None:
        self.times: list[float] = []
        self.rounds: list[float] = []  # from one answer of a thread to its next: with the wait for the interpreter
        self.errors: list[BaseException] = []
        self._engine = engine
        self._asked = asked
        self._pause = pause
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._search, args=(n,)) for n in range(count)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _search(self, number: int) -> None:
        least = 0
        answered = time.perf_counter()
        try:
            while not self._stop.is_set():
                question = self._asked[(number + len(self.times)) % len(self._asked)]
                began = time.perf_counter()
                self._engine.search(question, facets=FACETED)
                before, answered = answered, time.perf_counter()
                self.times.append((answered - began) * 1000)
                self.rounds.append((answered - before) * 1000)
                total = len(self._engine)
                if total < least:
                    raise RuntimeError(f"{least - total} documents were lost")
                least = total
                time.sleep(self._pause)
        except BaseException as error:
            self.errors.append(error)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=0, help="seconds that a thread rests after each page")
    parser.add_argument("--writer", choices=("process", "thread", "none"), default="process")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/data/corpus/news.jsonl.gz"))
    options = parser.parse_args()
    documents, different = corpus(options.corpus, options.docs)
    asked = questions(documents)["page"]
    with tempfile.TemporaryDirectory() as folder:
        Kavosh.build(Path(folder), with_known_facets(documents, different))
        print(f"{options.docs} documents, {different} different ones", file=sys.stderr)
        with Engine.open(Path(folder) / "index") as engine:
            for question in asked:
                engine.search(question, facets=FACETED)
            before = len(engine)
            readers = Readers(engine, asked, options.threads, options.pause)
            work = (Path(folder) / "index", documents[: _ADDED * 100], options.seconds)
            readers.start()
            if options.writer == "process":
                writer = multiprocessing.get_context("spawn").Process(target=write, args=work)
                writer.start()
                writer.join()
            elif options.writer == "thread":
                write(*work)
            else:
                time.sleep(options.seconds)
            readers.stop()
            commits = (len(engine) - before) // _ADDED
    shown, rounds = (
        ", ".join(f"p{n} {percentile(times, n / 100):.1f}" for n in (50, 95, 99))
        for times in (readers.times, readers.rounds)
    )
    print(
        f"{len(readers.times)} pages, {options.threads} threads, {commits} commits by a writer ({options.writer}): "
        f"{shown} ms wall; from answer to answer {rounds}; errors: {readers.errors or 'none'}"
    )


if __name__ == "__main__":
    main()
