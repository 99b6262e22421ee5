"""The progress of an indexing run on stderr: how much is read, the rate, the time left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kavosh.index.run import Step


@contextmanager
def indexing_progress() -> Iterator[Callable[[Step], None]]:
    """A bar over the bytes to read, with articles per second; nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("Indexing"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]} articles, {task.fields[rate]:.0f}/s,"),
        TimeElapsedColumn(),
        TextColumn("passed,"),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", articles=0, rate=0.0)
        yield lambda step: bar.update(
            task, completed=step.done, total=step.total, articles=step.documents, rate=step.rate
        )
