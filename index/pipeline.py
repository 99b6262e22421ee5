"""From a cleaned document to an index record: language, entities, terms."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from kavosh.analyzers import Analyzer, find_entities
from kavosh.analyzers.gazetteer import Gazetteer, default_gazetteer
from kavosh.analyzers.language import languages_of
from kavosh.errors import DocumentError, DocumentTooLargeError, UnreadableDocumentError
from kavosh.index.reader_records import NO_COLUMNS, Columns
from kavosh.index.readers import Readers, is_known, is_streamed, unsupported
from kavosh.index.reading import MAX_FILE, Reading
from kavosh.index.records import Record
from kavosh.index.schema import CONTENT, ENTITY_FACETS, month_facets
from kavosh.types import Document

READER_VERSION = 3  # raised when readers or cleaning change, so that unchanged files are read anew
MAX_BYTES = 64 * 1024**3  # bytes of a file that is streamed
_MAX_ID = 512  # code points


def to_record(
    document: Document, analyzer: Analyzer, completes: str = "", gazetteer: Gazetteer | None = None
) -> Record:
    """A document analysed by itself."""
    document = with_facets(document, gazetteer)
    terms = {name: analyzer(getattr(document, content)) for name, content in CONTENT.items()}
    wide = {f"{name}_wide": [token.wide for token in tokens if token.wide] for name, tokens in terms.items()}
    return Record(document, terms, wide, completes)


def with_facets(document: Document, gazetteer: Gazetteer | None = None) -> Document:
    """The document with its language. Facets that it brings along stay, and what is found in its text is added."""
    spoken = languages_of(document.text)
    language = document.language or spoken[0]
    found = {
        **entity_facets(document, gazetteer),
        **month_facets(document.published),
        **({"source": (document.source,)} if document.source else {}),
        "language": tuple(dict.fromkeys((language, *spoken[1:]))),
    }
    facets = {
        name: tuple(dict.fromkeys((*document.facets.get(name, ()), *found.get(name, ()))))
        for name in {**document.facets, **found}
    }
    return replace(document, language=language, facets=facets)


def entity_facets(document: Document, gazetteer: Gazetteer | None = None) -> dict[str, tuple[str, ...]]:
    """Kind -> ids of the entities named in title and body, in order of appearance.

    The wider form of a bloc (BRICS+) that is named once in passing, not in the title, counts as the bloc itself.
    """
    gazetteer = gazetteer or default_gazetteer()
    entities = find_entities(document.text, gazetteer)
    mentions = Counter((entity.kind, entity.id) for entity in entities)
    found: dict[str, dict[str, None]] = {kind: {} for kind in ENTITY_FACETS}
    for entity in entities:
        entry = gazetteer.entry(entity.kind, entity.id)
        base = entry.details.get("extends", "") if entry else ""
        passing = mentions[entity.kind, entity.id] == 1 and entity.start > len(document.title)
        found[entity.kind][base if base and passing else entity.id] = None
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
        for file in _walk(path):
            if file.is_symlink() and not file.resolve().is_relative_to(root):
                yield file, path, UnreadableDocumentError(str(file), "the link leads out of the folder")
            elif not file.is_dir():
                yield file, path, None
            elif not file.is_symlink():
                yield file, path, UnreadableDocumentError(str(file), "the folder cannot be opened")


def _walk(folder: Path) -> Iterator[Path]:
    """All files and links below a folder, in the order of their paths, and the folders that cannot be opened.

    One folder at a time is in memory, and those around it.
    """
    waiting = [iter([folder])]
    while waiting:
        path = next(waiting[-1], None)
        if path is None:
            waiting.pop()
        elif path.is_dir() and (path == folder or not path.is_symlink()):
            try:
                waiting.append(iter(sorted(found for found in path.iterdir() if not found.name.startswith("."))))
            except OSError:
                yield path
        else:
            yield path


def size_of(path: Path) -> int:
    """A file's size in bytes; 0 where it has none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def digest_of(path: Path, columns: Columns = NO_COLUMNS) -> str:
    """The digest of a file's content and of how it is read; DocumentError where it cannot or may not be read."""
    try:
        str(path).encode()
        if not path.is_file():
            raise UnreadableDocumentError(str(path), "not a regular file")
        if not is_known(str(path)):
            raise unsupported(str(path))
        size, streamed = path.stat().st_size, is_streamed(str(path))
        if size > MAX_BYTES or (size > MAX_FILE and not streamed):
            raise DocumentTooLargeError(str(path), f"larger than {(MAX_BYTES if streamed else MAX_FILE) // 1024**2} MB")
        digest = hashlib.sha256(b"%d\0" % READER_VERSION)
        if columns:
            digest.update(json.dumps(sorted(columns.items())).encode())
        with path.open("rb") as stream:
            while block := stream.read(1024**2):
                digest.update(block)
        return digest.hexdigest()
    except UnicodeEncodeError as error:
        name = str(path).encode("utf-8", "replace").decode()
        raise UnreadableDocumentError(name, "the file name is not valid UTF-8; rename the file") from error
    except OSError as error:
        raise UnreadableDocumentError(str(path), error.strerror or str(error)) from error


def read_documents(
    readers: Readers, path: Path, root: Path, opened: Callable[[BinaryIO], None] = lambda _: None
) -> Iterator[Reading]:
    """The documents of a file, each with an id: its own, or the file's path below the root.

    opened: is given the stream that the file is read through.
    """
    name = path.relative_to(root).as_posix()
    origin = str(path.resolve())
    with path.open("rb") as stream:
        opened(stream)
        for number, reading in enumerate(readers.readings(stream, str(path), path.stat().st_size), 1):
            outcome = reading.outcome
            if isinstance(outcome, Document):
                id_ = outcome.id or (name if number == 1 else f"{name}#{number}")
                reading = reading._replace(outcome=replace(outcome, id=id_[:_MAX_ID], path=origin))
            yield reading
