"""The command line: `kavosh index`, `search`, the commands of its sister modules, and what other packages add.

Data goes to stdout, progress and errors to stderr. Exit codes: 0 hits or done, 1 none, 2 wrong usage or
query, 3 index missing, locked or damaged. Packages add commands through the entry point group
`kavosh.commands`; the web layer's `serve` and `demo` come that way, so nothing here imports upwards.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kavosh import __version__
from kavosh.errors import IndexStoreError, KavoshError
from kavosh.search.analysis_commands import analyze, entities, lexicon
from kavosh.search.archive_commands import check_command, original_command, sources_command, watch_command
from kavosh.search.entity_commands import COMMANDS
from kavosh.search.evaluate_command import evaluate_command
from kavosh.search.hit_commands import COMMANDS as HIT_COMMANDS
from kavosh.search.options import index_option, json_option, mode_option, whole
from kavosh.search.term_commands import terms_group
from kavosh.search.vector_commands import vectors_group
from kavosh.types import SORTS, IndexReport, Reason

if TYPE_CHECKING:
    from kavosh.search.engine import Engine

EXIT_NONE, EXIT_USAGE, EXIT_INDEX = 1, 2, 3


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


main.add_command(evaluate_command)


for _command in (
    analyze,
    entities,
    lexicon,
    watch_command,
    sources_command,
    original_command,
    check_command,
    terms_group,
    vectors_group,
    *COMMANDS,
    *HIT_COMMANDS,
):
    main.add_command(_command)


@main.command("index")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@index_option
@click.option(
    "--stemmer",
    type=click.Choice(["kavosh", "light", "none", "hazm", "parsivar"]),
    default="kavosh",
    show_default=True,
    help="How a new index reduces Persian words.",
)
@click.option("--prune", is_flag=True, help="Also drop articles of files under PATHS that are gone.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that analyse.")
@click.option(
    "--columns",
    multiple=True,
    metavar="FIELD=NAME,...",
    help="Which columns of tables hold what: title=Headline,body=Lead+Text. Fields: title, body, date, source, ...",
)
@json_option
def index_command(
    paths: tuple[Path, ...],
    folder: Path,
    stemmer: Any,
    prune: bool,
    workers: int,
    columns: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add the articles in PATHS (files or folders) to an index; unchanged files are skipped. - is JSON Lines on stdin.

    Reads text, Markdown, web pages, JSON, JSON Lines, CSV, feeds, mail, PDF and Word files, also packed as .gz,
    .zip or .tar. Files that cannot be read are listed with the reason, and the rest is indexed. An interrupted
    run goes on where it was.
    """
    from kavosh.index import Index
    from kavosh.index.reader_records import read_columns
    from kavosh.search.progress import indexing_progress

    chosen = read_columns(whole(",".join(columns)))
    with Index.open_or_create(folder, stemmer, workers) as index, indexing_progress() as progress:
        if paths == (Path("-"),):
            report = index.add_stream(sys.stdin.buffer, chosen)
        else:
            report = index.add_files(*paths, prune=prune, progress=progress, columns=chosen)
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
@click.option("--all", "match_all", multiple=True, metavar="NAME", help="Every value given for this facet, not any.")
@click.option(
    "--sort", type=click.Choice([*SORTS]), default="relevance", show_default=True, help="fresh: newer a little higher."
)
@click.option("--limit", type=click.IntRange(0, 1000), default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="Hits to pass over.")
@click.option(
    "--bidi",
    type=click.Choice(["auto", "raw", "visual"]),
    default="auto",
    show_default=True,
    help="Reorder and join Persian letters for terminals that cannot.",
)
@click.option("--histogram", type=click.Choice(["day", "month", "year"]), help="Count articles by their dates.")
@click.option("--no-collapse", is_flag=True, help="Show reprints of an article as hits of their own.")
@click.option(
    "--literal", is_flag=True, help="Search the words as they are: correct nothing, add no other names or languages."
)
@mode_option
@click.option("--within", multiple=True, metavar="QUERY", help="Only among what this query finds; may be repeated.")
@click.option("--why", is_flag=True, help="Say of each article why it was found.")
@click.option("--explain-query", "explain", is_flag=True, help="Show how the query is understood; search nothing.")
@json_option
def search_command(
    query: tuple[str, ...],
    folder: Path,
    filters: tuple[str, ...],
    facets: tuple[str, ...],
    match_all: tuple[str, ...],
    sort: Any,
    limit: int,
    offset: int,
    bidi: Any,
    histogram: Any,
    no_collapse: bool,
    literal: bool,
    within: tuple[str, ...],
    why: bool,
    mode: Any,
    explain: bool,
    as_json: bool,
) -> None:
    """Find articles with the words of QUERY, best first; without a QUERY, all of them.

    \b
    "..." phrase      "..."~5 near         OR, یا either    ( ) grouping
    -word (after --), NOT, بدون not        =word as spelled
    begin*  w?ld*     word~ nearly so
    title: city: person: bloc: source: language: date:     date:1404/07..1404/08
    عنوان: شهر: شخص: بلوک: منبع: زبان: تاریخ:
    """
    from kavosh.index.schema import FACETS
    from kavosh.search.engine import Engine

    text = whole(" ".join(query))
    with Engine.open(folder) as engine:
        if explain:
            _explain(text, engine, literal, as_json)
            return
        asked: dict[str, Any] = {
            "filters": _filters(filters),
            "match_all": match_all,
            "sort": SORTS[sort],
            "collapse": not no_collapse,
            "literal": literal,
            "within": tuple(map(whole, within)),
            "mode": mode,
        }
        page = engine.search(text, facets=facets or FACETS, offset=offset, limit=limit, histogram=histogram, **asked)
        ids = [hit.document.id for hit in page.hits] if why else []
        reasons = {id_: engine.why(text, id_, **asked) for id_ in ids}
    if as_json:
        click.echo(json.dumps(_with_reasons(page.to_dict(), reasons), ensure_ascii=False))
    else:
        from rich.console import Console

        from kavosh.search.terminal import print_page

        shown = facets or ("city", "person", "bloc")
        print_page(page, console=Console(highlight=False), bidi=bidi, facets=shown, first=offset + 1, reasons=reasons)
    if not page.total:
        sys.exit(EXIT_NONE)


@main.command("suggest")
@click.argument("prefix", nargs=-1, required=True)
@index_option
@click.option("--limit", type=click.IntRange(1, 100), default=8, show_default=True, help="Suggestions to show.")
@json_option
def suggest_command(prefix: tuple[str, ...], folder: Path, limit: int, as_json: bool) -> None:
    """Show names, words and titles of the index that begin with PREFIX, typed in either script."""
    from kavosh.search.engine import Engine

    with Engine.open(folder) as engine:
        found = engine.suggest(whole(" ".join(prefix)), limit)
    for suggestion in found:
        line = json.dumps(suggestion.to_dict(), ensure_ascii=False) if as_json else suggestion.text
        click.echo(line)
    if not found:
        sys.exit(EXIT_NONE)


def _with_reasons(page: dict[str, Any], reasons: Mapping[str, Sequence[Reason]]) -> dict[str, Any]:
    """The page as data, its hits with why they were found where that was asked."""
    for hit in page["hits"]:
        if hit["id"] in reasons:
            hit["why"] = [reason.to_dict() for reason in reasons[hit["id"]]]
    return page


def _explain(query: str, engine: "Engine", literal: bool, as_json: bool) -> None:
    """Print the query tree and the notes on it."""
    from kavosh.search.explain import lines, to_dict
    from kavosh.search.terminal import note_text

    understood = engine.explain(query, literal=literal)
    if as_json:
        notes = [note.to_dict() for note in understood.notes]
        tree = {"query": query, "tree": to_dict(understood.tree), "notes": notes}
        click.echo(json.dumps(tree, ensure_ascii=False))
        return
    for line in lines(understood.tree):
        click.echo(line)
    for note in understood.notes:
        click.echo(note_text(note), err=True)


def _filters(given: Iterable[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for item in given:
        name, equals, value = whole(item).partition("=")
        if not equals or not value:
            raise click.BadParameter(f"{item!r} is not NAME=VALUE, as in city=minsk.", param_hint="--filter")
        filters.setdefault(name.strip(), []).append(value.strip())
    return filters


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
