"""The Persian analyzer: the chain from text to terms, Persian and English alike.

    text -> tokenize -> reattach (half-space rule) -> key -> lemmas, parts, exact form -> terms

Each step is a pure function of its own module; what comes of a surface form is memoised.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kavosh.analyzers.base import Kind, Mode, Token
from kavosh.analyzers.characters import ZWNJ, fold, fold_latin
from kavosh.analyzers.english import stem
from kavosh.analyzers.halfspace import is_torn, reattach, word_key
from kavosh.analyzers.lexicon import Lexicon
from kavosh.analyzers.lexicon_cache import default_lexicon
from kavosh.analyzers.morphology import Morphology
from kavosh.analyzers.splitting import glued_parts, marked_parts, searchable_parts
from kavosh.analyzers.stemmers import StemmerName, load_stemmer
from kavosh.analyzers.tokenizer import Script, Word, tokenize
from kavosh.analyzers.wide import wide_stem

EXACT = "="  # marks the term of a word exactly as it is spelled, half-spaces aside

_PIECES = re.compile(rf"[\s{ZWNJ}]+")
_INNER_CAPITAL = re.compile("[a-z][A-Z]")
_UNKNOWN = "unknown"  # in the rule of a word that the lexicon lacks
_COMMON = 50  # in hazm's counts
_MEMO = 200_000  # surface forms; a large news archive has about as many, at some 300 bytes each

Terms = tuple[tuple[str, Kind], ...]


@dataclass(frozen=True, slots=True)
class WordSteps:
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

    version = 2

    def __init__(self, lexicon: Lexicon | None = None, stemmer: StemmerName = "kavosh") -> None:
        self._lexicon = default_lexicon() if lexicon is None else lexicon
        self._stem = load_stemmer(stemmer)
        self._morphology = Morphology(self._lexicon)
        self.name = "persian" if stemmer == "kavosh" else f"persian-{stemmer}"
        self._terms = lru_cache(maxsize=_MEMO)(self._terms_of)
        self._wide = lru_cache(maxsize=_MEMO)(lambda surface: wide_stem(word_key(surface)))
        self._unknown = lru_cache(maxsize=_MEMO)(self._is_unknown)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that this analyzer looks words up in."""
        return self._lexicon

    def __call__(self, text: str, mode: Mode = "index") -> list[Token]:
        """Terms with offsets into `text`. Neighbours are also given as one where a space may have torn them.

        For a query that is every pair of Persian words, for an article only a pair with a word unknown by itself.
        """
        tokens: list[Token] = []
        position = 0
        previous: Word | None = None
        for word in reattach(tokenize(text), text, self._lexicon):
            found = self._terms(word.surface, word.script, mode)
            if not found:
                continue
            if previous is not None and (mode == "query" or self._may_be_torn(previous, word)):
                tokens += self._joined(previous, word, text, position - 1)
            wide = self._wide(word.surface) if word.script == "arabic" else found[0][0]
            for term, kind in found:
                tokens.append(Token(term, word.start, word.end, position, kind, wide))
                wide = ""
            previous = word
            position += 1
        return tokens

    def _may_be_torn(self, left: Word, right: Word) -> bool:
        """Whether an article's two words may be a torn name or compound: one of them is no word by itself."""
        return self._unknown(left.surface) or self._unknown(right.surface)

    def _joined(self, left: Word, right: Word, text: str, position: int) -> list[Token]:
        """The lemmas of two words as one: «خواهر خواندگی» asks for خواهرخواندگی too ("twinning")."""
        if not is_torn(left, right, text):
            return []
        surface = left.surface + right.surface
        lemmas = [term for term, kind in self._terms(surface, "arabic", "query") if kind == "word"]
        return [Token(lemma, left.start, right.end, position, "joined") for lemma in lemmas]

    def explain(self, text: str) -> list[WordSteps]:
        """How each word of a text becomes its terms."""
        steps: list[WordSteps] = []
        for word in reattach(tokenize(text), text, self._lexicon):
            found = self._terms(word.surface, word.script, "index")
            pieces = _PIECES.split(fold(word.surface))
            persian = word.script == "arabic" and self._stem is None
            readings = self._morphology.readings("".join(pieces), pieces[-1] if len(pieces) > 1 else "")
            steps.append(
                WordSteps(
                    surface=word.surface,
                    script=word.script,
                    folded=fold(word.surface),
                    key="".join(pieces),
                    rules=tuple(f"{r.lemma} ({r.rule})" for r in readings) if persian else (),
                    lexicon=self._lexicon.entries("".join(pieces)) if persian else (),
                    terms=tuple(f"{term} ({kind})" for term, kind in found),
                )
            )
        return steps

    def _terms_of(self, surface: str, script: Script, mode: Mode) -> Terms:
        """The terms of one word, the main one first; empty for a word of nothing but marks."""
        match script:
            case "arabic":
                return tuple(dict(self._persian_terms(fold(surface), mode)).items())
            case "latin":
                # DateTime and CoRoT are names: a capital inside a word is no business of a stemmer.
                inner_capital = _INNER_CAPITAL.search(surface) is not None
                return _with_plus(fold_latin(surface), str if inner_capital else stem, "english")
            case "number":
                return ((_number(surface), "number"),)
            case "address":
                return ((surface.lower(), "address"),)
            case _:
                word = fold_latin(surface)
                return ((word, "word"),) if word else ()

    def _persian_terms(self, folded: str, mode: Mode) -> Iterator[tuple[str, Kind]]:
        """Lemmas, then parts of a compound, then the exact form where no lemma is it."""
        pieces = [piece for piece in _PIECES.split(folded.rstrip("+")) if piece]
        word = "".join(pieces)
        if not word:
            return
        if folded.endswith("+"):
            yield f"{word}+", "word"
            yield word, "part"
            return
        if self._stem is not None:
            yield self._stem(ZWNJ.join(pieces)), "word"
            return
        readings = self._morphology.readings(word, pieces[-1] if len(pieces) > 1 else "")
        lemmas = [reading.lemma for reading in readings]
        for lemma in lemmas:
            yield lemma, "word"
        for part in self._parts(readings[0].rule, lemmas, pieces, bold=mode == "query"):
            if part not in lemmas:
                yield part, "part"
        if word not in lemmas:
            yield EXACT + word, "exact"

    def _parts(self, rule: str, lemmas: list[str], pieces: list[str], bold: bool) -> Iterator[str]:
        """The lemmas of the parts of a compound: of the lexicon's, of one with half-spaces, of one glued."""
        for lemma in lemmas:
            parts = self._lexicon.compounds.get(lemma) or self._lexicon.glued.get(lemma) or ()
            if not parts and len(pieces) > 1:
                parts = marked_parts(pieces)
            if not parts and rule == "unknown word":
                parts = glued_parts(lemma, self._any_word, 2) if bold else glued_parts(lemma, self._common_word)
            for part in searchable_parts(parts):
                yield from (reading.lemma for reading in self._morphology.readings(part))

    def _is_unknown(self, surface: str) -> bool:
        return self._stem is None and _UNKNOWN in self._morphology.readings(word_key(surface))[0].rule

    def _common_word(self, word: str) -> int:
        """The frequency of a base word that is not rare: rare ones make accidental splits."""
        frequency = self._lexicon.words.get(word, 0)
        return frequency if frequency >= _COMMON else 0

    def _any_word(self, word: str) -> int:
        """The same for a query, which only asks: rare and inflected words count too."""
        known = _UNKNOWN not in self._morphology.readings(word)[0].rule
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
