"""Commands about an archive on disk: index what changes in it, say what came from where."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from kavosh.search.options import index_option, json_option, whole
from kavosh.types import IndexReport


@click.command("watch")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@index_option
@click.option("--once", is_flag=True, hidden=True, help="End after the first change (for tests).")
@json_option
def watch_command(paths: tuple[Path, ...], folder: Path, once: bool, as_json: bool) -> None:
    """Index the folders PATHS, then go on indexing what changes in them; end with Ctrl+C.

    Needs: pip install 'kavosh[watch]'
    """
    from kavosh.index import Index
    from kavosh.index.watching import changes

    def show(report: IndexReport) -> None:
        if as_json:
            click.echo(json.dumps(report.to_dict(), ensure_ascii=False))
            return
        for error in report.errors:
            click.echo(f"left out: {error.path}: {error.reason}", err=True)
        click.echo(f"{report.indexed} new, {report.updated} updated, {report.removed} removed")

    for _ in changes(paths):  # the first comes at once: what changed before the start
        with Index.open_or_create(folder) as index:
            report = index.add_files(*paths, prune=True)
        if report.indexed or report.updated or report.removed or report.errors:
            show(report)
            if once:
                return


@click.command("sources")
@index_option
@json_option
def sources_command(folder: Path, as_json: bool) -> None:
    """List the files that gave articles: how many, when, read by which reader, and whether to the end."""
    for source in _sources(folder):
        if as_json:
            click.echo(json.dumps(source.to_dict(), ensure_ascii=False))
        else:
            state = "" if source.complete else "  (not to its end)"
            click.echo(f"{source.indexed_at}  {source.reader:8}  {source.documents:7}  {source.path}{state}")


@click.command("original")
@click.argument("id_", metavar="ID")
@index_option
def original_command(id_: str, folder: Path) -> None:
    """Write the page that an article was read from to stdout, byte for byte.

    Text files, web pages, feeds, mail, PDF and Word files have one, in archives too; of a record in JSON or a table
    it is the text, with the lines that its site repeats everywhere.
    """
    content = _sources(folder).original(whole(id_)) or _text_of(whole(id_), folder)
    if content is None:
        click.echo(f"There is no article {id_!r} in {folder}.", err=True)
        sys.exit(1)
    sys.stdout.buffer.write(content)


def _text_of(id_: str, folder: Path) -> bytes | None:
    """The title and the whole body of an article that has no page of its own."""
    from kavosh.index.repeated_lines import restored
    from kavosh.index.storage import open_store

    backend = open_store(folder).backend
    try:
        document = backend.get(id_)
    finally:
        backend.close()
    return f"{restored(document).text}\n".encode() if document else None


@click.command("check")
@index_option
@json_option
def check_command(folder: Path, as_json: bool) -> None:
    """Read all of an index and say what is damaged. The exit code is 3 where anything is."""
    from kavosh.errors import IndexStoreError
    from kavosh.index.checking import problems

    found = []
    for problem in problems(folder):
        found.append(problem)
        if not as_json:
            click.echo(problem)
    if as_json:
        click.echo(json.dumps({"problems": found}, ensure_ascii=False))
    if found:
        raise IndexStoreError("The index is damaged; index the files again into a new folder.")
    if not as_json:
        click.echo("The index is whole.")


def _sources(folder: Path) -> Any:
    from kavosh.index.sources import Sources
    from kavosh.index.storage import check_index

    check_index(folder)
    return Sources(folder)
