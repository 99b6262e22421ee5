"""Suggestions while typing: names, values of fields, words, phrases and titles of the index, in either script.

What is typed is read as it is, on the other keyboard layout, as Persian in Latin letters, and at last with a mistake.
The lists are gathered with the first prefix; after a commit the old ones serve until the new ones are gathered.
"""

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock, Thread
from typing import NamedTuple

from kavosh.analyzers.characters import is_persian
from kavosh.analyzers.keyboard import to_latin, to_persian
from kavosh.index.backend import Backend
from kavosh.search.completions import Completions
from kavosh.search.gathering import Gatherer
from kavosh.search.lexer import FIELDS
from kavosh.types import Suggestion


class _Lists(NamedTuple):
    generation: int
    everything: Completions
    fields: Mapping[str, Completions]  # field -> its values


class Suggester:
    """The suggestions of one index; safe to use from many threads."""

    def __init__(self, backend: Backend, gatherer: Gatherer) -> None:
        self._backend = backend
        self._gatherer = gatherer
        self._lock = Lock()
        self._lists: _Lists | None = None
        self._worker: Thread | None = None

    def suggest(self, prefix: str, limit: int = 8) -> list[Suggestion]:
        """How a text that begins so may go on, the weightiest first; nothing for an empty prefix.

        What goes on as a whole comes first, then the text with its last word completed.
        """
        typed = " ".join(prefix.split())
        if not typed:
            return []
        lists = self._current()
        head, _, last = typed.rpartition(" ")
        name, colon, value = last.partition(":")
        if colon and (field := FIELDS.get(name.casefold())):
            return _of_field(lists.fields.get(field), head, name, value, limit)
        for finding in (_begun, _read_otherwise, Completions.nearly):
            found = finding(lists.everything, typed, limit)
            if head and len(found) < limit:
                ends = finding(lists.everything, last, 2 * limit)
                found += _completed(head, (end for end in ends if end.kind != "title"))
            if found:
                return list(dict.fromkeys(found))[:limit]
        return []

    def prepare(self) -> None:
        """Gather the lists in the background, so that the first prefix need not wait."""
        with self._lock:
            if self._worker is None or not self._worker.is_alive():
                self._worker = Thread(target=self._gather, name="kavosh-suggestions", daemon=True)
                self._worker.start()

    def close(self) -> None:
        """Wait for what is being gathered; the index may be closed afterwards."""
        if self._worker is not None:
            self._worker.join()

    def _current(self) -> _Lists:
        if self._lists is None and self._worker is not None:
            self._worker.join()  # begun before, so nearer to its end than a second one
        lists = self._lists or self._gather()
        if lists.generation != self._backend.generation():
            self.prepare()
        return lists

    def _gather(self) -> _Lists:
        generation = self._backend.generation()
        everything, fields = self._gatherer.entries()
        lists = _Lists(generation, Completions(everything), {name: Completions(fields[name]) for name in fields})
        self._lists = lists
        return lists


def _begun(entries: Completions, typed: str, limit: int) -> list[Suggestion]:
    """What begins so; where that is little, also what begins with the sound of these Latin letters."""
    found = entries.beginning(typed, limit)
    return found + entries.sounding(typed, limit) if 0 < len(found) < limit else found


def _read_otherwise(entries: Completions, typed: str, limit: int) -> list[Suggestion]:
    """Read on the other keyboard layout, and by sound; whichever the index has more of comes first."""
    readings = to_latin(typed) if is_persian(typed) else to_persian(typed)
    found = [one for reading in readings for one in entries.beginning(reading, limit)]
    return sorted(found + entries.sounding(typed, limit), key=lambda one: -one.count)


def _completed(head: str, ends: Iterable[Suggestion]) -> Iterator[Suggestion]:
    return (Suggestion(f"{head} {end.text}", end.kind, end.count) for end in ends)


def _of_field(values: Completions | None, head: str, name: str, value: str, limit: int) -> list[Suggestion]:
    """The values of a field that begin so, as the query language wants them: city:"New York"."""
    if values is None:
        return []
    value = value.strip('"«»')
    if not value:
        found = values.weightiest(is_persian(name), limit)
    else:
        found = values.beginning(value, limit) or _read_otherwise(values, value, limit) or values.nearly(value, limit)
    quoted = ((f'"{one.text}"' if " " in one.text else one.text, one) for one in found[:limit])
    return [Suggestion(f"{head} {name}:{text}".strip(), one.kind, one.count) for text, one in quoted]
