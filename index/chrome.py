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
    wanted = line_key(line)
    return "end" if wanted in _cues()["end"] else "inline" if wanted in _cues()["inline"] else None


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
    return labelled in cues or any(bare.startswith(cue) for cue in _beginnings().get(bare[:3], ()))


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
