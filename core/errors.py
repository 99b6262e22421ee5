"""The errors of Kavosh; every message says what to do next.

KavoshError
├── QueryError
│   ├── UnknownFieldError       no such facet or field; `close` lists the nearest names
│   └── QueryTooComplexError    longer or deeper than the limits allow
├── DocumentError               one file or record could not be used; `path` and `reason` say why
│   ├── UnsupportedFormatError
│   ├── DocumentTooLargeError
│   └── UnreadableDocumentError
├── IndexStoreError             the index folder as a whole
│   ├── IndexNotFoundError
│   ├── IndexLockedError
│   ├── IndexCorruptError
│   ├── SchemaMismatchError     written by another version; `expected` and `found`
│   └── BackendUnavailableError
└── MissingExtraError           an optional part is not installed

Exit codes and HTTP statuses are mapped at the edges (command line, web), never here.
"""

from collections.abc import Iterable


class KavoshError(Exception):
    """Root of all errors that Kavosh raises on purpose."""


class QueryError(KavoshError):
    """The question cannot be asked as it stands."""


class UnknownFieldError(QueryError):
    """A facet or field of that name does not exist."""

    def __init__(self, name: str, known: Iterable[str], kind: str = "facet") -> None:
        import difflib  # slow to load, and of no use until something is wrong

        known = tuple(known)
        self.name = name
        self.close = tuple(difflib.get_close_matches(name, known))
        hint = f"did you mean {' or '.join(self.close)}?" if self.close else f"use one of: {', '.join(known)}."
        super().__init__(f"There is no {kind} named {name!r}; {hint}")


class QueryTooComplexError(QueryError):
    """The query passes a limit."""


class DocumentError(KavoshError):
    """One file or record could not be used; the run goes on without it."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class UnsupportedFormatError(DocumentError):
    """No reader knows this kind of file."""


class DocumentTooLargeError(DocumentError):
    """The file passes the size limit."""


class UnreadableDocumentError(DocumentError):
    """The file cannot be opened, decoded or parsed."""


class IndexStoreError(KavoshError):
    """The index folder as a whole cannot be used."""


class IndexNotFoundError(IndexStoreError):
    """No index is there."""


class IndexLockedError(IndexStoreError):
    """Another process is writing."""


class IndexCorruptError(IndexStoreError):
    """Files are missing or damaged."""


class SchemaMismatchError(IndexStoreError):
    """The index was written by another format or analyzer version."""

    def __init__(self, what: str, expected: object, found: object) -> None:
        super().__init__(
            f"This index has {what} {found}, this Kavosh reads {expected}. "
            "Index the files again into a new folder (kavosh index PATH --index NEW)."
        )
        self.expected = expected
        self.found = found


class BackendUnavailableError(IndexStoreError):
    """The search backend cannot be reached or is not installed."""


class MissingExtraError(KavoshError):
    """An optional part of Kavosh is needed that is not installed; the message names the line that installs it."""
