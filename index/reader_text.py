"""Plain text and Markdown: saved articles with header lines, headings and site chrome."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from kavosh.errors import UnreadableDocumentError
from kavosh.index.cleaning import Article, clean
from kavosh.index.decoding import decode
from kavosh.index.reader_records import from_mapping
from kavosh.index.reading import Outcome, checked, whole
from kavosh.types import Document


def read_text(stream: BinaryIO, path: str) -> Iterator[Outcome]:
    """A saved plain-text article, with header lines and site chrome."""
    yield checked(to_document(clean(decode(whole(stream, path), path))), path)


def read_markdown(stream: BinaryIO, path: str) -> Iterator[Outcome]:
    """Markdown, with or without YAML front matter; the first heading is the headline."""
    fields, text = _front_matter(decode(whole(stream, path), path), path)
    heading, lines = _markdown_lines(text)
    article = clean(lines)
    if heading:
        body = article.body if article.title == heading else "\n".join(filter(None, (article.title, article.body)))
        article = replace(article, title=heading, body=body)
    yield checked(completed(from_mapping({**fields, "body": article.body}), article), path)


def to_document(article: Article) -> Document:
    """A document with the parts of a cleaned article, still without an id."""
    return Document(
        "",
        article.title,
        article.body,
        published=article.published,
        source=article.source,
        tags=article.tags,
        author=article.author,
    )


def completed(given: Document, article: Article) -> Document:
    """The document, with what it lacks from the article."""
    return replace(
        given,
        title=given.title or article.title,
        published=given.published or article.published,
        source=given.source or article.source,
        tags=given.tags or article.tags,
        author=given.author or article.author,
    )


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
