"""`kavosh evaluate`: the measures of a test collection on the command line."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from kavosh.search.options import json_option, mode_option
from kavosh.types import Mode

if TYPE_CHECKING:
    from kavosh.search.comparison import Comparison
    from kavosh.search.evaluate import Evaluation

_EXAMPLES = 10  # questions shown that gained most, and that lost most
_SMALL = 0.01  # below which p is shown with more digits
_NAMES = {"ndcg@10": "nDCG@10", "mrr@10": "MRR@10", "r@10": "R@10", "r@100": "R@100", "map": "MAP"}


@click.command("evaluate")
@click.argument("collection", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option(
    "--queries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ask these instead of DIR/queries.tsv.",
)
@click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    help="Keep the index here, and use it again when it holds these documents (default: a temporary folder).",
)
@click.option(
    "--run", "run_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the hits as a TREC run."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="Hits of each query.")
@mode_option
@click.option(
    "--against",
    type=click.Choice(get_args(Mode)),
    help="Ask every question in this mode as well, and compare question by question.",
)
@click.option(
    "--questions",
    "table",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --against: write all questions with both ranks, tab-separated.",
)
@click.option("--full", is_flag=True, help="With --mode hybrid: read the documents with the model, too.")
@json_option
def evaluate_command(
    collection: Path,
    queries: Path | None,
    folder: Path | None,
    run_file: Path | None,
    limit: int,
    mode: Mode,
    against: Mode | None,
    table: Path | None,
    full: bool,
    as_json: bool,
) -> None:
    """Measure how well searches rank, on the test collection in DIR.

    DIR holds docs.jsonl or docs.jsonl.gz, queries.tsv and qrels.tsv. Queries that cannot be asked count as
    without hits and are listed. Needs ir-measures: pip install 'kavosh[evaluate]'.

    \b
    kavosh evaluate DIR --mode hybrid --against lexical     which questions meaning wins and loses
    """
    from kavosh.search.comparison import compare, lines
    from kavosh.search.evaluate import build, check_installed, evaluate, read_collection, run_lines

    check_installed()
    if table and not against:
        raise click.UsageError("--questions needs --against: there is nothing to compare with.")
    _check_writable(run_file, table)
    read = read_collection(collection, queries)
    if read.unjudged:
        click.echo(f"{read.unjudged} queries are left out: qrels.tsv has no relevant document for them.", err=True)
    with tempfile.TemporaryDirectory(prefix="kavosh-") as temporary, _progress() as progress:
        place = folder or Path(temporary) / "index"
        build(read, place)
        if "hybrid" in (mode, against):
            from kavosh.index.vectors import build_vectors

            build_vectors(place, full=full)
        found = evaluate(read, place, limit, progress, mode)
        other = evaluate(read, place, limit, progress, against) if against else None
    comparison = compare(read.queries, read.qrels, found.rankings, other.rankings) if other else None
    for query, reason in found.refused.items():
        click.echo(f"not asked: {query}: {reason}", err=True)
    if run_file:
        _write(run_file, run_lines(found.rankings))
    if table and comparison:
        _write(table, lines(comparison))
    shown = _as_json if as_json else _print_all
    shown(found, other, comparison, (mode, against))


def _check_writable(*files: Path | None) -> None:
    """Said now, not after minutes of searching."""
    from kavosh.search.evaluate import EvaluationError

    for file in filter(None, files):
        if not file.parent.is_dir():
            raise EvaluationError(f"{file} cannot be written: there is no folder {file.parent}.")


def _write(file: Path, lines: Iterable[str]) -> None:
    from kavosh.search.evaluate import EvaluationError

    try:
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise EvaluationError(f"{file} cannot be written: {error.strerror}.") from error


def _as_json(
    found: "Evaluation", other: "Evaluation | None", comparison: "Comparison | None", modes: tuple[Mode, Mode | None]
) -> None:
    figures = found.to_dict()
    if other and comparison:
        figures["against"] = {"mode": modes[1], **other.to_dict(), **comparison.to_dict()}
    click.echo(json.dumps(figures, ensure_ascii=False))


def _print_all(
    found: "Evaluation", other: "Evaluation | None", comparison: "Comparison | None", modes: tuple[Mode, Mode | None]
) -> None:
    _print(found)
    if other and comparison:
        click.echo(f"\n{modes[1]}:")
        _print(other)
        _print_comparison(comparison, f"{modes[0]} against {modes[1]}")


def _print(found: "Evaluation") -> None:
    figures = found.to_dict()
    for key, name in _NAMES.items():
        click.echo(f"{name:8} {figures[key]:.4f}")
    click.echo(
        f"{figures['queries']} queries, {figures['documents']} documents, {figures['ms_per_query']:.1f} ms a query"
    )


def _print_comparison(found: "Comparison", heading: str) -> None:
    better, worse, p = len(found.won), len(found.lost), found.p
    chance = f"p = {p:.2f}" if p >= _SMALL else f"p = {p:.4f}"
    click.echo(f"\n{heading}: nDCG@10 {found.difference:+.4f}, {better} better, {worse} worse, {chance}")
    for title, questions in (("better", found.won), ("worse", found.lost)):
        for one in questions[:_EXAMPLES]:
            ranks = " instead of ".join("none" if rank is None else str(rank) for rank in (one.rank, one.second_rank))
            click.echo(f"  {title} {one.gain:+.3f}, rank {ranks}: {one.id} {one.text}")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, from the first query on; nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Searching", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
