"""The words of a query as the index may have them: lemmas, the exact form, parts, and what torn words are as one."""

from dataclasses import dataclass

from kavosh.analyzers import Token
from kavosh.analyzers.persian import EXACT as EXACT_MARK
from kavosh.query import Boost, Maybe, Or, Phrase, Query, Term

# How much counts beside a word's lemma what it may be besides; by measurement (docs/evaluation.md).
EXACT = 0.2
PARTS = 0.3
JOINED = 0.1  # it belongs to both its words, and so counts twice


@dataclass(slots=True)
class Slot:
    """One word of a query: the terms that are it, the parts it has, and what it is if joined to a neighbour."""

    start: int
    end: int
    wide: str = ""
    terms: tuple[str, ...] = ()
    exact: str = ""
    parts: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


def slots_of(tokens: list[Token]) -> list[Slot]:
    """The words of a query; a joined term belongs to both its words."""
    slots: dict[int, Slot] = {}
    for token in tokens:
        if token.kind != "joined":
            slot = slots.setdefault(token.position, Slot(token.start, token.end, token.wide))
            match token.kind:
                case "part":
                    slot.parts += (token.text,)
                case "exact":
                    slot.exact = token.text
                case _:
                    slot.terms += (token.text,)
    for token in tokens:
        if token.kind == "joined":
            for position in (token.position, token.position + 1):
                slots[position].joined += (token.text,)
    return [slots[position] for position in sorted(slots)]


def word(slot: Slot, others: tuple[Query, ...] = ()) -> Query:
    """A word as a query wants it: in the precise view, or as any of the others; the wide view adds to the score."""
    wanted = _alternatives(slot, others)
    return Maybe(wanted, Term(slot.wide, wide=True)) if slot.wide else wanted


def exactly(slot: Slot) -> Query:
    """A word as it is spelled, where the index has that apart from its lemma."""
    return Term(slot.exact) if slot.exact else _alternatives(slot)


def is_exact(query: Query) -> bool:
    """Whether this asks for a word's exact form."""
    return isinstance(query, Term) and query.text.startswith(EXACT_MARK)


def side_by_side(slots: list[Slot], slop: int = 0) -> Query:
    """The words in this order, with at most `slop` others between two of them."""
    return Phrase(tuple(slot.terms for slot in slots), slop=slop) if len(slots) > 1 else any_of(slots[0].terms)


def any_of(terms: tuple[str, ...]) -> Query:
    """Any of these terms."""
    return Term(terms[0]) if len(terms) == 1 else Or(tuple(map(Term, terms)))


def _alternatives(slot: Slot, others: tuple[Query, ...] = ()) -> Query:
    """Any of a word's terms; its exact form for the rank; its parts side by side, for where it stands torn."""
    options: list[Query] = [Term(term) for term in dict.fromkeys(slot.terms)]
    if slot.exact:
        options.append(Boost(Term(slot.exact), EXACT))
    options += [Boost(Term(term), JOINED) for term in dict.fromkeys(slot.joined) if term not in slot.terms]
    if len(slot.parts) > 1:
        options.append(Boost(Phrase(tuple((part,) for part in slot.parts)), PARTS))
    else:
        options += [Boost(Term(part), PARTS) for part in slot.parts]
    options += [other for other in others if other not in options]
    return options[0] if len(options) == 1 else Or(tuple(options))
