"""An index's own gazetteer entries, over those that come with Kavosh: `gazetteer.jsonl` in the index folder.

Users bring them as tab- or comma-separated text with a header, as JSON lines, or as the JSON that Wikidata's query
service gives (columns item, kind, labelFa, labelEn and aliases). An entry replaces another one of its kind and id.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kavosh.analyzers.gazetteer import (
    CONTEXTS,
    UNCERTAIN,
    Entry,
    Gazetteer,
    default_gazetteer,
    entry_of,
    name_key,
)
from kavosh.analyzers.lexicon_cache import default_lexicon, write_atomically
from kavosh.errors import IndexCorruptError, IndexStoreError

FILE = "gazetteer.jsonl"
_ARABIC_ONLY = frozenset("يىكة")  # letters that a Persian label is not written with
_WIKIDATA = {"item": "id", "labelFa": "fa", "labelEn": "en", "aliasesFa": "aliases_fa", "aliasesEn": "aliases_en"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an entry: its kind and id, and the reason."""

    kind: str
    id: str
    reason: str


def open_gazetteer(folder: Path) -> Gazetteer:
    """The gazetteer of an index. IndexCorruptError where its own entries cannot be read."""
    own = own_entries(folder)
    return Gazetteer(own, default_gazetteer()) if own else default_gazetteer()


def own_entries(folder: Path) -> tuple[Entry, ...]:
    """The entries that users added to an index."""
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        return tuple(entry_of(json.loads(line)) for line in path.read_text("utf-8").splitlines())
    except (OSError, ValueError) as error:
        raise IndexCorruptError(f"{path} cannot be read ({error}); remove it and import the entries again.") from error


def add_entries(folder: Path, entries: Iterable[Entry]) -> int:
    """Add entries to an index's own, or replace them; how many it has then. Articles are tagged anew by reindexing."""
    known = {(entry.kind, entry.id): entry for entry in own_entries(folder)}
    known |= {(entry.kind, entry.id): entry for entry in entries}
    lines = "".join(f"{json.dumps(to_row(entry), ensure_ascii=False)}\n" for entry in known.values())
    try:
        write_atomically(folder / FILE, lines.encode())
    except OSError as error:
        raise IndexStoreError(f"{folder / FILE} cannot be written ({error.strerror}).") from error
    return len(known)


def to_row(entry: Entry) -> dict[str, str]:
    """An entry as `entry_of` reads it."""
    row = {"id": entry.id, "kind": entry.kind, "fa": entry.label.fa, "en": entry.label.en, "context": entry.context}
    return {**row, "aliases_fa": "|".join(entry.aliases), **entry.details}


def read_rows(text: str, kind: str = "") -> Iterator[Entry]:
    """Entries of a user's file, whatever its form; `kind` is for files without one. ValueError says what is wrong."""
    stripped = text.lstrip("\ufeff \n\r\t")
    if stripped.startswith("{") and '"bindings"' in stripped[:2000]:
        rows: Iterable[Mapping[str, Any]] = map(_from_wikidata, json.loads(stripped)["results"]["bindings"])
    elif stripped.startswith("{"):
        rows = [json.loads(line) for line in stripped.splitlines() if line.strip()]
    else:
        tab = "\t" in stripped.partition("\n")[0]
        lines = [line for line in stripped.splitlines() if line.strip() and not line.startswith("#")]
        rows = csv.DictReader(io.StringIO("\n".join(lines)), delimiter="\t" if tab else ",")
    for row in rows:
        yield entry_of({name: _cell(value) for name, value in row.items() if name}, _cell(row.get("kind")) or kind)


def _cell(value: Any) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value or "").strip()


def _from_wikidata(binding: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    row = {_WIKIDATA.get(name, name): cell["value"] for name, cell in binding.items()}
    return {**row, "id": row.get("id", "").rpartition("/")[2].lower(), "source": "wikidata"}


def validate(entries: Iterable[Entry]) -> Iterator[Problem]:
    """What is wrong with some entries: ids twice, labels in the wrong letters, names that are common words."""
    words = default_lexicon().words
    seen: set[tuple[str, str]] = set()
    for entry in entries:

        def problem(reason: str, entry: Entry = entry) -> Problem:
            return Problem(entry.kind, entry.id, reason)

        if (entry.kind, entry.id) in seen:
            yield problem("the id is there twice")
        seen.add((entry.kind, entry.id))
        if _ARABIC_ONLY & set(entry.label.fa):
            yield problem(f"the Persian label {entry.label.fa} has Arabic letters")
        if not any("\u0600" <= letter <= "\u06ff" for letter in entry.label.fa):
            yield problem(f"the Persian label {entry.label.fa} has no Persian letters")
        if entry.context not in CONTEXTS:
            yield problem(f"the context is {entry.context!r}; it is one of {', '.join(filter(None, CONTEXTS))}")
        for name in entry.certain_names():
            if words.get(name_key(name), 0) >= COMMON and entry.context not in ("clear", "capital"):
                yield problem(f"{name} is also a common word: mark it with {UNCERTAIN}, or set context cue or clear")


COMMON = 2_000_000  # in hazm's counts; well-known names are in its list of words, too
