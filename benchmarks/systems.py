"""The analysers under comparison, each behind one call: text and mode in, a list of terms out.

A library is used as its own documentation shows: normalise, tokenise, then stem or lemmatise. Its terms are
folded afterwards (letters, digits, half-spaces), so that no system loses for writing ي where another writes ی.
Libraries are imported when a system is loaded, never before.
"""

import re
import warnings
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from kavosh.analyzers import PersianAnalyzer
from kavosh.analyzers.base import Mode
from kavosh.analyzers.characters import fold, fold_latin, key
from kavosh.analyzers.english import stem
from kavosh.analyzers.tokenizer import tokenize

Terms = Callable[[str, Mode], list[str]]

SECONDARY = frozenset(("part", "exact", "joined"))  # kinds of terms that stand beside the main ones

_WORDS = re.compile(r"\w")
_MEMO = 500_000  # words


class UnavailableError(Exception):
    """The library behind a system is not installed; the message says which."""


def ours(leave_out: frozenset[str] = frozenset()) -> Terms:
    """PersianAnalyzer, with or without the kinds of terms that stand beside the main ones."""
    analyzer = PersianAnalyzer()

    def terms(text: str, mode: Mode) -> list[str]:
        return [token.text for token in analyzer(text, mode) if token.kind not in leave_out]

    return terms


def folded() -> Terms:
    """Every word under its key and nothing else: letters, digits and half-spaces folded, no stemming."""
    return _by_word(key)


def snowball() -> Terms:
    """Snowball's Persian stemmer (PyStemmer 3.1 and later) on folded words."""
    try:
        import Stemmer
    except ImportError as error:
        raise UnavailableError("PyStemmer is not installed") from error
    if "persian" not in Stemmer.algorithms():
        raise UnavailableError("this PyStemmer has no Persian stemmer; 3.1 has")
    stemmer = Stemmer.Stemmer("persian")
    return _by_word(lambda word: key(stemmer.stemWord(fold(word))))


def lucene_like() -> Terms:
    """The Persian chain of Apache Lucene 10, written anew from its published description.

    PersianCharFilter makes the half-space a space; letters and digits are folded as by ArabicNormalizationFilter,
    PersianNormalizationFilter and DecimalDigitFilter; PersianStemFilter goes once through its list of suffixes
    and takes off each one that ends the word and leaves at least two letters, without a dictionary. Two
    differences: words are cut by our tokenizer, and of its stop words only the affixes that a half-space set
    apart are dropped (ها، می …), because stop words stay for every system here.
    """
    return _by_word(_lucene_stem, prepare=lambda text: text.replace("\u200c", " "))


def hazm_lemmatizer() -> Terms:
    """hazm: Normalizer, word_tokenize, Lemmatizer (a verb's lemma is its past and present stem)."""
    hazm = import_hazm()
    return _pipeline(hazm.Normalizer().normalize, hazm.word_tokenize, hazm.Lemmatizer().lemmatize)


def hazm_stemmer() -> Terms:
    """hazm: Normalizer, word_tokenize, Stemmer."""
    hazm = import_hazm()
    return _pipeline(hazm.Normalizer().normalize, hazm.word_tokenize, hazm.Stemmer().stem)


def parsivar() -> Terms:
    """parsivar: Normalizer, Tokenizer, FindStems."""
    library = import_parsivar()
    return _pipeline(
        library.Normalizer().normalize, library.Tokenizer().tokenize_words, library.FindStems().convert_to_stem
    )


def import_parsivar() -> Any:
    """The package; UnavailableError where it is not installed. Its warnings at import are not ours to mend."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import parsivar as library
    except ImportError as error:
        raise UnavailableError("parsivar is not installed") from error
    return library


def import_hazm() -> Any:
    """The package; UnavailableError where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import hazm
    except ImportError as error:
        raise UnavailableError("hazm is not installed") from error
    return hazm


def whoosh_standard() -> Terms:
    """Whoosh as it comes: its StandardAnalyzer (runs of word characters in lower case), nothing folded."""
    from whoosh.analysis import StandardAnalyzer

    analyzer = StandardAnalyzer()
    return lambda text, _: [token.text for token in analyzer(text)]


SYSTEMS: dict[str, Callable[[], Terms]] = {
    "ours": ours,
    "whoosh": whoosh_standard,
    "folded": folded,
    "hazm_lemmatizer": hazm_lemmatizer,
    "hazm_stemmer": hazm_stemmer,
    "parsivar": parsivar,
    "lucene_like": lucene_like,
    "snowball": snowball,
}


def _by_word(reduce: Callable[[str], str], prepare: Callable[[str], str] = str) -> Terms:
    """A chain over our own tokens: Persian words by `reduce`, Latin ones by Snowball English, the rest folded."""
    memo = lru_cache(maxsize=_MEMO)(reduce)

    def terms(text: str, mode: Mode) -> list[str]:
        found = []
        for word in tokenize(prepare(text)):
            if word.script == "arabic":
                found.append(memo(word.surface))
            elif word.script == "latin":
                found.append(stem(fold_latin(word.surface)))
            else:
                found.append(fold_latin(fold(word.surface)))
        return [term for term in found if term]

    return terms


def _pipeline(
    normalize: Callable[[str], str], cut: Callable[[str], Iterable[str]], reduce: Callable[[str], str]
) -> Terms:
    memo = lru_cache(maxsize=_MEMO)(lambda word: fold_latin(key(reduce(word))))

    def terms(text: str, mode: Mode) -> list[str]:
        return [term for word in cut(normalize(text)) if _WORDS.search(word) and (term := memo(word))]

    return terms


# The letters of ArabicNormalizer and PersianNormalizer, which fold to the Arabic yeh and kaf.
_LUCENE_LETTERS = str.maketrans("آأإىیےکۀہة", "ااايييكههه", "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654")
_LUCENE_SUFFIXES = ("ات", "ان", "ترين", "تر", "يي", "ي", "ها")
_LUCENE_AFFIXES = frozenset("ها هاي هايي مي نمي تر ترين ام اي ايم ايد اند اش ان شان مان تان".split())


def _lucene_stem(word: str) -> str:
    word = word.translate(_LUCENE_LETTERS)
    if word in _LUCENE_AFFIXES:
        return ""
    for suffix in _LUCENE_SUFFIXES:
        if len(word) >= len(suffix) + 2:
            word = word.removesuffix(suffix)
    return key(word)
