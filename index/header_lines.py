"""The lines above an article that are about it: dates, codes, bylines, the section, how often it was read."""

import re
from collections.abc import Sequence
from datetime import date

from kavosh.analyzers import find_dates
from kavosh.analyzers.characters import fold, fold_same_length
from kavosh.index.chrome import is_section

HEADLINE_MAX = 180  # code points; a longer first paragraph is a lead
AFTER_HEADLINE = 60  # a line from here on is a paragraph, not another header line

_CODE = (
    r"(?:کد\s?خبر|شناسه(?:\s?(?:خبر|مطلب))?|کد مطلب|شماره\s?(?:خبر|مطلب|روزنامه)|news code|news id|id)\s*[:：]?\s*\d+"
)
_NEWS_CODE = re.compile(rf"^{_CODE}$", re.IGNORECASE)
_UPDATED = (
    r"(?:آخرین\s)?(?:به|تازه)[\s\u200c]?(?:روز[\s\u200c]?رسانی|سازی شده)|(?:last\s+)?(?:updated|modified)(?:\s+on)?"
)
_LABEL = (
    r"(?:تاریخ(?:\s?(?:انتشار|خبر|درج|چاپ))?|زمان\s?(?:انتشار|خبر)?|منتشر شده|(?:نوشته|ارسال) شده(?: در)?|انتشار|"
    rf"date|published(?:\s+on)?|posted(?:\s+on)?|{_UPDATED})\b\s*:?\s*"
)
_DATE_LABEL = re.compile(f"^{_LABEL}", re.IGNORECASE)
_UPDATE_LABEL = re.compile(f"^(?:{_UPDATED})", re.IGNORECASE)
# What else stands on a line of dates: labels, a news code, the lunar date (day, month of one or two words, year).
_BESIDE_DATES = re.compile(
    rf"\b{_LABEL}|\b(?:by|توسط)\s+\S+(?:\s\S+){{0,2}}$|\b{_CODE}\b|\b\d{{1,2}}\s+[^\W\d]+(?:[\s\u200c]+[^\W\d]+)?\s+1[34]\d\d\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:نویسنده|خبرنگار|گزارشگر|به قلم|(?:words|text|story|written|reported|report)\s+by|by|author|reporter)\b"
    r"\s*:?\s+(\S.*)",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"^(?:دبیر|مترجم|ویراستار|editor|edited by|translator)\s*:\s+\S.{0,40}$", re.IGNORECASE)
_TIME = re.compile(
    r"(?:ساعت\s*|\bT)?(?<!\d)\d{1,2}(?::\d{2}|\.\d{2}(?=\s*(?:[ap]m|utc|gmt|[a-z]{1,2}[ds]t)\b))(?::\d{2}(?:\.\d+)?)?"
    r"(?:Z|\s?[+-]\d{2}:?\d{2})?\b(?:\s*[ap]m\b)?(?:\s*(?:(?:utc|gmt)(?:[+-]\d{1,2}(?::?\d{2})?)?|[a-z]{1,2}[ds]t)\b)?",
    re.IGNORECASE,
)
_BESIDE = re.compile(  # what stands beside a date or code: the section, how often it was read
    r"^(?:گروه|سرویس|دسته|دسته\s?بندی|حوزه|بخش|زمان مطالعه|مدت مطالعه|خواندن|بازدید|تعداد بازدید|تعداد نظرات|نظرات?"
    r"|section|category)\b"
    r"\s*[:：]?\s*[^.]{0,40}$|^\d+\s*(?:min(?:ute)?s?(?: read)?|views?|comments?|بازدید|نظر|دیدگاه|دقیقه)$",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"^\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?:\s?[AP]M)?$")  # what browsers print on top
_PART_SEPARATOR = re.compile(
    r"\s*[|•·]\s*|\s+[-–—]\s+"
    r"|\s+(?=(?:کد خبر|شناسه خبر|شماره (?:خبر|روزنامه)|تعداد نظرات|تاریخ (?:انتشار|چاپ))\s*[:：])"
)


def is_header_line(line: str) -> bool:
    """Whether every part of a line ("date | code | by") is about the article and none is its text.

    >>> is_header_line("۶ آبان ۱۴۰۴ | کد خبر: ۱۲۳۴۵"), is_header_line("The tram came back in 2020.")  # "news code"
    (True, False)
    """
    folded = fold_same_length(line)
    if len(line) > HEADLINE_MAX or not folded:
        return False
    if _NEWS_CODE.match(folded) or _CREDIT.match(folded) or _PRINTED.match(folded) or _is_only_date(folded):
        return True
    if _BYLINE.match(folded) and len(line) < AFTER_HEADLINE:
        return True
    parts = [part for part in _PART_SEPARATOR.split(folded) if part.strip()]
    about = [bool(_NEWS_CODE.match(part) or _BYLINE.match(part) or _is_only_date(part)) for part in parts]
    return any(about) and all(
        known or _BESIDE.match(part) or is_section(part) for known, part in zip(about, parts, strict=True)
    )


def is_about_article(line: str) -> bool:
    """Whether a line alone says the section or how often the article was read; too little to be told within a text."""
    return bool(_BESIDE.match(fold_same_length(line)))


def split_stamp(line: str) -> tuple[str, str]:
    """Split "date 2025-10-27 The lead ..." into stamp and lead; ("", line) where no such stamp is."""
    label = _DATE_LABEL.match(fold_same_length(line))
    if not label:
        return "", line
    mentions = find_dates(line[label.end() :])
    if not mentions or mentions[0].start > 0:
        return "", line
    end = label.end() + mentions[0].end
    return line[:end], line[end:].strip()


def header_facts(lines: Sequence[str]) -> tuple[date | None, str]:
    """Date and author as the lines above an article's first paragraph say."""
    header: list[str] = []
    for line in lines:
        if len(line) > HEADLINE_MAX:
            break
        if is_header_line(line):
            header.append(line)
    return published_of(header, ""), author_of(header)


def author_of(header: Sequence[str]) -> str:
    """The author that a byline among the header lines names, without the date beside."""
    parts = (part.strip() for line in header for part in _PART_SEPARATOR.split(line))
    for part in parts:
        if match := _BYLINE.match(part):
            dates = find_dates(match[1])
            return re.sub(r"\s+(?:on|در)$", "", match[1][: dates[0].start].strip(" ,،") if dates else match[1].strip())
    return ""


def published_of(header: Sequence[str], body: str) -> date | None:
    """The date of the header, else the first full date of the text; of an update only where no other is known."""
    header = sorted(header, key=lambda line: bool(_UPDATE_LABEL.match(fold_same_length(line).lstrip("( "))))
    for text in filter(None, (*header, fold(body))):
        for mention in find_dates(text):
            if mention.first == mention.last:
                return mention.first
    return None


def _is_only_date(folded: str) -> bool:
    """Whether nothing but a label, a date, a time and punctuation is on the line."""
    rest = folded.strip()
    mentions = find_dates(rest)
    for mention in reversed(mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    rest = (_BESIDE_DATES if mentions else _DATE_LABEL).sub("", rest)
    stamped = bool(mentions) or bool(_TIME.search(rest))
    return stamped and not re.search(r"\w", _TIME.sub("", rest))
