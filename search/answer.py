"""What a question came to, before it is dressed for a page."""

from dataclasses import dataclass

from kavosh.index.backend import RawResults
from kavosh.query import SearchRequest
from kavosh.search.corrections import Corrected
from kavosh.search.parser import Understood
from kavosh.types import Note


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query was taken for, the request that it became in the end, and what that found.

    by_words: how many matched by words, however loosely they were asked; relaxed: whether those are more than strictly.
    """

    corrected: Corrected
    understood: Understood
    request: SearchRequest
    found: RawResults
    notes: tuple[Note, ...]
    by_words: int
    relaxed: bool
