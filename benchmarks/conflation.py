"""Conflation: which word forms meet in the index, against the gold lemmas of UD Persian treebanks.

    python benchmarks/conflation.py ../shared/data/treebank/*.conllu --systems ours --held-out .3 --errors 20

Types are the distinct word forms of the treebanks but PUNCT, NUM, SYM and X; of a form written together with its
clitic (ماتمش "his mourning") the lemma is the first part's. Two types belong together when they share a gold lemma,
and meet when they share a term. From the pairs of types that belong together (B) and those that meet (M):

P, R, F1   precision |B & M| / |M|, recall |B & M| / |B|, and their harmonic mean
UI         under-stemming index of Paice (1994, "An evaluation method for stemming algorithms"): 1 - R
OI         over-stemming index: wrongly merged pairs a million pairs that do not belong together
names      share of the PROPN types that are their own lemma and whose folded form is among their terms
all3       share of the types with a half-space whose three spellings (half-spaced, glued, torn) give the same terms
any2       the same, where the query terms of each spelling share a term with the index terms of each other one

With --labels the types are not of treebanks but word forms of news, labelled by hand after the analyser was tuned on
the treebanks; the corpus they come from is needed to find them again.

With --held-out the types are parted by their first lemma, and pairs across the parts are not counted: ambiguous forms
are what most of these are, so the figures of both parts lie above those of the whole.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import combinations, permutations
from pathlib import Path

from labelled import labelled_forms
from systems import SECONDARY, SYSTEMS, Terms, UnavailableError, ours

from kavosh.analyzers.characters import ZWNJ, fold_latin, is_persian, key

_NO_WORDS = frozenset(("PUNCT", "NUM", "SYM", "X", "_"))
_VERB_PREFIXES = frozenset("بر در باز فرا فرو وا ور پس".split())
_LABELLED_SOURCES = frozenset(("isna", "fars-news"))
_SHOWN = 8  # forms of one error

Pairs = set[tuple[int, int]]


@dataclass
class Type:
    """A word form with its gold lemmas and its parts of speech, over all its occurrences."""

    form: str
    lemmas: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Figures:
    """What one system reaches; shares are between 0 and 1, `oi` is a million pairs."""

    p: float
    r: float
    f1: float
    ui: float
    oi: float
    names: float
    all3: float
    any2: float
    types: int


def read_types(paths: Iterable[Path]) -> list[Type]:
    """The types of some CoNLL-U files, in order of their forms."""
    types: dict[str, Type] = {}
    for path in paths:
        for form, lemma, tag in _words(path):
            if tag not in _NO_WORDS and lemma:
                found = types.setdefault(form, Type(form))
                found.lemmas.add(lemma)
                found.tags.add(tag)
    return [types[form] for form in sorted(types)]


def read_labelled(labels: Path, corpus: Path) -> list[Type]:
    """The labelled forms of a news corpus."""
    rows = labelled_forms(labels, corpus, _LABELLED_SOURCES)
    return sorted((Type(form, {_lemma(lemma)}, {tag}) for form, lemma, tag in rows), key=lambda one: one.form)


def _words(path: Path) -> Iterator[tuple[str, str, str]]:
    """(form, folded lemma, part of speech) of the words as written."""
    together, last = "", 0
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            last = 0
            continue
        number, form, lemma, tag, *_ = line.split("\t")
        if "-" in number:
            together, last = form, int(number.partition("-")[2])
        elif "." not in number and (together or int(number) > last):
            yield together or form, _lemma(lemma), tag
            together = ""


def _lemma(lemma: str) -> str:
    """The folded lemma; of past#present stems (کرد#کن "do") the past, of prefixed verbs both pieces."""
    pieces = lemma.split("#")
    kept = pieces[:2] if len(pieces) == 3 or pieces[0] in _VERB_PREFIXES else pieces[:1]
    return "".join(key(kept_piece) for kept_piece in kept).replace(" ", "").strip("_")


def is_held_out(found: Type, share: float) -> bool:
    """Whether a type is kept back. By a digest of its first lemma, so that the forms of one word stay together."""
    digest = hashlib.sha256(min(found.lemmas).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < share


def pairs_sharing(sets: Iterable[Iterable[str]]) -> Pairs:
    """The pairs (smaller index first) that have an element in common; by element, not by pair."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, elements in enumerate(sets):
        for element in set(elements):
            members[element].append(number)
    return {pair for numbers in members.values() for pair in combinations(numbers, 2)}


def _name(form: str) -> str:
    """A name as it should survive: folded, in lower case where its script has any."""
    return key(form) if is_persian(form) else fold_latin(form)


def spellings(form: str) -> tuple[str, str, str]:
    """A half-spaced form, glued and torn."""
    return form, form.replace(ZWNJ, ""), form.replace(ZWNJ, " ")


def measure(types: list[Type], terms: Terms, all_terms: Terms) -> tuple[Figures, list[set[str]], Pairs, Pairs]:
    """The figures of one system, the terms of each type, and the pairs that wrongly meet and that are missed."""
    found = [set(terms(one.form, "index")) for one in types]
    belong, meet = pairs_sharing(one.lemmas for one in types), pairs_sharing(found)
    right = len(belong & meet)
    precision, recall = _share(right, len(meet)), _share(right, len(belong))
    apart = len(types) * (len(types) - 1) // 2 - len(belong)
    names = [number for number, one in enumerate(types) if "PROPN" in one.tags and key(one.form) in one.lemmas]
    halves = [spellings(one.form) for one in types if ZWNJ in one.form.strip(ZWNJ)]
    same = meeting = 0
    for three in halves:
        index = [frozenset(terms(spelling, "index")) for spelling in three]
        written_as = [frozenset(all_terms(spelling, "index")) for spelling in three]
        query = [frozenset(all_terms(spelling, "query")) for spelling in three]
        same += len(set(index)) == 1
        meeting += all(query[asked] & written_as[written] for asked, written in permutations(range(3), 2))
    figures = Figures(
        p=precision,
        r=recall,
        f1=_share(2 * precision * recall, precision + recall),
        ui=1 - recall,
        oi=_share(1e6 * len(meet - belong), apart),
        names=_share(sum(_name(types[number].form) in found[number] for number in names), len(names)),
        all3=_share(same, len(halves)),
        any2=_share(meeting, len(halves)),
        types=len(types),
    )
    return figures, found, meet - belong, belong - meet


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def print_errors(types: list[Type], found: list[set[str]], wrong: Pairs, missed: Pairs, count: int) -> None:
    """The terms with most wrong merges, and the lemmas with most missed ones, with their forms."""

    def show(title: str, pairs: Pairs, labels: Callable[[int], set[str]], others: Callable[[int], set[str]]) -> None:
        tally: Counter[str] = Counter()
        forms: dict[str, set[int]] = defaultdict(set)
        for first, second in pairs:
            for label in labels(first) & labels(second):
                tally[label] += 1
                forms[label].update((first, second))
        print(f"\n{title}: {len(pairs)} pairs")
        for label, number in sorted(tally.items(), key=lambda item: (-item[1], item[0]))[:count]:
            groups: dict[str, list[str]] = defaultdict(list)
            for one in sorted(forms[label]):
                groups["|".join(sorted(others(one)))].append(types[one].form.replace(ZWNJ, "-"))
            shown = "; ".join(f"{name}: {' '.join(words[:_SHOWN])}" for name, words in sorted(groups.items())[:_SHOWN])
            print(f"{number:6}  {label}  <-  {shown}")

    show("Wrong merges (term <- gold lemma: forms)", wrong, lambda one: found[one], lambda one: types[one].lemmas)
    show("Missed merges (gold lemma <- terms: forms)", missed, lambda one: types[one].lemmas, lambda one: found[one])


def print_table(results: Mapping[str, Mapping[str, Figures]]) -> None:
    for part in dict.fromkeys(part for parts in results.values() for part in parts):
        shown = {name: parts[part] for name, parts in results.items()}
        print(f"\n{part}: {next(iter(shown.values())).types} types")
        print(
            f"{'system':16}" + "".join(f"{head:>8}" for head in ("P", "R", "F1", "UI", "OI", "names", "all3", "any2"))
        )
        for name, one in shown.items():
            shares = (one.p, one.r, one.f1, one.ui)
            line = "".join(f"{share:8.3f}" for share in shares) + f"{one.oi:8.1f}"
            print(f"{name:16}{line}" + "".join(f"{share:8.3f}" for share in (one.names, one.all3, one.any2)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="treebanks; with --labels, the corpus")
    parser.add_argument("--labels", type=Path, metavar="FILE.tsv", help="labelled forms, as in tests/data")
    parser.add_argument("--systems", nargs="+", choices=sorted(SYSTEMS), default=list(SYSTEMS), metavar="NAME")
    parser.add_argument("--held-out", "--fraction", type=float, default=0.0, metavar="SHARE", help="kept back, 0 to 1")
    parser.add_argument("--with-parts", action="store_true", help="count parts of words and exact forms as terms too")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="worst errors of each system, never held out"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    types = read_labelled(options.labels, options.files[0]) if options.labels else read_types(options.files)
    parts = {"all": types}
    if options.held_out:
        parts = {"tuned": [], "held out": []}
        for one in types:
            parts["held out" if is_held_out(one, options.held_out) else "tuned"].append(one)
    results: dict[str, dict[str, Figures]] = {}
    for name in options.systems:
        began = time.perf_counter()
        try:
            terms = SYSTEMS[name]() if name != "ours" or options.with_parts else ours(SECONDARY)
        except UnavailableError as error:
            print(f"{name} is left out: {error}.", file=sys.stderr)
            continue
        results[name] = {}
        for part, members in parts.items():
            figures, found, wrong, missed = measure(members, terms, SYSTEMS[name]())
            results[name][part] = figures
            if options.errors and part != "held out":
                print(f"\n{name}")
                print_errors(members, found, wrong, missed, options.errors)
        print(f"{name}: {time.perf_counter() - began:.1f} s", file=sys.stderr)
    if options.json:
        print(json.dumps({name: {part: asdict(one) for part, one in by.items()} for name, by in results.items()}))
    elif results:
        print_table(results)


if __name__ == "__main__":
    main()
