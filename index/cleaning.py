"""Tell the parts of a plain-text article apart: header, headline, body, source, tags and site chrome.

Saved web pages look alike: header lines (date, code), a headline that is often there twice, paragraphs,
a source line, a tags line, then the rest of the site (related news, comment rules). `chrome` knows the cue
words; the structure decides where they count: a heading such as "latest news" ends the article only after
its body has begun.
"""

import re
from dataclasses import dataclass
from datetime import date

from kavosh.analyzers import find_dates
from kavosh.analyzers.characters import fold, fold_same_length
from kavosh.index.chrome import heading_kind, is_chrome_line, is_menu, is_section, line_key

_HEADLINE_MAX = 180  # code points; a longer first paragraph is a lead
_TITLE_FROM_LEAD = 90  # code points of the lead that stand in for a missing headline
_SENTENCE_END = (".", "؟", "!")
_SHORT_LINES = 3  # kicker, headline and its repetition; after them even a short line is body
_PARAGRAPH = 60  # code points; after a block of links, a sentence from here on is the article again
_MENU_LINES = 3  # lines with nothing but the name of a section that make a menu
_AFTER_HEADLINE = 60  # a line from here on is a paragraph, not another header line

_CODE = r"(?:کد\s?خبر|شناسه\s?(?:خبر|مطلب)|کد مطلب|news code|news id|id)\s*[:：]?\s*\d+"
_NEWS_CODE = re.compile(rf"^{_CODE}$", re.IGNORECASE)
_UPDATED = r"(?:آخرین\s)?به[\s\u200c]?روز[\s\u200c]?رسانی|(?:last\s+)?updated(?:\s+on)?"
_LABEL = (
    r"(?:تاریخ(?:\s?(?:انتشار|خبر|درج))?|زمان\s?(?:انتشار|خبر)?|منتشر شده|انتشار|"
    rf"date|published(?:\s+on)?|posted(?:\s+on)?|{_UPDATED})\b\s*:?\s*"
)
_DATE_LABEL = re.compile(f"^{_LABEL}", re.IGNORECASE)
_UPDATE_LABEL = re.compile(f"^(?:{_UPDATED})", re.IGNORECASE)
# What else stands on a line of dates: labels, a news code, the lunar date (day, month of one or two words, year).
_BESIDE_DATES = re.compile(
    rf"\b{_LABEL}|\b{_CODE}\b|\b\d{{1,2}}\s+[^\W\d]+(?:[\s\u200c]+[^\W\d]+)?\s+1[34]\d\d\b", re.IGNORECASE
)
_BYLINE = re.compile(r"^(?:نویسنده|خبرنگار|به قلم|by|author|reporter)\b\s*:?\s+(\S.*)", re.IGNORECASE)
_TIME = re.compile(
    r"(?:ساعت\s*|\bT)?(?<!\d)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s?[+-]\d{2}:?\d{2})?\b(?:\s*(?:am|pm|utc|gmt))?",
    re.IGNORECASE,
)
_BESIDE = re.compile(  # what stands beside a date or code: the section, how often it was read
    r"^(?:گروه|سرویس|دسته|دسته\s?بندی|حوزه|بخش|زمان مطالعه|مدت مطالعه|بازدید|تعداد بازدید|نظرات?|section|category)\b"
    r"\s*[:：]?\s*[^.]{0,40}$|^\d+\s*(?:min(?:ute)?s? read|views?|comments?|بازدید|نظر|دیدگاه|دقیقه)$",
    re.IGNORECASE,
)
_PART_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+|\s+(?=(?:کد خبر|شناسه خبر|تاریخ انتشار)\s*[:：])")
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


def clean(text: str) -> Article:
    """The article in a saved plain-text page; what is neither header nor chrome is kept, word for word."""
    lines = [line.strip() for line in text.split("\n")]
    header, article = _split(lines)
    title, paragraphs = _headline(article)
    source, tags = _labelled(lines)
    body = "\n".join(paragraphs)
    return Article(
        title=title,
        body=body,
        published=_published(header, body),
        source=source or _reporter(paragraphs),
        tags=tags,
        author=_author(header),
    )


def without_chrome(text: str) -> str:
    """The text without what belongs to a site, for text whose headline, date and source are known."""
    return "\n".join(_split([line.strip() for line in text.split("\n")], begun=True)[1])


def header_facts(lines: list[str]) -> tuple[date | None, str]:
    """Date and author as the lines above an article's first paragraph say."""
    header: list[str] = []
    for line in lines:
        if len(line) > _HEADLINE_MAX:
            break
        if _is_header_line(line):
            header.append(line)
    return _published(header, ""), _author(header)


def _author(header: list[str]) -> str:
    parts = (part.strip() for line in header for part in _PART_SEPARATOR.split(line))
    return next((match[1].strip() for part in parts if (match := _BYLINE.match(part))), "")


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
        elif _is_header_line(line):
            header.append(line)
        elif line and not _SOURCE.match(line) and not _is_tags(line):
            in_links = False
            stamp, rest = ("", line) if article else _glued_date(line)
            header.append(stamp)
            article.append(rest)
            begun = begun or len(article) > _SHORT_LINES or len(rest) >= _HEADLINE_MAX or rest.endswith(_SENTENCE_END)
    return header, article


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


def _is_header_line(line: str) -> bool:
    """Whether every part of a line ("date | code | by") is about the article and none is its text."""
    folded = fold_same_length(line)
    if len(line) > _HEADLINE_MAX or not folded:
        return False
    if _NEWS_CODE.match(folded) or (_BYLINE.match(folded) and len(line) < _AFTER_HEADLINE) or _is_only_date(folded):
        return True
    parts = [part for part in _PART_SEPARATOR.split(folded) if part.strip()]
    about = [bool(_NEWS_CODE.match(part) or _BYLINE.match(part) or _is_only_date(part)) for part in parts]
    return any(about) and all(
        known or _BESIDE.match(part) or is_section(part) for known, part in zip(about, parts, strict=True)
    )


def _is_only_date(folded: str) -> bool:
    """Whether nothing but a label, a date, a time and punctuation is on the line."""
    rest = folded.strip()
    mentions = find_dates(rest)
    for mention in reversed(mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    rest = (_BESIDE_DATES if mentions else _DATE_LABEL).sub("", rest)
    stamped = bool(mentions) or bool(_TIME.search(rest))
    return stamped and not re.search(r"\w", _TIME.sub("", rest))


def _glued_date(line: str) -> tuple[str, str]:
    """Split "date 2025-10-27 The lead ..." into stamp and lead; ("", line) where no such stamp is."""
    label = _DATE_LABEL.match(fold_same_length(line))
    if not label:
        return "", line
    mentions = find_dates(line[label.end() :])
    if not mentions or mentions[0].start > 0:
        return "", line
    end = label.end() + mentions[0].end
    return line[:end], line[end:].strip()


def _is_tags(line: str) -> bool:
    match = _TAGS.match(fold_same_length(line))
    return match is not None and (match[1] is not None or len(line) < _AFTER_HEADLINE)


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """The headline and the paragraphs after it.

    A kicker ("Chamran:") before the headline opens the body; the headline's repetition is dropped. Without
    a headline the lead's first words stand in, and the body keeps the whole lead.
    """
    if not lines:
        return "", []
    if len(lines) > 1 and lines[0].endswith((":", "：")) and len(lines[0]) < _AFTER_HEADLINE:
        title, body = _headline(lines[1:])
        return title, [lines[0], *body]
    first = lines[0]
    if len(first) > _HEADLINE_MAX or (first.endswith(".") and len(first) > _TITLE_FROM_LEAD):
        return _opening(first), lines
    rest = lines[1:]
    while rest and line_key(rest[0]) == line_key(first):
        rest = rest[1:]
    return first, rest


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


def _published(header: list[str], body: str) -> date | None:
    """The date of the header, else the first full date of the text; of an update only where no other is known."""
    header = sorted(header, key=lambda line: bool(_UPDATE_LABEL.match(fold_same_length(line))))
    for text in filter(None, (*header, fold(body))):
        for mention in find_dates(text):
            if mention.first == mention.last:
                return mention.first
    return None
