"""The compiled lexicon in the user's cache folder: found by a stamp of its sources, compiled when it is not there."""

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from kavosh.analyzers.cache_folder import cache_folder
from kavosh.analyzers.lexicon import Lexicon, LexiconError, dumps, loads


@cache
def default_lexicon() -> Lexicon:
    """The lexicon of this installation: from the cache folder, else compiled and put there."""
    return load_cached(rebuild=False)


def load_cached(rebuild: bool) -> Lexicon:
    """The cached lexicon, compiled anew when asked or when its sources changed.

    Where the cache folder cannot be written it is only kept in memory.
    """
    path = cache_file()
    if not rebuild:
        with suppress(OSError, LexiconError):
            return loads(path.read_bytes())
    from kavosh.analyzers.lexicon_build import build

    lexicon = build()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, dumps(lexicon))
    return lexicon


def cache_file() -> Path:
    """Where the lexicon of this installation is cached."""
    from kavosh.analyzers.lexicon_fingerprint import lexicon_stamp  # not needed where an index brings its own

    return cache_folder() / f"lexicon-{lexicon_stamp()}.json"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old or the new one, never half of it. Raises OSError."""
    import tempfile  # seldom needed, and slow to load

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
