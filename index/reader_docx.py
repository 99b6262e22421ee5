"""Word files (.docx), read with python-docx: paragraphs and table cells in their order."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from kavosh.errors import DocumentTooLargeError
from kavosh.index.cleaning import clean
from kavosh.index.reader_text import completed
from kavosh.index.reading import MAX_TEXT, Outcome, checked, whole
from kavosh.types import Document


def read_docx(stream: BinaryIO, path: str) -> Iterator[Outcome]:
    """The text as an article; title, author, keywords and date from the properties where the text has none."""
    import docx
    from docx.text.paragraph import Paragraph

    file = docx.Document(BytesIO(whole(stream, path)))
    lines: list[str] = []
    heading = ""
    length = 0
    for block in file.iter_inner_content():
        if isinstance(block, Paragraph):
            texts = [block.text]
            if not heading and block.style is not None and str(block.style.name).startswith(("Title", "Heading 1")):
                heading = block.text.strip()
        else:
            texts = [" ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows]
        lines += texts
        length += sum(map(len, texts))
        if length > MAX_TEXT:
            raise DocumentTooLargeError(path, f"longer than {MAX_TEXT} characters; split it")
    known = file.core_properties
    article = clean("\n".join(lines))
    given = Document(
        "",
        heading or (known.title or "").strip() or article.title,
        "",
        author=(known.author or "").strip().replace("python-docx", ""),
        tags=tuple(filter(None, (tag.strip() for tag in (known.keywords or "").replace("،", ",").split(",")))),
    )
    body = article.body
    if given.title != article.title and article.title:
        body = "\n".join(filter(None, (article.title, body)))  # the first line was no headline: nothing is lost
    document = replace(completed(given, article), body=body)
    if document.published is None and known.created is not None and known.created.year > 2013:  # the template's year
        document = replace(document, published=known.created.date())
    yield checked(document, path)
