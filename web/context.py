"""What every view needs: the engine of the application and the interface of the request."""

from typing import cast

from flask import current_app, request

from kavosh.search import Engine
from kavosh.types import Sort
from kavosh.web.i18n import DEFAULT_LANGUAGE, LANGUAGES, Interface, load

ENGINE = "kavosh"  # the engine's place in `app.extensions`
SORT = "SORT"  # the setting of the application that names the usual order


def engine() -> Engine:
    """The engine that this application serves."""
    return cast(Engine, current_app.extensions[ENGINE])


def usual_sort() -> Sort:
    """The order of answers where the URL names none."""
    return cast(Sort, current_app.config.get(SORT, "relevance"))


def chosen_language() -> str | None:
    """The interface language that the URL names, if it is one of ours."""
    language = request.args.get("lang")
    return language if language in LANGUAGES else None


def interface() -> Interface:
    """The interface of this request: `lang` in the URL, else what the browser prefers, else Persian."""
    return load(chosen_language() or _preferred_language() or DEFAULT_LANGUAGE)


def _preferred_language() -> str | None:
    """Ours that comes first in Accept-Language, regions aside: fa-IR is Persian."""
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((language for language in wanted if language in LANGUAGES), None)
