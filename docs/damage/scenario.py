"""A design with a bias and the same without, in people who never lived."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nmosd.simulation.histories import attack_histories, given, people
from nmosd.simulation.histories.attacks import AttackHistories
from nmosd.simulation.histories.persons import People
from nmosd.simulation.parameters.drugs import DrugEffect
from nmosd.simulation.parameters.sets import ParameterSet

NUMBER = 20_000
SEED = 1
YEAR = 365.25
Floats = NDArray[np.float64]

EVERYBODY = people(NUMBER)
HALF = np.arange(NUMBER) % 2 == 0
"""Which half of the people is in the first group: chance has nothing to do with what happens to them."""


@dataclass(frozen=True)
class Scenario:
    """`measure` is what is shown, `truth` what it should be (NaN: as mended); `run` gives it biased and mended.

    The text of `run` is the setting in words, which the manual prints.
    """

    measure: str
    truth: float
    run: Callable[[ParameterSet], tuple[float, float]]

    @property
    def setting(self) -> str:
        """The setting in words."""
        return " ".join((self.run.__doc__ or "").split())


def generator(purpose: int) -> np.random.Generator:
    """Return random numbers that depend on the seed and the purpose alone."""
    return np.random.default_rng((SEED, purpose))


def histories(parameters: ParameterSet, years: float, who: People = EVERYBODY) -> AttackHistories:
    """Return the attacks of untreated people."""
    return attack_histories(parameters, who, years, seed=SEED)


def treated(
    parameters: ParameterSet, years: float, effect: DrugEffect, days: tuple[Floats, Floats | float], who: People = EVERYBODY
) -> AttackHistories:
    """Return the attacks of the same people on a drug from the first to the second of two days."""
    return attack_histories(parameters, who, years, treatments=[given(who, effect, start=days[0], stop=days[1])], seed=SEED)


def rate(attacks: AttackHistories, low: Floats, high: Floats, who: NDArray[np.bool_]) -> float:
    """Return attacks a year of some people from day `low` on and before day `high`."""
    days = np.maximum(high - low, 0)
    counted = np.where(days > 0, attacks.count_between(low, np.maximum(high, low)), 0)
    return float(counted[who].sum() / days[who].sum() * YEAR)


def covers(low: Floats, high: Floats, truth: float) -> float:
    """Return the share of intervals that hold the truth."""
    return float(np.mean((low <= truth) & (truth <= high)))


def same(value: float) -> Floats:
    """Return one value for everybody."""
    return np.full(NUMBER, float(value))
