"""When people have attacks."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from nmosd.errors import SimulationError
from nmosd.simulation.histories.persons import People
from nmosd.simulation.histories.treatments import Spells, Treatments, together
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.stats.arrays import Booleans, Floats, Integers

if TYPE_CHECKING:
    import polars as pl

    from nmosd.simulation.histories.kernel import Course

DAYS_PER_YEAR = 365.25
_MOST_YEARS = 150
_BLOCK = 20_000
"""People simulated by one thread at a time; no result depends on it."""


@dataclass(frozen=True)
class AttackHistories:
    """The attacks of people, in the order of the people and then of time.

    `first`: where each person's attacks begin in `day`, and at the end how many there are (one entry more than people). `day`: of
    the attack, in days since the onset of the disease. Everybody's first entry is the onset itself, day 0.
    """

    first: Integers
    day: NDArray[np.int32]

    def __len__(self) -> int:
        return self.first.size - 1

    def relapses(self) -> Integers:
        """Return how many attacks after the onset each person has."""
        return np.diff(self.first) - 1

    def count_between(self, low: Floats | float, high: Floats | float) -> Integers:
        """Return how many attacks each person has from day `low` on and before `high` (one day for all, or one per person)."""
        from nmosd.simulation.histories.kernel import count_between

        return count_between(self.first, self.day, self._days(low), self._days(high))

    def first_between(self, low: Floats | float, high: Floats | float) -> Floats:
        """Return the day of each person's first attack from day `low` on and before day `high`, infinite where there is none."""
        from nmosd.simulation.histories.kernel import first_between

        return first_between(self.first, self.day, self._days(low), self._days(high))

    def person(self) -> Integers:
        """Return whose each attack is: the place among the people, from 0."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    def keep(self, kept: Booleans) -> Self:
        """Return the histories without the attacks that a mask (one entry per attack) leaves out."""
        counts = np.bincount(self.person()[kept], minlength=len(self))
        return type(self)(np.concatenate([[0], np.cumsum(counts)]), self.day[kept])

    def of(self, chosen: Integers) -> Self:
        """Return the histories of the people at these places, which are sorted and named once."""
        counts = np.diff(self.first)
        among = np.zeros(len(self), np.bool_)
        among[chosen] = True
        return type(self)(np.concatenate([[0], np.cumsum(counts[chosen])]), self.day[np.repeat(among, counts)])

    def table(self) -> "pl.DataFrame":
        """Return one row per attack: `person` (place among the people), `attack` (0 is the onset) and `day`."""
        import polars as pl

        person = self.person()
        return pl.DataFrame({"person": person, "attack": np.arange(self.day.size) - self.first[person], "day": self.day})

    def _days(self, days: Floats | float) -> Floats:
        return np.ascontiguousarray(np.broadcast_to(np.asarray(days, np.float64), len(self)))


def attack_histories(
    parameters: ParameterSet,
    people: People,
    years: Floats | float,
    *,
    treatments: Sequence[Treatments] = (),
    seed: int,
) -> AttackHistories:
    """Return the attacks of people from the onset of their disease until `years` after it (for all, or one per person).

    What happens to a person depends on the seed, `unit` and the person's own treatments alone. A treatment changes nothing before
    its start, and a treatment that lowers the rate leaves the random numbers as they were, so that the same person with and
    without it can be compared. All cores are used.

    >>> from nmosd.simulation.histories import people
    >>> from nmosd.simulation.parameters import parameter_set
    >>> histories = attack_histories(parameter_set("mixed"), people(100), 10, seed=1)
    >>> len(histories), int(histories.day[0])
    (100, 0)

    Raises:
        SimulationError: years that are negative or too many, or treatments that overlap themselves or are of other people.
    """
    until = np.broadcast_to(np.asarray(years, np.float64) * DAYS_PER_YEAR, len(people))
    if not np.all((until >= 0) & (until <= _MOST_YEARS * DAYS_PER_YEAR)):
        raise SimulationError(f"The years of follow-up are negative, no number or too many: give 0 to {_MOST_YEARS}.")
    spells = together(len(people), treatments)
    blocks = [slice(low, min(low + _BLOCK, len(people))) for low in range(0, len(people), _BLOCK)]

    def one(block: slice) -> tuple[Integers, NDArray[np.int32]]:
        return _block(
            parameters,
            people.subset(np.arange(block.start, block.stop)),
            until[block],
            spells.part(block.start, block.stop),
            seed,
        )

    if len(blocks) == 1:
        return AttackHistories(*one(blocks[0]))
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return _joined(list(threads.map(one, blocks)))


def rate_on_day(
    parameters: ParameterSet,
    people: People,
    histories: AttackHistories,
    day: float,
    *,
    treatments: Sequence[Treatments] = (),
    seed: int,
) -> Floats:
    """Return each person's rate of attacks on a day, per year, given the attacks before that day.

    The rate is nil while new symptoms would belong to the last attack.
    """
    from nmosd.simulation.histories.kernel import raised, treated

    spells = together(len(people), treatments)
    course = course_of(parameters)
    before = histories.count_between(0, day)
    relapses = np.maximum(before - 1, 0)
    last = histories.day[histories.first[:-1] + relapses]
    base = parameters.attacks_per_year * factors(parameters, people, seed=seed) * people.rate_ratio
    base = base * parameters.attack_factor ** np.minimum(relapses, parameters.attacks_counted)
    now = [raised(course, float(day - since)) * treated(spells, person, float(day)) for person, since in enumerate(last)]
    return np.where(day - last < parameters.merged_days, 0.0, base * now)


def factors(parameters: ParameterSet, people: People, *, seed: int) -> Floats:
    """Return by how many times each person's rate differs from the average of the set, as `attack_histories` draws it."""
    from nmosd.simulation.histories.kernel import frailties

    if people.factor is not None:
        return people.factor
    return frailties(seed, people.unit, float(parameters.frailty_variance))


def _block(
    parameters: ParameterSet, people: People, until: Floats, spells: Spells, seed: int
) -> tuple[Integers, NDArray[np.int32]]:
    from nmosd.simulation.histories.kernel import attacks_of_people

    rate = parameters.attacks_per_year / DAYS_PER_YEAR * factors(parameters, people, seed=seed) * people.rate_ratio
    return attacks_of_people(seed, people.unit, rate, np.ascontiguousarray(until), course_of(parameters), spells)


def course_of(parameters: ParameterSet) -> "Course":
    """Return what a parameter set says of the time between attacks, as the compiled loops read it."""
    from nmosd.simulation.histories.kernel import Course

    return Course(
        float(parameters.attack_factor),
        int(parameters.attacks_counted),
        float(parameters.clustering),
        float(parameters.clustering_days),
        bool(parameters.clustering_fades),
        float(parameters.merged_days),
    )


def _joined(parts: list[tuple[Integers, NDArray[np.int32]]]) -> AttackHistories:
    ends = np.cumsum([0, *(days.size for _, days in parts)])
    first = [part[:-1] + end for (part, _), end in zip(parts, ends[:-1], strict=True)]
    return AttackHistories(np.concatenate([*first, ends[-1:]]), np.concatenate([days for _, days in parts]))
