"""The Flask application: `create_app` puts the pages and the API over an engine.

It only reads. Every answer carries a strict content policy: no foreign address is ever loaded.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, has_request_context, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kavosh.errors import IndexStoreError, QueryError
from kavosh.index.schema import facet_label
from kavosh.search import Engine, reasons
from kavosh.web import api, i18n, markup, pages
from kavosh.web.context import ENGINE, chosen_language, interface

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language",
}


def create_app(engine: Engine | str | Path, **config: Any) -> Flask:
    """The application over an engine, or over the index in a folder; config goes to Flask.

    SORT: the order of answers where none is asked for, such as "fresh" for news; "relevance" without it.

    Raises IndexStoreError where the folder holds no index. An engine that is handed in stays its owner's
    to close.

    >>> app = create_app("news.idx", TESTING=True)  # doctest: +SKIP
    """
    app = Flask(__name__)
    app.config.update(config)
    app.extensions[ENGINE] = engine if isinstance(engine, Engine) else Engine.open(engine)
    app.url_map.merge_slashes = False  # a document's id may be an address with // in it
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.after_request(_add_headers)
    app.url_defaults(_keep_language)
    app.register_error_handler(QueryError, _query_error)
    app.register_error_handler(IndexStoreError, _index_error)
    app.register_error_handler(HTTPException, _http_error)  # unknown errors come as its 500
    _prepare_templates(app)
    return app


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        languages=i18n.LANGUAGES,
        direction=i18n.direction,
        headline=markup.headline,
        excerpts=markup.excerpts,
        original_url=markup.original_url,
        written_in=markup.written_in,
        facet_label=facet_label,
        rule_text=reasons.rule_text,
        places_text=reasons.places_text,
        score_text=reasons.score_text,
        parts_of=reasons.parts_of,
        shares_of=reasons.shares_of,
        part_text=reasons.part_text,
        percent=reasons.percent,
    )
    app.context_processor(lambda: {"t": interface(), "chosen_language": chosen_language()})


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Links stay in the language that the URL names."""
    if endpoint != "static" and has_request_context() and (language := chosen_language()):
        values.setdefault("lang", language)


def _query_error(error: QueryError) -> ResponseReturnValue:
    if _wants_json():
        return api.failure(type(error).__name__, str(error), HTTPStatus.BAD_REQUEST)
    return pages.misunderstood(error), HTTPStatus.BAD_REQUEST


def _index_error(error: IndexStoreError) -> ResponseReturnValue:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if _wants_json():
        return api.failure(type(error).__name__, str(error), status)
    return pages.failed(status), status


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if _wants_json():
        return api.failure(type(error).__name__, status.phrase, status)
    return pages.failed(status), status


def _wants_json() -> bool:
    return request.path.startswith("/api/")
