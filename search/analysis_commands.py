"""Commands that look at words: `kavosh analyze | entities | lexicon`."""

import json
from datetime import datetime
from typing import Any

import click

from kavosh.search.options import json_option, lines_of


@click.command()
@click.argument("texts", nargs=-1)
@click.option("--mode", type=click.Choice(["index", "query"]), default="index", show_default=True)
@click.option("--explain", is_flag=True, help="Show each step for every word, and the rule that decided.")
@json_option
def analyze(texts: tuple[str, ...], mode: Any, explain: bool, as_json: bool) -> None:
    """Show the index terms of TEXTS, or of the lines of standard input."""
    from kavosh.analyzers import default_analyzer

    analyzer = default_analyzer()
    for text in lines_of(texts):
        tokens = analyzer(text, mode)
        steps = [word._asdict() for word in analyzer.explain(text)] if explain else []
        if as_json:
            shown = [
                {"term": t.text, "start": t.start, "end": t.end, "position": t.position, "kind": t.kind} for t in tokens
            ]
            found = {"text": text, "tokens": shown} | ({"words": steps} if explain else {})
            click.echo(json.dumps(found, ensure_ascii=False))
        elif explain:
            for word in steps:
                click.echo("\n".join(f"{name}: {_shown(value)}" for name, value in word.items() if value) + "\n")
        else:
            for token in tokens:
                click.echo(f"{token.position}\t{token.text}\t{token.kind}\t{text[token.start : token.end]}")


@click.command()
@click.argument("texts", nargs=-1)
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="The day that «دیروز» or Monday is told from.")
@json_option
def entities(texts: tuple[str, ...], published: datetime | None, as_json: bool) -> None:
    """Show the names and dates in TEXTS, or in the lines of standard input."""
    from kavosh.analyzers import find_dates, find_entities

    for text in lines_of(texts):
        names, dates = find_entities(text), find_dates(text, published.date() if published else None)
        if as_json:
            found = {
                "text": text,
                "entities": [entity.to_dict() for entity in names],
                "dates": [mention.to_dict() for mention in dates],
            }
            click.echo(json.dumps(found, ensure_ascii=False))
            continue
        for entity in names:
            click.echo(f"{entity.kind}\t{entity.id}\t{entity.label.en}\t{entity.text}")
        for mention in dates:
            click.echo(f"date\t{mention.first}\t{mention.last}\t{mention.text}")


@click.command()
@click.option("--rebuild", is_flag=True, help="Compile it anew, whatever the cache holds.")
@json_option
def lexicon(rebuild: bool, as_json: bool) -> None:
    """Show what the lexicon of this installation was compiled from, its size and fingerprint.

    It is compiled from the data of hazm and parsivar and from Kavosh's own tables, and kept in the cache
    folder. Every index holds a copy of the one that it was built with.
    """
    from kavosh.analyzers.lexicon import LISTS, dumps
    from kavosh.analyzers.lexicon_cache import cache_file, load_cached

    words = load_cached(rebuild)
    path = cache_file()
    summary: dict[str, Any] = {
        "fingerprint": words.fingerprint,
        "sources": dict(words.sources),
        "entries": {name: len(getattr(words, name)) for name in LISTS},
        "bytes": len(dumps(words)),
        "file": str(path) if path.is_file() else None,
    }
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    place = path if path.is_file() else "in memory"
    click.echo(f"fingerprint {words.fingerprint}, {summary['bytes']:,} bytes, {place}")
    for source, what in words.sources.items():
        click.echo(f"  from {source}: {what}")
    for name, count in summary["entries"].items():
        click.echo(f"  {count:>7,} {name}")


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
