"""Which reader reads which file, by suffix; archives and compressed files are opened on the way.

Plain formats are read in this process, as streams where they have lines; complex ones in an isolated
process. Other packages add readers through the entry point group `kavosh.readers`: the name is the suffix
("epub"), the object a `Reader`; they run isolated.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from kavosh.errors import DocumentError, UnreadableDocumentError, UnsupportedFormatError
from kavosh.index.archives import BROKEN, COMPRESSED, TAR, ZIP, decompressed, is_archive, members
from kavosh.index.isolation import Isolation
from kavosh.index.reader_records import NO_COLUMNS, Columns, read_json, read_json_lines, read_table
from kavosh.index.reader_text import read_markdown, read_text
from kavosh.index.reading import Original, Outcome, Reader, Reading, whole
from kavosh.types import Document

_TEXTS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
# Complex formats: suffix -> the module and function that read it, in the isolated process only.
_ISOLATED = {
    ".html": ("reader_html", "read_html"),
    ".htm": ("reader_html", "read_html"),
    ".xhtml": ("reader_html", "read_html"),
    ".rss": ("reader_feed", "read_feed"),
    ".atom": ("reader_feed", "read_feed"),
    ".xml": ("reader_feed", "read_feed"),
    ".eml": ("reader_mail", "read_mail"),
    ".pdf": ("reader_pdf", "read_pdf"),
    ".docx": ("reader_docx", "read_docx"),
}


_RECORDS: dict[str, Callable[[BinaryIO, str, Columns], Iterator[Outcome]]] = {
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_table,
    ".tsv": read_table,
}


class Readers:
    """All readers, with the isolated process that some of them need. A context manager.

    columns: which columns of tables, or names in JSON, hold which field, beside those that are known.
    """

    def __init__(self, isolation: Isolation | None = None, columns: Columns = NO_COLUMNS) -> None:
        self._isolation = isolation or Isolation()
        self._columns = columns

    def read(self, stream: BinaryIO, path: str, size: int) -> Iterator[Outcome]:
        """The documents in a file of `size` bytes; raises DocumentError where the file as a whole cannot be used.

        The documents of an archive without ids of their own are named after their member's path.
        """
        return (reading.outcome for reading in self.readings(stream, path, size))

    def readings(self, stream: BinaryIO, path: str, size: int) -> Iterator[Reading]:
        """The same, each with the original that it was read from."""
        try:
            if is_archive(path):
                yield from self._read_archive(stream, path, size)
            elif path.lower().endswith(COMPRESSED):
                inner = path.rsplit(".", 1)[0]
                yield from self._read_plain(decompressed(stream, path, size), path, suffix_of(inner))
            else:
                yield from self._read_plain(stream, path, suffix_of(path))
        except (*BROKEN, OSError) as error:
            raise UnreadableDocumentError(path, f"cannot be read to its end: {error}") from error

    def close(self) -> None:
        self._isolation.close()

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_plain(self, stream: BinaryIO, path: str, suffix: str) -> Iterator[Reading]:
        if suffix in _RECORDS:
            yield from map(Reading, _RECORDS[suffix](stream, path, self._columns))
            return
        if suffix not in _TEXTS and suffix not in _isolated_suffixes():
            raise unsupported(path)
        original = Original(path, whole(stream, path))
        if suffix in _TEXTS:
            outcomes = _TEXTS[suffix](BytesIO(original.content), path)
        else:
            outcomes = self._isolation.read(original.content, path, suffix)
        for outcome in outcomes:
            yield Reading(outcome, original)

    def _read_archive(self, stream: BinaryIO, path: str, size: int) -> Iterator[Reading]:
        for member in members(stream, path, size):
            if isinstance(member, DocumentError):
                yield Reading(member)
                continue
            name, content = member
            if any(part.startswith(".") for part in PurePath(name).parts):
                continue
            where = f"{path}/{name}"
            try:
                if is_archive(name) or name.lower().endswith(COMPRESSED):
                    raise UnreadableDocumentError(where, "an archive inside an archive; unpack it first")
                for number, (outcome, original) in enumerate(self._read_plain(content, where, suffix_of(name)), 1):
                    if isinstance(outcome, Document) and not outcome.id:
                        id_ = f"{PurePath(path).name}/{name}" + ("" if number == 1 else f"#{number}")
                        outcome = replace(outcome, id=id_)
                    yield Reading(outcome, original)
            except DocumentError as error:
                yield Reading(error)
            except (*BROKEN, OSError) as error:
                yield Reading(UnreadableDocumentError(where, f"broken in the archive: {error}"))


def read(data: bytes, path: str) -> Iterator[Outcome]:
    """The documents in a file's bytes, as `Readers.read` gives them."""
    with Readers() as readers:
        yield from readers.read(BytesIO(data), path, len(data))


def is_known(path: str) -> bool:
    """Whether there is a reader for files of this name."""
    inner = path.rsplit(".", 1)[0] if path.lower().endswith(COMPRESSED) and not is_archive(path) else path
    return is_archive(path) or suffix_of(inner) in {*_TEXTS, *_RECORDS} or suffix_of(inner) in _isolated_suffixes()


def is_streamed(path: str) -> bool:
    """Whether a file is read piece by piece, so that its size does not matter."""
    return is_archive(path) or path.lower().endswith((*COMPRESSED, ".jsonl", ".ndjson", ".csv", ".tsv"))


def has_records(path: str) -> bool:
    """Whether a file holds named fields, not pages: JSON, a table."""
    inner = path.rsplit(".", 1)[0] if path.lower().endswith(COMPRESSED) and not is_archive(path) else path
    return suffix_of(inner) in _RECORDS


def reader_name(path: str) -> str:
    """The name of the format that a file is read as: "html", "jsonl.gz", "zip"."""
    lowered = PurePath(path).name.lower()
    long = next((s for s in (*TAR, *ZIP, *COMPRESSED) if lowered.endswith(s)), "")
    return ((suffix_of(lowered[: -len(long)]) if long in COMPRESSED else "") + (long or suffix_of(lowered))).strip(".")


def unsupported(path: str) -> UnsupportedFormatError:
    """The error for a file that no reader knows; it names those that are known."""
    suffix = suffix_of(path)
    known = ", ".join(sorted({*_TEXTS, *_RECORDS, *_isolated_suffixes(), *ZIP, ".tar", *COMPRESSED}))
    return UnsupportedFormatError(path, f"no reader for {suffix or 'files without a suffix'} (known: {known})")


def isolated_reader(suffix: str) -> Reader:
    """The reader of a complex format; to be called in the isolated process, as it imports the parser."""
    if suffix in _ISOLATED:
        module, function = _ISOLATED[suffix]
        reader: Reader = getattr(import_module(f"kavosh.index.{module}"), function)
        return reader
    (entry,) = tuple(entry_points(group="kavosh.readers", name=suffix[1:]))[:1]
    loaded: Reader = entry.load()
    return loaded


@cache
def _isolated_suffixes() -> frozenset[str]:
    return frozenset(_ISOLATED) | {f".{entry.name.lower()}" for entry in entry_points(group="kavosh.readers")}


def suffix_of(path: str) -> str:
    return PurePath(path).suffix.lower()
