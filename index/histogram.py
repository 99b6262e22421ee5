"""How many matches fall on each day, month or year."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from kavosh.types import Period

_UNITS = {"day": "D", "month": "M", "year": "Y"}
_EPOCH = date(1970, 1, 1).toordinal()  # from which numpy counts days


def by_period(days: NDArray[np.int32], period: Period) -> dict[str, int]:
    """Period, as in 2025-10-28, 2025-10 or 2025, -> how many of the days (ordinals, 0 for none) it has; in order."""
    days = days[days > 0]
    if not len(days):
        return {}
    first = int(days.min())
    found = np.bincount(days - first)
    known = np.flatnonzero(found)
    periods = (known + first - _EPOCH).astype("M8[D]").astype(f"M8[{_UNITS[period]}]")
    names, starts = np.unique(periods, return_index=True)
    counts = np.add.reduceat(found[known], starts)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}
