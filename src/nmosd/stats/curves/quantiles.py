"""Where a falling curve crosses a height."""

import numpy as np

from nmosd.stats.arrays import Floats

_SAME = float(np.sqrt(np.finfo(np.float64).eps))


def crossing(time: Floats, curve: Floats, share: float) -> float | None:
    """Return when the curve falls to 1 less the share, or None if it does not.

    If it stays at exactly that height for a while, the middle of the while (up to the last time, if it never goes lower). Times
    at which the curve is not known (NaN) are passed over.
    """
    known = ~np.isnan(curve)
    moments, fallen = time[known], 1 - curve[known]
    reached = np.flatnonzero(fallen >= share - _SAME)
    if reached.size == 0:
        return None
    first = reached[0]
    if fallen[first] > share + _SAME:
        return float(moments[first])
    lower = np.flatnonzero(fallen > share + _SAME)
    end = moments[lower[0]] if lower.size else moments[-1]
    return float((moments[first] + end) / 2)
