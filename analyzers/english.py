"""English words: lower case, no accents, no possessive, Snowball stem."""

import re
from functools import cache
from typing import Any

_POSSESSIVE = re.compile("['’]s?$")


@cache
def _stemmer() -> Any:
    import Stemmer  # the C Snowball, loaded when the first English word is met

    return Stemmer.Stemmer("english", 0)


def stem(word: str) -> str:
    """The Snowball stem of a folded English word (Porter 2, snowballstem.org).

    >>> stem("cities"), stem("mayors"), stem("tehran's")
    ('citi', 'mayor', 'tehran')
    """
    bare = _POSSESSIVE.sub("", word)
    if not bare.isascii() or not bare.isalpha():
        return bare
    return str(_stemmer().stemWord(bare))
