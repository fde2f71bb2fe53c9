"""Which counts have to be hidden so that no small one can be worked out from those that are shown."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from nmosd.study.disclosure.cells import Cells

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_NEAR = 1e-6
_AT_ONCE = 8
"""So many counts are looked at one by one before it is asked again which of the others are possible together."""


def hidden_cells(cells: Cells, smallest_cell: int, also: Iterable[int] = ()) -> frozenset[int]:
    """Return the cells to hide: those from 1 to one less than the smallest, `also`, and others that would tell of them.

    A reader knows all shown counts and all relations. For each small count, a shown one or one only left over, every number from
    1 to one less than the smallest cell must stay possible, as far as the mere list of figures allows it. What else is hidden for
    that is chosen by linear programs, one for each end of the range of a small count: how little of what is shown would have to
    be different for the count to be there. Suppressed tables are usually audited by the ranges that they leave.
    """
    world = _World(cells, smallest_cell, also)
    for cell, end in world.not_possible():
        world.make_possible(cell, end)
    return frozenset(cell for cell in np.flatnonzero(world.hidden).tolist() if cells.shown[cell])


class _World:
    """The counts as a reader may imagine them; `hidden` marks those that a reader is not told."""

    def __init__(self, cells: Cells, smallest_cell: int, also: Iterable[int]) -> None:
        self.values = np.array(cells.values, dtype=float)
        self.lowest = np.array(cells.least, dtype=float) - self.values
        self.small = (self.values >= 1) & (self.values < smallest_cell)
        self.ends = (smallest_cell - 1.0, 1.0)
        self.hidden = self.small | np.array([not places for places in cells.shown], dtype=bool)
        self.hidden[list(also)] = True
        self.relations = _matrix(cells)
        # Of two equal ways, hide what stands later in the study.
        self.price = np.array(cells.price) * np.linspace(2.0, 1.0, len(cells.price))

    def not_possible(self) -> Iterator[tuple[int, float]]:
        """Yield small cells, each with an end of its range that what is shown forbids; ask anew after each."""
        for end in self.ends:
            left = {int(cell): end - self.values[cell] for cell in np.flatnonzero(self.small & (self.values != end))}
            while left:
                together = self._together(left)
                for cell in together:
                    del left[cell]
                for cell in [] if together else sorted(left)[:_AT_ONCE]:
                    yield cell, left.pop(cell)

    def _together(self, wanted: dict[int, float]) -> list[int]:
        """Return those of the wanted changes that are possible in one world, which differs only in what is hidden."""
        gain = np.zeros(self.values.size)
        lower, upper = np.where(self.hidden, self.lowest, 0.0), np.where(self.hidden, np.inf, 0.0)
        for cell, change in wanted.items():
            gain[cell] = -np.sign(change)
            lower[cell], upper[cell] = (lower[cell], change) if change > 0 else (change, upper[cell])
        found = self._solved(gain, lower, upper)
        return [] if found is None else [cell for cell, change in wanted.items() if abs(found[cell] - change) < _NEAR]

    def make_possible(self, cell: int, change: float) -> None:
        """Hide what has to be different, besides what is hidden, for a cell to change that much, or as much as it ever can."""
        price = np.where(self.hidden, 0.0, self.price)
        lower, upper = np.minimum(self.lowest, 0.0), np.full(self.values.size, np.inf)
        lower[cell] = upper[cell] = change
        found = self._solved(price, lower, upper, apart=True)
        if found is None:
            lower[cell], upper[cell] = sorted((0.0, change))
            farthest = np.zeros(self.values.size)
            farthest[cell] = -np.sign(change)
            reached = self._solved(farthest, lower, upper)
            lower[cell] = upper[cell] = 0.0 if reached is None else reached[cell]
            found = self._solved(price, lower, upper, apart=True)
        if found is not None:
            self.hidden |= np.abs(found) > _NEAR

    def _solved(self, cost: np.ndarray, lower: np.ndarray, upper: np.ndarray, *, apart: bool = False) -> np.ndarray | None:
        """Return the changes of least cost between the limits that keep every relation; `apart`, rises and falls both cost."""
        from scipy.optimize import linprog
        from scipy.sparse import hstack

        matrix, limits = self.relations, np.stack([lower, upper], axis=1)
        if apart:
            matrix, cost = hstack([matrix, -matrix]), np.concatenate([cost, cost])
            limits = np.maximum(np.concatenate([limits, -limits[:, ::-1]]), 0)
        found: np.ndarray | None = linprog(cost, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=limits).x
        if found is None or not apart:
            return found
        rise, fall = np.split(found, 2)
        changes: np.ndarray = rise - fall
        return changes


def _matrix(cells: Cells) -> "csr_array":
    from scipy.sparse import csr_array

    entries = [(row, cell, sign) for row, relation in enumerate(cells.relations) for cell, sign in relation.items()]
    rows, columns, signs = (list(one) for one in zip(*entries, strict=True)) if entries else ([], [], [])
    return csr_array((np.array(signs, dtype=float), (rows, columns)), shape=(len(cells.relations), len(cells.values)))
