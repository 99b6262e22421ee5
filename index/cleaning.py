"""Tell the parts of a plain-text article apart: header, headline, body, source, tags and site chrome.

Saved web pages look alike: header lines (date, code), a headline that is often there twice, paragraphs,
a source line, a tags line, then the rest of the site (related news, comment rules). `chrome` knows the cue
words; the structure decides where they count: a heading such as "latest news" ends the article only after
its body has begun.
"""

import re
from dataclasses import dataclass
from datetime import date

from kavosh.analyzers.characters import fold_same_length
from kavosh.index.chrome import heading_kind, is_chrome_line, is_menu, is_section, line_key
from kavosh.index.header_lines import (
    AFTER_HEADLINE,
    HEADLINE_MAX,
    author_of,
    is_header_line,
    published_of,
    split_stamp,
)
from kavosh.index.masthead import below_masthead

_TITLE_FROM_LEAD = 90  # code points of the lead that stand in for a missing headline
_SENTENCE_END = (".", "؟", "!")
_SHORT_LINES = 3  # kicker, headline and its repetition; after them even a short line is body
_PARAGRAPH = 60  # code points; after a block of links, a sentence from here on is the article again
_MENU_LINES = 3  # lines with nothing but the name of a section that make a menu
_WIRE_CODE = re.compile(r"[\d/\s*_-]{2,}$")  # "231/47" or "___" below a text
_SITE_NAME = re.compile(r"\s[-–—|]\s\S.{0,40}$")
_BOX_LINES, _BOX = 4, 300  # lines, and code points of one, below an article about its author
_INTRODUCED = re.compile(r"\b(?:is|was|covers|writes|reports|works|joined|lives)\b", re.IGNORECASE)

_SOURCE = re.compile(r"^(?:منبع|ماخذ|source)\s*[:：]\s*(.+)$", re.IGNORECASE)
_TAGS = re.compile(
    r"^(?:برچسب[\s\u200c]*ها|برچسب|کلید[\s\u200c]*واژه[\s\u200c]*ها|کلمات کلیدی|tags|keywords)\s*(?:[:：]\s*(.*))?$",
    re.IGNORECASE,
)
_TAG_SEPARATOR = re.compile(r"\s*[,،؛;|/#]\s*|\s+-\s+")
# "Agency -" or "City - Agency -" opening the text, and "as reported by the ... of Agency,".
_AGENCY = "باشگاه|خبرگزاری|پایگاه|روزنامه|ایرنا|ایسنا|مهر|فارس|تسنیم"
_DATELINE = re.compile(rf"^(?:[^\s،.:-]+(?: [^\s،.:-]+)?\s*[-–]\s*)?((?:{_AGENCY})[^-–.:،]{{0,40}}?)\s*[-–]\s")
_REPORTED_BY = re.compile(
    r"به گزارش\s(?:سرویس\s\S+\s|گروه\s\S+\s|خبرنگار\s)?([^،,.:؛]{2,40}?)\s*(?:[،,:؛]|به نقل از|از\s)"
)


@dataclass(frozen=True, slots=True)
class Article:
    """The parts of an article. `title` and `body` keep the original characters."""

    title: str
    body: str
    published: date | None = None
    source: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""


def clean(text: str, titled: bool = False) -> Article:
    """The article in a saved plain-text page; what is neither header nor chrome is kept, word for word.

    titled: the first line is known to be the headline, so that none is looked for further down.
    """
    lines = [line.strip() for line in text.split("\n")]
    header, article = _split(lines if titled else below_masthead(lines))
    title, paragraphs = _headline(article)
    source, tags = _labelled(lines)
    author = author_of(header)
    paragraphs = without_author_box(paragraphs, author)
    while len(paragraphs) > 1 and _WIRE_CODE.match(paragraphs[-1]):
        paragraphs.pop()
    body = "\n".join(paragraphs)
    return Article(
        title=title,
        body=body,
        published=published_of(header, body),
        source=source or _reporter(paragraphs),
        tags=tags,
        author=author,
    )


def without_chrome(text: str) -> str:
    """The text without what belongs to a site, for text whose headline, date and source are known."""
    return "\n".join(_split([line.strip() for line in text.split("\n")], begun=True)[1])


def _split(lines: list[str], begun: bool = False) -> tuple[list[str], list[str]]:
    """The header lines (dates, codes, bylines) and the article's own lines, up to the chrome.

    Before the body has begun a chrome heading is a stray navigation link. After that it is the end, or, where
    such headings stand within articles too, it and its links are left out up to the next paragraph.
    """
    header: list[str] = []
    article: list[str] = []
    in_links = False
    for line in _without_menus(lines):
        kind = heading_kind(line)
        if kind:
            if begun and kind == "end":
                break
            in_links = begun
        elif begun and _is_tags(line):
            break
        elif (in_links and not _is_paragraph(line)) or is_chrome_line(line):
            continue
        elif is_header_line(line):
            header.append(line)
        elif line and not _SOURCE.match(line) and not _is_tags(line):
            in_links = False
            stamp, rest = ("", line) if article else split_stamp(line)
            header.append(stamp)
            article.append(rest)
            begun = begun or len(article) > _SHORT_LINES or len(rest) >= HEADLINE_MAX or rest.endswith(_SENTENCE_END)
    return header, article


def without_author_box(paragraphs: list[str], author: str) -> list[str]:
    """The paragraphs without what sites say of the author below an article: the name again, and a sentence or two."""
    if not author:
        return paragraphs
    name = line_key(author)
    for at in range(max(1, len(paragraphs) - _BOX_LINES), len(paragraphs)):
        line = paragraphs[at]
        introduced = len(line) < _BOX and line_key(line).startswith(name) and _INTRODUCED.search(line)
        if introduced or line_key(line) in (name, f"about{name}"):
            return paragraphs[:at]
    return paragraphs


def _is_paragraph(line: str) -> bool:
    """Whether a line is a sentence of some length; the links of a site are headlines, without a full stop."""
    return len(line) >= _PARAGRAPH and line.rstrip("»”\"')").endswith((*_SENTENCE_END, ":"))


def _without_menus(lines: list[str]) -> list[str]:
    """The lines without menus: lines that list sections, and runs of lines that each name one."""
    kept: list[str] = []
    run: list[str] = []
    for line in [*lines, "-"]:
        if is_section(line) or (run and not line):
            run.append(line)
            continue
        kept += run if sum(map(bool, run)) < _MENU_LINES else []
        run = []
        if not is_menu(line):
            kept.append(line)
    return kept[:-1]


def is_labelled(line: str) -> bool:
    """Whether a line names the source or the tags."""
    return bool(_SOURCE.match(line)) or _is_tags(line)


def _is_tags(line: str) -> bool:
    match = _TAGS.match(fold_same_length(line))
    return match is not None and (match[1] is not None or len(line) < AFTER_HEADLINE)


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """The headline and the paragraphs after it.

    A kicker ("Chamran:") before the headline opens the body; the headline's repetition is dropped. Without
    a headline the lead's first words stand in, and the body keeps the whole lead.
    """
    if not lines:
        return "", []
    if len(lines) > 1 and lines[0].endswith((":", "：")) and len(lines[0]) < AFTER_HEADLINE:
        title, body = _headline(lines[1:])
        return title, [lines[0], *body]
    first = lines[0]
    if len(first) > HEADLINE_MAX or (first.endswith(".") and len(first) > _TITLE_FROM_LEAD):
        return _opening(first), lines
    rest = lines[1:]
    while rest and line_key(rest[0]) == line_key(first):
        rest = rest[1:]
    return first, [line for line in rest if not _is_page_title(line, first)]


def _is_page_title(line: str, headline: str) -> bool:
    """Whether a line is the headline and the site's name, as browsers print it on every page."""
    return line.startswith(headline) and bool(_SITE_NAME.match(line[len(headline) :]))


def _opening(lead: str) -> str:
    lead = _DATELINE.sub("", lead)
    words = lead[:_TITLE_FROM_LEAD].rsplit(" ", 1)[0] if len(lead) > _TITLE_FROM_LEAD else lead
    return words.rstrip(" ،,؛:-") + ("…" if len(words) < len(lead) else "")


def _labelled(lines: list[str]) -> tuple[str, tuple[str, ...]]:
    """Source and tags as their lines say, wherever they stand."""
    source, tags = "", ""
    for line in lines:
        if match := _SOURCE.match(line):
            source = source or match[1].strip()
        elif match := _TAGS.match(fold_same_length(line)):
            tags = tags or (line[match.start(1) :] if match[1] else "")
    return source, tuple(filter(None, (tag.strip() for tag in _TAG_SEPARATOR.split(tags))))


def _reporter(paragraphs: list[str]) -> str:
    """The agency that the opening names, where no source line does."""
    for paragraph in paragraphs[:3]:
        if match := _DATELINE.match(paragraph) or _REPORTED_BY.search(fold_same_length(paragraph)):
            return paragraph[match.start(1) : match.end(1)].strip()
    return ""
