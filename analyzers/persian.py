"""The Persian analyzer: the chain from text to terms, Persian and English alike.

    text -> tokenize -> reattach (half-space rule) -> key or English stem -> terms

Each step is a pure function of its own module; terms of a surface form are memoised.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from kavosh.analyzers.base import Kind, Mode, Token
from kavosh.analyzers.characters import fold, fold_latin, key
from kavosh.analyzers.english import stem
from kavosh.analyzers.halfspace import reattach, strip_plural
from kavosh.analyzers.tokenizer import Script, tokenize

_SPACE = re.compile(r"\s+")
_MEMO = 200_000  # surface forms; a large news archive has about as many, at some 200 bytes each


class PersianAnalyzer:
    """The default analyzer. Stateless, so one instance serves all threads.

    >>> [token.text for token in PersianAnalyzer()("همکاری‌های شهرها، cities")]  # "cooperations of cities"
    ['همکاری', 'شهر', 'citi']
    """

    name = "persian"
    version = 1

    def __call__(self, text: str, mode: Mode = "index") -> list[Token]:
        """Terms with offsets into `text`; the same terms in both modes, so a spelling finds itself."""
        tokens: list[Token] = []
        position = 0
        for word in reattach(tokenize(text), text):
            found = _terms(word.surface, word.script)
            tokens.extend(Token(term, word.start, word.end, position, kind) for term, kind in found)
            position += bool(found)
        return tokens


@lru_cache(maxsize=_MEMO)
def _terms(surface: str, script: Script) -> tuple[tuple[str, Kind], ...]:
    """The terms of one word, the main one first; empty for a word of nothing but marks."""
    match script:
        case "arabic":
            return _with_plus(_SPACE.sub("", key(surface)), strip_plural, "word")
        case "latin":
            return _with_plus(fold_latin(surface), stem, "english")
        case "number":
            return ((_number(surface), "number"),)
        case "address":
            return ((surface.lower(), "address"),)
        case _:
            word = fold_latin(surface)
            return ((word, "word"),) if word else ()


def _with_plus(folded: str, reduce: Callable[[str], str], kind: Kind) -> tuple[tuple[str, Kind], ...]:
    """The reduced word; BRICS+ is a name of its own that still answers to BRICS."""
    base = reduce(folded.rstrip("+"))
    if not base:
        return ()
    return ((folded, kind), (base, "part")) if folded.endswith("+") else ((base, kind),)


def _number(surface: str) -> str:
    """ASCII digits, no thousands separators, a point for the decimal: ۱۸٬۲۶۰ -> 18260, ۲٫۶ -> 2.6."""
    return fold(surface).replace(",", "").replace("٬", "").replace("٫", ".")
