"""Answers in a terminal: marked words, facet counts, and Persian where the terminal cannot shape it.

Most terminals join Persian letters and order right-to-left text themselves, so text goes out as it is.
For those that do neither, arabic-reshaper and python-bidi prepare each line ("visual" mode). Output into
a pipe is never touched.
"""

import os
import textwrap
from collections.abc import Mapping, Sequence
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kavosh.search.highlight import cut_edges
from kavosh.search.reasons import sentence, summary
from kavosh.types import Document, Hit, Note, Reason, SearchPage, Snippet

Bidi = Literal["auto", "raw", "visual"]
_MARK = "bold yellow"
_BAR = 40  # columns of the longest bar
_NOTES = {
    "quote": "A quotation mark without its counterpart was ignored.",
    "open": "A ( is not closed; the group goes on to the end.",
    "close": "A ) without its ( was ignored.",
    "value": "{text} names no value and was ignored.",
    "date": "{text} is no date; searched as words.",
    "unknown": "{text} is not known; searched as words.",
    "vectors": "Meaning was not searched: the index has no vectors; make them with: {text}",
    "semantic": "Meaning was not searched; to install what it needs: {text}",
    "without": 'Read as an exclusion: {text} (put "بدون" in quotation marks to search for the word).',
}


def note_text(note: Note) -> str:
    """A note as a sentence."""
    return _NOTES[note.code].format(text=note.text)


def needs_visual(environment: Mapping[str, str], is_terminal: bool, system: str = os.name) -> bool:
    """Whether this terminal is known to neither shape nor reorder Persian."""
    if not is_terminal:
        return False
    if system == "nt":  # the older Windows console; Windows Terminal says who it is
        return "WT_SESSION" not in environment
    shapes_itself = any(name in environment for name in ("VTE_VERSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "TMUX"))
    return not shapes_itself and ("ALACRITTY_WINDOW_ID" in environment or "XTERM_VERSION" in environment)


def visual(line: str) -> str:
    """One line as a terminal without Persian support must print it: letters joined, in visual order."""
    from arabic_reshaper import reshape
    from bidi import get_display

    return str(get_display(reshape(line)))


def print_page(
    page: SearchPage,
    *,
    console: Console,
    bidi: Bidi = "auto",
    facets: Sequence[str] = ("city", "person", "bloc"),
    first: int = 1,
    reasons: Mapping[str, Sequence[Reason]] | None = None,
) -> None:
    """Print hits with marked snippets, then the counts of these facets. `first` numbers the first hit.

    reasons: id -> why the article was found.
    """
    printer = _Printer(console, bidi)
    printer.summary(page)
    for number, hit in enumerate(page.hits, first):
        printer.hit(number, hit)
        printer.reasons((reasons or {}).get(hit.document.id, ()))
    printer.facets(page, facets)
    printer.histogram(page)


class _Printer:
    def __init__(self, console: Console, bidi: Bidi) -> None:
        self._console = console
        self._visual = bidi == "visual" or (bidi == "auto" and needs_visual(os.environ, console.is_terminal))

    def summary(self, page: SearchPage) -> None:
        noun = "article" if page.total == 1 else "articles"
        self._console.print(Text(f"{page.total} {noun} in {page.took_ms:.0f} ms", style="dim"))
        for note in page.notes:
            self._say(note_text(note))
        if page.replacements:
            words = ", ".join(f"{r.instead} instead of {r.word}" for r in page.replacements)
            self._say(f"Searched for {words}; --literal searches the words as they are.")
        if page.suggestion:
            self._say(f"Did you mean: {page.suggestion}")
        if page.relaxed:
            self._say("Few or no articles have all of these words; near matches follow.")

        if page.topics:
            near = ", ".join(f"{topic.text} ({topic.count})" for topic in page.topics)
            self._say(f"No article has these words; near them are: {near}")

    def histogram(self, page: SearchPage) -> None:
        """Bars of the periods that have articles."""
        if not page.histogram:
            return
        most = max(page.histogram.values())
        self._console.print()
        for period, count in page.histogram.items():
            bar = "█" * max(1, round(_BAR * count / most))
            self._console.print(Text.assemble((f"{period:10} ", "dim"), bar, f" {count}"), soft_wrap=True)

    def _say(self, sentence: str) -> None:
        self._console.print(Text(self._plain(sentence), style="yellow"), soft_wrap=True)

    def hit(self, number: int, hit: Hit) -> None:
        doc = hit.document
        title = next((s for s in hit.snippets if s.field == "title"), Snippet("title", doc.title or doc.id, 0, ()))
        self._console.print()
        self._write(title, lead=f"{number}. ", style="bold")
        meant = "by meaning" if hit.only_meant else ""
        details = (meant, doc.source, doc.published.isoformat() if doc.published else "", doc.url or doc.id)
        self._console.print(Text("   " + self._plain(" · ".join(filter(None, details))), style="dim"), soft_wrap=True)
        if hit.reprint_count:
            where = ", ".join(dict.fromkeys(other.source or other.id for other in hit.reprints[:5]))
            line = f"   + {hit.reprint_count} reprint{'s' * (hit.reprint_count > 1)}: {where}"
            self._console.print(Text(self._plain(line), style="dim"), soft_wrap=True)
        if hit.missing:
            line = f"   without: {', '.join(hit.missing)}"
            self._console.print(Text(self._plain(line), style="dim"), soft_wrap=True)
        for snippet in hit.snippets:
            if snippet.field != "title":
                self._write(_ellipsed(snippet, doc), lead="   ")

    def reasons(self, reasons: Sequence[Reason]) -> None:
        lines = [summary(reasons, "en"), *(sentence(reason, "en") for reason in reasons)] if reasons else []
        for line in lines:
            self._console.print(Text("   = " + self._plain(line), style="dim"), soft_wrap=True)

    def facets(self, page: SearchPage, names: Sequence[str]) -> None:
        table = Table(box=None, pad_edge=False, show_header=False)
        for name in names:
            values = page.facets.get(name, ())[:8]
            if values:
                shown = [f"{'✓' if v.selected else ''}{self._label(v.label.fa, v.label.en)} {v.count}" for v in values]
                table.add_row(Text(name, style="bold"), Text(", ".join(shown)))
        if table.row_count:
            self._console.print()
            self._console.print(table)

    def _label(self, fa: str, en: str) -> str:
        return self._plain(fa) if fa == en else f"{self._plain(fa)} ({en})"

    def _plain(self, text: str) -> str:
        return visual(text) if self._visual else text

    def _write(self, snippet: Snippet, lead: str, style: str = "") -> None:
        """A snippet, a terminal line at a time; marks are styled after reordering."""
        if not self._visual:
            text = Text(snippet.text.replace("\n", " "), style=style)
            for start, end in snippet.marks:
                text.stylize(_MARK, start, end)
            self._console.print(Text(lead) + text, soft_wrap=not self._console.is_terminal)
            return
        marked = {visual(snippet.text[start:end]) for start, end in snippet.marks}
        for line in textwrap.wrap(snippet.text, max(20, self._console.width - len(lead))):
            text = Text(visual(line), style=style)
            text.highlight_words(marked, _MARK)
            self._console.print(Text(lead) + text, soft_wrap=True)


def _ellipsed(snippet: Snippet, document: Document) -> Snippet:
    """The snippet with an ellipsis where it was cut out of its text."""
    cut_before, cut_after = cut_edges(snippet, document)
    before, after = "… " * cut_before, " …" * cut_after
    shift = len(before)
    marks = tuple((start + shift, end + shift) for start, end in snippet.marks)
    return Snippet(snippet.field, before + snippet.text + after, snippet.start, marks)
