"""A document on its way into an index, and its stored form."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kavosh.analyzers.base import Token
from kavosh.types import Document


@dataclass(frozen=True, slots=True)
class Record:
    """An analysed document.

    terms: text field -> its tokens. wide: field of the wide view -> its blunt stems. completes: on the last
    record of a file, the file's digest; a file counts as indexed once that record is committed, so that an
    interrupted run takes it up again.
    """

    document: Document
    terms: Mapping[str, Sequence[Token]] = field(default_factory=dict)
    wide: Mapping[str, Sequence[str]] = field(default_factory=dict)
    completes: str = ""


def to_stored(doc: Document) -> str:
    """The JSON text that an index keeps of a document: its original words, without the terms."""
    stored: dict[str, Any] = {
        "id": doc.id,
        "title": doc.title,
        "body": doc.body,
        "language": doc.language,
        "published": doc.published.isoformat() if doc.published else None,
        "source": doc.source,
        "url": doc.url,
        "path": doc.path,
        "tags": doc.tags,
        "facets": doc.facets,
        "author": doc.author,
        "group": doc.group,
    }
    if doc.left_out:
        stored["left_out"] = doc.left_out
    return json.dumps(stored, ensure_ascii=False)


def from_stored(text: str) -> Document:
    """The inverse of `to_stored`."""
    stored = json.loads(text)
    stored["published"] = date.fromisoformat(stored["published"]) if stored["published"] else None
    stored["tags"] = tuple(stored["tags"])
    stored["group"] = stored["group"] or stored["id"]  # alone in a group of its own
    stored["left_out"] = tuple((at, line) for at, line in stored.get("left_out", ()))
    stored["facets"] = {name: tuple(values) for name, values in stored["facets"].items()}
    return Document(**stored)


def with_group(text: str, group: str) -> str:
    """The stored text with the group of reprints set."""
    return json.dumps({**json.loads(text), "group": group}, ensure_ascii=False)
