"""A match of a date pattern: the numbers and places of its parts by the names of the pattern's groups."""

import re
from datetime import date

from kavosh.analyzers.characters import is_persian
from kavosh.analyzers.date_words import Reading


class Match:
    """`found` matched the kinds of `reading`, which was read from `text`."""

    __slots__ = ("_found", "_reading", "published", "text")

    def __init__(self, found: re.Match[str], reading: Reading, text: str, published: date | None) -> None:
        self._found = found
        self._reading = reading
        self.text = text
        self.published = published

    @property
    def span(self) -> tuple[int, int]:
        return self._reading.starts[self._found.start()], self._reading.ends[self._found.end() - 1]

    @property
    def kinds(self) -> str:
        return self._found[0]

    @property
    def before(self) -> str:
        """The kind of the token before the match, "" where there is none."""
        start = self._found.start()
        return self._found.string[start - 1] if start else ""

    @property
    def after(self) -> str:
        """The kind of the token after the match, "" where there is none."""
        return self._found.string[self._found.end() : self._found.end() + 1]

    def has(self, name: str) -> bool:
        return bool(self._found.re.groupindex.get(name) and self._found[name])

    def raw(self, name: str) -> str:
        """The kinds of a group, "" where it did not match."""
        return self._found[name] if self.has(name) else ""

    def number(self, name: str, default: int = 0) -> int:
        return self._reading.values[self._found.start(name)] if self.has(name) else default

    def start_of(self, name: str) -> int:
        """The offset in the text where the token before a group begins."""
        return self._reading.starts[max(self._found.start(name) - 1, 0)]

    def followed_by_month_word(self, name: str) -> bool:
        return self._found.string[self._found.end(name) : self._found.end(name) + 1] == "h"

    def is_in_persian(self) -> bool:
        start, end = self.span
        return is_persian(self.text[max(0, start - 60) : end + 60])
