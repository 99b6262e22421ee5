"""What is known of one word as written."""

from typing import NamedTuple

from kavosh.analyzers.base import Mode, Terms
from kavosh.analyzers.tokenizer import Script


class Form(NamedTuple):
    """One spelling of a word, analysed.

    terms: (text, kind), the main one first. wide: the blunt stem. key: without half-spaces, of a Persian word. tail:
    the last piece of a word with half-spaces. unknown: whether the lexicon lacks it, so that it may be half of a torn
    name, which a function word is not.
    """

    surface: str
    script: Script
    terms: Terms
    wide: str
    key: str = ""
    tail: str = ""
    unknown: bool = False
    is_function_word: bool = False


def may_be_one(left: Form, right: Form, mode: Mode) -> bool:
    """Whether two words with only a space between them are also given as one."""
    if mode == "index" and not (left.unknown or right.unknown):
        return False
    if left.script != "arabic" or right.script != "arabic":
        return False
    return mode == "query" or not (left.is_function_word or right.is_function_word)


def as_one(left: Form, right: Form) -> tuple[str, str]:
    """Key and tail of two words written as one: «خواهر خواندگی» asks for خواهرخواندگی too ("twinning")."""
    return left.key + right.key, right.tail or (left.tail and left.tail + right.key)
