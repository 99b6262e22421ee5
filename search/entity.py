"""What an index knows of one entity: its names, its articles by month, and what it appears with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kavosh.analyzers.gazetteer import UNCERTAIN
from kavosh.analyzers.persons import PREFIX, person_label
from kavosh.index.schema import ENTITY_FACETS
from kavosh.search.engine import Engine
from kavosh.types import FacetValue, Label

_MOST = 10  # companions of a kind


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity in an index. together: kind -> the entities in most of its articles. months: newest first."""

    id: str
    kind: str
    label: Label
    names: tuple[str, ...]
    details: Mapping[str, str]
    total: int
    months: tuple[FacetValue, ...]
    together: Mapping[str, tuple[FacetValue, ...]]

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "label": self.label.to_dict(),
            "names": list(self.names),
            "details": dict(self.details),
            "total": self.total,
            "months": [value.to_dict() for value in self.months],
            "together": {kind: [value.to_dict() for value in values] for kind, values in self.together.items()},
        }


def profile(engine: Engine, name: str) -> Profile | None:
    """The entity of this id or name; of several the one in most articles. None where nothing is called so."""
    candidates = [(entry.kind, entry.id) for entry in engine.gazetteer.find(name)]
    if name.startswith(PREFIX):
        candidates.append(("person", name))
    profiles = [_profile(engine, kind, id_) for kind, id_ in candidates]
    return max(profiles, key=lambda found: found.total, default=None)


def _profile(engine: Engine, kind: str, id_: str) -> Profile:
    page = engine.search(filters={kind: [id_]}, facets=(*ENTITY_FACETS, "month"), match_all=ENTITY_FACETS, limit=0)
    entry = engine.gazetteer.entry(kind, id_)
    label = entry.label if entry else person_label(id_) or Label(id_, id_)
    others = {
        facet: tuple(value for value in page.facets[facet] if (facet, value.value) != (kind, id_))[:_MOST]
        for facet in ENTITY_FACETS
    }
    return Profile(
        id=id_,
        kind=kind,
        label=label,
        names=tuple(alias.removesuffix(UNCERTAIN) for alias in entry.aliases) if entry else (),
        details=entry.details if entry else {},
        total=page.total,
        months=page.facets["month"],
        together={facet: values for facet, values in others.items() if values},
    )
