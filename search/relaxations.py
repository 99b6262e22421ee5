"""The same query asked less strictly, for when few documents have all the words."""

from kavosh.index.schema import TEXT_FIELDS
from kavosh.query import And, Boost, Maybe, Not, Or, Query, Range, Term

COMPLETE = 0.1  # how much all words count again where they are all there and need not be
_PAIR = 2


def relaxed(query: Query) -> Query | None:
    """The same query asked less strictly; None where that changes nothing. What adds to scores stays.

    A word may be met in the wide view alone. Two words are both wanted all the same, for one of two is another
    question; of three or more any is enough, and documents with all of them score a little more.
    """
    required, bonus = (query.required, query.bonus) if isinstance(query, Maybe) else (query, None)
    if not isinstance(required, And):
        return None
    fixed = tuple(child for child in required.children if is_condition(child))
    wanted = tuple(child for child in required.children if not is_condition(child))
    if len(wanted) < _PAIR:
        return None
    any_word = tuple(Or((c.required, c.bonus)) if isinstance(c, Maybe) else c for c in wanted)
    looser = And(any_word) if len(wanted) == _PAIR else Or((Boost(And(wanted), COMPLETE), *any_word))
    asked = And((looser, *fixed)) if fixed else looser
    return Maybe(asked, bonus) if bonus else asked


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
