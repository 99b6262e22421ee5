"""The fields of the Whoosh index. They take finished terms; Whoosh's own analyzers are not used."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import fields, formats
from whoosh.system import pack_uint

from kavosh.analyzers.base import Token
from kavosh.index.schema import FACETS, GROUP, TEXT_FIELDS, WIDE_FIELDS


class TermField(fields.TEXT):  # type: ignore[misc]
    """A text field that takes finished tokens instead of text; several may share a position."""

    def index(self, tokens: Sequence[Token], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for token in tokens:
            positions[token.text].append(token.position)
        for term, places in positions.items():
            yield term.encode(), len(places), float(len(places)), self.format.encode(places)


class WideField(fields.TEXT):  # type: ignore[misc]
    """The wide view of a text field: takes a list of blunt stems, keeps how often each occurs."""

    def index(self, stems: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for stem, count in Counter(stems).items():
            yield stem.encode(), count, float(count), pack_uint(count)


class ValueField(fields.KEYWORD):  # type: ignore[misc]
    """A facet field: takes its values as a tuple, is searched and counted by value."""

    def __init__(self) -> None:
        super().__init__()
        self.format = formats.Existence()

    def index(self, values: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for value in dict.fromkeys(values):
            yield value.encode(), 1, 1.0, b""


def schema() -> Any:
    """The fields of a Whoosh index; `completes` marks the last document of a file that was indexed whole."""
    return fields.Schema(
        id=fields.ID(),
        path=fields.ID(),
        completes=fields.ID(),
        published=fields.NUMERIC(int, default=0),
        document=fields.STORED(),
        **{name: TermField(phrase=True) for name in TEXT_FIELDS},
        **{name: WideField(phrase=False) for name in WIDE_FIELDS},
        **{name: ValueField() for name in (*FACETS, GROUP)},
    )


def completion(path: str, digest: str) -> str:
    """The term that marks a file as indexed whole in this state."""
    return f"{digest} {path}"
