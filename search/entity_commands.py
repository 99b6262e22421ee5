"""Commands about names: `kavosh facets | entity | gazetteer | reindex`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from kavosh.analyzers.gazetteer import FILES
from kavosh.errors import QueryError
from kavosh.search.options import index_option, json_option, whole


@click.command("facets")
@click.argument("names", nargs=-1)
@index_option
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Values of each facet to show.")
@json_option
def facets_command(names: tuple[str, ...], folder: Path, limit: int, as_json: bool) -> None:
    """List the values of facets with their counts: city, person, bloc, network, country, source, language, month."""
    from kavosh.index.schema import FACETS
    from kavosh.search.engine import Engine

    with Engine.open(folder) as engine:
        page = engine.search(facets=names or FACETS, limit=0)
    shown = {name: values[:limit] for name, values in page.facets.items()}
    if as_json:
        listed = {name: [value.to_dict() for value in values] for name, values in shown.items()}
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for name, values in shown.items():
        click.echo(name)
        for value in values:
            click.echo(f"  {value.count:6}  {value.value}  {_both(value.label.fa, value.label.en)}")


@click.command("entity")
@click.argument("name")
@index_option
@json_option
def entity_command(name: str, folder: Path, as_json: bool) -> None:
    """Show an entity by its id or any of its names: names, articles by month, what it appears with most."""
    from kavosh.search.engine import Engine
    from kavosh.search.entity import profile

    with Engine.open(folder) as engine:
        found = profile(engine, whole(name))
    if found is None:
        raise QueryError(f"No city, person, bloc, network or country is called {name!r}; see: kavosh facets")
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        click.echo(f"{_both(found.label.fa, found.label.en)}  ({found.kind} {found.id})")
        if found.names:
            click.echo(f"names: {', '.join(found.names)}")
        for key, value in found.details.items():
            click.echo(f"{key}: {value}")
        click.echo(f"articles: {found.total}")
        click.echo("by month: " + ", ".join(f"{value.label.en} {value.count}" for value in found.months))
        for kind, values in found.together.items():
            listed = ", ".join(f"{_both(value.label.fa, value.label.en)} {value.count}" for value in values)
            click.echo(f"{kind}: {listed}")
    if not found.total:
        sys.exit(1)


@click.group("gazetteer")
def gazetteer_group() -> None:
    """Names of your own for an index, beside those that come with Kavosh."""


@gazetteer_group.command("add")
@index_option
@click.option("--kind", type=click.Choice(list(FILES)), required=True)
@click.option("--id", "id_", required=True, help="Lower-case letters, digits and hyphens.")
@click.option("--fa", required=True, help="The Persian label.")
@click.option("--en", required=True, help="The English label.")
@click.option("--alias", "aliases", multiple=True, help="Another name; with ? at its end it needs a cue.")
def add_command(folder: Path, kind: str, id_: str, fa: str, en: str, aliases: tuple[str, ...]) -> None:
    """Add one entity, or replace the one of its id."""
    row = {"id": whole(id_), "fa": whole(fa), "en": whole(en), "aliases_fa": "|".join(map(whole, aliases))}
    _add(folder, [row], kind)


@gazetteer_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@index_option
@click.option("--kind", type=click.Choice(list(FILES)), help="For files without a column of this name.")
def import_command(file: Path, folder: Path, kind: str | None) -> None:
    """Add the entities of a CSV, TSV or JSON lines file, or of a Wikidata query result (JSON).

    Columns: id, kind, fa, en, aliases_fa, aliases_en, aliases_ru (separated by |), context, and any others.
    """
    _add(folder, file, kind or "")


@gazetteer_group.command("validate")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(list(FILES)), help="For files without a column of this name.")
def validate_command(file: Path | None, kind: str | None) -> None:
    """Check the entities of a file, or those that come with Kavosh: ids, labels, names that are common words."""
    from kavosh.analyzers.gazetteer import default_entries
    from kavosh.index.own_gazetteer import validate

    entries = _read(file, kind or "") if file else list(default_entries())
    problems = list(validate(entries))
    for problem in problems:
        click.echo(f"{problem.kind} {problem.id}: {problem.reason}", err=True)
    click.echo(f"{len(entries)} entities, {len(problems)} problems")
    if problems:
        sys.exit(1)


@gazetteer_group.command("list")
@index_option
@click.option("--kind", type=click.Choice(list(FILES)))
@click.option("--all", "everything", is_flag=True, help="Also those that come with Kavosh.")
@json_option
def list_command(folder: Path, kind: str | None, everything: bool, as_json: bool) -> None:
    """List an index's own entities."""
    from kavosh.index.own_gazetteer import open_gazetteer, own_entries, to_row

    _check_index(folder)
    for entry in open_gazetteer(folder) if everything else own_entries(folder):
        if kind in (None, entry.kind):
            row = to_row(entry)
            shown = "\t".join((entry.kind, entry.id, entry.label.fa, entry.label.en))
            click.echo(json.dumps(row, ensure_ascii=False) if as_json else shown)


@click.command("reindex")
@index_option
@click.option("--entities", is_flag=True, help="Tag the articles anew by the gazetteer as it is now.")
@click.option("--lines", is_flag=True, help="Take out what is now known as lines that a site repeats everywhere.")
@json_option
def reindex_command(folder: Path, entities: bool, lines: bool, as_json: bool) -> None:
    """Bring an index up to date without reading the files again; needs --entities, --lines or both."""
    from kavosh.index import Index

    if not (entities or lines):
        raise click.UsageError("Say what to do: --entities, --lines or both.")
    done: dict[str, int] = {}
    with Index.open(folder) as index:
        if lines:
            done["cleaned"] = index.reindex_lines()
        if entities:
            done["tagged"] = index.reindex_entities()
    shown = ", ".join(f"{count} articles {what} anew" for what, count in done.items())
    click.echo(json.dumps(done) if as_json else f"{shown} -> {folder}")


def _add(folder: Path, source: Path | list[dict[str, str]], kind: str) -> None:
    from kavosh.analyzers.gazetteer import entry_of
    from kavosh.index.own_gazetteer import add_entries, validate

    _check_index(folder)
    if isinstance(source, Path):
        entries = _read(source, kind)
    else:
        entries = _understood(lambda: [entry_of(row, kind) for row in source])
    for problem in validate(entries):
        click.echo(f"careful: {problem.kind} {problem.id}: {problem.reason}", err=True)
    total = add_entries(folder, entries)
    click.echo(f"{len(entries)} added, the index has {total} of its own.")
    click.echo(f"Tag its articles by them: kavosh reindex --entities --index {folder}")


def _read(file: Path, kind: str) -> list[Any]:
    from kavosh.index.decoding import decode
    from kavosh.index.own_gazetteer import read_rows

    return _understood(lambda: list(read_rows(decode(file.read_bytes(), str(file)), kind)))


def _understood(read: Any) -> list[Any]:
    try:
        return list(read())
    except (ValueError, KeyError, OSError) as error:
        raise QueryError(f"The entities cannot be read: {error}") from error


def _check_index(folder: Path) -> None:
    from kavosh.index.storage import open_store

    open_store(folder).backend.close()


def _both(fa: str, en: str) -> str:
    return fa if fa == en else f"{fa} ({en})"


COMMANDS = (facets_command, entity_command, gazetteer_group, reindex_command)
