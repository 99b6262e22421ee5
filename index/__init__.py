"""Build and keep indexes: `Index` is the way in, `Backend` the contract behind it."""

from kavosh.index.backend import Backend, IndexWriter, RawResults
from kavosh.index.index import Index
from kavosh.index.records import Record

__all__ = ["Backend", "Index", "IndexWriter", "RawResults", "Record"]
