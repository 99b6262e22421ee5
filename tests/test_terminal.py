"""Terminals: raw by default, reshaped only where the terminal cannot."""

import io
from datetime import date

import pytest
from rich.console import Console

from kavosh.search.terminal import Bidi, needs_visual, print_page, visual
from kavosh.types import Document, FacetValue, Hit, Label, SearchPage, Snippet

DOCUMENT = Document("1", "دیدار", "شهردار تهران آمد و رفت", published=date(2025, 11, 10), source="ایرنا")
PAGE = SearchPage(
    query="تهران",
    total=1,
    took_ms=1.5,
    hits=(Hit(DOCUMENT, 1.0, (Snippet("body", "شهردار تهران", 0, ((7, 12),)),)),),
    facets={"city": (FacetValue("tehran", Label("تهران", "Tehran"), 1, selected=True),)},
    relaxed=True,
)


@pytest.mark.parametrize(
    ("environment", "terminal", "system", "expected"),
    [
        ({}, True, "posix", False),
        ({"XTERM_VERSION": "XTerm(379)"}, True, "posix", True),
        ({"ALACRITTY_WINDOW_ID": "1"}, True, "posix", True),
        ({"ALACRITTY_WINDOW_ID": "1", "TMUX": "x"}, True, "posix", False),
        ({"VTE_VERSION": "7000"}, True, "posix", False),
        ({"XTERM_VERSION": "XTerm(379)"}, False, "posix", False),  # a pipe
        ({}, True, "nt", True),  # the older Windows console
        ({"WT_SESSION": "1"}, True, "nt", False),
    ],
)
def test_which_terminals_need_help(environment: dict[str, str], terminal: bool, system: str, expected: bool) -> None:
    assert needs_visual(environment, terminal, system) is expected


def printed(bidi: Bidi, color: bool = False) -> str:
    out = io.StringIO()
    print_page(PAGE, console=Console(file=out, force_terminal=color, width=80, highlight=False), bidi=bidi)
    return out.getvalue()


def test_raw_output_keeps_the_original_characters() -> None:
    text = printed("raw")
    for piece in ("1. دیدار", "ایرنا · 2025-11-10", "شهردار تهران …", "✓تهران (Tehran) 1", "near matches follow"):
        assert piece in text
    assert "\x1b[1;33mتهران\x1b[0m" in printed("raw", color=True)


def test_visual_output_is_joined_and_reversed() -> None:
    assert visual("تهران") == "ﻥﺍﺮﻬﺗ"
    text = printed("visual")
    assert "ﻥﺍﺮﻬﺗ ﺭﺍﺩﺮﻬﺷ" in text
    assert "\x1b[1;33mﻥﺍﺮﻬﺗ\x1b[0m" in printed("visual", color=True)
