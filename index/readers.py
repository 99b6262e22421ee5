"""Readers: the bytes of one file become documents, by the file's suffix.

A reader yields documents and, for a record that cannot be used, a DocumentError in its place; the file
as a whole fails with a raised DocumentError. A document without an id of its own has id "" and is
named after its file.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from kavosh.analyzers import find_dates
from kavosh.analyzers.language import LANGUAGES
from kavosh.errors import DocumentError, UnreadableDocumentError, UnsupportedFormatError
from kavosh.index.cleaning import Article, clean
from kavosh.index.decoding import decode
from kavosh.types import Document

Outcome = Document | DocumentError
Reader = Callable[[bytes, str], Iterator[Outcome]]

# The names that archives give to the same thing, best first.
_TITLE = ("title", "headline", "name")
_BODY = ("body", "text", "content", "article")
_DATE = ("date", "published", "published_at", "publish_date", "datetime", "time")
_SOURCE = ("source", "publisher", "agency", "site")
_URL = ("url", "link")
_TAGS = ("tags", "keywords")
_LANGUAGE = ("language", "lang")
_LISTS = ("articles", "documents", "items", "results")


def read(data: bytes, path: str) -> Iterator[Outcome]:
    """The documents in a file's bytes. Raises DocumentError where the file as a whole cannot be used."""
    suffix = PurePath(path).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnsupportedFormatError(path, f"no reader for {suffix or 'files without a suffix'} (known: {known})")
    return reader(data, path)


def read_text(data: bytes, path: str) -> Iterator[Outcome]:
    """A saved plain-text article, with header lines and site chrome."""
    yield _checked(_document(clean(decode(data, path))), path)


def read_markdown(data: bytes, path: str) -> Iterator[Outcome]:
    """Markdown, with or without YAML front matter; the first heading is the headline."""
    fields, text = _front_matter(decode(data, path), path)
    heading, lines = _markdown_lines(text)
    article = clean(lines)
    if heading:
        body = article.body if article.title == heading else "\n".join(filter(None, (article.title, article.body)))
        article = replace(article, title=heading, body=body)
    given = _from_mapping({**fields, "body": article.body})
    yield _checked(
        replace(
            given,
            title=given.title or article.title,
            published=given.published or article.published,
            source=given.source or article.source,
            tags=given.tags or article.tags,
        ),
        path,
    )


def read_json(data: bytes, path: str) -> Iterator[Outcome]:
    """One article as an object, or many in a list or under "articles"."""
    value = _parse(decode(data, path), path)
    if isinstance(value, dict):
        listed = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        if listed is None:
            yield _record(value, path)
            return
        value = listed
    if not isinstance(value, list):
        raise UnreadableDocumentError(path, "the JSON is neither an object nor a list of objects")
    for number, item in enumerate(value, 1):
        yield _record(item, f"{path}#{number}")


def read_json_lines(data: bytes, path: str) -> Iterator[Outcome]:
    """One article a line, as a JSON object."""
    for number, line in enumerate(decode(data, path).split("\n"), 1):
        if line.strip():
            where = f"{path}:{number}"
            try:
                yield _record(_parse(line, where), where)
            except DocumentError as error:
                yield error


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}


def _document(article: Article) -> Document:
    return Document(
        "",
        article.title,
        article.body,
        published=article.published,
        source=article.source,
        tags=article.tags,
    )


def _checked(document: Document, path: str) -> Document:
    if not (document.title.strip() or document.body.strip()):
        raise UnreadableDocumentError(path, "there is no article text in it")
    return document


def _parse(text: str, path: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        raise UnreadableDocumentError(path, reason) from error
    except RecursionError as error:
        raise UnreadableDocumentError(path, "the JSON is nested too deeply") from error


def _record(value: Any, path: str) -> Outcome:
    if not isinstance(value, dict):
        return UnreadableDocumentError(path, "the record is no JSON object")
    document = _from_mapping(value)
    if not (document.title.strip() or document.body.strip()):
        return UnreadableDocumentError(path, f"the record has neither {' nor '.join((_TITLE[0], *_BODY[:2]))}")
    return document


def _from_mapping(fields: dict[str, Any]) -> Document:
    """A document from named fields; values of an unexpected type are read as text or left out."""
    language = _text(fields, _LANGUAGE).lower()[:2]
    return Document(
        id=_text(fields, ("id", "_id")),
        title=_text(fields, _TITLE),
        body=_text(fields, _BODY),
        language=language if language in LANGUAGES else "",
        published=_date(_text(fields, _DATE)),
        source=_text(fields, _SOURCE),
        url=_text(fields, _URL),
        tags=_tags(next((fields[name] for name in _TAGS if name in fields), ())),
    )


def _text(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int | float | date) and not isinstance(value, bool) and str(value).strip():
            return _unescaped_halves(str(value).strip())
    return ""


def _unescaped_halves(text: str) -> str:
    """JSON may escape half a surrogate pair, which no file can hold; such halves become U+FFFD."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text


def _tags(value: Any) -> tuple[str, ...]:
    values = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(tag for item in values if (tag := _text({"tag": item}, ("tag",))))


def _date(text: str) -> date | None:
    return next((mention.first for mention in find_dates(text) if mention.first == mention.last), None)


def _front_matter(text: str, path: str) -> tuple[dict[str, Any], str]:
    """The YAML block between two `---` lines at the top, and the rest."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        return {}, text
    import yaml

    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    try:
        fields = yaml.safe_load("\n".join(lines[1:end])) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableDocumentError(path, "the front matter is no YAML; mend it or take it out") from error
    return (fields if isinstance(fields, dict) else {}), "\n".join(lines[end + 1 :])


def _markdown_lines(text: str) -> tuple[str, str]:
    """The first heading, and the words of all blocks without Markdown signs, a block a line."""
    from markdown_it import MarkdownIt

    heading = ""
    blocks: list[str] = []
    previous = ""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "inline":
            words = "".join(
                "\n" if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ()
            )
            if previous == "heading_open" and not heading:
                heading = words
            blocks.append(words)
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.strip("\n"))
        previous = token.type
    return heading, "\n".join(blocks)
