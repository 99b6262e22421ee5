"""The fragments of a text that show best why it was found: those with the most different words of the query.

A fragment lies within one line, begins and ends between words, at a sentence's beginning where one is near.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kavosh.analyzers import Token
from kavosh.types import Span

FRAGMENTS = 3  # of the body, the title not counted
FRAGMENT_LENGTH = 220  # code points, about two lines
_PARAGRAPH = 60  # code points from which on a line is taken for a paragraph
_CLOSING = ".،؛:؟!,;?»)”\"'…"
_SENTENCE_ENDS = ".؟!?؛…"
_AGAIN = 0.1  # what a word counts that an earlier fragment shows already, and one that the same fragment repeats
_ENOUGH = 0.35  # of the best fragment's worth, below which another shows little
_MANY = 64  # matches that are tried as places for a fragment


class Match(NamedTuple):
    """A place of a text that a query matches, and which of its words that is (by number)."""

    start: int
    end: int
    word: int


def fragments(edges: "Edges", matches: Sequence[Match]) -> list[Span]:
    """Up to FRAGMENTS slices in the order of the text: fewer where more would show nothing new.

    A text without matches shows its first paragraph.
    """
    if not matches:
        return edges.opening()
    counts = Counter(match.word for match in matches)
    windows = {edges.window(match) for match in _spread(matches)}
    inside = {window: _inside(matches, window) for window in windows}
    chosen: list[Span] = []
    shown: set[int] = set()
    least = 0.0
    while windows and len(chosen) < FRAGMENTS:
        worth = {window: _worth(inside[window], counts, shown) for window in windows}
        best = min(windows, key=lambda window: (-worth[window], window))
        if worth[best] < least:
            break
        least = max(least, _ENOUGH * worth[best])
        chosen.append(best)
        shown.update(match.word for match in inside[best])
        windows = {window for window in windows if window[1] <= best[0] or best[1] <= window[0]}
    return sorted(chosen)


def united(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap as one: a compound and its part are one mark."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _spread(matches: Sequence[Match]) -> Sequence[Match]:
    """The rarest words first, as every one should have its place."""
    if len(matches) <= _MANY:
        return matches
    counts = Counter(match.word for match in matches)
    return sorted(matches, key=lambda match: counts[match.word])[:_MANY]


def _inside(matches: Sequence[Match], window: Span) -> list[Match]:
    first = bisect_left(matches, window[0], key=lambda match: match.start)
    last = bisect_right(matches, window[1], key=lambda match: match.start)
    return [match for match in matches[first:last] if match.end <= window[1]]


def _worth(matches: Sequence[Match], counts: Counter[int], shown: set[int]) -> float:
    """Every word of the query counts once, more if the text has it seldom; a little if repeated or shown before."""
    worth = 0.0
    seen: set[int] = set()
    for match in matches:
        share = _AGAIN if match.word in shown or match.word in seen else 1.0
        worth += share * (1 + 1 / counts[match.word])
        seen.add(match.word)
    return worth


class Edges:
    """Where a text may be cut: at the edges of its words, of which compounds are one."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        spans = united([(token.start, token.end) for token in tokens])
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._windows: dict[Span, Span] = {}

    def opening(self) -> list[Span]:
        """The first paragraph; a kicker or a teaser before it says little."""
        if not self._starts:
            return [(0, len(self._text))] if 0 < len(self._text) <= FRAGMENT_LENGTH else []
        first = bisect_left(self._starts, _first_paragraph(self._text))
        first = first if first < len(self._starts) else 0
        return [self.window(Match(self._starts[first], self._ends[first], 0))]

    def window(self, match: Match) -> Span:
        """The fragment around a match, at most FRAGMENT_LENGTH long unless one word is longer."""
        place = match.start, match.end
        window = self._windows.get(place)
        if window is None:
            if len(self._windows) >= _MANY:
                self._windows = {}
            window = self._windows[place] = self._window(match)
        return window

    def _window(self, match: Match) -> Span:
        line_start = self._text.rfind("\n", 0, match.start) + 1
        line_end = self._text.find("\n", match.end)
        line_end = len(self._text) if line_end < 0 else line_end
        room = max(0, FRAGMENT_LENGTH - (match.end - match.start))
        earliest = max(line_start, match.start - room // 3)
        latest = min(line_end, earliest + FRAGMENT_LENGTH)
        earliest = max(line_start, min(earliest, latest - FRAGMENT_LENGTH))
        start = line_start if earliest == line_start else self._beginning(earliest, match.start)
        latest = min(line_end, max(start + FRAGMENT_LENGTH, match.end))
        return start, line_end if latest == line_end else self._ending(match.end, latest)

    def _beginning(self, earliest: int, at: int) -> int:
        """A word's start before `at`: the first of a sentence, else the earliest."""
        starts = self._starts[bisect_left(self._starts, earliest) : bisect_right(self._starts, at)]
        for start in starts:
            before = self._text[max(0, start - 3) : start].rstrip(" «\"'(")
            if before and before[-1] in _SENTENCE_ENDS:
                return start
        return min(starts, default=at)

    def _ending(self, at: int, latest: int) -> int:
        """A word's end after `at`, with the punctuation that closes it."""
        place = bisect_right(self._ends, latest) - 1
        end = max(at, self._ends[place] if place >= 0 else at)
        while end < latest and self._text[end] in _CLOSING:
            end += 1
        return end


def _first_paragraph(text: str) -> int:
    start = 0
    for line in text.split("\n"):
        if len(line) >= _PARAGRAPH:
            return start
        start += len(line) + 1
    return 0
