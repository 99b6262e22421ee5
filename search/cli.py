"""The command line: `kavosh index | search | analyze | entities`, and what other packages add.

Data goes to stdout, progress and errors to stderr. Exit codes: 0 hits or done, 1 none, 2 wrong usage or
query, 3 index missing, locked or damaged. Packages add commands through the entry point group
`kavosh.commands`; the web layer's `serve` and `demo` come that way, so nothing here imports upwards.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

import click

from kavosh import __version__
from kavosh.errors import IndexStoreError, KavoshError
from kavosh.types import IndexReport

EXIT_NONE, EXIT_USAGE, EXIT_INDEX = 1, 2, 3

F = TypeVar("F", bound=Callable[..., Any])


class _UsageFailure(click.ClickException):
    exit_code = EXIT_USAGE


class _IndexFailure(click.ClickException):
    exit_code = EXIT_INDEX


class Commands(click.Group):
    """A group that finds commands of other packages by entry point and maps errors to exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(entry.name for entry in entry_points(group="kavosh.commands"))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        for entry in entry_points(group="kavosh.commands", name=cmd_name):
            command = entry.load()
            if isinstance(command, click.Command):
                return command
        return None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KavoshError as error:
            failure = _IndexFailure if isinstance(error, IndexStoreError) else _UsageFailure
            raise failure(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kavosh")
def main() -> None:
    """Kavosh: full-text search for Persian and English archives."""


def index_option(function: F) -> F:
    return click.option(
        "--index",
        "folder",
        required=True,
        envvar="KAVOSH_INDEX",
        type=click.Path(path_type=Path),
        help="The index folder; the variable KAVOSH_INDEX names a default.",
    )(function)


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")(function)


@main.command("index")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@index_option
@click.option("--prune", is_flag=True, help="Also drop articles of files under PATHS that are gone.")
@json_option
def index_command(paths: tuple[Path, ...], folder: Path, prune: bool, as_json: bool) -> None:
    """Add the articles in PATHS (files or folders) to an index; unchanged files are skipped.

    Reads .txt, .md, .json and .jsonl. Files that cannot be read are listed with the reason, and the rest
    is indexed.
    """
    from kavosh.index import Index

    with Index.open_or_create(folder) as index, _progress() as progress:
        report = index.add_files(*paths, prune=prune, progress=progress)
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False))
    else:
        _print_report(report, folder)
    if report.errors and not (report.indexed or report.updated or report.skipped or report.removed):
        sys.exit(EXIT_NONE)


@main.command("search")
@click.argument("query", nargs=-1)
@index_option
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="Only these, e.g. city=minsk.")
@click.option("--facet", "facets", multiple=True, metavar="NAME", help="Count this facet (default: all).")
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(0, 1000), default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="Hits to pass over.")
@click.option(
    "--bidi",
    type=click.Choice(["auto", "raw", "visual"]),
    default="auto",
    show_default=True,
    help="Reorder and join Persian letters for terminals that cannot.",
)
@json_option
def search_command(
    query: tuple[str, ...],
    folder: Path,
    filters: tuple[str, ...],
    facets: tuple[str, ...],
    sort: Any,
    limit: int,
    offset: int,
    bidi: Any,
    as_json: bool,
) -> None:
    """Find articles with the words of QUERY, best first; without a QUERY, all of them.

    \b
    "..." phrase    OR, یا either    -word not (after --)    begin*    ( ) grouping
    """
    from kavosh.index.schema import FACETS
    from kavosh.search.engine import Engine

    with Engine.open(folder) as engine:
        page = engine.search(
            _whole(" ".join(query)),
            filters=_filters(filters),
            facets=facets or FACETS,
            sort=sort,
            offset=offset,
            limit=limit,
        )
    if as_json:
        click.echo(json.dumps(page.to_dict(), ensure_ascii=False))
    else:
        from rich.console import Console

        from kavosh.search.terminal import print_page

        shown = facets or ("city", "person", "bloc")
        print_page(page, console=Console(highlight=False), bidi=bidi, facets=shown, first=offset + 1)
    if not page.total:
        sys.exit(EXIT_NONE)


@main.command("analyze")
@click.argument("texts", nargs=-1)
@click.option("--mode", type=click.Choice(["index", "query"]), default="index", show_default=True)
@json_option
def analyze_command(texts: tuple[str, ...], mode: Any, as_json: bool) -> None:
    """Show the index terms of TEXTS, or of the lines of standard input."""
    from kavosh.analyzers import analyze

    for text in _lines(texts):
        tokens = analyze(text, mode)
        if as_json:
            shown = [
                {"term": t.text, "start": t.start, "end": t.end, "position": t.position, "kind": t.kind} for t in tokens
            ]
            click.echo(json.dumps({"text": text, "tokens": shown}, ensure_ascii=False))
            continue
        for token in tokens:
            click.echo(f"{token.position}\t{token.text}\t{token.kind}\t{text[token.start : token.end]}")


@main.command("entities")
@click.argument("texts", nargs=-1)
@json_option
def entities_command(texts: tuple[str, ...], as_json: bool) -> None:
    """Show the cities, persons, blocs and dates in TEXTS, or in the lines of standard input."""
    from kavosh.analyzers import find_dates, find_entities

    for text in _lines(texts):
        entities, dates = find_entities(text), find_dates(text)
        if as_json:
            found = {
                "text": text,
                "entities": [entity.to_dict() for entity in entities],
                "dates": [mention.to_dict() for mention in dates],
            }
            click.echo(json.dumps(found, ensure_ascii=False))
            continue
        for entity in entities:
            click.echo(f"{entity.kind}\t{entity.id}\t{entity.label.en}\t{entity.text}")
        for mention in dates:
            click.echo(f"date\t{mention.first}\t{mention.last}\t{mention.text}")


def _filters(given: Iterable[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for item in given:
        name, equals, value = _whole(item).partition("=")
        if not equals or not value:
            raise click.BadParameter(f"{item!r} is not NAME=VALUE, as in city=minsk.", param_hint="--filter")
        filters.setdefault(name.strip(), []).append(value.strip())
    return filters


def _lines(texts: tuple[str, ...]) -> Iterator[str]:
    if texts:
        yield from map(_whole, texts)
        return
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _whole(argument: str) -> str:
    """An argument with the bytes that are no UTF-8 replaced; Python hands them over as lone surrogates."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr while files are indexed; nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("")
        yield lambda done, total, _path: bar.update(task, completed=done, total=total)


def _print_report(report: IndexReport, folder: Path) -> None:
    for error in report.errors:
        click.echo(f"left out: {error.path}: {error.reason}", err=True)
    if report.skipped and not (report.indexed or report.updated or report.removed or report.errors):
        click.echo(f"Nothing to do: all {report.skipped} articles are unchanged.")
        return
    counts = {
        "new": report.indexed,
        "updated": report.updated,
        "unchanged": report.skipped,
        "removed": report.removed,
    }
    shown = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "no articles"
    click.echo(f"{shown} in {report.seconds:.1f} s -> {folder}")
    if report.errors:
        click.echo(f"{len(report.errors)} left out, listed above.", err=True)
