"""Cut what is not the article out of a web page's tree: by element, by class names, by headings, by links."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kavosh.index.chrome import heading_kind, is_chrome_line, is_comments_heading, is_request
from kavosh.index.header_lines import is_header_line

_UNSEEN = frozenset("script style noscript iframe button select svg template object video audio head input".split())
_NEVER = frozenset(("form", "nav", "footer", "aside"))
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
_BOX = 500  # code points of a box that asks for something
_BYLINE = 100  # code points of an element that names the author
_AUTHOR = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:s|$|[\s_-])", re.IGNORECASE)
_POINTER = 12  # code points of a link that is another story's headline; a shorter one is a name or a number
_POINTERS = ("p", "div", "section", "ul", "ol", "h2", "h3", "h4", "h5", "h6", "figure", "blockquote")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def cut_chrome(root: Any, title: str = "") -> None:
    """Take the site's chrome out of a page's tree, in place. What the page's title has is not taken for a link."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    _drop_all(root, _UNSEEN, lambda _: True)
    total = max(1, len(text_in(root)))

    def small(element: Any) -> bool:  # some systems put the whole page into one form
        return len(text_in(element)) < _MOST * total

    _drop_all(root, _NEVER, small)
    _drop_all(root, (), lambda element: _is_named_chrome(element) and small(element))
    for element in list(root.iter()):
        if element.getroottree().getroot() is root and heading_kind(text_in(element, 80)):
            _drop_section(element, total)
    _drop_all(root, ("ul", "ol", "div", "section", "table"), _is_link_list)
    _drop_all(root, _POINTERS, lambda element: _is_pointer(element, title) and small(element))
    for owner, line in list(blocks(root)):
        if is_request(line):
            _drop_box(owner, line, total)


def _drop_all(root: Any, tags: Iterable[str], is_chrome: Callable[[Any], bool]) -> None:
    for element in list(root.iter(*tags)):
        if is_chrome(element):
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
    if len(text_in(element)) < _BYLINE and _AUTHOR.search(f"{element.get('class') or ''} {element.get('rel') or ''}"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return bool(names.strip()) and bool(_NAMES.search(_CAMEL.sub("-", names)))


def _drop_section(heading: Any, total: int) -> None:
    """Drop the block that a chrome heading opens: its parents while they hold no paragraph, else what follows it."""
    section = heading
    parent = heading.getparent()
    while parent is not None and parent.tag not in _KEPT and not _has_paragraph(parent):
        if len(text_in(parent)) >= _MOST * total:
            break
        section, parent = parent, parent.getparent()
    following = section.getnext()
    comments = is_comments_heading(text_in(heading)) and _text_after(section) < _MOST * total
    while following is not None and (comments or _is_link_list(following, least=1, share=_MOSTLY_LINKED)):
        following, gone = following.getnext(), following
        _drop(gone)
    _drop(section)


def _text_after(element: Any) -> int:
    """The length of the text in the elements after this one, of the same parent."""
    return sum(len(text_in(following)) for following in element.itersiblings())


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
    return sum(map(len, _links(element))) / words if words else 0.0


def _links(element: Any) -> list[str]:
    return [text_in(link) for link in element.iter("a") if link.get("href")]


def _is_pointer(element: Any, title: str) -> bool:
    """Whether an element is nothing but links to other stories, perhaps with their dates."""
    text = text_in(element, _BOX)
    if not text or text in title:
        return False
    links = _links(element)
    if max(map(len, links), default=0) < _POINTER:
        return False
    rest = text
    for link in links:
        rest = rest.replace(link, "", 1)
    return not re.search(r"\w", rest) or is_header_line(rest.strip())


def _drop_box(owner: Any, line: str, total: int) -> None:
    """Drop the line of a request, with the box that it opens."""
    box, parent = owner, owner.getparent()
    if len(text_in(owner)) > len(line) and not text_in(owner).startswith(line):
        return  # one line of several in an element that holds more; the line rules see to it
    while parent is not None and parent.tag not in _KEPT:
        text = text_in(parent, _BOX)
        if not text.startswith(line) or len(text) >= _MOST * total:
            break
        box, parent = parent, parent.getparent()
    if box.tag not in _KEPT and len(text_in(box)) < min(_BOX, _MOST * total):
        _drop(box)


def _drop(element: Any) -> None:
    """Take an element out of its tree; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()
