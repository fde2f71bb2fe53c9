"""People who were ever given an inert drug, against those who never were."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, attack_histories
from nmosd.simulation.histories.persons import People
from nmosd.simulation.parameters.sets import ParameterSet


@dataclass(frozen=True)
class EverTreated:
    """A comparison of the time to the first relapse between people who were ever given a second treatment and the others.

    From the onset everybody has one treatment and is followed for `follow_years` (evenly between) or until the first relapse.
    `share` of people are to change to the other treatment after `change_years` (evenly between), and do if they are
    still followed.
    """

    share: float
    change_years: tuple[float, float]
    follow_years: tuple[float, float]

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise SimulationError(f"A share of {self.share} of people changes treatment: give more than 0 and less than 1.")
        for words, pair in (("change treatment", self.change_years), ("are followed", self.follow_years)):
            if not 0 <= pair[0] <= pair[1] <= 50 or not pair[1]:
                raise SimulationError(
                    f"People {words} {pair[0]} to {pair[1]} years: give two numbers up to 50, the smaller first."
                )

    def measures(self, parameters: ParameterSet, people: People, seed: int) -> Mapping[str, float]:
        """Return the ratio of relapse rates, ever changed over never changed, if neither treatment does anything.

        `ratio, ever treated`: all time of whoever changed counts as treated. `ratio, treated from the change on`: the time before
        counts with the others. NaN where one side has no relapse.
        """
        from nmosd.simulation.draws import stream, uniforms

        def evenly(purpose: str, pair: tuple[float, float]) -> np.ndarray:
            return pair[0] + (pair[1] - pair[0]) * uniforms(seed, stream(f"null world: {purpose}"), people.unit, 0)

        histories = attack_histories(parameters, people, self.follow_years[1], seed=seed)
        first = histories.first_between(1, np.inf) / DAYS_PER_YEAR
        end = evenly("follow-up", self.follow_years)
        relapsed, time = first <= end, np.minimum(first, end)
        to_change = uniforms(seed, stream("null world: changes"), people.unit, 0) < self.share
        change = np.where(to_change, evenly("change", self.change_years), np.inf)
        changed = change < time
        waited = np.where(changed, change, 0.0)
        return {
            "ratio, ever treated": _ratio(relapsed, changed, time[changed].sum(), time[~changed].sum()),
            "ratio, treated from the change on": _ratio(
                relapsed, changed, (time - waited)[changed].sum(), time[~changed].sum() + waited.sum()
            ),
        }


def _ratio(relapsed: np.ndarray, changed: np.ndarray, treated_years: float, other_years: float) -> float:
    treated, others = (relapsed & changed).sum(), (relapsed & ~changed).sum()
    if not treated or not others:
        return float("nan")
    return float((treated / treated_years) / (others / other_years))
