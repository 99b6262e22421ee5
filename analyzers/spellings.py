"""The spellings under which the web writes one word: half-spaced, glued, torn, in Arabic letters."""

import re

from kavosh.analyzers.characters import ZWNJ, fold
from kavosh.analyzers.halfspace import strip_plural

_ARABIC_LETTERS = str.maketrans("یک", "يك")


def variants(word: str) -> tuple[str, ...]:
    """The spellings of one word, correct one first, without repeats.

    The half-spaces already in the word and its plural ending are where spellings differ.

    >>> [spelling.replace("\\u200c", "-") for spelling in variants("همکاریها")]  # "cooperations"
    ['همکاری-ها', 'همکاریها', 'همکاری ها', 'همكاري-ها', 'همكاريها', 'همكاري ها']
    """
    pieces = [piece for piece in re.split(rf"[\s{ZWNJ}]+", fold(word)) if piece]
    if not pieces:
        return ()
    base = strip_plural(pieces[-1])
    if base != pieces[-1]:
        pieces[-1:] = [base, pieces[-1][len(base) :]]
    persian = [joint.join(pieces) for joint in (ZWNJ, "", " ")]
    return tuple(dict.fromkeys(persian + [spelling.translate(_ARABIC_LETTERS) for spelling in persian]))
