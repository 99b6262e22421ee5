"""Five engines over one corpus: Kavosh, stock Whoosh, tantivy, SQLite FTS5 and bm25s, side by side in one run.

    python benchmarks/engines.py --docs 20000 [--corpus ../shared/data/corpus/news.jsonl.gz] [--json]

All get the terms of Kavosh's analyzer, and building includes the analysis: in bulk for Kavosh, and for the engines
that take text, the terms joined by spaces; token by token for stock Whoosh. Languages and facets are found beforehand.
All fields are indexed (title, body and the wide view of each; facets); a query is the same tree everywhere, and an
engine without a kind of query shows a dash. Milliseconds and rates are CPU time of the process and its workers; rows
that end in "wall" are not. `first` is the median of the first asking of each query in a process; for the other rows it
has been asked before, and its matches counted: the counts are compared with stock Whoosh's. With --workers the terms
come from so many processes. Where the corpus is smaller than asked for, it is repeated under new ids, and the table
says so. Each engine is asked in a fresh process, with modules compiled as installing does.
"""

import argparse
import compileall
import gzip
import json
import operator
import os
import pickle
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any

import engine_adapters as adapters

import kavosh
from kavosh.analyzers import PersianAnalyzer
from kavosh.index.pipeline import with_facets
from kavosh.types import Document

CLASSES = ("rare", "common", "or3", "and3", "phrase", "prefix", "facets", "page")
_PRINTED = ("build_docs_per_cpu_s", "size_mb", "open_ms", "memory_mb", "queries")
_OPENINGS = 3  # processes that open an index; the median counts
_WORDS = 200  # of a document, so that long articles do not decide


def corpus(path: Path, count: int) -> tuple[list[Document], int]:
    """Documents of real news, or of random words where there are none; how many differ."""
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in islice(lines, count)]
        made = [Document(row["id"], row["title"], " ".join(row["body"].split(" ")[:_WORDS])) for row in rows]
    else:
        rng = random.Random(1)
        made = [
            Document(
                str(n), *(" ".join(f"w{int(rng.paretovariate(0.9))}" for _ in range(size)) for size in (6, _WORDS))
            )
            for n in range(count)
        ]
    repeated = islice(cycle(made), count)
    return [Document(f"{n}", d.title, d.body, source=f"s{n % 7}") for n, d in enumerate(repeated)], len(made)


def with_known_facets(documents: list[Document], different: int) -> list[Document]:
    """The documents with their facets, found once for each different one."""
    known = [with_facets(document).facets for document in documents[:different]]
    return [
        replace(document, language="fa", facets={**known[n % different], "source": (document.source,)})
        for n, document in enumerate(documents)
    ]


def questions(documents: list[Document]) -> dict[str, list[Any]]:
    """For each class, the terms of some queries."""
    rng = random.Random(2)
    found: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    analyzer = PersianAnalyzer()
    for document in documents[:: max(1, len(documents) // 3000)]:
        words = [token.text for token in analyzer(document.body) if token.kind == "word"]
        found.update(set(words))
        pairs.update(pairwise(words))
    ranked = [term for term, _ in found.most_common() if len(term) > 2 and '"' not in term]
    common, middle = ranked[:30], ranked[30:300]
    rare = [term for term in ranked if found[term] == 2]
    phrases = [list(pair) for pair, _ in pairs.most_common(400) if min(map(len, pair)) > 2]
    threes = [rng.sample(middle, 3) for _ in range(20)]
    return {
        "rare": rng.sample(rare, 20),
        "common": rng.sample(common, 20),
        "or3": threes,
        "and3": [rng.sample(common, 3) for _ in range(20)],
        "phrase": rng.sample(phrases, 20),
        "prefix": [term[:3] for term in rng.sample(middle, 20)],
        "facets": rng.sample(common, 20),
        "page": [" ".join(three[:2]) for three in threes],
    }


def measured(run: Callable[[], Any], rounds: int) -> list[tuple[float, float]]:
    """CPU and wall milliseconds of each round."""
    times = []
    for _ in range(rounds):
        began, clock = time.process_time(), time.perf_counter()
        run()
        times.append(((time.process_time() - began) * 1000, (time.perf_counter() - clock) * 1000))
    return times


def percentile(times: list[float], share: float) -> float:
    return round(sorted(times)[min(len(times) - 1, int(share * len(times)))], 3)


def one_engine(name: str, prepared: Path, folder: Path, rounds: int, workers: int) -> dict[str, Any]:
    """Build one engine here, and ask it in a fresh process."""
    documents, asked = pickle.loads(prepared.read_bytes())
    began, wall = sum(os.times()[:4]), time.perf_counter()
    adapters.ENGINES[name].build(folder, documents, workers)
    built, wall = sum(os.times()[:4]) - began, time.perf_counter() - wall
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    (folder / "asked.pickle").write_bytes(pickle.dumps((asked, rounds)))
    opened = sorted(_in_process("--open", name, folder) for _ in range(_OPENINGS))[_OPENINGS // 2]
    rates = {"build_docs_per_cpu_s": round(len(documents) / built), "build_docs_per_s": round(len(documents) / wall)}
    opening = dict(zip(("open_ms", "open_wall_ms"), opened, strict=True))
    return {**rates, "size_mb": round(size, 1), **opening, **_in_process("--ask", name, folder)}


def _in_process(what: str, name: str, folder: Path) -> Any:
    """What a fresh process answers."""
    done = subprocess.run([sys.executable, __file__, what, name, str(folder)], capture_output=True, check=True)
    return json.loads(done.stdout)


def opening(name: str, folder: Path) -> tuple[float, float]:
    """CPU and wall milliseconds to open an index in a fresh process, first answer included."""
    asked, _ = pickle.loads((folder / "asked.pickle").read_bytes())
    ((cpu, wall),) = measured(lambda: adapters.ENGINES[name](folder).ask("rare", asked["rare"][0]), 1)
    return round(cpu, 1), round(wall, 1)


def ask(name: str, folder: Path) -> dict[str, Any]:
    """Open a built index in a fresh process and ask it everything."""
    asked, rounds = pickle.loads((folder / "asked.pickle").read_bytes())
    engine: Any = adapters.ENGINES[name](folder)
    engine.ask("rare", asked["rare"][0])
    queries, totals, first, wall = {}, {}, {}, {}
    for kind in CLASSES:
        if engine.knows(kind):
            once = [cpu for question in asked[kind] for cpu, _ in measured(partial(engine.ask, kind, question), 1)]
            totals[kind] = [engine.ask(kind, question) for question in asked[kind]]
            times = [t for question in asked[kind] for t in measured(partial(engine.ask, kind, question), rounds)]
            queries[kind] = {f"p{n}_ms": percentile([cpu for cpu, _ in times], n / 100) for n in (50, 95, 99)}
            first[kind], wall[kind] = percentile(once, 0.5), percentile([clock for _, clock in times], 0.5)
    status = Path("/proc/self/status")
    peak = next((line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")), 0)
    memory = int(peak) / 1024  # of this program alone; 0 where the system does not say
    return {
        "memory_mb": round(memory),
        "queries": queries,
        "totals": totals,
        "first": first,
        "wall": wall,
    }


def table(results: dict[str, Any]) -> Iterator[str]:
    names = list(results)
    rows = [("documents per CPU s", "build_docs_per_cpu_s"), ("documents per s, wall", "build_docs_per_s")]
    rows += [("size, MB", "size_mb"), ("open, ms", "open_ms"), ("open, ms wall", "open_wall_ms")]
    yield f"{'':22}" + "".join(f"{name:>14}" for name in names)
    for label, key in (*rows, ("memory, MB", "memory_mb")):
        yield f"{label:22}" + "".join(f"{results[name][key]:>14}" for name in names)
    for kind in CLASSES:
        for share in ("p50_ms", "p95_ms", "p99_ms"):
            cells = [results[name]["queries"].get(kind, {}).get(share, "-") for name in names]
            yield f"{kind + ' ' + share:22}" + "".join(f"{cell:>14}" for cell in cells)
        for other, label in (("first", "first"), ("wall", "p50 wall")):
            cells = [results[name][other].get(kind, "-") for name in names]
            yield f"{f'{kind} {label}':22}" + "".join(f"{cell:>14}" for cell in cells)
    for other, label in (("whoosh", "times faster than stock Whoosh"), ("tantivy", "times tantivy")):
        if other in results and "kavosh" in results:
            yield f"p50, {label}: " + ", ".join(_ratios(results, other))


def _ratios(results: dict[str, Any], other: str) -> Iterator[str]:
    for kind in CLASSES:
        theirs = results[other]["queries"].get(kind)
        if theirs:
            ours = results["kavosh"]["queries"][kind]["p50_ms"] or 1e-3
            ratio = theirs["p50_ms"] / ours if other == "whoosh" else ours / (theirs["p50_ms"] or 1e-3)
            yield f"{kind} {ratio:.1f}"


def disagreements(results: dict[str, Any]) -> list[str]:
    """Where an exact engine counts other matches than stock Whoosh (or Kavosh, where that was left out)."""
    judge = "whoosh" if "whoosh" in results else "kavosh"
    found = []
    for name, result in results.items():
        for kind, totals in result["totals"].items():
            theirs = results[judge]["totals"].get(kind)
            if theirs and totals != theirs and kind != "page" and name != "bm25s":
                found.append(f"{name} {kind}: {sum(map(operator.ne, totals, theirs))} of {len(totals)}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5, help="times that each query is asked")
    parser.add_argument(
        "--workers", type=int, default=1, help="processes that analyse, and threads of tantivy's writer"
    )
    parser.add_argument("--corpus", type=Path, default=Path("../shared/data/corpus/news.jsonl.gz"))
    parser.add_argument("--engines", nargs="+", choices=adapters.ENGINES, default=list(adapters.ENGINES))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ask", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--open", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        print(json.dumps(opening(options.open[0], Path(options.open[1]))))
        return
    if options.ask:
        print(json.dumps(ask(options.ask[0], Path(options.ask[1]))))
        return
    documents, different = corpus(options.corpus, options.docs)
    documents = with_known_facets(documents, different)
    results = {}
    compileall.compile_dir(Path(kavosh.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as place:
        prepared = Path(place) / "records.pickle"
        prepared.write_bytes(pickle.dumps((documents, questions(documents))))
        for name in options.engines:
            print(f"{name} ...", file=sys.stderr)
            folder = Path(place) / name
            folder.mkdir()
            results[name] = one_engine(name, prepared, folder, options.rounds, options.workers)
    repeated = "" if different == options.docs else f" ({different} different ones, repeated)"
    print(f"{options.docs} documents{repeated}; {platform.machine()}, Python {platform.python_version()}; CPU ms")
    print("\n".join(table(results)))
    print("totals that differ:", disagreements(results) or "none")
    if options.json:
        shown = {name: {key: result[key] for key in _PRINTED} for name, result in results.items()}
        print(json.dumps({"docs": options.docs, "engines": shown}))


if __name__ == "__main__":
    main()
