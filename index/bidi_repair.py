"""Undo what typesetting does to Persian text: joined letter shapes and left-to-right (visual) order.

A PDF may hold letters as presentation forms, each line as it looks from left to right, or both. Shapes fold
by compatibility (NFKC); the order shows in the shapes (a final form cannot open a word) and in small words
that are no words backwards. A line that shows neither follows the rest of the text.
"""

import re
import unicodedata
from itertools import pairwise

_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
_FORM_RUN = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]+")
_RTL = re.compile(r"[\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_SMALL_WORDS = frozenset(
    "است این که را از در به با برای های می شد کرد گفت نیز آن یک تا هم خود شده بود سال من على في".split()
)
_BACKWARDS = frozenset(word[::-1] for word in _SMALL_WORDS) - _SMALL_WORDS


def repaired(text: str) -> str:
    """The text in letters and logical order; lines without Persian or Arabic stay as they are.

    >>> repaired("ﻥﺍﺮﻬﺗ ﺭﺍﺩﺮﻬﺷ")  # "mayor of Tehran", joined and back to front
    'شهردار تهران'
    """
    if not _RTL.search(text):
        return text
    lines = text.split("\n")
    votes = [_visual_votes(line) if _RTL.search(line) else 0 for line in lines]
    overall = sum(votes)
    return "\n".join(
        _logical(line, visual=(vote or overall) > 0) if _RTL.search(line) else line
        for line, vote in zip(lines, votes, strict=True)
    )


def _visual_votes(line: str) -> int:
    """How much more in a line speaks for visual than for logical order."""
    votes = 0
    for run in _FORM_RUN.findall(line):
        for first, second in pairwise(run):
            votes += _joins_left(second) - _joins_left(first) if _joins_left(first) != _joins_left(second) else 0
    words = [unicodedata.normalize("NFKC", word) for word in re.split(r"[\s،.:؛()«»]+", line)]
    return votes + sum((word in _BACKWARDS) - (word in _SMALL_WORDS) for word in words)


def _joins_left(char: str) -> bool:
    """Whether the shape is an initial or medial one, which another letter must follow."""
    return unicodedata.decomposition(char).startswith(("<initial>", "<medial>"))


def _logical(line: str, *, visual: bool) -> str:
    if visual:
        from bidi import get_display

        line = str(get_display(line, base_dir="R"))
    return _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), line) if _FORMS.search(line) else line
