"""Why an article was found: every word of the query that it has: where, in which form, by which rule, its weight.

The figures are those of the search: each part of the query is asked again of this one article.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kavosh.analyzers import Analyzer, Token
from kavosh.analyzers.persian import EXACT
from kavosh.index.backend import Backend
from kavosh.index.schema import TEXT_FIELDS
from kavosh.query import (
    And,
    Boost,
    Fuzzy,
    MatchAll,
    Maybe,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    SearchRequest,
    Term,
    Wildcard,
)  # fmt: skip
from kavosh.search.highlight import Words
from kavosh.search.names import Named
from kavosh.types import Document, Reason, ReasonRule

_FORMS = 4  # of a word that are shown
_KINDS: Mapping[str, ReasonRule] = {"exact": "exact", "part": "part", "joined": "joined"}
_ID = "id"


class Explainer:
    """Explains hits of one index."""

    def __init__(self, backend: Backend, analyzer: Analyzer) -> None:
        self._backend = backend
        self._analyzer = analyzer

    def reasons(self, document: Document, tree: Query, asked: str, names: Sequence[Named]) -> tuple[Reason, ...]:
        """What of a query, as it was searched, this article matches; what counts most comes first.

        asked: the text of the query; names: those that were found in it.
        """
        words = Asked(asked, names, self._analyzer)
        texts = {name: (text, self._analyzer(text)) for name, text in _texts(document)}
        found = []
        for leaf, weight, bonus in _weighted(tree):
            score = self._score(document, Boost(leaf, weight))
            if score is not None:
                fields, forms = _places(leaf, texts)
                rule, word = words.rule(leaf, weight, bonus)
                found.append(Reason(word, rule, fields, forms, round(weight, 4), round(score, 4)))
        return tuple(sorted(_merged(found), key=lambda reason: (-reason.score, reason.word)))

    def _score(self, document: Document, part: Query) -> float | None:
        """What a part of a query gives the article; None where it does not match."""
        this = Boost(Term(document.id, _ID), 0.0)
        if not self._backend.search(SearchRequest(And((this, part)), limit=0)).total:
            return None
        return self._backend.search(SearchRequest(Maybe(this, part), limit=1)).hits[0][1]


class Asked:
    """The words of a query by the terms that stand for them."""

    def __init__(self, text: str, names: Sequence[Named], analyzer: Analyzer) -> None:
        self._words: dict[str, tuple[ReasonRule, str]] = {}
        self._entities = {entity: text[named.start : named.end] for named in names for entity in named.entities}
        for named in names:
            for other in named.others:
                for token in analyzer(other, "query"):
                    self._words.setdefault(token.text, ("name", text[named.start : named.end]))
        for token in analyzer(text, "query"):
            rule = _KINDS.get(token.kind, "form")
            if token.text not in self._words or self._words[token.text][0] != "form":
                self._words[token.text] = (rule, text[token.start : token.end])
            if token.wide:
                self._words.setdefault(f"wide {token.wide}", ("wide", text[token.start : token.end]))

    def word(self, term: Term) -> str:
        """The word of the query that a term stands for; empty for terms that stand for none."""
        return self._words.get(f"wide {term.text}" if term.wide else term.text, ("form", ""))[1]

    def rule(self, leaf: Query, weight: float, bonus: bool) -> tuple[ReasonRule, str]:
        """The rule by which a part of the query is asked, and the word that it stands for."""
        match leaf:
            case Term(text, field) if field is not None and field not in TEXT_FIELDS:
                tagged = weight < 1 and (field, text) in self._entities  # at full weight it is a condition
                return ("entity", self._entities[field, text]) if tagged else ("field", text)
            case Term(text, _, wide):
                return self._words.get(f"wide {text}" if wide else text, ("form", text.removeprefix(EXACT)))
            case Phrase(slots):
                known = [self._words.get(term, ("form", term)) for terms in slots for term in terms[:1]]
                rules = {rule for rule, _ in known}
                words = " ".join(dict.fromkeys(word for _, word in known))
                if bonus:
                    return "near", words
                return ("name" if "name" in rules else "part" if "part" in rules else "phrase"), words
            case Prefix(text):
                return "pattern", f"{text}*"
            case Wildcard(text):
                return "pattern", text
            case Fuzzy(text):
                return "fuzzy", f"{text}~"
            case Range(_, first, last):
                return "date", f"{first or ''}..{last or ''}"
            case _:
                return "field", ""


def missing(tree: Query, tokens: Sequence[Token], asked: Asked) -> tuple[str, ...]:
    """The words of the query that a text with these tokens has in no form, as they were asked."""
    have = {token.text for token in tokens}
    wide = {token.wide for token in tokens}
    lacking = []
    for child in _wanted(tree):
        terms = [leaf for leaf, _, _ in _weighted(child)]
        words = [asked.word(term) for term in terms if isinstance(term, Term) and term.field is None]
        if words and words[0] and not any(_met(leaf, have, wide, tokens) for leaf in terms):
            lacking.append(words[0])
    return tuple(dict.fromkeys(lacking))


def _met(leaf: Query, have: set[str], wide: set[str], tokens: Sequence[Token]) -> bool:
    match leaf:
        case Term(text, None, True):
            return text in wide
        case Term(text, None):
            return text in have
        case Phrase():
            return bool(Words(tokens).spans(leaf))
        case _:
            return True  # what is not looked for in the text is not missed there


def _wanted(tree: Query) -> tuple[Query, ...]:
    """The parts that a search wants all of."""
    match tree:
        case And(children):
            nested = (_wanted(child) if isinstance(child, And) else (child,) for child in children)
            return tuple(part for parts in nested for part in parts)
        case Maybe(And() as required, _):
            return _wanted(required)
        case _:
            return ()


def _weighted(query: Query, weight: float = 1.0, bonus: bool = False) -> Iterator[tuple[Query, float, bool]]:
    """The leaves with all weights above them multiplied, and whether they only add to the score; each once."""
    seen: set[Query] = set()
    for leaf, full, extra in _leaves(query, weight, bonus):
        if leaf not in seen:
            seen.add(leaf)
            yield leaf, full, extra


def _leaves(query: Query, weight: float, bonus: bool) -> Iterator[tuple[Query, float, bool]]:
    match query:
        case And(children) | Or(children):
            for child in sorted(children, key=lambda child: isinstance(child, Boost)):  # full weights first
                yield from _leaves(child, weight, bonus)
        case Boost(child, more):
            yield from _leaves(child, weight * more, bonus)
        case Maybe(required, extra):
            yield from _leaves(required, weight, bonus)
            yield from _leaves(extra, weight, True)
        case Not() | MatchAll():
            return
        case _:
            yield query, weight, bonus


def _texts(document: Document) -> tuple[tuple[str, str], ...]:
    return ("title", document.title), ("body", document.body)


def _places(leaf: Query, texts: Mapping[str, tuple[str, Sequence[Token]]]) -> tuple[dict[str, int], tuple[str, ...]]:
    """How often each field has it, and in which forms, the most frequent first."""
    fields: dict[str, int] = {}
    forms: Counter[str] = Counter()
    for name, (text, tokens) in texts.items():
        if isinstance(leaf, Term) and leaf.wide:
            spans = {(token.start, token.end) for token in tokens if token.wide == leaf.text}
        else:
            spans = Words(tokens).spans(leaf)
        if spans:
            fields[name] = len(spans)
            forms.update(" ".join(text[start:end].split()) for start, end in spans)
    if not fields and isinstance(leaf, Term) and leaf.field:
        fields[leaf.field] = 1
    if isinstance(leaf, Range):
        fields[leaf.field] = 1
    return fields, tuple(form for form, _ in forms.most_common(_FORMS))


def _merged(reasons: Sequence[Reason]) -> Iterator[Reason]:
    """One reason for each word, rule and form; their scores together."""
    groups: dict[tuple[str, ReasonRule, tuple[str, ...]], list[Reason]] = {}
    for reason in reasons:
        groups.setdefault((reason.word, reason.rule, reason.forms), []).append(reason)
    for (word, rule, forms), same in groups.items():
        fields = {name: max(one.fields.get(name, 0) for one in same) for one in same for name in one.fields}
        yield Reason(word, rule, fields, forms, max(one.weight for one in same), round(sum(o.score for o in same), 4))
