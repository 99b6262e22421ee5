"""Document text as HTML: escaped slice by slice first, marked after; never built from raw strings."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from kavosh.search.highlight import cut_edges
from kavosh.types import Document, Hit, Snippet, Span
from kavosh.web.i18n import direction

_ELLIPSIS = Markup("…")


def marked(text: str, marks: Iterable[Span]) -> Markup:
    """The text with its marks as <mark>; what the text itself holds is shown, not interpreted.

    >>> str(marked("a <b> c", ((2, 5),)))
    'a <mark>&lt;b&gt;</mark> c'
    """
    parts: list[Markup] = []
    at = 0
    for start, end in marks:
        if start < at:  # the parts of one word overlap it
            continue
        parts += (escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end]))
        at = end
    return Markup("").join((*parts, escape(text[at:])))


def headline(hit: Hit) -> Markup:
    """The title with its marks; the id where an article has no title."""
    title = next((snippet for snippet in hit.snippets if snippet.field == "title"), None)
    return marked(title.text, title.marks) if title else escape(hit.document.title or hit.document.id)


def excerpts(hit: Hit) -> list[Markup]:
    """The marked fragments of the body, with an ellipsis where a line was cut."""
    return [_ellipsed(snippet, hit.document) for snippet in hit.snippets if snippet.field == "body"]


def _ellipsed(snippet: Snippet, document: Document) -> Markup:
    before, after = (_ELLIPSIS if cut else Markup() for cut in cut_edges(snippet, document))
    return before + marked(snippet.text, snippet.marks) + after


def written_in(language: str) -> Markup:
    """The `lang` and `dir` attributes of a text in a language."""
    tag = "" if language == "other" else language
    return Markup('lang="{}" dir="{}"').format(tag, direction(language))


def original_url(document: Document) -> str | None:
    """The article's own address, if it is one of the web; a script in its place is no link."""
    try:
        address = urlsplit(document.url)
    except ValueError:
        return None
    return document.url if address.scheme in ("http", "https") and address.netloc else None
