"""Random numbers for many people, or many things of people, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from nmosd.stats.arrays import Booleans, Floats, Integers


@dataclass(frozen=True)
class Draws:
    """Where random numbers come from: the seed, and a person's unit with a number for each of the things drawn for.

    Every method takes a purpose, which alone decides that two draws of the same person differ: a purpose is used once.
    """

    seed: int
    unit: Integers
    number: Integers

    @classmethod
    def of_people(cls, seed: int, unit: Integers) -> Self:
        """Return draws for people, one each."""
        return cls(seed, unit, np.zeros(unit.size, np.int64))

    def numbered(self, places: Integers, number: Integers) -> Self:
        """Return draws for things of the people at these places, which have a number of their own in each person."""
        return type(self)(self.seed, self.unit[places], number)

    def parts(self, count: int, part: Integers) -> Self:
        """Return draws for parts of the things, so many of each at most: `part` says which, from 0."""
        return type(self)(self.seed, self.unit, count * self.number + part)

    def where(self, chosen: Booleans | Integers) -> Self:
        """Return the draws of some of the things."""
        return type(self)(self.seed, self.unit[chosen], self.number[chosen])

    def uniform(self, purpose: str) -> Floats:
        """Return values between 0 and 1."""
        from nmosd.simulation.draws import stream, uniforms_at

        return uniforms_at(self.seed, stream(f"record: {purpose}"), self.unit, self.number)

    def normal(self, purpose: str) -> Floats:
        """Return values of the standard normal distribution."""
        from scipy.special import ndtri

        return np.asarray(ndtri(self.uniform(purpose)))

    def exponential(self, purpose: str) -> Floats:
        """Return waiting times whose mean is 1."""
        return -np.log(self.uniform(purpose))

    def chance(self, purpose: str, share: Floats | float) -> Booleans:
        """Return what happens with this chance."""
        if np.isscalar(share) and share in {0, 1}:
            return np.full(self.unit.size, bool(share))
        return self.uniform(purpose) < share

    def choice(self, purpose: str, shares: Floats | Sequence[float]) -> Integers:
        """Return places in the shares, which add up to 1: one row for all, or one for each."""
        value = self.uniform(purpose)
        limits = np.cumsum(np.asarray(shares, np.float64), axis=-1)
        if limits.ndim == 1:
            return np.minimum(np.searchsorted(limits, value, side="right"), limits.size - 1)
        beyond = (value[:, None] >= limits[:, :-1]).sum(axis=1)
        return np.asarray(beyond, np.int64)

    def days(self, purpose: str, mean: Floats | float) -> Integers:
        """Return whole days, exponentially distributed, 1 at least."""
        return 1 + np.floor(self.exponential(purpose) * mean).astype(np.int64)
