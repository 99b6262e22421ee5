"""What all readers share: their shape, their limits, and the checks on what they give.

A reader turns the bytes of one file into documents and, for a record that cannot be used, a DocumentError
in its place; the file as a whole fails with a raised DocumentError. A document without an id of its own has
id "" and is named after its file.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from kavosh.errors import DocumentError, DocumentTooLargeError, UnreadableDocumentError
from kavosh.types import Document

Outcome = Document | DocumentError
Reader = Callable[[BinaryIO, str], Iterator[Outcome]]


class Original(NamedTuple):
    """The bytes that documents were read from: `place` is the file, or the archive and the member's name in it."""

    place: str
    content: bytes


class Reading(NamedTuple):
    """A document or an error, and what it was read from; None for a record among others in a file."""

    outcome: Outcome
    original: Original | None = None


MAX_FILE = 32 * 1024**2  # bytes of a file that is read whole (text, JSON, HTML, mail, PDF, DOCX)
MAX_RECORD = 16 * 1024**2  # bytes of one line of JSON Lines or CSV
MAX_TEXT = 4_000_000  # code points of one document: a long book; its tokens still fit in memory
_BLOCK = 64 * 1024


class LimitedStream(io.RawIOBase):
    """A stream that fails with DocumentTooLargeError once more than `limit` bytes came out of it."""

    def __init__(self, source: BinaryIO, limit: int, path: str, reason: str) -> None:
        super().__init__()
        self._source, self._left, self._path, self._reason = source, limit, path, reason

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(min(len(buffer), _BLOCK))
        self._left -= len(data)
        if self._left < 0:
            raise DocumentTooLargeError(self._path, self._reason)
        buffer[: len(data)] = data
        return len(data)


def limited(source: BinaryIO, limit: int, path: str, reason: str) -> BinaryIO:
    """The stream, buffered and cut off with an error after `limit` bytes."""
    return io.BufferedReader(LimitedStream(source, limit, path, reason), _BLOCK)


def whole(stream: BinaryIO, path: str) -> bytes:
    """All bytes of a stream; DocumentTooLargeError past `MAX_FILE`, without reading further."""
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise DocumentTooLargeError(path, f"larger than {MAX_FILE // 1024**2} MB; split it, or make it JSON Lines")
    return data


def checked(document: Document, path: str) -> Document:
    """The document, if it has words and not too many of them."""
    if not (document.title.strip() or document.body.strip()):
        raise UnreadableDocumentError(path, "there is no article text in it")
    if len(document.title) + len(document.body) > MAX_TEXT:
        raise DocumentTooLargeError(path, f"longer than {MAX_TEXT} characters; split it")
    if "\x00" in document.title or "\x00" in document.body:
        document = replace(document, title=document.title.replace("\x00", ""), body=document.body.replace("\x00", ""))
    return document
