"""The web page and the JSON API: `create_app` in `kavosh.web.app` makes the Flask application.

Nothing is imported here, so that the command line can list `serve` and `demo` without loading Flask.
"""
