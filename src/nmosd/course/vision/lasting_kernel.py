"""Compiled: since when a three-valued state has held. Imported only by what calls it: the compiler takes its time to load."""

import numpy as np
from numpy.typing import NDArray

from nmosd.stats.arrays import Integers
from nmosd.stats.compiled import compiled

States = NDArray[np.int8]


@compiled
def last_known_and_since(start: Integers, state: States) -> tuple[Integers, Integers]:
    """Return for each group the last row whose state is known, and the first of the known ones that have all been true up to it.

    `start` says where each group's rows begin (and the last ends); a state is 1 (true), 0 (false) or -1 (unknown). -1: there is
    none.
    """
    known, since = np.full(start.size - 1, -1), np.full(start.size - 1, -1)
    for group in range(start.size - 1):
        for row in range(start[group], start[group + 1]):
            if state[row] < 0:
                continue
            known[group] = row
            if state[row] == 0:
                since[group] = -1
            elif since[group] < 0:
                since[group] = row
    return known, since
