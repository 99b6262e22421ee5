"""Speed: how many words a second each analyser turns into terms, side by side in one run.

    python benchmarks/analysis_speed.py ../shared/data/corpus/news.jsonl.gz

Words are those of our own tokenizer, so that every system has the same work; seconds are CPU seconds of the process.
Each round takes another stretch of the corpus, the same for all systems: the same text again would flatter analysers
that remember words, and what they remember from earlier rounds they would in an archive, too. A round is cut into
batches of texts, as indexing does. All systems are loaded, and have analysed one sentence, before the clock starts;
in each round they follow each other, and the ratios are medians of the rounds', so that a machine with other work is
fair to all. As in `timeit`, Python's cyclic garbage collector rests meanwhile. Loading is measured apart, as the time
from the start of a fresh Python until its first term can be read, with modules compiled as installing does.
"""

import argparse
import gc
import gzip
import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from systems import UnavailableError, import_hazm, import_parsivar

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.bulk import BulkAnalyzer
from kavosh.analyzers.tokenizer import tokenize

_SENTENCE = "همکاری‌های شهرهای ایران می‌گوید cities"  # "cooperations of the cities of Iran says"
_BATCH = 500  # texts
_STARTS = 15  # of a fresh Python
_FIRST_TERM = "from kavosh.analyzers import analyze; print(analyze('همکاری‌ها')[0].text, flush=True)"  # "cooperations"
_NO_TERM = "print(flush=True)"

Analyse = Callable[[list[str]], Any]  # a batch of texts


def ours() -> Analyse:
    """BulkAnalyzer, as it indexes."""
    return BulkAnalyzer(PersianAnalyzer())


def one_by_one() -> Analyse:
    """PersianAnalyzer, text by text, to tokens with offsets: what marks words in results."""
    analyzer = PersianAnalyzer()
    return lambda texts: [analyzer(text) for text in texts]


def hazm() -> Analyse:
    """hazm: Normalizer, word_tokenize, Lemmatizer."""
    library = import_hazm()
    normalize, cut, reduce = library.Normalizer().normalize, library.word_tokenize, library.Lemmatizer().lemmatize
    return lambda texts: [[reduce(word) for word in cut(normalize(text))] for text in texts]


def parsivar() -> Analyse:
    """parsivar: Normalizer, Tokenizer, FindStems, as its documentation shows and the other benchmarks use it."""
    library = import_parsivar()
    normalize, cut = library.Normalizer().normalize, library.Tokenizer().tokenize_words
    reduce = library.FindStems().convert_to_stem
    return lambda texts: [[reduce(word) for word in cut(normalize(text))] for text in texts]


def bare_parsivar() -> Analyse:
    """The same without Normalizer, which takes most of its time."""
    library = import_parsivar()
    cut, reduce = library.Tokenizer().tokenize_words, library.FindStems().convert_to_stem
    return lambda texts: [[reduce(word) for word in cut(text)] for text in texts]


def whoosh() -> Analyse:
    """Whoosh's StemmingAnalyzer: an English stemmer, which leaves Persian words as they are."""
    from whoosh.analysis import StemmingAnalyzer

    analyzer = StemmingAnalyzer()
    return lambda texts: [[token.text for token in analyzer(text)] for text in texts]


SYSTEMS: dict[str, Callable[[], Analyse]] = {
    "ours": ours,
    "ours, one by one": one_by_one,
    "hazm": hazm,
    "parsivar": parsivar,
    "parsivar, bare": bare_parsivar,
    "whoosh": whoosh,
}


def texts(path: Path) -> Iterator[str]:
    """The bodies of JSON lines, or the lines of a text; either may be gzipped."""
    is_json = ".jsonl" in path.suffixes
    opener: Callable[..., TextIO] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line).get("body") or "" if is_json else line
            if text.strip():
                yield text


def stretches(path: Path, words: int, rounds: int) -> list[tuple[int, list[str]]]:
    """(number of words, texts) for each round; fewer rounds where the file ends."""
    found: list[tuple[int, list[str]]] = []
    source = texts(path)
    for _ in range(rounds):
        count, chosen = 0, list[str]()
        for text in source:
            count += sum(1 for _ in tokenize(text))
            chosen.append(text)
            if count >= words:
                found.append((count, chosen))
                break
    return found


def loaded(names: list[str]) -> dict[str, Analyse]:
    """The systems of these names that are there, ready: each has analysed one sentence."""
    found: dict[str, Analyse] = {}
    for name in names:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[name] = SYSTEMS[name]()
                found[name]([_SENTENCE])
        except UnavailableError as error:
            print(f"{name} is left out: {error}.", file=sys.stderr)
    return found


def words_a_second(systems: dict[str, Analyse], rounds: list[tuple[int, list[str]]]) -> dict[str, list[float]]:
    """The speed of each system in each round, one after the other, so that all meet the same state of the machine."""
    speeds: dict[str, list[float]] = {name: [] for name in systems}
    gc.collect()
    gc.disable()
    for count, chosen in rounds:
        for name, analyse in systems.items():
            began = time.process_time()
            for first in range(0, len(chosen), _BATCH):
                analyse(chosen[first : first + _BATCH])
            speeds[name].append(count / (time.process_time() - began))
    gc.enable()
    return speeds


def ratios(speeds: dict[str, list[float]]) -> dict[str, float]:
    """How many times the speed of each other system the first one has: the median over the rounds."""
    first, *others = speeds
    pairs = {name: zip(speeds[first], speeds[name], strict=True) for name in others}
    return {name: statistics.median(mine / its for mine, its in pairs[name]) for name in others}


def start_seconds(code: str, times: int) -> float:
    """The median wall-clock time from the start of a fresh Python to the first line that the code prints."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
            printed = child.stdout.readline() if child.stdout else b""
            seconds.append(time.perf_counter() - began)
        if not printed:
            raise SystemExit(f"It printed nothing: {code}")
    return statistics.median(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, metavar="FILE", help="text, or JSON lines with a body; may be .gz")
    parser.add_argument("--words", type=int, default=100_000, metavar="N", help="in each round (default: 100,000)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS), metavar="NAME")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    rounds = stretches(options.corpus, options.words, options.rounds)
    if not rounds:
        parser.error(f"{options.corpus} has fewer than {options.words} words; ask for fewer with --words")
    systems = loaded(options.systems)
    speeds = words_a_second(systems, rounds)
    times = ratios(speeds)
    start = {
        "python": start_seconds(_NO_TERM, options.rounds),
        "first_term": start_seconds(_FIRST_TERM, options.rounds),
    }
    if options.json:
        medians = {name: round(statistics.median(found)) for name, found in speeds.items()}
        print(json.dumps({"words_per_second": medians, "rounds": len(rounds), "ratios": times, "start_seconds": start}))
        return
    print(f"{len(rounds)} rounds of {options.words:,} words\n{'system':18} words/s   slowest   fastest   the first is")
    for name, found in speeds.items():
        ratio = f"{times[name]:9.2f} times" if name in times else ""
        print(f"{name:18}{statistics.median(found):8,.0f}{min(found):10,.0f}{max(found):10,.0f}{ratio}")
    print(f"first term after {start['first_term']:.3f} s (an empty Python: {start['python']:.3f} s)")


if __name__ == "__main__":
    main()
