"""The words by which the parts of a site around an article are known; they are in `data/chrome.txt`.

Cues alone decide little: `cleaning` and `reader_html` say where in a page they count.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from kavosh.analyzers.characters import key

Kind = Literal["end", "inline"]
_LINE_MAX = 240  # code points; a longer line is a paragraph, whatever it begins with
_MENU_RUN = 3  # names of sections that make a menu
# Nothing but the foot of a printed page, a name in a messenger, or a pointer to the story before or after.
_ADDRESS = re.compile(
    r"^\W*(?:https?://\S+\s+\d+\s?/\s?\d+|(?:https?://)?t\.me/\S+|@[A-Za-z]\w{3,})\W*$"
    r"|^[←→‹›]\s?\S.{0,100}$|^\S.{0,100}\s[←→]$"
)
_COUNT = re.compile(r"\(\s*\d+\s*\)|^\d+\s|\s\d+$")  # "Comments (12)"
_SEPARATORS = re.compile(r"\s*[|»›>/•·]\s*|\s{3,}")


@cache
def _cues() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    group: set[str] = set()
    for line in files("kavosh.index").joinpath("data/chrome.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            group = groups.setdefault(line.strip("[]"), set())
        elif line.strip() and not line.startswith("#"):
            group.add(line_key(line) if not line.endswith(":") else line_key(line) + ":")
    return {name: frozenset(cues) for name, cues in groups.items()}


_REQUEST = re.compile(
    r"^(?:enjoy(?:ing|ed)? th.{0,40}\?\s*)?(?:sign up|subscribe|join|download|follow|get|register|support|become)\b"
    r"(?=.*(?:\b(?:our|your|us|readers|members?|journalism|newsletters?)\b|https?:))"
    r".*\b(?:newsletters?|inbox|channel|app|telegram|whatsapp|e-?mail|readers|members?|journalism|alerts|coverage)\b"
    r"|^sign up (?:to|for)\b"
    r"|\b(?:کانال|خبرنامه|اپلیکیشن|صفحه|گروه|پیج|تلگرام|اینستاگرام|واتساپ|واتس‌اپ|ایتا|روبیکا|سروش|بله)\b.*"
    r"(?:عضو|مشترک|دنبال|فالو|نصب|دریافت|همراه)[\s\u200c]?(?:شوید|کنید|باشید)"
    r"|\b(?:کانال|خبرنامه|گروه)\b.*بپیوندید",
    re.IGNORECASE,
)
_REQUEST_MAX = 200  # code points


def is_request(line: str) -> bool:
    """Whether a line asks its reader to subscribe, join a channel, install an app or pay.

    >>> is_request("در کانال تلگرام ما عضو شوید"), is_request("Sign up for our newsletter")  # "join our channel"
    (True, True)
    """
    return len(line) <= _REQUEST_MAX and bool(_REQUEST.search(line.strip()))


def line_key(line: str) -> str:
    """A line without spaces, half-spaces, case, signs and end punctuation, so that all its spellings meet."""
    return re.sub(r"[\s:：.…•*#»«|>\[\]()+-]+", "", key(line)).casefold()


def heading_kind(line: str) -> Kind | None:
    """Which part of a site a line opens: "end" for one after the article, "inline" for links within it.

    >>> heading_kind("آخرین اخبار"), heading_kind("Read more"), heading_kind("تهران")  # "latest news", "Tehran"
    ('end', 'inline', None)
    """
    if len(line) > _LINE_MAX:
        return None
    wanted = line_key(_COUNT.sub("", line))
    return (
        "end"
        if wanted in _cues()["end"] or wanted in _cues()["comments"]
        else "inline"
        if wanted in _cues()["inline"]
        else None
    )


def is_comments_heading(line: str) -> bool:
    """Whether a line opens what readers wrote."""
    return len(line) <= _LINE_MAX and line_key(_COUNT.sub("", line)) in _cues()["comments"]


def is_chrome_heading(line: str) -> bool:
    """Whether a line opens a part of the site that is not the article (related news, comments).

    >>> is_chrome_heading("خبرهای مرتبط"), is_chrome_heading("Latest news:")  # "related news"
    (True, True)
    """
    return heading_kind(line) is not None


def is_chrome_line(line: str) -> bool:
    """Whether a line by itself belongs to the site: comment rules, short links, rights, a link to another story."""
    if not line or len(line) > _LINE_MAX:
        return False
    bare = line_key(line)
    colon = re.match(r"[^:：]{2,30}[:：]", line)
    labelled = f"{line_key(colon[0])}:" if colon else ""
    cues = _cues()["line"]
    return (
        labelled in cues
        or bool(_ADDRESS.match(line))
        or is_request(line)
        or any(bare.startswith(cue) for cue in _beginnings().get(bare[:3], ()))
    )


@cache
def _beginnings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for cue in _cues()["line"]:
        if not cue.endswith(":"):
            found[cue[:3]] = (*found.get(cue[:3], ()), cue)
    return found


def is_menu(line: str) -> bool:
    """Whether a line lists sections of a site, or the path to this page ("Home » Politics » City councils")."""
    names = [name for name in _SEPARATORS.split(line.strip(" |»›>/•·")) if name]
    if len(names) < 2 or any(len(name) > 40 for name in names):
        return False
    known = sum(is_section(name) for name in names)
    return known >= _MENU_RUN or (known >= 1 and is_section(names[0]) and known * 3 >= len(names))


def is_section(name: str) -> bool:
    """Whether this is the name of a section of a news site, and nothing more."""
    return line_key(name) in _cues()["menu"]
