"""Cut a text into words by script, numbers and addresses; nothing is changed on the way.

A `Word` holds the surface exactly as written, so `text[word.start:word.end] == word.surface`.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal, NamedTuple

from kavosh.analyzers.characters import ARABIC_LETTERS, JOINERS, MARKS

Script = Literal["arabic", "latin", "other", "number", "address"]


class Word(NamedTuple):
    surface: str
    start: int
    end: int
    script: Script


_new_word: Callable[[tuple[str, int, int, Script]], Word] = partial(tuple.__new__, Word)  # half the time of `Word(...)`

_LETTER = f"[{ARABIC_LETTERS}]"
_PLUS = r"(?:\++(?![\w+]))?"  # BRICS+ and «بریکس+» are names of their own
_DIGIT = "[0-9۰-۹٠-٩]"
_TOKEN = re.compile(
    rf"""
    (?P<address> https?://[^\s<>«»"()]+ | www\.[^\s<>«»"()]+ | [\w.+-]+@[\w-]+\.[\w.-]*\w )
  | (?P<number> {_DIGIT}{{1,3}}(?:[,٬]{_DIGIT}{{3}})+(?!{_DIGIT})(?:[.٫]{_DIGIT}+)? | {_DIGIT}+(?:[.٫]{_DIGIT}+)? )
  | (?P<arabic> {_LETTER}(?:[{ARABIC_LETTERS}{MARKS}]|[{JOINERS}]+(?={_LETTER}))*{_PLUS} )
    # "C40" and "Tehran's" are whole words.
  | (?P<latin> [A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f\u0300-\u036f]*
               (?:['’][A-Za-z\u00c0-\u024f]+)* {_PLUS} )
  | (?P<other> (?:(?![A-Za-z\u00c0-\u024f{ARABIC_LETTERS}])[^\W\d_])
               (?:(?![A-Za-z\u00c0-\u024f{ARABIC_LETTERS}])[^\W\d_]|[\u0300-\u036f])* )
    """,
    re.VERBOSE,
)
_TRAILING_PUNCTUATION = ".,;:!?،؛؟…'’"


def tokenize(text: str) -> Iterator[Word]:
    """The words of a text, in order. Any string is accepted.

    >>> [word.surface for word in tokenize("نشست BRICS+ در ۱۸٬۲۶۰ شهر")]  # "BRICS+ meeting in 18,260 cities"
    ['نشست', 'BRICS+', 'در', '۱۸٬۲۶۰', 'شهر']
    """
    for match in _TOKEN.finditer(text):
        script: Script = match.lastgroup  # type: ignore[assignment]
        surface = match[0]
        if script == "address":
            surface = surface.rstrip(_TRAILING_PUNCTUATION)
        start = match.start()
        yield _new_word((surface, start, start + len(surface), script))
