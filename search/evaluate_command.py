"""`kavosh evaluate`: the measures of a test collection on the command line."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kavosh.search.options import json_option, mode_option
from kavosh.types import Mode

if TYPE_CHECKING:
    from kavosh.search.evaluate import Evaluation

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
@click.option("--full", is_flag=True, help="With --mode hybrid: read the documents with the model, too.")
@json_option
def evaluate_command(
    collection: Path,
    queries: Path | None,
    folder: Path | None,
    run_file: Path | None,
    limit: int,
    mode: Mode,
    full: bool,
    as_json: bool,
) -> None:
    """Measure how well searches rank, on the test collection in DIR.

    DIR holds docs.jsonl or docs.jsonl.gz, queries.tsv and qrels.tsv. Queries that cannot be asked count as
    without hits and are listed. Needs ir-measures: pip install 'kavosh[evaluate]'.
    """
    from kavosh.search.evaluate import EvaluationError, build, check_installed, evaluate, read_collection, run_lines

    check_installed()
    if run_file and not run_file.parent.is_dir():  # said now, not after minutes of searching
        raise EvaluationError(f"{run_file} cannot be written: there is no folder {run_file.parent}.")
    read = read_collection(collection, queries)
    if read.unjudged:
        click.echo(f"{read.unjudged} queries are left out: qrels.tsv has no relevant document for them.", err=True)
    with tempfile.TemporaryDirectory(prefix="kavosh-") as temporary, _progress() as progress:
        place = folder or Path(temporary) / "index"
        build(read, place)
        if mode == "hybrid":
            from kavosh.index.vectors import build_vectors

            build_vectors(place, full=full)
        found = evaluate(read, place, limit, progress, mode)
    for query, reason in found.refused.items():
        click.echo(f"not asked: {query}: {reason}", err=True)
    if run_file:
        try:
            run_file.write_text("".join(f"{line}\n" for line in run_lines(found.rankings)), "utf-8")
        except OSError as error:
            raise EvaluationError(f"{run_file} cannot be written: {error.strerror}.") from error
    if as_json:
        click.echo(json.dumps(found.to_dict()))
    else:
        _print(found)


def _print(found: "Evaluation") -> None:
    figures = found.to_dict()
    for key, name in _NAMES.items():
        click.echo(f"{name:8} {figures[key]:.4f}")
    click.echo(
        f"{figures['queries']} queries, {figures['documents']} documents, {figures['ms_per_query']:.1f} ms a query"
    )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, from the first query on; nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Searching", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
