"""An index's own rows of the term table, over those that come with Kavosh: `terms.tsv` in the index folder.

Users bring them as tab- or comma-separated text with the columns fa, en and perhaps pos and field. A row replaces the
one of its Persian word and part of speech.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from kavosh.analyzers.characters import fold
from kavosh.analyzers.lexicon_cache import write_atomically
from kavosh.analyzers.terms import COLUMNS, TermRow, default_terms, read_terms, term_of
from kavosh.errors import IndexCorruptError, IndexStoreError

FILE = "terms.tsv"


def open_terms(folder: Path) -> tuple[TermRow, ...]:
    """The term table of an index. IndexCorruptError where its own rows cannot be read."""
    own = own_terms(folder)
    return tuple(_by_word((*default_terms(), *own)).values()) if own else default_terms()


def own_terms(folder: Path) -> tuple[TermRow, ...]:
    """The rows that users added to an index."""
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        return tuple(read_terms(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise IndexCorruptError(f"{path} cannot be read ({error}); remove it and import the terms again.") from error


def add_terms(folder: Path, rows: Iterable[TermRow]) -> int:
    """Add rows to an index's own, or replace them; how many it has then. Searches use them at once."""
    known = _by_word((*own_terms(folder), *rows))
    lines = ["\t".join(COLUMNS), *("\t".join(row.to_dict().values()) for row in known.values())]
    try:
        write_atomically(folder / FILE, "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise IndexStoreError(f"{folder / FILE} cannot be written ({error.strerror}).") from error
    return len(known)


def read_rows(text: str) -> Iterator[TermRow]:
    """The rows of a user's file, separated by tabs or commas. ValueError says what is wrong."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.startswith("#")]
    tab = bool(lines) and "\t" in lines[0]
    for row in csv.DictReader(io.StringIO("\n".join(lines)), delimiter="\t" if tab else ","):
        cells = {name: " ".join((value or "").split()) for name, value in row.items() if isinstance(name, str)}
        yield term_of(cells)


def _by_word(rows: Iterable[TermRow]) -> dict[tuple[str, str], TermRow]:
    return {(fold(row.fa), row.pos): row for row in rows}
