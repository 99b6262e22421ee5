"""What an index holds: the text fields with their weights, and the facets with their labels."""

from collections.abc import Iterable

from kavosh.analyzers.gazetteer import FILES, default_gazetteer
from kavosh.analyzers.language import LANGUAGES
from kavosh.errors import UnknownFieldError
from kavosh.types import Label

# A match in a short headline already scores higher for its length; more weight ranked worse (docs/evaluation.md).
TEXT_FIELDS = {"title": 1.0, "body": 1.0}
# The wide view (blunt stems) beside each text field: how much it adds, by measurement (docs/evaluation.md).
WIDE_WEIGHT = 1.0
WIDE_FIELDS = {f"{name}_wide": weight * WIDE_WEIGHT for name, weight in TEXT_FIELDS.items()}
ENTITY_FACETS = tuple(FILES)
FACETS = (*ENTITY_FACETS, "source", "language")
GROUP = "group"  # a field like a facet: the group of reprints; never offered as one


def check_facets(names: Iterable[str]) -> None:
    """Raise UnknownFieldError for the first name that is no facet."""
    for name in names:
        if name not in FACETS:
            raise UnknownFieldError(name, FACETS)


def facet_label(facet: str, value: str) -> Label:
    """The name of a facet value in both languages; a value without one shows itself."""
    label = LANGUAGES.get(value) if facet == "language" else default_gazetteer().label(facet, value)
    return label or Label(value, value)
