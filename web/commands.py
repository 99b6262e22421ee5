"""The commands that this layer adds to the command line: `serve` and `demo`.

They are found by entry point (group `kavosh.commands`). Flask, waitress and the engine are imported
where they are used, so that `kavosh --help` stays fast.
"""

import errno
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from kavosh.types import Sort

if TYPE_CHECKING:
    from socket import socket

    from rich.console import Console

    from kavosh.search import Engine

_SEARCHES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("همكاريها", {}),  # "cooperations", with Arabic letters and the half-space lost
    ("sister cities", {}),
    ("مترو", {"city": "moscow"}),  # "metro"
)
_HITS = 3  # of each search

_port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes any free port."
)


class _CannotListen(click.ClickException):
    """The address or port cannot be had; a mistake in the command, as its exit code says."""

    exit_code = 2


@click.command()
@click.option(
    "--index", "folder", envvar="KAVOSH_INDEX", type=click.Path(path_type=Path), metavar="DIR",
    help="The index folder; the variable KAVOSH_INDEX names a default.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 opens it to the network.")
@_port_option
@click.option(
    "--sort", type=click.Choice(get_args(Sort)), default="relevance", show_default=True,
    help="The order of answers where a reader chooses none; fresh, for news: newer articles a little higher.",
)  # fmt: skip
def serve(folder: Path | None, host: str, port: int, sort: Sort) -> None:
    """Serve the search page and the JSON API of an index."""
    from kavosh.search import Engine

    if folder is None:
        raise click.UsageError(
            "No index is named: add --index DIR or set KAVOSH_INDEX. `kavosh index PATH --index DIR` makes one."
        )
    with Engine.open(folder) as engine:
        _serve(engine, host, port, sort)


@click.command()
@_port_option
@click.option("--no-serve", is_flag=True, help="End after the searches, without serving the page.")
@click.option(
    "--index", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="Keep the demo's index in this folder.  [default: a temporary one]",
)  # fmt: skip
def demo(port: int, no_serve: bool, folder: Path | None) -> None:
    """Index the bundled sample articles, search them, and serve the page."""
    from rich.console import Console

    from kavosh.search import Engine

    console = Console(highlight=False)
    with _demo_folder(folder) as place:
        _index_samples(place)
        with Engine.open(place) as engine:
            for query, filters in _SEARCHES:
                _show_search(engine, query, filters, place, console)
            click.echo()
            if not no_serve:
                _serve(engine, "127.0.0.1", port)


@contextmanager
def _demo_folder(given: Path | None) -> Iterator[Path]:
    """The folder named by the user, or a temporary one that is removed afterwards."""
    from tempfile import TemporaryDirectory

    if given is not None:
        yield given
        return
    with TemporaryDirectory(prefix="kavosh-demo-") as temporary:
        yield Path(temporary) / "demo.idx"


def _index_samples(place: Path) -> None:
    from importlib.resources import as_file, files

    from kavosh.index import Index

    samples = files("kavosh.index").joinpath("samples")
    with as_file(samples) as linked, Index.open_or_create(place) as index:
        folder = next(linked.iterdir()).resolve().parent  # an editable install links each file
        _echo_command("index", str(folder), "--index", str(place))
        report = index.add_files(folder)
        total = len(index)
    click.echo(f"{total} articles, {report.indexed} of them new, in {report.seconds:.1f} s")


def _show_search(engine: "Engine", query: str, filters: Mapping[str, str], place: Path, console: "Console") -> None:
    """One search as a user would type it, and its answer."""
    from kavosh.search.terminal import print_page

    options = [part for name, value in filters.items() for part in ("--filter", f"{name}={value}")]
    click.echo()
    _echo_command("search", query, *options, "--limit", str(_HITS), "--index", str(place))
    page = engine.search(query, filters={name: [value] for name, value in filters.items()}, limit=_HITS)
    print_page(page, console=console)


def _echo_command(*arguments: str) -> None:
    """A command line that can be copied; words of letters and digits need no quotes."""
    quoted = (word if word.replace("=", "").isalnum() else shlex.quote(word) for word in arguments)
    click.secho(f"$ kavosh {' '.join(quoted)}", bold=True)


def _serve(engine: "Engine", host: str, port: int, sort: Sort = "relevance") -> None:
    """Serve until Ctrl+C, or until the system asks the process to end."""
    import signal
    import sys

    from waitress.server import create_server  # type: ignore[import-untyped]

    from kavosh.web.app import create_app

    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that a temporary index is removed then too
    engine.prepare()
    with _listen(host, port) as listener:
        server = create_server(create_app(engine, SORT=sort), sockets=[listener])
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}"
        click.echo(f"Kavosh is serving {len(engine)} articles at {address} (Ctrl+C stops it)")
        try:
            server.run()
        finally:
            server.close()


def _listen(host: str, port: int) -> "socket":
    from socket import AF_INET, AF_INET6, create_server

    try:
        return create_server((host, port), family=AF_INET6 if ":" in host else AF_INET)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} on {host} is in use; choose another with --port."
        else:
            message = f"Kavosh cannot listen on {host}, port {port}: {error.strerror or error}."
        raise _CannotListen(message) from error
