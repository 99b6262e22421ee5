"""Commands about meaning: `kavosh vectors build | status`."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kavosh.search.options import index_option, json_option

if TYPE_CHECKING:
    from kavosh.index.vector_build import BuildStep, VectorStatus

_STAGES = {"words": "Encoding words", "static": "Documents by their words", "full": "Documents by the model"}

_PAUSE = 15.0  # seconds between lines of progress where there is no bar


@click.group("vectors")
def vectors_group() -> None:
    """Search by meaning: the vectors of an index. Needs: pip install 'kavosh[semantic]'"""


@vectors_group.command("build")
@index_option
@click.option("--full", is_flag=True, help="Then read every article with the model, the newest first; takes long.")
@click.option("--renew", is_flag=True, help="Learn the words anew, for an archive that has grown much.")
@json_option
def build_command(folder: Path, full: bool, renew: bool, as_json: bool) -> None:
    """Make the vectors that an index lacks; end it when you like, it goes on where it was.

    Articles are searchable by meaning after the first minutes, by vectors of their words. Articles that are indexed
    later get theirs with the commit.
    """
    from kavosh.index.vectors import build_vectors

    with _progress() as progress:
        status = build_vectors(folder, full=full, renew=renew, progress=progress)
    _show(status, as_json)


@vectors_group.command("status")
@index_option
@json_option
def status_command(folder: Path, as_json: bool) -> None:
    """Say how many articles have vectors, and of which kind."""
    from kavosh.index.vectors import vector_status

    _show(vector_status(folder), as_json)


def _show(status: "VectorStatus", as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(status.to_dict()))
        return
    missing = status.documents - status.static - status.full
    click.echo(
        f"{status.documents} articles: {status.full} by the model, {status.static} by their words, {missing} not"
    )
    click.echo(f"{status.words} words, {status.bytes:,} bytes")
    if status.unusable:
        click.echo(f"{status.unusable} files are damaged or of another version; make them anew: kavosh vectors build")
    if not status.installed:
        click.echo("Searches use words only until this is installed: pip install 'kavosh[semantic]'")


@contextmanager
def _progress() -> Iterator[Callable[["BuildStep"], None]]:
    """A bar on stderr with the rate and the time left; a line now and then where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]:.0f}/s, {task.fields[left]} left"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {stage: bar.add_task(text, visible=False, rate=0.0, left="") for stage, text in _STAGES.items()}
        told: dict[str, float] = {}

        def show(step: "BuildStep") -> None:
            left = f"{int(step.seconds_left) // 60}:{int(step.seconds_left) % 60:02}"
            task = tasks[step.stage]
            bar.update(task, completed=step.done, total=step.total, visible=True, rate=step.rate, left=left)
            if not console.is_terminal and time.monotonic() - told.get(step.stage, -_PAUSE) >= _PAUSE:
                told[step.stage] = time.monotonic()
                amount = f"{step.done} of {step.total}, {step.rate:.0f}/s, {left} left"
                click.echo(f"{_STAGES[step.stage]}: {amount}", err=True)

        yield show
