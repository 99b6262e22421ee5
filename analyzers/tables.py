"""The project's own word tables: text files in `data/` beside the modules.

Found by path; `importlib.resources`, which would read them from an archive as well, takes a twentieth of a start to
load.
"""

import zlib
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).parent


def table_file(name: str) -> Path:
    """Where a table is."""
    return _PACKAGE / "data" / name


def table(name: str) -> str:
    """The text of a table."""
    return table_file(name).read_text("utf-8")


def module_file(name: str) -> Path:
    """Where the code of a module of this package is."""
    return _PACKAGE / f"{name}.py"


def stamp(files: Iterable[Path]) -> str:
    """Places, sizes and times of files in eight digits: others when one is written anew, told without reading any.

    Names what was compiled from them in the cache folder; asked at every start. Raises OSError.
    """
    states = ((file, file.stat()) for file in files)
    told = "\n".join(f"{file} {state.st_size} {state.st_mtime_ns}" for file, state in states)
    return f"{zlib.crc32(told.encode()):08x}"
