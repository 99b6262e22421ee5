"""Search within results: a query among the articles that earlier queries found."""

from kavosh.index.backend import Backend
from kavosh.query import And, Query, SearchRequest
from kavosh.search.relaxations import relaxations

MAX_WITHIN = 5  # earlier queries


def scoped(tree: Query, scope: tuple[Query, ...]) -> Query:
    """The query, of the articles of all of these alone."""
    return And((tree, *scope)) if scope else tree


def settled(backend: Backend, tree: Query, few: int) -> Query:
    """The query as a search asks it in the end: where few articles have all the words, less strictly."""
    if backend.search(SearchRequest(tree, limit=0)).total >= few:
        return tree
    for looser in relaxations(tree):
        if backend.search(SearchRequest(looser, limit=0)).total:
            return looser
    return tree
