"""The user's cache folder, where what is compiled or learned once is kept."""

import os
import sys
from pathlib import Path

_LINUX = sys.platform == "linux"


def cache_folder() -> Path:
    """Where it is; it need not exist.

    On Linux by the XDG rules, as platformdirs has it, but without loading that: a tenth of the time to a first term.
    """
    if _LINUX:
        told = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(told or "~/.cache").expanduser() / "kavosh"
    from platformdirs import user_cache_path

    return user_cache_path("kavosh")
