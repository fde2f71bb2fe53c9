"""Attacks before and after the start of an inert drug."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, AttackHistories, attack_histories
from nmosd.simulation.histories.enrolment import Eligibility, entry_days
from nmosd.simulation.histories.persons import People
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.stats.arrays import Floats


@dataclass(frozen=True)
class AfterAttack:
    """Treatment starts soon after the first, second, ... attack of all.

    `shares`: of people by the attack after which they are to start; `delay_years`: from that attack to the start, evenly between;
    whoever would start later than `latest_years` after the onset is left out.
    """

    shares: tuple[float, ...]
    delay_years: tuple[float, float]
    latest_years: float = 15.0

    def __post_init__(self) -> None:
        if not self.shares or min(self.shares) < 0 or not math.isclose(sum(self.shares), 1, abs_tol=1e-9):
            raise SimulationError(
                "The shares of people by the attack after which they start are to be 0 or more and add up to 1."
            )
        _check_interval("The delay from the attack to the start", self.delay_years)
        if not 0 < self.latest_years <= 100:
            raise SimulationError(f"The latest start is {self.latest_years} years after onset: give more than 0 and at most 100.")

    def latest_day(self) -> float:
        """Return the last day on which anybody starts."""
        return self.latest_years * DAYS_PER_YEAR

    def days(self, people: People, histories: AttackHistories, seed: int) -> Floats:
        """Return the day on which each person starts, NaN for those who do not."""
        from nmosd.simulation.draws import stream, uniforms

        chance = uniforms(seed, stream("null world: attack before the start"), people.unit, 0)
        number = np.minimum(np.searchsorted(np.cumsum(self.shares), chance, side="right"), len(self.shares) - 1)
        has_it = number < np.diff(histories.first)
        attack = histories.day[np.where(has_it, histories.first[:-1] + number, 0)]
        low, high = self.delay_years
        delay = low + (high - low) * uniforms(seed, stream("null world: delay"), people.unit, 0)
        day = attack + delay * DAYS_PER_YEAR
        return np.where(has_it & (day <= self.latest_day()), day, np.nan)


@dataclass(frozen=True)
class AtVisit:
    """Treatment starts at a visit that does not depend on attacks, if the attacks until then meet a rule of entry.

    `years_from_onset`: the visit lies evenly between these.
    """

    eligibility: Eligibility
    years_from_onset: tuple[float, float]

    def __post_init__(self) -> None:
        _check_interval("The years from onset to the visit", self.years_from_onset)

    def latest_day(self) -> float:
        """Return the last day on which anybody starts."""
        return self.years_from_onset[1] * DAYS_PER_YEAR

    def days(self, people: People, histories: AttackHistories, seed: int) -> Floats:
        """Return the day on which each person starts, NaN for those who do not."""
        low, high = (years * DAYS_PER_YEAR for years in self.years_from_onset)
        day = np.maximum(entry_days(people, low, high, seed), 1)
        return np.where(self.eligibility.met(histories, day), day, np.nan)


@dataclass(frozen=True)
class BeforeAfter:
    """A comparison of attacks before and after the start of a treatment, in the same people.

    Before: all time from the onset of the disease, and the last `before_years`. After: `after_years`.
    """

    start: AfterAttack | AtVisit
    after_years: float
    before_years: float = 1.0

    def __post_init__(self) -> None:
        for words, years in (("after", self.after_years), ("before", self.before_years)):
            if not 0 < years <= 50:
                raise SimulationError(
                    f"Attacks are counted for {years} years {words} the start: give more than 0 and at most 50."
                )

    def measures(self, parameters: ParameterSet, people: People, seed: int) -> Mapping[str, float]:
        """Return what the comparison shows among these people if the treatment does nothing.

        NaN where nobody starts; `compared` says what each measure is.
        """
        years = self.start.latest_day() / DAYS_PER_YEAR + self.after_years
        histories = attack_histories(parameters, people, years, seed=seed)
        day = self.start.days(people, histories, seed)
        who = np.flatnonzero(np.isfinite(day))
        return self.compared(histories.of(who), day[who]) if who.size else dict.fromkeys(_NAMES, float("nan"))

    def compared(self, histories: AttackHistories, day: Floats) -> Mapping[str, float]:
        """Return the measures for people who start on these days, in days since the onset of the disease.

        Rates are per year. `rate before, all time` is attacks over time since onset, the onset counted as an attack; the mean and
        the median of people's rates are of the same time; `rate before, onset left out` does not count it. Ratios are the rate
        after over each, NaN where there was none before. What happens on the day of the start counts as after it.
        """
        since = day / DAYS_PER_YEAR
        before = histories.count_between(0, day)
        last = np.minimum(since, self.before_years)
        rates = {
            "after": histories.count_between(day, day + self.after_years * DAYS_PER_YEAR).sum() / (day.size * self.after_years),
            "all time": before.sum() / since.sum(),
            "onset left out": (before - 1).sum() / since.sum(),
            "last years": histories.count_between(day - self.before_years * DAYS_PER_YEAR, day).sum() / last.sum(),
            "mean": np.mean(before / since),
            "median": np.median(before / since),
        }
        compared_with = ("all time", "onset left out", "last years", "mean")
        ratios = [rates["after"] / rates[key] if rates[key] else float("nan") for key in compared_with]
        found = [*rates.values(), *ratios]
        return {name: float(value) for name, value in zip(_NAMES, found, strict=True)}


_NAMES = (
    "rate after",
    "rate before, all time",
    "rate before, onset left out",
    "rate before, last years",
    "mean of people's rates before",
    "median of people's rates before",
    "ratio to all time",
    "ratio to all time, onset left out",
    "ratio to the last years",
    "ratio to the mean of people's rates",
)


def _check_interval(words: str, pair: tuple[float, float]) -> None:
    if not 0 <= pair[0] <= pair[1] <= 100:
        raise SimulationError(f"{words} is {pair[0]} to {pair[1]}: give two numbers from 0 to 100, the smaller first.")
