"""The JSON API: `/api/search` as the search page, `/api/suggest`, `/api/similar`, `/api/why`, and `/healthz`."""

import json
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request

from kavosh.errors import QueryError, QueryTooComplexError, UnknownFieldError
from kavosh.index.schema import FACETS
from kavosh.search.reasons import parts_of
from kavosh.types import SORTS, Period
from kavosh.web.context import engine, usual_sort
from kavosh.web.question import MAX_VALUES, MODES, filters_from, match_all_from

MAX_LIMIT = 100
MAX_SUGGESTIONS = 20
_PARAMETERS = (
    *("q", "sort", "page", "offset", "limit", "lang", "all", "literal", "within", "mode", "histogram"),
    *FACETS,
)

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/search")
def search() -> Response:
    """A page of answers as `SearchPage.to_dict()`.

    Unlike the page, which forgives, it refuses what it does not understand: a typing error in a script
    would otherwise search everything.
    """
    for name in request.args:
        if name not in _PARAMETERS:
            raise UnknownFieldError(name, _PARAMETERS)
        if len(request.args.getlist(name)) > MAX_VALUES:
            raise QueryTooComplexError(f"{name} is there more than {MAX_VALUES} times; name fewer values.")
    limit = _number("limit", 10, 0, MAX_LIMIT)
    offset = _number("offset", (_number("page", 1, 1) - 1) * limit, 0)
    page = engine().search(request.args.get("q", ""), offset=offset, limit=limit, histogram=_period(), **_conditions())
    return _json(page.to_dict())


@blueprint.get("/api/suggest")
def suggest() -> Response:
    """How the text `q` may go on, as a list of `Suggestion.to_dict()`."""
    found = engine().suggest(request.args.get("q", ""), _number("limit", 8, 1, MAX_SUGGESTIONS))
    return _json({"suggestions": [suggestion.to_dict() for suggestion in found]})


@blueprint.get("/api/similar")
def similar() -> Response:
    """The articles most like the one of `id`, as a list of `Hit.to_dict()`."""
    found = engine().similar(_known("id"), _number("limit", 5, 1, MAX_SUGGESTIONS))
    return _json({"similar": [hit.to_dict() for hit in found]})


@blueprint.get("/api/why")
def why() -> Response:
    """Why a search finds the article of `id`: its score, the parts of it, and a list of `Reason.to_dict()`.

    `q` and the rest are as for `/api/search`.
    """
    found = engine().why(request.args.get("q", ""), _known("id"), **_conditions())
    parts = parts_of(found)
    rounded = {part: round(value, 6) for part, value in parts.items()}
    score = round(sum(parts.values()), 6)
    return _json({"score": score, "parts": rounded, "why": [reason.to_dict() for reason in found]})


@blueprint.get("/healthz")
def health() -> Response:
    """Whether the index answers; for load balancers and monitors."""
    return _json({"status": "ok", "documents": len(engine())})


def failure(kind: str, message: str, status: HTTPStatus) -> Response:
    """An error as API clients get it."""
    return _json({"error": {"kind": kind, "message": message}}, status)


def _json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """UTF-8 as it is: Persian escaped letter by letter would take three times the bytes."""
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, status, mimetype="application/json")


def _known(name: str) -> str:
    """The id of an article that a parameter names; QueryError where there is none."""
    id_ = request.args.get(name, "")
    if engine().get(id_) is None:
        raise QueryError(f"{name} must be the id of an article, as /api/search has them, not {id_!r}.")
    return id_


def _conditions() -> dict[str, Any]:
    """What is asked beside the words, by the names of the engine's arguments; QueryError for what is none."""
    order = request.args.get("sort", usual_sort())
    if order not in SORTS:
        raise QueryError(f"sort must be one of {', '.join(SORTS)}, not {order!r}.")
    mode = request.args.get("mode", "auto")
    if mode not in MODES:
        raise QueryError(f"mode must be one of {', '.join(MODES)}, not {mode!r}.")
    return {
        "filters": filters_from(request.args),
        "match_all": match_all_from(request.args),
        "sort": SORTS[order],
        "literal": bool(_number("literal", 0, 0, 1)),
        "within": request.args.getlist("within"),
        "mode": MODES[mode],
    }


def _period() -> Period | None:
    name = request.args.get("histogram")
    found: dict[str | None, Period | None] = {None: None, "day": "day", "month": "month", "year": "year"}
    if name not in found:
        raise QueryError(f"histogram must be day, month or year, not {name!r}.")
    return found[name]


def _number(name: str, default: int, least: int, most: int | None = None) -> int:
    """A whole-number parameter; QueryError where it is none or out of bounds."""
    text = request.args.get(name)
    try:
        number = default if text is None else int(text)
    except ValueError:
        raise QueryError(f"{name} must be a whole number, not {text!r}.") from None
    if number < least or (most is not None and number > most):
        bounds = f"{least} or more" if most is None else f"between {least} and {most}"
        raise QueryError(f"{name} must be {bounds}, not {number}.")
    return number
