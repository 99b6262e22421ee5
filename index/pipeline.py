"""From a cleaned document to an index record: language, entities, terms."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kavosh.analyzers import Analyzer, detect_language, find_entities
from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.errors import DocumentError, DocumentTooLargeError, UnreadableDocumentError
from kavosh.index.readers import READERS, Outcome, read
from kavosh.index.records import Record
from kavosh.index.schema import ENTITY_FACETS, TEXT_FIELDS, month_facets
from kavosh.types import Document

READER_VERSION = 1  # raised when readers or cleaning change, so that unchanged files are read anew
MAX_BYTES = 256 * 1024 * 1024
_MAX_ID = 512  # code points


def to_record(
    document: Document, analyzer: Analyzer, completes: str = "", gazetteer: Gazetteer | None = None
) -> Record:
    """A document analysed by itself."""
    document = with_facets(document, gazetteer)
    terms = {name: analyzer(getattr(document, name)) for name in TEXT_FIELDS}
    wide = {f"{name}_wide": [token.wide for token in tokens if token.wide] for name, tokens in terms.items()}
    return Record(document, terms, wide, completes)


def with_facets(document: Document, gazetteer: Gazetteer | None = None) -> Document:
    """The document with its language. Facets that it brings along stay, and what is found in its text is added."""
    language = document.language or detect_language(f"{document.title}\n{document.body}")
    found = {
        **entity_facets(document, gazetteer),
        **month_facets(document.published),
        **({"source": (document.source,)} if document.source else {}),
        "language": (language,),
    }
    facets = {
        name: tuple(dict.fromkeys((*document.facets.get(name, ()), *found.get(name, ()))))
        for name in {**document.facets, **found}
    }
    return replace(document, language=language, facets=facets)


def entity_facets(document: Document, gazetteer: Gazetteer | None = None) -> dict[str, tuple[str, ...]]:
    """Kind -> ids of the entities named in title and body, in order of appearance."""
    found: dict[str, dict[str, None]] = {kind: {} for kind in ENTITY_FACETS}
    for entity in find_entities(document.text, gazetteer):
        found[entity.kind][entity.id] = None
    return {kind: tuple(ids) for kind, ids in found.items() if ids}


def find_files(paths: list[Path]) -> Iterator[tuple[Path, Path, DocumentError | None]]:
    """The files under some paths: (file, the root it was found under, why it may not be read).

    Hidden files are passed over. A link that leads out of its root is refused.
    """
    for path in paths:
        if not path.is_dir():
            yield path, path.parent, None
            continue
        root = path.resolve()
        for file in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if hidden or (file.is_dir() and not file.is_symlink()):
                continue
            if file.is_symlink() and not file.resolve().is_relative_to(root):
                yield file, path, UnreadableDocumentError(str(file), "the link leads out of the folder")
            elif not file.is_dir():
                yield file, path, None


def load(path: Path) -> tuple[bytes, str]:
    """A file's bytes and their digest; DocumentError where it cannot or may not be read."""
    try:
        str(path).encode()
        if not path.is_file():
            raise UnreadableDocumentError(str(path), "not a regular file")
        if path.suffix.lower() in READERS and path.stat().st_size > MAX_BYTES:
            raise DocumentTooLargeError(str(path), f"larger than {MAX_BYTES // 1024**2} MB")
        if path.suffix.lower() not in READERS:
            read(b"", str(path))  # says which formats are known, before a large foreign file is read
        data = path.read_bytes()
    except UnicodeEncodeError as error:
        name = str(path).encode("utf-8", "replace").decode()
        raise UnreadableDocumentError(name, "the file name is not valid UTF-8; rename the file") from error
    except OSError as error:
        raise UnreadableDocumentError(str(path), error.strerror or str(error)) from error
    return data, hashlib.sha256(b"%d\0" % READER_VERSION + data).hexdigest()


def read_documents(data: bytes, path: Path, root: Path) -> Iterator[Outcome]:
    """The documents of a file, each with an id: its own, or the file's path below the root."""
    name = path.relative_to(root).as_posix()
    for number, outcome in enumerate(read(data, str(path)), 1):
        if isinstance(outcome, DocumentError):
            yield outcome
            continue
        id_ = outcome.id or (name if number == 1 else f"{name}#{number}")
        yield replace(outcome, id=id_[:_MAX_ID], path=str(path.resolve()))
