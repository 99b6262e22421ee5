"""What every view needs: the engine of the application and the interface of the request."""

from typing import cast

from flask import current_app, request

from kavosh.search import Engine
from kavosh.web.i18n import DEFAULT_LANGUAGE, LANGUAGES, Interface, load

ENGINE = "kavosh"  # the engine's place in `app.extensions`


def engine() -> Engine:
    """The engine that this application serves."""
    return cast(Engine, current_app.extensions[ENGINE])


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
