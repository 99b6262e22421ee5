"""Why an article was found: every word of the query that it has: where, in which form, by which rule, its weight.

The figures are those of the search, so that they add up to the score of the hit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kavosh.analyzers import Analyzer, Token
from kavosh.analyzers.persian import EXACT
from kavosh.index.backend import Backend
from kavosh.index.schema import TEXT_FIELDS
from kavosh.query import Fuzzy, Phrase, Prefix, Query, Range, SearchRequest, Term, Wildcard
from kavosh.search.contributions import Contribution, contributions
from kavosh.search.highlight import Words
from kavosh.search.names import Named
from kavosh.types import Document, Reason, ReasonRule

_Texts = Mapping[str, tuple[str, Sequence[Token]]]  # field -> its text, analysed
_FORMS = 4  # of a word that are shown
_KINDS: Mapping[str, ReasonRule] = {"exact": "exact", "part": "part", "joined": "joined"}


class Explainer:
    """Explains hits of one index."""

    def __init__(self, backend: Backend, analyzer: Analyzer) -> None:
        self._backend = backend
        self._analyzer = analyzer

    def reasons(self, document: Document, request: SearchRequest, words: "Asked") -> tuple[Reason, ...]:
        """What of a question, as it was searched in the end, this article answers; what adds most comes first.

        Together the reasons are its score among all that the search found, or nothing where it did not find this.
        """
        alone = self._backend.search(replace(request, facets=(), histogram=None, offset=0, limit=1, only=document.id))
        score = alone.hits[0][1] if alone.hits else 0.0
        meant = alone.meant.get(document.id, 0.0)
        parts = contributions(self._backend, request.query, document.id)
        whole = sum(part.score for part in parts)
        unit = (score - meant) / whole if whole else 0.0  # of the words, in the score of words and meaning
        texts = {name: (text, self._analyzer(text)) for name, text in _texts(document)}
        found = [_reason(part, words, texts, unit) for part in parts]
        if meant:
            weight = request.meaning.weight if request.meaning else 0.0
            found.append(Reason(words.text, "meaning", {}, (), weight, meant))
        shared = (replace(one, share=one.score / score if score else 0.0) for one in _merged(found))
        return tuple(sorted(shared, key=lambda reason: (-reason.score, reason.word)))


def _reason(part: Contribution, words: "Asked", texts: _Texts, unit: float) -> Reason:
    fields, forms = _places(part.leaf, texts)
    rule, word = words.rule(part)
    return Reason(word, rule, fields, forms, part.weight, part.score * unit)


class Asked:
    """The words of a query by the terms that stand for them."""

    def __init__(self, text: str, names: Sequence[Named], analyzer: Analyzer) -> None:
        self.text = text
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

    def rule(self, part: Contribution) -> tuple[ReasonRule, str]:
        """The rule by which a part of the query is asked, and the word that it stands for."""
        leaf, beside = part.leaf, part.beside
        rule, word = self._leaf(leaf, part.bonus)
        if not part.origin:
            return rule, word
        if isinstance(leaf, Term) and leaf.field and (leaf.field, leaf.text) in self._entities:
            return "entity", self._entities[leaf.field, leaf.text]
        if part.origin == "name" and isinstance(leaf, Term) and leaf.text in self._words:
            return rule, word  # another name may be the very word: طهران is تهران
        return part.origin, (self.word(beside) if isinstance(beside, Term) else "") or word

    def _leaf(self, leaf: Query, bonus: bool) -> tuple[ReasonRule, str]:
        match leaf:
            case Term(text, field) if field is not None and field not in TEXT_FIELDS:
                return "field", text
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
                return "every", self.text


def _texts(document: Document) -> tuple[tuple[str, str], ...]:
    return ("title", document.title), ("body", document.body), ("tags", document.labels)


def _places(leaf: Query, texts: _Texts) -> tuple[dict[str, int], tuple[str, ...]]:
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
    """One reason for each word, rule and form, and for the words that are translated together; scores are summed."""
    groups: dict[tuple[str, ReasonRule, tuple[str, ...]], list[Reason]] = {}
    for reason in reasons:
        word = "" if reason.part == "translations" else reason.word
        groups.setdefault((word, reason.rule, reason.forms), []).append(reason)
    for (_, rule, forms), same in groups.items():
        word = " ".join(dict.fromkeys(one.word for one in same))
        fields = {name: max(one.fields.get(name, 0) for one in same) for one in same for name in one.fields}
        yield Reason(word, rule, fields, forms, max(one.weight for one in same), sum(one.score for one in same))
