"""Kavosh (کاوش, "search"): full-text search for Persian and English archives.

Import what you need from `kavosh.index`, `kavosh.search` and `kavosh.analyzers`; this package
holds the shared types (`kavosh.types`), the query tree (`kavosh.query`) and the errors (`kavosh.errors`).
"""

__version__ = "0.1.0"
