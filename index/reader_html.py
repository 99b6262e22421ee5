"""Web pages: the article among a site's chrome, with its title, date, author, source and tags.

trafilatura finds where the article is; the article is then taken whole from that place, so that no short
paragraph of it is lost, and what `page_chrome` knows as site chrome is cut out first. Facts come from the
page's metadata (JSON-LD, Open Graph), else from the header lines, which alone know the Persian calendar.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO

from kavosh.analyzers import find_dates
from kavosh.errors import DocumentError, UnreadableDocumentError
from kavosh.index.cleaning import Article, clean, is_labelled, without_author_box
from kavosh.index.decoding import decode
from kavosh.index.header_lines import header_facts, is_about_article, is_header_line
from kavosh.index.page_chrome import blocks, cut_chrome, text_in
from kavosh.index.reader_records import only_date
from kavosh.index.reader_text import completed
from kavosh.index.reading import Outcome, checked, whole
from kavosh.types import Document

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HEAD = 2048  # bytes within which a page declares its charset
_TITLE_SPLIT = re.compile(r"\s+[|–—«»-]\s+|\s*[|]\s*")
_TAG_LIST = re.compile(r"(?:^|[\s_-])(?:tags?|keywords?)(?:$|[\s_-])")
_LEAD = re.compile(r"(?:^|[\s_-])(?:lead|lede|deck|dek|sub-?title|sub-?head|standfirst|summary|teaser)", re.IGNORECASE)
_KICKER = re.compile(r"kicker|ro?u?-?titr|on-titr|uptitle|suptitle|overline|eyebrow", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"(?:^|[\s_-])author[\s_-]*(?:name|$)", re.IGNORECASE)
_NAME = 40  # code points of an author's name
_MIN_LINE = 40  # code points of a line that tells where the article is
_MIN_HEADLINE = 15  # code points of a part of the page's title that is the headline
_MIN_LEAD = 100  # code points; a shorter line may be a byline with more in it than a name and a date
_HEADER_LINES = 80  # lines of a page within which the article's date and byline stand


def read_html(stream: BinaryIO, path: str) -> Iterator[Outcome]:
    """The article of a saved web page."""
    from lxml import html

    text = _decoded(whole(stream, path), path)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ValueError, html.etree.ParserError) as error:
        raise UnreadableDocumentError(path, "there is no article text in it") from error
    known = _metadata(root)
    tags, named = _tags(root), _named_author(root)
    published, author = header_facts([line for _, line in islice(blocks(root), _HEADER_LINES)])
    cut_chrome(root, known.title)
    heading = _heading(root, known.title)
    author = known.author or named or author
    lines = [line for line in _article_lines(root, heading) if line != author]
    article = clean("\n".join([heading, *lines]), titled=bool(heading))
    article = replace(_untitled(article, heading), tags=article.tags or tags)
    body = "\n".join(without_author_box(article.body.split("\n"), author))
    document = completed(
        replace(
            known,
            title=heading or known.title,
            source=article.source or known.source,
            published=known.published or published,
            author=author,
            tags=article.tags or known.tags,
        ),
        article,
    )
    yield checked(replace(document, body=body), path)


def text_of(markup: str) -> str:
    """The words of a piece of HTML, a block a line; plain text comes back as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from lxml import html

    try:
        root = html.fragment_fromstring(markup, create_parent=True)
    except (ValueError, html.etree.ParserError):
        return ""
    return "\n".join(filter(None, (line.strip() for _, line in blocks(root))))


def _decoded(data: bytes, path: str) -> str:
    """By the declared charset where the bytes agree, else as any text; a few broken bytes do not matter."""
    declared = _DECLARED.search(data[:_HEAD])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(declared[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decode(data, path)
    except DocumentError:
        text = data.decode("utf-8", "replace")
        if b"\x00" not in data and text.count("\ufffd") <= len(text) / 100:
            return text
        raise


def _article_lines(root: Any, heading: str) -> list[str]:
    """The lines from the headline to the end of the element that holds what trafilatura takes for the article.

    All lines where it finds none. Its own text is not used: it loses half-spaces and short paragraphs.
    """
    import trafilatura
    from lxml import html

    everything = list(blocks(root))
    found = trafilatura.extract(
        html.tostring(root, encoding="unicode"), include_comments=False, include_tables=True, favor_recall=True
    )
    words, title = _squeezed(found or ""), _squeezed(heading)
    lines = ((owner, line, _squeezed(line)) for owner, line in everything if len(line) >= _MIN_LINE)
    hits = [owner for owner, _, squeezed in lines if squeezed in words and squeezed != title]
    if not hits:
        return [line for _, line in everything]
    place = _common(hits)
    inside = [n for n, (owner, _) in enumerate(everything) if owner is place or place in owner.iterancestors()]
    first, last = inside[0], inside[-1]
    body = next(n for n, (owner, _) in enumerate(everything) if owner is hits[0])
    headings = [n for n, (_, line) in enumerate(everything[:body]) if heading and _squeezed(line) == title]
    if not headings:
        return [line for _, line in everything[first : last + 1]]
    top = headings[-1]
    between = [line for owner, line in everything[top + 1 : body] if _is_told(owner, line, words)]
    between = [line for line in between if not (_is_byline(line) or is_about_article(line))]
    return [*_kicker(everything, headings[0]), *between, *(line for _, line in everything[body : last + 1])]


def _is_told(owner: Any, line: str, words: str) -> bool:
    """Whether a line under the headline is of the article: long, named a lead, said by trafilatura, or a source."""
    named = bool(_LEAD.search(owner.get("class") or ""))
    return len(line) >= _MIN_LINE or named or _squeezed(line) in words or is_labelled(line)


def _kicker(everything: list[tuple[Any, str]], at: int) -> list[str]:
    """The line that stands above the headline as its neighbour, where it is more than the name of a section."""
    if not at:
        return []
    (owner, line), (heading, _) = everything[at - 1], everything[at]
    named = _KICKER.search(owner.get("class") or "")
    beside = (named or heading.getparent() in (owner, owner.getparent())) and not list(owner.iterchildren("a"))
    return [line] if beside and len(line.split()) > 1 and not (_is_byline(line) or is_header_line(line)) else []


def _is_byline(line: str) -> bool:
    """Whether a line under the headline, such as "Name 28 October 2025 3 min", is no lead: dated, and no sentence."""
    return len(line) < _MIN_LEAD and bool(find_dates(line)) and not line.endswith((".", "؟", "!"))


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _common(elements: list[Any]) -> Any:
    """The innermost element around all of these."""
    path = [elements[0], *elements[0].iterancestors()]
    for element in elements[1:]:
        around = {element, *element.iterancestors()}
        path = [ancestor for ancestor in path if ancestor in around]
    return path[0]


def _heading(root: Any, title: str) -> str:
    """The headline: the first-level heading that the page's title agrees with, else the title without the site."""
    headings = [text for h in root.iter("h1") if (text := text_in(h)) and not _leads_home(h)]
    agreeing = [
        h for h in headings if not title or _squeezed(h) in _squeezed(title) or _squeezed(title) in _squeezed(h)
    ]
    if agreeing or (headings and not title):
        return str((agreeing or headings)[0])
    if title:
        parts = [part for part in _TITLE_SPLIT.split(title) if part]
        longest = max(parts, key=len, default="")
        for place in root.iter("h2", "h3", "b", "strong", "font", "div", "span"):
            if (text := text_in(place, 300)) and len(text) > _MIN_HEADLINE and _squeezed(text) in _squeezed(title):
                return text
        return longest if len(parts) > 1 and len(longest) > 20 else title
    return ""


def _leads_home(heading: Any) -> bool:
    """Whether a heading is the site's own name, which links to its front page."""
    return any(
        re.fullmatch(r"(?:https?://[^/]*)?/?(?:index\.\w+)?", link.get("href", "-")) for link in heading.iter("a")
    )


def _untitled(article: Article, heading: str) -> Article:
    """The article under the page's own headline; a first line that was taken for a headline goes back."""
    if not heading or article.title == heading or not article.title:
        return article
    first = article.title.rstrip("…")
    kept = article.body if article.body.startswith(first) else f"{article.title}\n{article.body}"
    return replace(article, body="\n".join(line for line in kept.split("\n") if line != heading))


def _metadata(root: Any) -> Document:
    meta: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := (element.get("content") or "").strip():
            meta.setdefault(name.lower(), []).append(content)
    linked = _linked_data(root)

    def first(*names: str) -> str:
        return next((meta[name][0] for name in names if name in meta), "")

    url = next((e.get("href") for e in root.iter("link") if e.get("rel") == "canonical"), "") or first("og:url")
    stamp = next((e.get("datetime") for e in root.iter("time") if e.get("datetime")), "")
    tags = meta.get("article:tag") or re.split(r"\s*[,،;]\s*", first("keywords", "news_keywords"))
    author = first("author", "article:author", "dc.creator")
    return Document(
        id="",
        title=linked.get("headline")
        or first("og:title", "twitter:title", "dc.title")
        or text_in(root.find(".//title")),
        body="",
        published=only_date(
            linked.get("datePublished")
            or first("article:published_time", "datepublished", "dc.date", "dc.date.issued", "date", "pubdate")
            or stamp
            or ""
        ),
        source=linked.get("publisher") or first("og:site_name", "application-name", "dc.publisher"),
        url=url if url.startswith(("http://", "https://")) else "",
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        author=linked.get("author") or ("" if author.startswith("http") else author),
    )


def _linked_data(root: Any) -> dict[str, str]:
    """What the page's JSON-LD says of its article."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        items = value if isinstance(value, list) else value.get("@graph", [value]) if isinstance(value, dict) else []
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and ("Article" in str(item.get("@type")) or "headline" in item):
                return {name: _name(item.get(name)) for name in ("headline", "datePublished", "publisher", "author")}
    return {}


def _named_author(root: Any) -> str:
    """The author as an element made for it says."""
    for element in root.iter("a", "span", "p", "div", "address"):
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}"
        if _AUTHOR_NAME.search(marks) and (name := text_in(element, _NAME)) and not find_dates(name):
            return re.sub(r"^(?:by|نویسنده)\b\s*:?\s*", "", name, flags=re.IGNORECASE)
    return ""


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) else ""


def _tags(root: Any) -> tuple[str, ...]:
    """The links of the page's own list of tags."""
    found: dict[str, None] = {}
    for link in root.iter("a"):
        around = [link, *list(link.iterancestors())[:3]]
        classes = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in around)
        named = "tag" in (link.get("rel") or "").split() or _TAG_LIST.search(classes)
        if named and (name := text_in(link).strip("#، ,")):
            found[name] = None
    return tuple(found) if len(found) <= 30 else ()
