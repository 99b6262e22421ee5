"""PDF files, read with pypdf; Persian text in presentation forms or visual order is repaired line by line."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from kavosh.errors import DocumentTooLargeError, UnreadableDocumentError
from kavosh.index.bidi_repair import repaired
from kavosh.index.cleaning import clean
from kavosh.index.reader_text import completed
from kavosh.index.reading import MAX_TEXT, Outcome, checked, whole
from kavosh.types import Document


def read_pdf(stream: BinaryIO, path: str) -> Iterator[Outcome]:
    """The text of all pages as one article; title, author and date from the file's properties where known."""
    from pypdf import PdfReader

    file = PdfReader(BytesIO(whole(stream, path)))
    if file.is_encrypted and not file.decrypt(""):
        raise UnreadableDocumentError(path, "the PDF is protected by a password")
    pages: list[str] = []
    length = 0
    for page in file.pages:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > MAX_TEXT:
            raise DocumentTooLargeError(path, f"longer than {MAX_TEXT} characters; split it")
    article = clean(repaired("\n".join(pages)))
    if not (article.title or article.body):
        raise UnreadableDocumentError(path, "there is no text in the PDF; it may be scanned pictures")
    known = file.metadata
    given = Document("", "", article.body, author=(known.author or "") if known else "")
    document = completed(given, article)
    created = known.creation_date if known else None
    yield checked(replace(document, published=document.published or (created.date() if created else None)), path)
