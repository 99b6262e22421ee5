"""What tagging an article anew must forget first."""

from dataclasses import replace

from kavosh.analyzers.gazetteer import Gazetteer
from kavosh.analyzers.persons import PREFIX
from kavosh.index.schema import ENTITY_FACETS, MONTH_FACETS
from kavosh.types import Document


def untagged(document: Document, gazetteer: Gazetteer) -> Document:
    """The article without the entities that tagging finds."""

    def is_own(kind: str, value: str) -> bool:
        return kind not in ENTITY_FACETS or not (value.startswith(PREFIX) or gazetteer.entry(kind, value))

    found_anew = ("source", "language", *MONTH_FACETS)
    kept = {
        name: tuple(value for value in values if is_own(name, value))
        for name, values in document.facets.items()
        if name not in found_anew
    }
    return replace(document, group="", facets={name: values for name, values in kept.items() if values})
