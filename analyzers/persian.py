"""The Persian analyzer: the chain from text to terms, Persian and English alike.

    text -> tokenize -> reattach (half-space rule) -> key -> lemmas, parts, exact form -> terms

Each step is a pure function of its own module; what comes of a surface form is memoised.
"""

import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from kavosh.analyzers.base import Kind, Mode, Terms, Token, new_token
from kavosh.analyzers.characters import ZWNJ, fold, fold_latin
from kavosh.analyzers.english import stem
from kavosh.analyzers.forms import Form, as_one, may_be_one
from kavosh.analyzers.halfspace import is_torn, reattach
from kavosh.analyzers.lexicon import Lexicon
from kavosh.analyzers.lexicon_cache import default_lexicon
from kavosh.analyzers.memo import Memo
from kavosh.analyzers.morphology import SET_OFF, UNKNOWN, Morphology
from kavosh.analyzers.splitting import connected_parts, glued_parts, marked_parts, searchable_parts
from kavosh.analyzers.stemmers import StemmerName, load_stemmer
from kavosh.analyzers.stopwords import is_function_word
from kavosh.analyzers.tokenizer import Script, tokenize
from kavosh.analyzers.wide import wide_stem

EXACT = "="  # marks the term of a word exactly as it is spelled, half-spaces aside

_PIECES = re.compile(rf"[\s{ZWNJ}]+")
_INNER_CAPITAL = re.compile("[a-z][A-Z]")
_PAIR = 2
_MAY_BE_TWO = ("unknown word", "surname")
_MAY_BE_GLUED = (
    "unknown word",
    "base word",
    "ending",
    "surname",
)  # rules; names, verbs and irregular plurals are whole
_COMMON = 50  # in hazm's counts


class WordSteps(NamedTuple):
    """One word on its way through the chain; `lexicon` names the lists that have its key."""

    surface: str
    script: str
    folded: str
    key: str
    rules: tuple[str, ...]
    lexicon: tuple[str, ...]
    terms: tuple[str, ...]


class PersianAnalyzer:
    """The default analyzer. Its lexicon is the installation's unless another is given.

    >>> [token.text for token in PersianAnalyzer(Lexicon())("همکاری‌های شهرها", "query")]  # "cooperations of cities"
    ['همکاری', '=همکاریهای', 'همکاریهایشهر', 'شهر', '=شهرها']
    """

    version = 4

    def __init__(self, lexicon: Lexicon | None = None, stemmer: StemmerName = "kavosh") -> None:
        self._lexicon = default_lexicon() if lexicon is None else lexicon
        self._stem = load_stemmer(stemmer)
        self._morphology = Morphology(self._lexicon)
        self.name = "persian" if stemmer == "kavosh" else f"persian-{stemmer}"
        self._known: Memo[tuple[str, Script], Form] = Memo(lambda word: self.new_form(*word))

    def forget(self) -> None:
        """Let go of what is remembered of the words so far, to bound the memory of long runs."""
        self._known.clear()

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that this analyzer looks words up in."""
        return self._lexicon

    def __call__(self, text: str, mode: Mode = "index") -> list[Token]:
        """Terms with offsets into `text`. Neighbours are also given as one where a space may have torn them.

        For a query that is every pair of Persian words, for an article only a pair with a word unknown by itself.
        """
        tokens: list[Token] = []
        position = start = end = 0
        previous: Form | None = None
        for word in reattach(tokenize(text), text, self._lexicon):
            form = self.form(word.surface, word.script, mode)
            if not form.terms:
                continue
            if previous is not None and may_be_one(previous, form, mode) and is_torn(text[end : word.start]):
                tokens += [
                    new_token((lemma, start, word.end, position - 1, "joined", ""))
                    for lemma in self.lemmas(*as_one(previous, form))
                ]
            wide = form.wide
            for term, kind in form.terms:
                tokens.append(new_token((term, word.start, word.end, position, kind, wide)))
                wide = ""
            previous, start, end = form, word.start, word.end
            position += 1
        return tokens

    def form(self, surface: str, script: Script, mode: Mode = "index") -> Form:
        """What comes of one word as written; its terms are empty for a word of nothing but marks."""
        return self._known[surface, script] if mode == "index" else self.new_form(surface, script, mode)

    def new_form(self, surface: str, script: Script, mode: Mode = "index") -> Form:
        """The same, found anew."""
        match script:
            case "arabic":
                folded = fold(surface)
                form = self.folded_form(folded, mode)
                return form if folded == surface else Form(surface, *form[1:])
            case "latin":
                # DateTime and CoRoT are names: a capital inside a word is no business of a stemmer.
                inner_capital = _INNER_CAPITAL.search(surface) is not None
                terms: Terms = _with_plus(fold_latin(surface), str if inner_capital else stem, "english")
            case "number":
                terms = ((_number(surface), "number"),)
            case "address":
                terms = ((surface.lower(), "address"),)
            case _:
                word = fold_latin(surface)
                terms = ((word, "word"),) if word else ()
        return Form(surface, script, terms, terms[0][0] if terms else "")

    def folded_form(self, folded: str, mode: Mode = "index") -> Form:
        """The same of a Persian word that is folded already.

        The lemmas, the parts of a compound, then the exact form where no lemma is it.
        """
        if folded.isalpha():
            pieces, key, tail = [folded], folded, ""
        else:
            pieces = folded.rstrip("+").replace(ZWNJ, " ").split()
            key, tail = "".join(pieces), pieces[-1] if len(pieces) > 1 else ""
            if not key:
                return Form(folded, "arabic", (), "")
            if folded.endswith("+"):
                return Form(folded, "arabic", ((f"{key}+", "word"), (key, "part")), key, key)
        wide = wide_stem(key)
        if self._stem is not None:
            return Form(folded, "arabic", ((self._stem(ZWNJ.join(pieces)), "word"),), wide, key, tail)
        readings = self._morphology.readings(key, tail)
        rule = readings[0][1]
        lemmas = [lemma for lemma, _ in readings]
        parts = self._parts(rule, lemmas, pieces, bold=mode == "query")
        terms: list[tuple[str, Kind]] = [(lemma, "word") for lemma in lemmas]
        if parts:
            terms.extend((part, "part") for part in dict.fromkeys(parts) if part not in lemmas)
        if key not in lemmas and key not in parts:
            terms.append((EXACT + key, "exact"))
        # An ending that a half-space sets off comes off any word; without it the word may be one that is known.
        unknown = UNKNOWN in rule or rule == SET_OFF
        if unknown and tail:
            unknown = UNKNOWN in self._morphology.readings(key)[0][1]
        return Form(folded, "arabic", tuple(terms), wide, key, tail, unknown, is_function_word(key))

    def lemmas(self, key: str, tail: str = "") -> tuple[str, ...]:
        """The lemmas of a Persian word by its key, as the chosen stemmer has them."""
        if self._stem is not None:
            return (self._stem(key),)
        return tuple([lemma for lemma, _ in self._morphology.readings(key, tail)])

    def explain(self, text: str) -> list[WordSteps]:
        """How each word of a text becomes its terms."""
        steps: list[WordSteps] = []
        for word in reattach(tokenize(text), text, self._lexicon):
            found = self.new_form(word.surface, word.script, "index").terms
            pieces = _PIECES.split(fold(word.surface))
            persian = word.script == "arabic" and self._stem is None
            readings = self._morphology.readings("".join(pieces), pieces[-1] if len(pieces) > 1 else "")
            steps.append(
                WordSteps(
                    surface=word.surface,
                    script=word.script,
                    folded=fold(word.surface),
                    key="".join(pieces),
                    rules=tuple(f"{lemma} ({rule})" for lemma, rule in readings) if persian else (),
                    lexicon=self._lexicon.entries("".join(pieces)) if persian else (),
                    terms=tuple(f"{term} ({kind})" for term, kind in found),
                )
            )
        return steps

    def _parts(self, rule: str, lemmas: list[str], pieces: list[str], bold: bool) -> list[str]:
        """The lemmas of the parts of a compound: of the lexicon's, of one with half-spaces, of one glued.

        bold: for a query, which only asks whether the parts stand side by side: any word may be one of two.
        """
        found: list[str] = []
        for lemma in lemmas:
            parts = self._lexicon.parts(lemma)
            if not parts and len(pieces) > 1:
                parts = marked_parts(pieces)
            if len(parts) < _PAIR and bold and rule.startswith(_MAY_BE_GLUED):
                parts = connected_parts(lemma, self._any_word) or parts
            if not parts and rule in _MAY_BE_TWO:
                parts = glued_parts(lemma, self._any_word, 2) if bold else glued_parts(lemma, self._common_words.get)
            if parts:
                for part in parts if bold and len(parts) >= _PAIR else searchable_parts(parts):
                    found += [lemma for lemma, _ in self._morphology.readings(part)]
        return found

    @cached_property
    def _common_words(self) -> dict[str, int]:
        """Base words that are not rare, with their frequencies: rare ones make accidental splits."""
        return {word: frequency for word, frequency in self._lexicon.words.items() if frequency >= _COMMON}

    def _any_word(self, word: str) -> int:
        """The same for a query, which only asks: rare and inflected words count too."""
        known = UNKNOWN not in self._morphology.readings(word)[0][1]
        return self._lexicon.words.get(word, 0) or int(known)


def _with_plus(folded: str, reduce: Callable[[str], str], kind: Kind) -> Terms:
    """The reduced word; BRICS+ is a name of its own that still answers to BRICS."""
    base = reduce(folded.rstrip("+"))
    if not base:
        return ()
    return ((folded, kind), (base, "part")) if folded.endswith("+") else ((base, kind),)


def _number(surface: str) -> str:
    """ASCII digits, no thousands separators, a point for the decimal: ۱۸٬۲۶۰ -> 18260, ۲٫۶ -> 2.6."""
    return fold(surface).replace(",", "").replace("٬", "").replace("٫", ".")
