"""Commands about translations: `kavosh terms`."""

import json
import sys
from pathlib import Path

import click

from kavosh.analyzers.terms import FIELDS, PARTS_OF_SPEECH, TermRow, term_of
from kavosh.errors import QueryError
from kavosh.search.options import index_option, json_option, whole


@click.group("terms")
def terms_group() -> None:
    """Words in both languages: the term table that queries are translated by, and rows of your own."""


@terms_group.command("add")
@index_option
@click.option("--fa", required=True, help="The Persian word or phrase.")
@click.option("--en", required=True, multiple=True, help="An English equivalent; the usual one first.")
@click.option("--pos", type=click.Choice(PARTS_OF_SPEECH), default="noun", show_default=True)
@click.option("--field", type=click.Choice(FIELDS), default="society", show_default=True)
def add_command(folder: Path, fa: str, en: tuple[str, ...], pos: str, field: str) -> None:
    """Add a row to an index's own, or replace the one of its Persian word."""
    cells = {"fa": " ".join(whole(fa).split()), "en": "|".join(" ".join(whole(text).split()) for text in en)}
    try:
        row = term_of({**cells, "pos": pos, "field": field})
    except ValueError as error:
        raise QueryError(f"The term cannot be added: {error}") from error
    _add(folder, [row])


@terms_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@index_option
def import_command(file: Path, folder: Path) -> None:
    """Add the rows of a TSV or CSV file with the columns fa, en (separated by |), and perhaps pos and field."""
    _add(folder, _read(file))


@terms_group.command("validate")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def validate_command(file: Path | None) -> None:
    """Check the rows of a file, or those that come with Kavosh: spelling, rows twice, sides without words."""
    from kavosh.analyzers.terms import default_terms

    rows = _read(file) if file else list(default_terms())
    found = _problems(rows)
    for problem in found:
        click.echo(problem, err=True)
    click.echo(f"{len(rows)} terms, {len(found)} problems")
    if found:
        sys.exit(1)


@terms_group.command("list")
@index_option
@click.option("--field", type=click.Choice(FIELDS))
@click.option("--all", "everything", is_flag=True, help="Also those that come with Kavosh.")
@json_option
def list_command(folder: Path, field: str | None, everything: bool, as_json: bool) -> None:
    """List an index's own rows."""
    from kavosh.index.own_terms import open_terms, own_terms
    from kavosh.index.storage import check_index

    check_index(folder)
    for row in open_terms(folder) if everything else own_terms(folder):
        if field in (None, row.field):
            cells = row.to_dict()
            click.echo(json.dumps(cells, ensure_ascii=False) if as_json else "\t".join(cells.values()))


def _add(folder: Path, rows: list[TermRow]) -> None:
    from kavosh.index.own_terms import add_terms
    from kavosh.index.storage import check_index

    check_index(folder)
    for problem in _problems(rows):
        click.echo(f"careful: {problem}", err=True)
    total = add_terms(folder, rows)
    click.echo(f"{len(rows)} added, the index has {total} of its own.")


def _problems(rows: list[TermRow]) -> list[str]:
    from kavosh.analyzers import default_analyzer
    from kavosh.analyzers.terms import term_problems

    return [f"{row.fa}: {reason}" for row, reason in term_problems(rows, default_analyzer())]


def _read(file: Path) -> list[TermRow]:
    from kavosh.index.decoding import decode
    from kavosh.index.own_terms import read_rows

    try:
        return list(read_rows(decode(file.read_bytes(), str(file))))
    except (ValueError, OSError) as error:
        raise QueryError(f"The terms cannot be read: {error}") from error
