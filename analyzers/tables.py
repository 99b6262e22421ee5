"""The project's own word tables: text files in `data/` beside the modules.

Found by path; `importlib.resources`, which would read them from an archive as well, takes a twentieth of a start to
load.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def table(name: str) -> str:
    """The text of a table."""
    return (_PACKAGE / "data" / name).read_text("utf-8")


def source(module: str) -> str:
    """The code of a module of this package, by which to tell whether what it compiled is stale."""
    return (_PACKAGE / f"{module}.py").read_text("utf-8")
