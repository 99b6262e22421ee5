"""Records with named fields: JSON, JSON Lines, CSV and TSV; the last three are streamed."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, BinaryIO

from kavosh.analyzers import find_dates
from kavosh.analyzers.characters import key
from kavosh.analyzers.language import LANGUAGES
from kavosh.errors import DocumentError, DocumentTooLargeError, UnknownFieldError, UnreadableDocumentError
from kavosh.index.decoding import decode
from kavosh.index.reading import MAX_RECORD, Outcome, checked, whole
from kavosh.types import Document

# The names that archives give to the same thing, best first.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "guid"),
    "title": ("title", "headline", "name", "عنوان", "تیتر"),  # "title", "headline"
    "body": ("body", "text", "content", "article", "متن", "متن خبر"),  # "text", "text of the news"
    "date": ("date", "published", "published_at", "publish_date", "datetime", "time", "تاریخ", "تاریخ انتشار"),
    "source": ("source", "publisher", "agency", "site", "منبع", "خبرگزاری"),  # "source", "news agency"
    "url": ("url", "link", "لینک", "نشانی"),  # "link", "address"
    "tags": ("tags", "keywords", "برچسب‌ها", "برچسب", "کلیدواژه‌ها"),  # "tags", "tag", "keywords"
    "language": ("language", "lang", "زبان"),  # "language"
    "author": ("author", "byline", "writer", "نویسنده", "خبرنگار"),  # "writer", "reporter"
}
_STAMP = re.compile(r"(20\d\d|19\d\d)(\d\d)(\d\d)(?:T\d|$)")
Columns = Mapping[str, Sequence[str]]  # field -> the columns that hold it
NO_COLUMNS: Columns = MappingProxyType({})
_LISTS = ("articles", "documents", "items", "results")
_SNIFF = 4096  # bytes that tell UTF-16 from the rest
_DELIMITERS = (",", ";", "\t", "|")


def read_columns(text: str) -> Columns:
    """Columns as users write them: "title=عنوان,body=خلاصه+متن" (a field may be put together of several).

    UnknownFieldError for a field that documents do not have.

    >>> read_columns("title=Headline,body=Lead+Text")
    {'title': ('Headline',), 'body': ('Lead', 'Text')}
    """
    columns: dict[str, tuple[str, ...]] = {}
    for item in filter(None, map(str.strip, text.split(","))):
        field, _, names = item.partition("=")
        if field.strip() not in FIELDS or not names.strip():
            raise UnknownFieldError(field.strip() if names.strip() else item, FIELDS, "field")
        columns[field.strip()] = tuple(name.strip() for name in names.split("+") if name.strip())
    return columns


def read_json(stream: BinaryIO, path: str, columns: Columns = NO_COLUMNS) -> Iterator[Outcome]:
    """One article as an object, or many in a list or under "articles"."""
    value = _parse(decode(whole(stream, path), path), path)
    if isinstance(value, dict):
        listed = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        if listed is None:
            yield _record(value, path, columns)
            return
        value = listed
    if not isinstance(value, list):
        raise UnreadableDocumentError(path, "the JSON is neither an object nor a list of objects")
    for number, item in enumerate(value, 1):
        yield _record(item, f"{path}#{number}", columns)


def read_json_lines(stream: BinaryIO, path: str, columns: Columns = NO_COLUMNS) -> Iterator[Outcome]:
    """One article a line, as a JSON object; only one line is in memory at a time."""
    for number, line in enumerate(_lines(stream, path), 1):
        where = f"{path}:{number}"
        try:
            if isinstance(line, DocumentError):
                raise line
            if line.strip():
                yield _record(_parse(line, where), where, columns)
        except DocumentError as error:
            yield error


def read_table(stream: BinaryIO, path: str, columns: Columns = NO_COLUMNS) -> Iterator[Outcome]:
    """CSV or TSV: the first row names the columns, each further row is an article.

    columns: field -> the columns that hold it, for tables whose own names are not known.
    """
    lines = _good_lines(_lines(stream, path))
    head = next(lines, "")
    if not head.strip():
        raise UnreadableDocumentError(path, "the file is empty")
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(MAX_RECORD)
    rows = csv.DictReader(_chain(head, lines), delimiter=delimiter)
    _check_columns([str(column) for column in rows.fieldnames or ()], columns, path)
    number = 1
    try:
        for number, row in enumerate(rows, 2):
            named = {name: value for name, value in row.items() if name}
            yield _record({_column(n): v for n, v in named.items()} | _chosen(named, columns), f"{path}:{number}")
    except csv.Error as error:
        yield UnreadableDocumentError(f"{path}:{number + 1}", f"broken table: {error}")


def _check_columns(present: list[str], columns: Columns, path: str) -> None:
    """UnreadableDocumentError where a table lacks the columns that were chosen, or any with a title or a text."""
    known = {_plain(name) for name in present}
    listed = ", ".join(present)[:200]
    missing = [name for names in columns.values() for name in names if _plain(name) not in known]
    if missing:
        raise UnreadableDocumentError(path, f"there is no column {missing[0]!r} (there are: {listed})")
    named = {_plain(name) for field in ("title", "body") for name in (*FIELDS[field], *columns.get(field, ()))}
    if not named & known:
        hint = "say which they are with --columns title=...,body=..."
        raise UnreadableDocumentError(path, f"the first row names no title or text column ({listed}); {hint}")


def _chosen(fields: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    """The fields that were chosen, by their own names; a text from several columns has a line for each."""
    if not columns:
        return {}
    found = {_plain(name): value for name, value in fields.items()}
    chosen = {field: [found.get(_plain(name)) for name in names] for field, names in columns.items()}
    return {
        field: values[0] if len(values) == 1 else "\n".join(str(value) for value in values if value not in (None, ""))
        for field, values in chosen.items()
    }


def _plain(name: str) -> str:
    """A column's name without case and in one spelling."""
    return key(name.strip().lower())


def from_mapping(fields: Mapping[str, Any]) -> Document:
    """A document from named fields; values of an unexpected type are read as text or left out."""
    language = _text(fields, "language").lower()[:2]
    return Document(
        id=_text(fields, "id"),
        title=_text(fields, "title"),
        body=_text(fields, "body"),
        language=language if language in LANGUAGES else "",
        published=only_date(_text(fields, "date")),
        source=_text(fields, "source"),
        url=_text(fields, "url"),
        tags=_tags(next((fields[name] for name in FIELDS["tags"] if name in fields), ())),
        author=_text(fields, "author"),
    )


def only_date(text: str) -> date | None:
    """The first full date in a text, or in a stamp such as 20240603T0830."""
    if stamp := _STAMP.match(text):
        try:
            return date(*map(int, stamp.groups()))
        except ValueError:
            return None
    return next((mention.first for mention in find_dates(text) if mention.first == mention.last), None)


def _lines(stream: BinaryIO, path: str) -> Iterator[str | DocumentError]:
    """The decoded lines of a stream; a line that is too long or no text is an error in its place."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    start = buffered.peek(_SNIFF)[:_SNIFF]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start:  # UTF-16 has no lines of bytes
        yield from decode(whole(buffered, path), path).split("\n")
        return
    first = True
    while line := buffered.readline(MAX_RECORD + 1):
        if len(line) > MAX_RECORD:
            while line and not line.endswith(b"\n"):
                line = buffered.readline(MAX_RECORD)
            yield DocumentTooLargeError(path, f"the line is longer than {MAX_RECORD // 1024**2} MB")
        elif not line.strip():
            yield ""
            continue
        else:
            yield _decoded(line, path, first)
        first = False
    if first:
        raise UnreadableDocumentError(path, "the file is empty")


def _decoded(line: bytes, path: str, first: bool) -> str | DocumentError:
    try:
        return decode(line, path) if first or not line.isascii() else line.decode().replace("\r\n", "\n")
    except DocumentError as error:
        return error


def _good_lines(lines: Iterator[str | DocumentError]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, DocumentError):
            raise line
        yield line if line.endswith("\n") else f"{line}\n"


def _chain(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield head
    yield from lines


def _column(name: str) -> str:
    """The field that a column of this name holds; the name itself where none does."""
    wanted = _plain(name)
    return next((field for field, names in FIELDS.items() if wanted in map(key, names)), name)


def _parse(text: str, path: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        raise UnreadableDocumentError(path, reason) from error
    except RecursionError as error:
        raise UnreadableDocumentError(path, "the JSON is nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise UnreadableDocumentError(path, f"broken JSON: {error}") from error


def _record(value: Any, path: str, columns: Columns = NO_COLUMNS) -> Outcome:
    if not isinstance(value, dict):
        return UnreadableDocumentError(path, "the record is no JSON object")
    document = from_mapping(value | _chosen(value, columns))
    if not (document.title.strip() or document.body.strip()):
        return UnreadableDocumentError(path, "the record has neither title nor body nor text")
    try:
        return checked(document, path)
    except DocumentError as error:
        return error


def _text(fields: Mapping[str, Any], field: str) -> str:
    for name in FIELDS.get(field, (field,)):
        value = fields.get(name)
        if isinstance(value, str | int | float | date) and not isinstance(value, bool) and str(value).strip():
            return _unescaped_halves(str(value).strip())
    return ""


def _unescaped_halves(text: str) -> str:
    """JSON may escape half a surrogate pair, which no file can hold; such halves become U+FFFD."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text


def _tags(value: Any) -> tuple[str, ...]:
    values = value.replace("،", ",").split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(tag for item in values if (tag := _text({"tag": item}, "tag")))
