"""Commands about one article: `kavosh similar | why`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kavosh.errors import QueryError
from kavosh.search.options import index_option, json_option, mode_option, whole
from kavosh.types import Mode

if TYPE_CHECKING:
    from kavosh.search.engine import Engine


@click.command("similar")
@click.argument("id_", metavar="ID")
@index_option
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Articles to show.")
@json_option
def similar_command(id_: str, folder: Path, limit: int, as_json: bool) -> None:
    """Show the articles most like the one of this ID; `kavosh search --json` names the ids."""
    from kavosh.search.engine import Engine

    with Engine.open(folder) as engine:
        found = engine.similar(_known(engine, whole(id_)), limit)
    for hit in found:
        doc = hit.document
        details = " · ".join(filter(None, (doc.source, doc.published.isoformat() if doc.published else "", doc.id)))
        click.echo(json.dumps(hit.to_dict(), ensure_ascii=False) if as_json else f"{doc.title}\n   {details}")
    if not found:
        sys.exit(1)


@click.command("why")
@click.argument("id_", metavar="ID")
@click.argument("query", nargs=-1, required=True)
@index_option
@click.option("--lang", type=click.Choice(["en", "fa"]), default="en", show_default=True, help="Of the answer.")
@click.option("--literal", is_flag=True, help="As a search with --literal.")
@mode_option
@json_option
def why_command(
    id_: str, query: tuple[str, ...], folder: Path, lang: str, literal: bool, mode: Mode, as_json: bool
) -> None:
    """Show why a search for QUERY finds the article of this ID.

    First what part of its score is words, other names of what they name, the other language, and meaning; then each
    word, its forms, where, and what it adds.
    """
    from kavosh.search.engine import Engine
    from kavosh.search.reasons import sentence, summary

    with Engine.open(folder) as engine:
        found = engine.why(whole(" ".join(query)), _known(engine, whole(id_)), literal=literal, mode=mode)
    if found and not as_json:
        click.echo(summary(found, lang))
    for reason in found:
        click.echo(json.dumps(reason.to_dict(), ensure_ascii=False) if as_json else sentence(reason, lang))
    if not found:
        sys.exit(1)


def _known(engine: "Engine", id_: str) -> str:
    if engine.get(id_) is None:
        raise QueryError(f"No article has the id {id_!r}; kavosh search --json names the ids.")
    return id_


COMMANDS = (similar_command, why_command)
