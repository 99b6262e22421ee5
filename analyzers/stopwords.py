"""Stop words: function words that a query of several words does without. The index keeps them all."""

from functools import cache

from kavosh.analyzers.characters import fold_latin, is_persian, key
from kavosh.analyzers.tables import table


@cache
def stop_words() -> frozenset[str]:
    """Their keys, Persian and English."""
    lines = table("stopwords.txt").splitlines()
    return frozenset(_form(word) for line in lines for word in line.partition("#")[0].split())


def is_stop_word(surface: str) -> bool:
    """Whether a word as written is a function word, under any spelling.

    >>> is_stop_word("The"), is_stop_word("شهر")  # "city"
    (True, False)
    """
    return _form(surface) in stop_words()


def is_function_word(word_key: str) -> bool:
    """The same by a Persian word's key."""
    return word_key in stop_words()


def _form(word: str) -> str:
    return key("".join(word.split())) if is_persian(word) else fold_latin(word)
