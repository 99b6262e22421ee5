"""Options and arguments that several commands share."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def index_option(function: F) -> F:
    return click.option(
        "--index",
        "folder",
        required=True,
        envvar="KAVOSH_INDEX",
        type=click.Path(path_type=Path),
        help="The index folder; the variable KAVOSH_INDEX names a default.",
    )(function)


def mode_option(function: F) -> F:
    return click.option(
        "--mode",
        type=click.Choice(["lexical", "hybrid", "auto"]),
        default="auto",
        show_default=True,
        help="Search words, meaning as well, or that where the index has vectors and the query is of plain words.",
    )(function)


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")(function)


def lines_of(texts: tuple[str, ...]) -> Iterator[str]:
    """The texts given as arguments, else the lines of standard input."""
    if texts:
        yield from map(whole, texts)
        return
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def whole(argument: str) -> str:
    """An argument with the bytes that are no UTF-8 replaced; Python hands them over as lone surrogates."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
