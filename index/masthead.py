"""The lines of a saved page above its headline: the site's name, its menus, its breaking news.

Where a page was copied as text, dozens of lines may stand above the article, some of them as long as headlines.
They are told only where something shows that there is a masthead at all, so that a note or a poem stays whole.
"""

from kavosh.index.chrome import heading_kind, is_chrome_line, is_menu, is_section, line_key
from kavosh.index.header_lines import is_about_article, is_header_line

_PARAGRAPH = 60  # code points of a sentence that is a paragraph
_LONG = 120  # code points of a line that is a paragraph, whatever it ends with
_PLAIN = 3  # lines above the first paragraph that every article may have: kicker, headline and its repetition
_HEADLINE_WORDS = 4
_HEADLINE_MIN = 20  # code points
_SENTENCE_END = (".", "؟", "!", "?", ":", ")", "…")


def below_masthead(lines: list[str]) -> list[str]:
    """The lines without those of the site above and beside the headline, header lines kept."""
    first = next((n for n, line in enumerate(lines) if is_paragraph(line)), 0)
    above = lines[:first]
    header = [line for line in above if is_header_line(line)]
    own = [line for line in above if line and not is_header_line(line) and not _is_site(line)]
    told = header or any(map(_is_site, above))
    headline = _headline(above, own) if told and len(own) > _PLAIN else ""
    if not headline:
        return lines
    perhaps = [line for line in own if _words(line) >= _HEADLINE_WORDS and line_key(headline) not in line_key(line)]
    return [*header, headline, *perhaps, *lines[first:]]  # a line that may be the headline after all is not lost


def is_paragraph(line: str) -> bool:
    """Whether a line is a sentence of some length, or simply long."""
    ends = line.rstrip("»”\"')").endswith((".", "؟", "!", "?", ":"))
    return len(line) >= _LONG or (len(line) >= _PARAGRAPH and ends)


def _headline(above: list[str], own: list[str]) -> str:
    """The line that is there twice, else of those that read like a headline the one nearest to a header line."""
    keys = [line_key(line) for line in own]
    likely = [line for line in own if len(line) >= _HEADLINE_MIN]
    twice = [line for line in likely if sum(key.startswith(line_key(line)) for key in keys) > 1]
    if twice:
        return twice[-1]
    full = [line for line in likely if _words(line) >= _HEADLINE_WORDS and not line.endswith(_SENTENCE_END)]
    marks = [n for n, line in enumerate(above) if is_header_line(line)] or [len(above)]
    return min(reversed(full), key=lambda line: min(abs(above.index(line) - n) for n in marks), default="")


def _is_site(line: str) -> bool:
    known = is_section(line) or is_menu(line) or is_chrome_line(line) or heading_kind(line) is not None
    return known or is_about_article(line)


def _words(line: str) -> int:
    return sum(any(map(str.isalpha, word)) for word in line.split())
