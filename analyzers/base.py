"""The contract of analysis: a text goes in, tokens with offsets into that very text come out."""

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple, Protocol

Mode = Literal["index", "query"]
Kind = Literal["word", "english", "number", "address", "part", "exact", "joined"]
Terms = tuple[tuple[str, Kind], ...]  # of one word, the main one first


class Token(NamedTuple):
    """One index term.

    text: the term. start, end: the span in the original text, which no step ever changes.
    position: counts words; terms at one position are alternatives of one word.
    kind: "word" (Persian and other scripts), "english" (Latin script), "number", "address" (URL or
    e-mail), "part" (a part of the word at this position), "exact" (the word as spelled, marked by "="), "joined"
    (of a query: this word and the next, had they been written as one).
    wide: on the first term of a word, its blunt stem for the wide view of the index.
    """

    text: str
    start: int
    end: int
    position: int
    kind: Kind
    wide: str = ""


new_token: Callable[[tuple[str, int, int, int, Kind, str]], Token] = partial(tuple.__new__, Token)
"""All fields as one tuple: half the time of `Token(...)`, for texts of thousands of words."""


class Analyzer(Protocol):
    """Turns text into index terms; `name` and `version` are written into every index."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def __call__(self, text: str, mode: Mode = "index") -> list[Token]:
        """Tokens in order of start; any string is accepted and none raises."""
        ...
