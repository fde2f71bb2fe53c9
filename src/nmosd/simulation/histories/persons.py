"""People who never lived, as columns."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from nmosd.errors import SimulationError
from nmosd.stats.arrays import Booleans, Floats, Integers


@dataclass(frozen=True)
class People:
    """People, one entry of each column per person.

    `unit`: the number that, with the seed, fixes what happens to the person. `aqp4_positive`: whether they have AQP4-IgG.
    `rate_ratio`: how many times the rate of the parameter set is theirs (covariates, a trial's own level). `factor`: the person's
    own factor of the rate where it is not to be drawn, None where it is.
    """

    unit: Integers
    aqp4_positive: Booleans
    rate_ratio: Floats
    factor: Floats | None = None

    def __len__(self) -> int:
        return self.unit.size

    def subset(self, chosen: Booleans | Integers) -> Self:
        """Return the people of a mask or of places, with what is fixed of them."""
        factor = None if self.factor is None else self.factor[chosen]
        return type(self)(self.unit[chosen], self.aqp4_positive[chosen], self.rate_ratio[chosen], factor)


def people(
    number: int,
    *,
    first: int = 0,
    aqp4_positive: Booleans | bool = True,
    rate_ratio: Floats | float = 1.0,
    factor: Floats | None = None,
) -> People:
    """Return this many people, numbered from `first` on.

    >>> len(people(3, first=10).subset([True, False, True]))
    2

    Raises:
        SimulationError: no people, or a rate or factor that is negative or no number.
    """
    if number < 1:
        raise SimulationError(f"There are to be {number} people: give at least 1.")
    for name, values in (("rate_ratio", rate_ratio), ("factor", 1.0 if factor is None else factor)):
        if not np.all(np.isfinite(values) & (np.asarray(values) >= 0)):
            raise SimulationError(f"A person's {name} is negative or no number: give 0 or more.")
    return People(
        unit=np.arange(first, first + number, dtype=np.int64),
        aqp4_positive=np.broadcast_to(np.asarray(aqp4_positive, np.bool_), number),
        rate_ratio=np.broadcast_to(np.asarray(rate_ratio, np.float64), number),
        factor=None if factor is None else np.broadcast_to(np.asarray(factor, np.float64), number),
    )
