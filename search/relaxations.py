"""The same query asked less strictly, for when few documents have all the words."""

from collections.abc import Iterator

from kavosh.index.schema import TEXT_FIELDS
from kavosh.query import And, Boost, Maybe, Not, Or, Query, Range, Term
from kavosh.search.slots import is_exact

COMPLETE = 0.1  # how much all words count again where they are all there and need not be
_PAIR = 2


def relaxations(query: Query) -> Iterator[Query]:
    """The same query asked less and less strictly; none where that changes nothing. What adds to scores stays.

    First a word may be met in the wide view alone; two words are still both wanted, of three or more any is enough,
    and documents with all of them score a little more. Where even that finds nothing, one of two words is enough, but
    as it is spelled: half a question answered by another form of a word is no answer.
    """
    required, bonus = (query.required, query.bonus) if isinstance(query, Maybe) else (query, None)
    if not isinstance(required, And):
        return
    fixed = tuple(child for child in required.children if is_condition(child))
    wanted = tuple(child for child in required.children if not is_condition(child))
    if len(wanted) < _PAIR:
        return
    any_word = tuple(Or((c.required, c.bonus)) if isinstance(c, Maybe) else c for c in wanted)
    if len(wanted) == _PAIR:
        steps: tuple[Query, ...] = (And(any_word), Or(tuple(map(_as_spelled, wanted))))
    else:
        steps = (Or((Boost(And(wanted), COMPLETE), *any_word)),)
    for looser in steps:
        asked = And((looser, *fixed)) if fixed else looser
        yield Maybe(asked, bonus) if bonus else asked


def _as_spelled(word: Query) -> Query:
    """A word of a query where the index has its exact form, which it has wherever that is not the lemma."""
    match word:
        case Maybe(Or(options)):
            exact = [o.child for o in options if isinstance(o, Boost) and is_exact(o.child)]
            return Maybe(exact[0], word) if exact else word
        case _:
            return word


def is_condition(query: Query) -> bool:
    """Exclusions, dates and values of facets stay when words are given up."""
    match query:
        case Not() | Range():
            return True
        case Term(field=str() as field):
            return field not in TEXT_FIELDS
        case Or(children):
            return bool(children) and all(map(is_condition, children))
        case _:
            return False
