"""Wait for changes in folders, with watchfiles."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kavosh.errors import KavoshError

_QUIET = 500  # milliseconds without a change before a batch of them is indexed
_TICK = 200  # milliseconds that the first wait, which starts the watch, takes


def changes(folders: Sequence[Path], **settings: Any) -> Iterator[None]:
    """Once at the start, then once for each batch of changes below the folders; ends with an interrupt.

    Hidden files, such as those that editors write beside the real one, do not count.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise KavoshError("Watching needs watchfiles: pip install 'kavosh[watch]'") from error

    def counts(_: object, path: str) -> bool:
        return not Path(path).name.startswith(".")

    batches = watch(*folders, watch_filter=counts, step=_QUIET, rust_timeout=_TICK, yield_on_timeout=True, **settings)
    next(batches, None)  # the watch begins here: what changes while the folders are indexed is not missed
    yield
    for batch in batches:
        if batch:
            yield
