"""The HTML pages: home, search, one document, and what is shown when a request fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request
from markupsafe import Markup, escape

from kavosh.errors import QueryError, QueryTooComplexError
from kavosh.index.schema import ENTITY_FACETS, FACETS
from kavosh.types import Document, FacetValue, Reason, SearchPage
from kavosh.web.context import engine, interface
from kavosh.web.markup import marked
from kavosh.web.question import Question, page_numbers

PAGE_SIZE = 10
NEWEST = 6  # articles on the home page
SIMILAR = 5  # articles like the one that is shown
SHOWN_VALUES = 8  # of a facet, before the rest is folded away

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Panel:
    """One facet to choose from: its first values, and those folded away."""

    name: str
    shown: tuple[FacetValue, ...]
    folded: tuple[FacetValue, ...]

    @property
    def may_match_all(self) -> bool:
        """Whether it makes sense to ask for all of the chosen values: an article has one source, but many cities."""
        return self.name in ENTITY_FACETS and sum(value.selected for value in (*self.shown, *self.folded)) > 1


@dataclass(frozen=True, slots=True)
class Loosening:
    """What an empty search would find without the values of one facet; `facet` None means any filter."""

    facet: str | None
    question: Question
    total: int


@blueprint.get("/")
def home() -> str:
    """The search box, the archive's facets to browse, and its newest articles."""
    page = engine().search(sort="newest", limit=NEWEST)
    return _render("home.html", Question(), page=page, panels=_panels(page.facets), home=True)


@blueprint.get("/search")
def search() -> str:
    """The answers to the question in the URL; a page past the end shows the last one."""
    question = Question.from_args(request.args)
    page = _ask(question)
    last = max(1, -(-page.total // PAGE_SIZE))
    if question.page > last:
        question = question.at(last)
        page = _ask(question)
    return _render(
        "search.html",
        question,
        page=page,
        panels=_panels(page.facets),
        numbers=page_numbers(question.page, last),
        last=last,
        loosenings=_loosenings(question) if not page.total else (),
    )


@blueprint.get("/document/<path:id_>")
def document(id_: str) -> str:
    """One article whole, with the words of `q` marked."""
    found = engine().get(id_)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    question = Question.from_args(request.args)
    title, *paragraphs = _marked_parts(found, question)
    entities = {name: found.facets[name] for name in ENTITY_FACETS if found.facets.get(name)}
    return _render(
        "document.html",
        question,
        archive=Question(),
        document=found,
        title=title,
        paragraphs=paragraphs,
        entities=entities,
        similar=engine().similar(id_, SIMILAR),
        reasons=_reasons(question, id_),
    )


def misunderstood(error: QueryError) -> str:
    """The search page for a question that cannot be asked, with the reason and nothing found."""
    key = "error.complex" if isinstance(error, QueryTooComplexError) else "error.query"
    message = interface()(key, message=error)
    return _render("search.html", Question.from_args(request.args), message=message)


def failed(status: HTTPStatus) -> str:
    """The page of a request that failed."""
    known = (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
    return _render("error.html", Question(), key=f"error.{status if status in known else 'other'}")


def _render(template: str, question: Question, **values: Any) -> str:
    return render_template(template, question=question, switch_url=_switch_url, **values)


def _ask(question: Question, limit: int = PAGE_SIZE, facets: tuple[str, ...] = FACETS) -> SearchPage:
    return engine().search(
        question.query,
        facets=facets,
        offset=(question.page - 1) * PAGE_SIZE,
        limit=limit,
        **question.conditions,
    )


def _panels(facets: Mapping[str, tuple[FacetValue, ...]]) -> list[Panel]:
    """The facets to choose from, months in the calendar of the page's language."""
    other_calendar = "month" if interface().language == "fa" else "jalali_month"
    panels = []
    for name, values in facets.items():
        if name == other_calendar and not any(value.selected for value in values):
            continue
        chosen_first = tuple(sorted(values, key=lambda value: not value.selected))
        cut = max(SHOWN_VALUES, sum(value.selected for value in values))
        if values:
            panels.append(Panel(name, chosen_first[:cut], chosen_first[cut:]))
    return panels


def _loosenings(question: Question) -> list[Loosening]:
    """The filters to blame for an empty answer: those without which there would be one."""
    looser = [(name, question.without(name)) for name in question.filters]
    options = [*looser, (None, question.unfiltered())] if len(looser) > 1 else looser
    found = [Loosening(name, option, _ask(option, limit=0, facets=()).total) for name, option in options]
    return [loosening for loosening in found if loosening.total]


def _marked_parts(document: Document, question: Question) -> list[Markup]:
    """Title and paragraphs with the query's words marked; a query that passes a limit marks nothing."""
    texts = [document.title or document.id, *filter(str.strip, document.body.split("\n"))]
    try:
        return [marked(text, engine().marks(text, question.query, literal=question.literal)) for text in texts]
    except QueryError:
        return [escape(text) for text in texts]


def _reasons(question: Question, id_: str) -> tuple[Reason, ...]:
    """Why the question finds this article; nothing for one that passes a limit."""
    try:
        return engine().why(question.query, id_, **question.conditions) if question.query else ()
    except QueryError:
        return ()


def _switch_url(language: str) -> str:
    """This very page in another language: relative, so that no path is repeated."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + urlencode([*kept, ("lang", language)])
