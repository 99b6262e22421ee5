"""What was found out once is kept for the next time it is asked."""

from collections.abc import Callable
from typing import Generic, TypeVar

_ENTRIES = 100_000  # of one memo, some 400 bytes each

Asked = TypeVar("Asked")
Known = TypeVar("Known")


class Memo(dict[Asked, Known], Generic[Asked, Known]):
    """A dictionary that finds what it lacks, and begins anew when it is full; `entries` None: never.

    >>> Memo(len)["کازان"]  # "Kazan"
    5
    """

    def __init__(self, find: Callable[[Asked], Known], entries: int | None = _ENTRIES) -> None:
        super().__init__()
        self._find = find
        self._entries = entries

    def __missing__(self, asked: Asked) -> Known:
        if self._entries and len(self) >= self._entries:
            self.clear()
        known = self[asked] = self._find(asked)
        return known
