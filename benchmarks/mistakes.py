"""Mistakes: how well misspelt, mistyped and transliterated words are understood.

    python benchmarks/mistakes.py spelling ../shared/data/spelling/perspell --vocabulary NEWS.jsonl.gz
    python benchmarks/mistakes.py finglish ../shared/data/translit/finglish_pairs.tsv --vocabulary NEWS.jsonl.gz
    python benchmarks/mistakes.py names --vocabulary NEWS.jsonl.gz
    python benchmarks/mistakes.py sure ../shared/data/translit/finglish_pairs.tsv --vocabulary NEWS.jsonl.gz
    python benchmarks/mistakes.py keyboard --vocabulary NEWS.jsonl.gz
    python benchmarks/mistakes.py retrieval ../shared/data/retrieval/pquad

The vocabulary is that of an index of the corpus: the document frequencies of its terms. Every list of cases is cut in
two halves by a digest of the case; the weights were settled on the first, "tuned"; the second is "held back".

spelling: pairs of lines (`wrong*.txt`, `correct*.txt`) that differ in one word. A correction is right if it is the
right word, or (second figure) another form of it. retrieval: one word of each query gets an error of a kind that
people make; the queries go to the whole engine, once as they are, once with their errors.
"""

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import islice, product
from pathlib import Path

from rapidfuzz.distance import OSA

from kavosh.analyzers import default_analyzer
from kavosh.analyzers.characters import fold_latin, is_persian, key
from kavosh.analyzers.gazetteer import default_gazetteer, name_key
from kavosh.analyzers.keyboard import TOUCHING, to_latin, to_persian
from kavosh.analyzers.stopwords import is_stop_word
from kavosh.analyzers.transliterate import latin_form, skeleton, skeletons
from kavosh.search import Engine
from kavosh.search.corrections import SURE_SOUNDS
from kavosh.search.evaluate import Collection, build, falling, measure, read_collection
from kavosh.search.names import other_names
from kavosh.search.spelling import _ALIKE
from kavosh.search.vocabulary import Vocabulary, name_words

HALVES = ("tuned", "held back")
SHORTEST = 3
_USUAL = 1  # other sounds than the usual ones, of a word that is one of the cases

Case = tuple[str, frozenset[str]]  # what is typed, and what may be meant


def half(text: str) -> str:
    return HALVES[sha256(text.encode()).digest()[0] % 2]


def read_vocabulary(corpus: Path) -> Vocabulary:
    """The terms of a corpus with their document frequencies, kept beside it in the temporary folder."""
    kept = (
        Path(tempfile.gettempdir()) / f"kavosh-vocabulary-{sha256(str(corpus.resolve()).encode()).hexdigest()[:8]}.json"
    )
    if kept.exists():
        return Vocabulary(json.loads(kept.read_text("utf-8")).items())
    analyzer = default_analyzer()
    frequencies: dict[str, int] = defaultdict(int)
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            for term in {token.text for token in analyzer(f"{article['title']}\n{article['body']}")}:
                frequencies[term] += 1
    kept.write_text(json.dumps(frequencies, ensure_ascii=False), "utf-8")
    return Vocabulary(frequencies.items())


def with_lexicon(vocabulary: Vocabulary) -> Vocabulary:
    """Also the words of the lexicon and of the gazetteer's names that the corpus lacks, as if one article had them."""
    analyzer, gazetteer = default_analyzer(), default_gazetteer()
    lexicon = analyzer.lexicon
    others = (*lexicon.words, *lexicon.verbs, *lexicon.participles, *lexicon.names, *name_words(gazetteer))
    return Vocabulary([*dict.fromkeys(others, 1).items(), *vocabulary.persian.items()], gazetteer)


def misspelt(folder: Path, suffix: str) -> list[Case]:
    """The single-word errors of two parallel files, by key: what folding mends is no error."""
    wrong, right = ((folder / f"{name}{suffix}.txt").read_text("utf-8").split("\n") for name in ("wrong", "correct"))
    cases: dict[str, set[str]] = defaultdict(set)
    for one, other in zip(wrong, right, strict=False):
        words = [line.replace("_", " ").split() for line in (one, other)]
        pairs = [(key(a), key(b)) for a, b in zip(*words, strict=False) if key(a) != key(b)]
        if len(words[0]) == len(words[1]) and len(pairs) == 1 and all(map(str.isalpha, pairs[0])):
            cases[pairs[0][0]].add(pairs[0][1])
    return [(word, frozenset(meant)) for word, meant in sorted(cases.items())]


def sentences(pairs: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The words of both sides of the Finglish pairs, the Persian ones as keys."""
    for line in pairs.read_text("utf-8").splitlines()[1:]:
        latin, _, persian = line.partition("\t")
        typed = re.findall(r"[a-z']+", fold_latin(latin))
        yield typed, [key(word) for word in re.findall(r"[\w\u200c]+", persian)]


def finglish(pairs: Path) -> list[Case]:
    """Words that stand at the same place of both sentences and whose consonants differ in one at most."""
    cases: dict[str, set[str]] = defaultdict(set)
    for typed, meant in sentences(pairs):
        if len(typed) == len(meant):
            for a, b in zip(typed, meant, strict=True):
                if len(a) >= SHORTEST and b.isalpha() and is_persian(b) and skeleton(b) and sounds_alike(a, b):
                    cases[a].add(b)
    return [(word, frozenset(meant)) for word, meant in sorted(cases.items())]


def sounds_alike(latin: str, persian: str, apart: int = 1) -> bool:
    """Whether the consonants differ in so many at most."""
    return any(OSA.distance(skeleton(persian), shape) <= apart for shape in skeletons(latin_form(latin), _USUAL))


def _agreeing(cases: Iterable[Case]) -> list[Case]:
    """The cases whose consonants all agree: of those that differ in one, most are another form of the word."""
    kept = [(a, frozenset(b for b in meant if skeleton(b) in skeletons(latin_form(a)))) for a, meant in cases]
    return [case for case in kept if case[1]]


def names() -> list[Case]:
    """The words of the gazetteer's English names with those of the Persian ones, where there are as many.

    Names that are others in the other language (Aleppo is حلب) are left out: no sound leads from one to the other.
    """
    cases: dict[str, set[str]] = defaultdict(set)
    for entry in default_gazetteer():
        typed = re.findall(r"[A-Za-z']+", entry.label.en)
        meant = [key(word) for word in entry.label.fa.replace("\u200c", " ").split()]
        if entry.kind in ("city", "person", "country") and entry.label.en.isascii() and len(typed) == len(meant):
            for a, b in zip(typed, meant, strict=True):
                others = [name_key(alias) for alias in entry.aliases if is_persian(alias)] if len(typed) == 1 else []
                cases[a].update(word for word in (b, *others) if word.isalpha() and sounds_alike(a, word))
    return [(word, frozenset(meant)) for word, meant in sorted(cases.items()) if meant]


def whole_names() -> list[Case]:
    """The gazetteer's English names in small letters with all Persian ones."""
    cases: dict[str, set[str]] = defaultdict(set)
    for entry in default_gazetteer():
        if entry.label.en.isascii() and entry.kind in ("city", "person"):
            cases[entry.label.en.lower()].update(name_key(n) for n in (entry.label.fa, *entry.aliases) if is_persian(n))
    return [(typed, frozenset(meant)) for typed, meant in sorted(cases.items())]


def found_names(typed: str, vocabulary: Vocabulary) -> list[str]:
    """The Persian names that a search reads a name as: those of the gazetteer, else word by word by sound."""
    known = [name_key(other) for named in other_names(typed) for other in named.others if is_persian(other)]
    if known:
        return known
    words = [vocabulary.transliterator.matches(word) for word in typed.split()]
    return ["".join(match.word for match in found) for found in islice(product(*words), 5)]


def sure(pairs: Path, vocabulary: Vocabulary) -> None:
    """How many words would be replaced by what they sound like: Finglish ones, and English ones, which are not."""
    table = files("kavosh.analyzers").joinpath("data/terms.tsv").read_text("utf-8")
    english = {word for word in re.split(r"[\t|\n]", table) if re.fullmatch("[a-z]{4,}", word)}
    lists = {
        "English": sorted(english)[::3],
        "Finglish": [typed for typed, _ in finglish(pairs) if half(typed) == HALVES[0]][::2],
    }
    for label, words in lists.items():
        best = [(word, vocabulary.transliterator.matches(word, endings=True)[:1]) for word in words]
        surely = sum(found[0].sounds <= SURE_SOUNDS * len(latin_form(word)) for word, found in best if found)
        print(f"{label:10} {len(words):5} words  {surely / len(words):.3f} with a sure reading")


def swapped(vocabulary: Vocabulary, count: int = 2000) -> list[Case]:
    """Frequent words of the vocabulary typed on the other layout, in a layout's own way where they differ."""
    words = sorted(vocabulary.persian, key=lambda word: -vocabulary.persian[word])[: 5 * count]
    latin = sorted(vocabulary.latin, key=lambda word: -vocabulary.latin[word])[: 5 * count]
    rng = random.Random(1404)
    cases: dict[str, set[str]] = defaultdict(set)
    for chosen, typed_as in (
        (rng.sample(words, count), to_latin),
        (rng.sample(latin, min(count, len(latin))), to_persian),
    ):
        for word in chosen:
            if len(word) >= SHORTEST and (ways := typed_as(word)):
                cases[rng.choice(ways)].add(word)
    return [(typed, frozenset(meant)) for typed, meant in sorted(cases.items())]


def report(
    label: str, cases: Iterable[Case], guesses: Callable[[str], Sequence[str]], depths: Sequence[int], errors: int
) -> None:
    """One line a half: the share with the right word among the first guesses, then the same for any form of it."""
    lemmas = default_analyzer().lemmas
    for name in HALVES:
        part = [case for case in cases if half(case[0]) == name]
        exact, related = [0] * len(depths), [0] * len(depths)
        wrong: list[tuple[str, list[str], Sequence[str]]] = []
        for typed, meant in part:
            found = guesses(typed)
            right = set(map(plain, meant))
            forms = {lemma for word in meant for lemma in lemmas(word)}
            for place, depth in enumerate(depths):
                hit = any(plain(word) in right for word in found[:depth])
                exact[place] += hit
                related[place] += hit or any(forms.intersection(lemmas(word)) for word in found[:depth])
            if not right.intersection(map(plain, found[: depths[0]])):
                wrong.append((typed, sorted(meant), found[:4]))
        shown = "  ".join(
            f"top-{depth} {exact[place] / len(part):.3f} ({related[place] / len(part):.3f})"
            for place, depth in enumerate(depths)
        )
        print(f"{label:28} {name:10} {len(part):5} cases  {shown}")
        for case in wrong[: errors if name == HALVES[0] else 0]:
            print("   ", *case, file=sys.stderr)


def plain(word: str) -> str:
    """Without spaces and the madda, which quick typing leaves out."""
    return word.replace(" ", "").replace("آ", "ا")


def retrieval(folder: Path, sample: int | None) -> None:
    """nDCG@10 of the engine on queries as they are and with one error each, and what it corrected."""
    collection = read_collection(folder)
    with tempfile.TemporaryDirectory(prefix="kavosh-") as temporary:
        index = Path(temporary) / "index"
        build(collection, index)
        with Engine.open(index) as engine:
            for name in HALVES:
                kept = sorted(query for query in collection.queries if half(query) == name)[:sample]
                clean = {query: collection.queries[query] for query in kept}
                rng = random.Random(1404)
                _ask(engine, collection, clean, f"{name}, as they are")
                for kind in ("typing", "sounds", "keyboard", "mixed"):
                    broken = {query: mistaken(text, kind, rng) for query, text in clean.items()}
                    _ask(engine, collection, broken, f"{name}, {kind}")
                    if kind == "mixed":
                        _ask(engine, collection, broken, f"{name}, {kind}, literal", literal=True)


def _ask(engine: Engine, collection: Collection, queries: Mapping[str, str], label: str, literal: bool = False) -> None:
    rankings, corrected = {}, []
    for query, text in queries.items():
        page = engine.search(text, facets=(), limit=10, literal=literal)
        rankings[query] = falling([(hit.document.id, hit.score) for hit in page.hits])
        corrected += page.replacements[:1]
    figures = measure({query: collection.qrels[query] for query in queries}, rankings)
    print(
        f"{label:28} {len(queries):5} queries  nDCG@10 {figures['ndcg@10']:.4f}  corrected {len(corrected)}", flush=True
    )
    if "as they are" in label:
        print("   ", ", ".join(f"{one.word} > {one.instead}" for one in corrected), file=sys.stderr)


def mistaken(text: str, kind: str, rng: random.Random) -> str:
    """The text with one error in one of its longer Persian words."""
    places = [
        m
        for m in re.finditer(r"[\w\u200c]+", text)
        if len(m[0]) > SHORTEST and is_persian(m[0]) and not is_stop_word(m[0])
    ]
    if not places:
        return text
    place = rng.choice(places)
    makers = {
        "typing": [_typing],
        "sounds": [_sounds],
        "keyboard": [_keyboard],
        "mixed": [_typing, _typing, _sounds, _keyboard],
    }
    broken = rng.choice(makers[kind])(place[0], rng)
    return text[: place.start()] + broken + text[place.end() :]


def _typing(word: str, rng: random.Random) -> str:
    """A letter left out, doubled, exchanged with the next, or its neighbour on the keyboard."""
    at = rng.randrange(len(word) - 1)
    touching = sorted(b for a, b in TOUCHING if a == word[at] and is_persian(b))
    ways = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]
    ways += [word[:at] + rng.choice(touching) + word[at + 1 :]] if touching else []
    return rng.choice(ways)


def _sounds(word: str, rng: random.Random) -> str:
    """A letter by another of the same sound; a typing error where no letter has one."""
    options = [
        word[:at] + other + word[at + 1 :]
        for at, letter in enumerate(word)
        for group in _ALIKE[:5]
        if letter in group
        for other in group
        if other != letter
    ]
    return rng.choice(options) if options else _typing(word, rng)


def _keyboard(word: str, rng: random.Random) -> str:
    ways = to_latin(word)
    return rng.choice(ways) if ways else _typing(word, rng)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["spelling", "finglish", "names", "sure", "keyboard", "retrieval"])
    parser.add_argument("data", nargs="?", type=Path, help="the folder or file of cases")
    parser.add_argument("--vocabulary", type=Path, metavar="CORPUS.jsonl.gz")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the first N errors of the tuned half")
    parser.add_argument("--sample", type=int, metavar="N", help="queries of each half")
    options = parser.parse_args()
    if options.what == "retrieval":
        retrieval(options.data, options.sample)
        return
    if options.vocabulary is None:
        parser.error("name a corpus with --vocabulary")
    vocabulary = read_vocabulary(options.vocabulary)
    if options.what == "sure":
        sure(options.data, Vocabulary(vocabulary.persian.items(), default_gazetteer()))
        return
    for label, cases, guesses, depths in _tasks(options.what, options.data, vocabulary):
        report(label, cases, guesses, depths, options.errors)


def _tasks(
    what: str, data: Path, vocabulary: Vocabulary
) -> Iterator[tuple[str, list[Case], Callable[[str], Sequence[str]], Sequence[int]]]:
    if what == "spelling":
        for suffix in ("", "_gozar", "_virastman_real", "_tanvin"):
            cases = misspelt(data, suffix)
            known = [case for case in cases if case[1] & vocabulary.persian.keys()]

            def guess(word: str) -> list[str]:
                return [correction.word for correction in vocabulary.persian_speller.corrections(word)]

            yield f"wrong{suffix}", cases, guess, (3, 1)
            yield f"wrong{suffix}, word known", known, guess, (3, 1)
    elif what == "keyboard":
        words = vocabulary.persian.keys() | vocabulary.latin.keys()
        frequency = {**vocabulary.latin, **vocabulary.persian}

        def read(typed: str) -> list[str]:
            readings = to_latin(typed) if is_persian(typed) else to_persian(typed)
            return sorted((key(r) for r in readings if key(r) in words), key=lambda word: -frequency[word])

        yield "keyboard", swapped(vocabulary), read, (1, 3)
    else:
        vocabulary = with_lexicon(vocabulary)
        cases = names() if what == "names" else finglish(data)
        known = [case for case in cases if case[1] & vocabulary.persian.keys()]

        def sounding(word: str) -> list[str]:
            return [match.word for match in vocabulary.transliterator.matches(word, endings=True)]

        yield what, cases, sounding, (1, 5)
        yield f"{what}, word known", known, sounding, (1, 5)
        if what == "names":
            yield "whole, as a search reads", whole_names(), lambda typed: found_names(typed, vocabulary), (1, 5)
        yield f"{what}, same consonants", _agreeing(cases), sounding, (1, 5)


if __name__ == "__main__":
    main()
