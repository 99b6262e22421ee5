"""The names of the gazetteer that comes with Kavosh, compiled: found by a stamp of its tables in the user's cache
folder, made when they are not there. Making their keys takes a quarter of a second, for which the first query would
wait.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kavosh.analyzers.cache_folder import cache_folder
from kavosh.analyzers.gazetteer_entries import Entry, Name, Names, NamesOf, read_entries
from kavosh.analyzers.gazetteer_files import FILES
from kavosh.analyzers.lexicon import no_collection
from kavosh.analyzers.lexicon_cache import write_atomically
from kavosh.analyzers.tables import module_file, stamp, table, table_file
from kavosh.types import Label

_CODE = ("gazetteer_entries", "gazetteer_cache", "characters", "tokenizer")  # what the keys of names depend on
_ALIASES = "\t"  # between aliases
_LINES = "\n"  # between names: one long string is read faster than many short ones
_NAMES, _CELLS, _BREAKS = ";", ",", "-"


class CompiledNames(Names):
    """Names as text, each made a `Name` when it is asked for."""

    def __init__(self, entries: tuple[Entry, ...], names: dict[str, str], beginnings: Iterable[str]) -> None:
        self._entries = entries
        self._rows = names
        self._beginnings = frozenset(beginnings)

    def get(self, key: str) -> tuple[Name, ...]:
        row = self._rows.get(key)
        return tuple(map(self._name, row.split(_NAMES))) if row else ()

    def may_begin(self, key: str) -> bool:
        return key in self._rows or key in self._beginnings

    def _name(self, row: str) -> Name:
        number, breaks, flags = row.split(_CELLS)
        ends = frozenset(map(int, filter(None, breaks.split(_BREAKS))))
        return Name(self._entries[int(number)], ends, *(flag == "1" for flag in flags))


def load() -> tuple[tuple[Entry, ...], Names]:
    """The entries and their names; where the cache folder cannot be written they are made each time."""
    path = _cache_file()
    with suppress(OSError, ValueError, KeyError, TypeError), no_collection():
        return _loads(path.read_bytes())
    data = _dumps(_read())
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    return _loads(data)


def _cache_file() -> Path:
    files = (*map(table_file, FILES.values()), *map(module_file, _CODE))
    return cache_folder() / f"gazetteer-{stamp(files)}.json"


def _read() -> tuple[Entry, ...]:
    return tuple(entry for kind, name in FILES.items() for entry in read_entries(table(name), kind))


def _dumps(entries: tuple[Entry, ...]) -> bytes:
    made = NamesOf(entries)
    numbers = {id(entry): number for number, entry in enumerate(entries)}

    def row(name: Name) -> str:
        flags = "".join(str(int(flag)) for flag in (name.exact_case, name.capital, name.needs_cue))
        return _CELLS.join((str(numbers[id(name.entry)]), _BREAKS.join(map(str, sorted(name.breaks))), flags))

    content = {
        "entries": [
            (e.id, e.kind, e.label.fa, e.label.en, _ALIASES.join(e.aliases), e.context, dict(e.details))
            for e in entries
        ],
        "names": _LINES.join(made),
        "rows": _LINES.join(_NAMES.join(map(row, made.get(key))) for key in made),
        "beginnings": _LINES.join(sorted(made.beginnings)),
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _loads(data: bytes) -> tuple[tuple[Entry, ...], Names]:
    content: dict[str, Any] = json.loads(data)
    entries = tuple(
        Entry(id_, kind, Label(fa, en), tuple(filter(None, aliases.split(_ALIASES))), context, details)
        for id_, kind, fa, en, aliases, context, details in content["entries"]
    )
    names, rows, beginnings = (content[part].split(_LINES) for part in ("names", "rows", "beginnings"))
    return entries, CompiledNames(entries, dict(zip(names, rows, strict=True)), beginnings)
