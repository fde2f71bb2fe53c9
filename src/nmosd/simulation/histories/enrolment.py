"""Choosing people by their history, as a trial or a cohort does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, AttackHistories, attack_histories
from nmosd.simulation.histories.persons import People
from nmosd.simulation.histories.treatments import Treatments
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.stats.arrays import Booleans, Floats

_BATCH = 20_000
_TRIED, _FEWEST = 200_000, 1e-4
"""People after whom the search is given up where less than this share may enter."""


@dataclass(frozen=True)
class Eligibility:
    """Which histories may enter: those that meet any of `any_of`, each a list of (attacks at least, in so many last days).

    Two attacks in a year, or three in two years of which one in the last:

    >>> rule = Eligibility((((2, 365),), ((3, 730), (1, 365))))
    >>> rule.sentence()
    'at least 2 attacks in 365 days; or at least 3 attacks in 730 days and at least 1 attack in 365 days'
    """

    any_of: tuple[tuple[tuple[int, float], ...], ...]

    def __post_init__(self) -> None:
        for attacks, days in (window for windows in self.any_of for window in windows):
            if attacks < 1 or not days > 0:
                raise SimulationError(
                    f"Entry asks for {attacks} attacks in {days} days: give at least 1 attack and more than 0 days."
                )

    def met(self, histories: AttackHistories, day: Floats) -> Booleans:
        """Return who may enter on their day; the onset of the disease counts as an attack, the day of entry itself does not."""
        if not self.any_of:
            return np.ones(len(histories), np.bool_)
        ways = [[histories.count_between(day - days, day) >= attacks for attacks, days in windows] for windows in self.any_of]
        return np.asarray(np.any([np.all(windows, axis=0) for windows in ways], axis=0))

    def sentence(self) -> str:
        """Return the rule in words."""
        return "; or ".join(
            " and ".join(f"at least {attacks} attack{'s' * (attacks > 1)} in {days:g} days" for attacks, days in windows)
            for windows in self.any_of
        )


def enrol(
    parameters: ParameterSet,
    number: int,
    rule: Eligibility,
    *,
    years_from_onset: tuple[float, float],
    seed: int,
    make: Callable[[int, int], People],
    before: Callable[[People, Floats], Sequence[Treatments]] = lambda _people, _day: (),
) -> tuple[People, Floats]:
    """Return this many people who may enter, and the day on which each does, in days since the onset of the disease.

    Everybody is looked at once, on a day that lies evenly between `years_from_onset`, and enters if the history until then meets
    the rule. `make(first, number)` gives the people to look at; `before(people, day)` their treatments until then, which may go
    on. To follow them, call `attack_histories` with the same seed, these treatments and new ones from `day` on.

    Raises:
        SimulationError: years that are no interval, or so few people who may enter that the search is given up.
    """
    low, high = years_from_onset
    if not 0 <= low <= high < np.inf:
        raise SimulationError(
            f"People enter {low} to {high} years after onset: give two numbers of 0 or more, the smaller first."
        )
    found: list[tuple[People, Floats]] = []
    missing, looked_at = number, 0
    while missing and (looked_at < _TRIED or number - missing >= _FEWEST * looked_at):
        everyone = make(looked_at, _BATCH)
        looked_at += _BATCH
        day = entry_days(everyone, low * DAYS_PER_YEAR, high * DAYS_PER_YEAR, seed)
        histories = attack_histories(parameters, everyone, day / DAYS_PER_YEAR, treatments=before(everyone, day), seed=seed)
        who = np.flatnonzero(rule.met(histories, day))[:missing]
        found.append((everyone.subset(who), day[who]))
        missing -= who.size
    if missing:
        raise SimulationError(
            f"Of {looked_at:,} people {number - missing:,} meet the rule of entry ({rule.sentence()}), too few to find "
            f"{number:,}: ask for fewer attacks, or for longer windows."
        )
    return _joined(found)


def entry_days(people: People, low: float, high: float, seed: int) -> Floats:
    """Return a whole day for each person, evenly between two days."""
    from nmosd.simulation.draws import stream, uniforms

    return np.floor(low + (high - low) * uniforms(seed, stream("entry"), people.unit, 0))


def _joined(found: list[tuple[People, Floats]]) -> tuple[People, Floats]:
    factors = [people.factor for people, _ in found if people.factor is not None]
    everyone = People(
        unit=np.concatenate([people.unit for people, _ in found]),
        aqp4_positive=np.concatenate([people.aqp4_positive for people, _ in found]),
        rate_ratio=np.concatenate([people.rate_ratio for people, _ in found]),
        factor=np.concatenate(factors) if factors else None,
    )
    return everyone, np.concatenate([day for _, day in found])
