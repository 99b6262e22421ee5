"""The half-space rule: words that a space tore apart are put together again.

Writers and web extractors replace the half-space (ZWNJ) by nothing («همکاریها») or by a space
(«همکاری ها»). Dropping ZWNJ from the key makes the first meet the correct spelling; this module mends
the second, and takes plural endings off so that all spellings of "cooperations" meet "cooperation".
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from kavosh.analyzers.characters import JOINERS, key
from kavosh.analyzers.tokenizer import Word

# ها (plural), های (plural + ezafe), هایی (+ indefinite) and the possessives after them.
_PLURAL = "ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?"
_TORN_PLURAL = re.compile(f"{_PLURAL}$")
_ENDS_IN_PLURAL = re.compile(f"^(..+?)({_PLURAL})$")
_VERB_PREFIX = frozenset(("می", "نمی"))
# Persons of the present and past tense end in one of these; "در" or "روز" after می (May) do not.
_VERB_ENDING = re.compile("(?:م|ی|د|ند|ست|ت|شت|خت|فت)$")
_MIN_VERB = 3

_TORN_BY = re.compile(rf"[ \u00a0{JOINERS}]{{1,3}}$")  # a space, perhaps beside a half-space; never a line break


@cache
def not_plural() -> frozenset[str]:
    """Keys of words that end in ها or های without being plurals (تنها "alone", انتها "end")."""
    lines = files("kavosh.analyzers").joinpath("data/not_plural.txt").read_text("utf-8").splitlines()
    return frozenset(key(word) for line in lines for word in line.partition("#")[0].split())


def reattach(words: Iterable[Word], text: str) -> Iterator[Word]:
    """Join a torn ending or verb prefix to its word; the joined word spans both.

    >>> from kavosh.analyzers.tokenizer import tokenize
    >>> [w.surface for w in reattach(tokenize("همکاری ها"), "همکاری ها")]  # "cooperations"
    ['همکاری ها']
    """
    held: Word | None = None
    for word in words:
        if held is not None and _belongs(held, word, text):
            held = Word(text[held.start : word.end], held.start, word.end, "arabic")
            continue
        if held is not None:
            yield held
        held = word
    if held is not None:
        yield held


def _belongs(left: Word, right: Word, text: str) -> bool:
    if left.script != "arabic" or right.script != "arabic":
        return False
    if not _TORN_BY.match(text[left.end : right.start]):
        return False
    left_key, right_key = key(left.surface), key(right.surface)
    if left_key in _VERB_PREFIX:
        return len(right_key) >= _MIN_VERB and _VERB_ENDING.search(right_key) is not None
    return len(left_key) > 1 and _TORN_PLURAL.match(right_key) is not None


def strip_plural(word_key: str) -> str:
    """Take the ها family off a key, unless the word only looks like a plural.

    >>> strip_plural("همکاریهای"), strip_plural("تنها")  # "cooperations of", "alone"
    ('همکاری', 'تنها')
    """
    match = _ENDS_IN_PLURAL.match(word_key)
    return match[1] if match and word_key not in not_plural() else word_key
