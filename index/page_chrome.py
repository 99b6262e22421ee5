"""Cut what is not the article out of a web page's tree: by element, by class names, by headings, by links."""

import re
from collections.abc import Iterator
from typing import Any

from kavosh.index.chrome import heading_kind, is_chrome_line

_NEVER = frozenset(
    "script style noscript iframe form button select nav footer aside svg template object video audio "
    "head input".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_BOXES = frozenset(("a", "span", "time"))  # often neighbours with no space between them
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:related|latest|most[_-]?(?:read|view(?:ed)?|visited|popular)|mostread|mostview(?:ed)?|popular|"
    r"comments?|disqus|respond|shar(?:e|ing)|social|sidebar|side|breadcrumbs?|newsletter|subscribe|subscription|"
    r"ads?|advert(?:s|isement)?|banner|menu|navbar|nav|navigation|footer|tags?|keywords?|recommend(?:ed|ations)?|"
    r"suggest(?:ed|ions?)?|trending|promo|widget|cookies?|copyright|print|short-?link|more-?news|read-?more|outbrain|"
    r"taboola|toolbar|pagination|hot-?news|archive-?list|sitemap|top-?bar|utility|rating|feedback)(?:$|[\s_-])",
    re.IGNORECASE,
)
_KEPT = frozenset(("html", "body", "main", "article"))
_MOST = 0.5  # of the page's text; an element with more of it holds the article, whatever it is called
_LINKED = 0.75  # of a list's text in links: a list of stories
_MOSTLY_LINKED = 0.4  # the same under a heading such as "related news", where summaries stand beside the links
_LONG = 80  # code points of a paragraph


def cut_chrome(root: Any) -> None:
    """Take the site's chrome out of a page's tree, in place."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in list(root.iter(*_NEVER)):
        _drop(element)
    total = max(1, len(text_in(root)))
    for element in list(root.iter()):
        if _is_named_chrome(element) and len(text_in(element)) < _MOST * total:
            _drop(element)
    for element in list(root.iter()):
        if element.getroottree().getroot() is root and heading_kind(text_in(element, 80)):
            _drop_section(element, total)
    for element in list(root.iter("ul", "ol", "div", "section", "table")):
        if _is_link_list(element):
            _drop(element)


def text_in(element: Any, at_most: int = 0) -> str:
    """The text of an element on one line; with a limit, "" where there is more of it."""
    if element is None or not isinstance(element.tag, str):
        return ""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if at_most and length > at_most:
            return ""
    return " ".join("".join(pieces).split())


def blocks(root: Any) -> Iterator[tuple[Any, str]]:
    """The lines of a tree in their order: (the block element that they stand in, the line)."""
    line: list[str] = []
    owner = root
    for event, element, text in _walk(root):
        if event == "text":
            line.append(text)
        else:
            if joined := " ".join("".join(line).split()):
                yield owner, joined
            line, owner = [], element
    if joined := " ".join("".join(line).split()):
        yield owner, joined


def _walk(root: Any) -> Iterator[tuple[str, Any, str]]:
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        is_block = element.tag in _BLOCKS
        if event == "start":
            if is_block:
                yield "break", element, ""
            if element.text:
                yield "text", element, element.text
            continue
        parent = element.getparent() if element is not root else root
        if is_block:
            yield "break", parent, ""
        if element.tail and element is not root:
            yield "text", element, element.tail
        elif element.tag in _BOXES and (following := element.getnext()) is not None and following.tag in _BOXES:
            yield "text", element, " "  # styled apart: a name and a date, two links


def _is_named_chrome(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _KEPT:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return bool(names.strip()) and bool(_NAMES.search(names))


def _drop_section(heading: Any, total: int) -> None:
    """Drop the block that a chrome heading opens: its parents while they hold no paragraph, else what follows it."""
    section = heading
    parent = heading.getparent()
    while parent is not None and parent.tag not in _KEPT and not _has_paragraph(parent):
        if len(text_in(parent)) >= _MOST * total:
            break
        section, parent = parent, parent.getparent()
    following = section.getnext()
    while following is not None and _is_link_list(following, least=1, share=_MOSTLY_LINKED):
        following, gone = following.getnext(), following
        _drop(gone)
    _drop(section)


def _has_paragraph(element: Any) -> bool:
    """Whether an element holds a paragraph of some length that is no link."""
    return any(
        len(line) >= _LONG and not is_chrome_line(line) and _linked_share(owner) < _LINKED
        for owner, line in blocks(element)
    )


def _is_link_list(element: Any, least: int = 3, share: float = _LINKED) -> bool:
    links = sum(1 for _ in element.iter("a"))
    return links >= least and _linked_share(element) >= share


def _linked_share(element: Any) -> float:
    words = len(text_in(element))  # without spaces at the ends, as of the links
    return sum(len(text_in(link)) for link in element.iter("a")) / words if words else 0.0


def _drop(element: Any) -> None:
    """Take an element out of its tree; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()
