"""RSS and Atom files, read with feedparser: an article an entry."""

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from kavosh.analyzers.language import LANGUAGES
from kavosh.errors import UnreadableDocumentError
from kavosh.index.reader_html import text_of
from kavosh.index.reading import Outcome, checked, whole
from kavosh.types import Document


def read_feed(stream: BinaryIO, path: str) -> Iterator[Outcome]:
    """The entries of a feed, with its title as source where they name none."""
    import feedparser

    parsed = feedparser.parse(whole(stream, path))
    if not parsed.version:
        raise UnreadableDocumentError(path, "the XML is no RSS or Atom feed")
    if not parsed.entries:
        raise UnreadableDocumentError(path, "the feed has no entries")
    for number, entry in enumerate(parsed.entries, 1):
        document = _document(entry, parsed.feed)
        try:
            yield checked(document, f"{path}#{number}")
        except UnreadableDocumentError as error:
            yield error


def _document(entry: Any, feed: Any) -> Document:
    texts = [part.get("value", "") for part in entry.get("content", ())] or [entry.get("summary", "")]
    language = (feed.get("language") or "").lower()[:2]
    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    return Document(
        id=entry.get("id") or entry.get("link") or "",
        title=text_of(entry.get("title", "")),
        body="\n".join(filter(None, map(text_of, texts))),
        language=language if language in LANGUAGES else "",
        published=date(*stamp[:3]) if stamp else None,
        source=(entry.get("source") or {}).get("title") or feed.get("title") or "",
        url=entry.get("link") or "",
        tags=tuple(tag["term"].strip() for tag in entry.get("tags", ()) if tag.get("term")),
        author=entry.get("author") or "",
    )
