"""Compile the lexicon: the packages' words, curated, and the project's own tables over them."""

import re
from collections.abc import Iterator
from functools import cache

from kavosh.analyzers import lexicon_sources as sources
from kavosh.analyzers.characters import ARABIC_LETTERS, ZWNJ, fold, key
from kavosh.analyzers.gazetteer import UNCERTAIN, default_entries
from kavosh.analyzers.installed import package_version
from kavosh.analyzers.lexicon import PART, Lexicon
from kavosh.analyzers.lexicon_fingerprint import fingerprint
from kavosh.analyzers.spoken import spoken_forms
from kavosh.analyzers.tables import table
from kavosh.analyzers.tokenizer import tokenize
from kavosh.analyzers.verbs import verb_forms

_PERSIAN_WORD = re.compile(f"[{ARABIC_LETTERS}]+")  # the lists hold years and rows with stray spaces, too
_INFLECTED = re.compile("(?:ها|های|هایی|ترین|ترها)$")  # never base words, whatever a list says
_REGULAR_PLURAL = re.compile("^(..+?)(?:ان|ات|ون)$")
_MIN_INFLECTED = 5  # letters: کمتر, ببین and the like are shorter
_ENDINGS = frozenset(
    key(ending)
    for ending in "ها های هایی تر ترین ام ای اش ات اند ایم اید است مان تان شان م ت ش ی یی یم ید ند هایش هایشان".split()
)
_MIN_WORD = 2
_WEAK = 1  # frequency of a word that only parsivar has


def build() -> Lexicon:
    """Compile from what is installed; without hazm and parsivar only our own tables are in it."""
    verbs, participles = verb_forms(_verb_stems())
    spellings = {key(variant): key(usual) for variant, usual in _rows("spellings")}
    plurals = {key(plural): key(singular) for plural, singular in _plurals()}
    keep = frozenset(key(word) for name in ("keep", "not_plural") for word in _words(name))
    not_verbs = frozenset(key(word) for word in _words("not_verbs"))
    words, adjectives, compounds = _base_words(keep)
    for past, present in _common_verbs():
        for form in spoken_forms(past, present):
            if form not in words:  # بدون is "without", whoever may speak so of knowing
                participles.setdefault(form, past)
    whole_names, name_parts = _name_words()
    name_parts -= words.keys() | verbs.keys() | participles.keys()
    names = whole_names | {part for part in name_parts if not _is_inflected(part, words, adjectives, weak=True)}
    compounds |= {key(word): _parts(word) for word in _words("compounds") if "-" not in word}
    glued = {key(word.replace("-", "")): _parts(word) for word in _words("compounds") if "-" in word}
    for word in (*plurals.values(), *compounds):
        if not _is_inflected(word, words, adjectives, weak=True):
            words.setdefault(word, _WEAK)
    for form in sorted(not_verbs | whole_names):
        verb = verbs.pop(form, None) or participles.pop(form, None)
        if verb and form.endswith("ه") and form not in whole_names:
            participles[form] = verb  # داده is "given" as well as "datum"
    own = sum(map(len, (spellings, keep, not_verbs))) + len(plurals)
    return Lexicon(
        words=words,
        adjectives=frozenset(adjectives),
        verbs=verbs,
        participles={form: stem for form, stem in participles.items() if form not in verbs},
        plurals=plurals,
        keep=keep,
        names=frozenset(names),
        surnames=frozenset(key(word) for word in _words("surnames") if not word.endswith(UNCERTAIN)) - words.keys(),
        compounds={word: PART.join(parts) for word, parts in compounds.items()},
        glued={word: PART.join(parts) for word, parts in glued.items() if word not in compounds},
        spellings=spellings,
        sources={
            f"hazm {package_version('hazm') or 'not installed'} (MIT)": "words, verbs",
            f"parsivar {package_version('parsivar') or 'not installed'} (MIT)": "stems, plurals, verbs",
            "kavosh tables": f"{own} rows",
            "kavosh gazetteer": f"{len(names)} words of names",
        },
        fingerprint=fingerprint(),
    )


def _verb_stems() -> Iterator[tuple[str, str]]:
    """Our common verbs, then the packages': irregular ones first, for یافت#یاب is commoner than یابید#یاب."""
    yield from _common_verbs()
    others = [(fold(past), fold(present)) for past, present in sources.verb_stems()]
    yield from sorted(others, key=lambda pair: pair[0].startswith(pair[1]))


def _common_verbs() -> Iterator[tuple[str, str]]:
    return ((fold(past), fold(present)) for past, present in _rows("verbs"))


def _base_words(keep: frozenset[str]) -> tuple[dict[str, int], set[str], dict[str, tuple[str, ...]]]:
    """Base words with frequencies, adjectives, and compounds with their parts."""
    words: dict[str, int] = {}
    adjectives: set[str] = set()
    compounds: dict[str, tuple[str, ...]] = {}
    plural_tagged: set[str] = set()
    for entry in sources.hazm_words():
        word = key(entry.word)
        if not _PERSIAN_WORD.fullmatch(word) or len(word) < _MIN_WORD or _INFLECTED.search(word) or "AJC" in entry.tags:
            continue
        words[word] = max(entry.frequency, words.get(word, 0), _WEAK + 1)
        if "AJ" in entry.tags:
            adjectives.add(word)
        if "PL" in entry.tags:
            plural_tagged.add(word)
        compounds[word] = _parts(entry.word)
    for stem in sorted(sources.parsivar_stems()):  # a set: sorted, so that every build is the same
        word = key(stem)
        if len(word) >= _MIN_WORD and not _INFLECTED.search(word) and _PERSIAN_WORD.fullmatch(word):
            words.setdefault(word, _WEAK)
            compounds.setdefault(word, _parts(stem))
    inflected = [
        word
        for word, frequency in words.items()
        if word not in keep and _is_inflected(word, words, adjectives, frequency <= _WEAK or word in plural_tagged)
    ]
    for word in inflected:
        del words[word]
    return words, adjectives, {word: parts for word, parts in compounds.items() if len(parts) > 1}


def _is_inflected(word: str, words: dict[str, int], adjectives: set[str], weak: bool) -> bool:
    """Whether an entry is an inflected form of another one, which the rules take apart better.

    weak: parsivar alone has it, or hazm calls it a plural; then ان, ات and a glide count as well.
    """
    if word.endswith("تر") and len(word) > _MIN_INFLECTED:
        return word[:-2] in adjectives or (word.endswith("یتر") and word[:-2] in words)
    if word.endswith("گان"):
        return f"{word[:-3]}ه" in words
    if word.endswith("ین"):
        return len(word) > _MIN_INFLECTED and words.get(word[:-2], 0) > words.get(word, 0)
    if word.endswith("ان") and words.get(word[:-2], 0) > words.get(word, 0):
        return True  # دوستان, "friends", is rarer than دوست
    if not weak:
        return False
    if word.endswith(("ای", "وی")):
        return word[:-1] in words
    match = _REGULAR_PLURAL.match(word)
    return match is not None and (match[1] in words or f"{match[1]}ه" in words)


def _parts(word: str) -> tuple[str, ...]:
    """The parts of a compound at its half-spaces (or hyphens, in our table), endings left out."""
    pieces = [key(piece) for piece in re.split(f"[{ZWNJ}-]", word)]
    return tuple(piece for piece in pieces if len(piece) >= _MIN_WORD and piece not in _ENDINGS)


def _name_words() -> tuple[set[str], set[str]]:
    """The gazetteer's Persian names of one word, and the words of its longer names of persons and cities."""
    whole: set[str] = set()
    parts: set[str] = set()
    for entry in default_entries():
        certain = set(entry.certain_names()) if entry.context in ("", "clear") else set()
        for name in entry.names():
            words = [key(word.surface) for word in tokenize(name) if word.script == "arabic"]
            if len(words) == 1 and name in certain:
                whole.update(words)
            elif entry.kind in ("city", "person") and len(words) > 1:
                parts.update(word for word in words if len(word) >= _MIN_WORD)
    return whole, parts


def _plurals() -> Iterator[tuple[str, str]]:
    """parsivar's irregular plurals that our table does not correct, then ours."""
    own = dict(_rows("plurals"))
    keep = {key(word) for word in _words("keep")}
    for plural, singular in sources.parsivar_plurals().items():
        if plural not in own and key(plural) not in keep and plural not in _WRONG_PLURALS and plural != singular:
            yield plural, singular
    yield from own.items()


_WRONG_PLURALS = frozenset(("موارد",))  # parsivar has موزد for its singular


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = (line.partition("#")[0].split() for line in table(f"{name}.txt").splitlines())
    return tuple(" ".join(line) for line in lines if line)


def _words(name: str) -> list[str]:
    """The words of one of our tables, however many a line."""
    return [word for line in _lines(name) for word in line.split()]


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a table of pairs."""
    for line in _lines(name):
        first, second = line.split()
        yield first, second
