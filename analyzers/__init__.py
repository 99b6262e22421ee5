"""Text analysis, each part useful alone.

>>> from kavosh.analyzers import analyze, normalize
>>> [token.text for token in analyze("همكاريها")]  # "cooperations", in Arabic letters, half-space lost
['همکاری', '=همکاریها']
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kavosh.analyzers.base import Analyzer, Mode, Token
from kavosh.analyzers.characters import fold
from kavosh.analyzers.persian import PersianAnalyzer

if TYPE_CHECKING:
    from kavosh.analyzers.dates import DateMention, find_dates
    from kavosh.analyzers.entities import Entity, find_entities
    from kavosh.analyzers.language import detect_language
    from kavosh.analyzers.spellings import variants

# Loaded when first asked for: the first term should not wait for them.
_LAZY = {
    "DateMention": "dates",
    "Entity": "entities",
    "detect_language": "language",
    "find_dates": "dates",
    "find_entities": "entities",
    "variants": "spellings",
}

__all__ = [
    "Analyzer",
    "DateMention",
    "Entity",
    "PersianAnalyzer",
    "Token",
    "analyze",
    "default_analyzer",
    "detect_language",
    "find_dates",
    "find_entities",
    "normalize",
    "variants",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)


@cache
def default_analyzer() -> PersianAnalyzer:
    """The analyzer of this installation, with its lexicon loaded once."""
    return PersianAnalyzer()


def analyze(text: str, mode: Mode = "index") -> list[Token]:
    """The terms of a text by the default analyzer; offsets slice `text`."""
    return default_analyzer()(text, mode)


def normalize(text: str) -> str:
    """A text with one spelling for each letter and digit; half-spaces stay. Idempotent.

    >>> normalize("كتاب‌هاي ١٤٠٤")  # "books of 1404"
    'کتاب\u200cهای 1404'
    """
    return fold(text)
