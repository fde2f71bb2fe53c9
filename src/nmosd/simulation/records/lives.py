"""What truly happened to people: the whole course of their disease and of their care, before anybody writes it down."""

from dataclasses import dataclass, replace

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.attacks import AttackHistories
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.simulation.records.assumptions import Assumptions
from nmosd.simulation.records.features import AcuteCare, Features, draw_deaths, draw_features, draw_kinds
from nmosd.simulation.records.labels import Labels, first_labels
from nmosd.simulation.records.persons import Persons, draw_persons
from nmosd.simulation.records.prevention import Episodes, treated_histories
from nmosd.stats.arrays import Booleans, Floats, Integers

_NEXT_PERSON = 1 << 40
"""Who dies before the first contact is in no record: somebody whose unit is so much higher takes the place."""
_MOST_PEOPLE = 9_999_999
_YEARS = (1, 60)


@dataclass(frozen=True)
class Lives:
    """People and what happened to them until they died, or can be observed no longer.

    `death` is the day of death (infinite: they lived on), `death_in_attack` whether an attack was its cause. `last` is the last
    day of contact with the centre; who did not die and left before the end has a place in `leaving` as `left` (else -1). All days
    count from the onset of the disease.
    """

    persons: Persons
    labels: Labels
    histories: AttackHistories
    features: Features
    episodes: Episodes
    death: Floats
    death_in_attack: Booleans
    last: Integers
    left: Integers

    def onset_of_attacks(self) -> Integers:
        """Return the day of each attack."""
        return self.histories.day.astype(np.int64)

    def number_of_attacks(self) -> Integers:
        """Return which attack of its person each is, from 0."""
        return np.arange(self.histories.day.size) - self.histories.first[self.histories.person()]


def simulate_lives(people: int, years: float, parameters: ParameterSet, assumed: Assumptions, seed: int) -> Lives:
    """Return this many people who came to the centre alive, with their lives until so many years after the onset of the disease.

    Raises:
        SimulationError: no people or too many, or years that cannot be simulated.
    """
    if not 1 <= people <= _MOST_PEOPLE:
        raise SimulationError(f"There are to be {people} people: give 1 to {_MOST_PEOPLE:,}.")
    if not _YEARS[0] <= years <= _YEARS[1]:
        raise SimulationError(f"There are to be {years} years: give {_YEARS[0]} to {_YEARS[1]}.")
    unit = np.arange(1, people + 1, dtype=np.int64)
    lives = _lives(unit, years, parameters, assumed, seed)
    gone = np.flatnonzero(lives.death <= lives.persons.entered)
    if not gone.size:
        return _until_the_end(lives, assumed)
    unit[gone] += _NEXT_PERSON
    others = gone
    while others.size:
        again = _lives(unit[others], years, parameters, assumed, seed)
        others = others[again.death <= again.persons.entered]
        unit[others] += _NEXT_PERSON
    return _until_the_end(_lives(unit, years, parameters, assumed, seed), assumed)


def _lives(unit: Integers, years: float, parameters: ParameterSet, assumed: Assumptions, seed: int) -> Lives:
    persons = draw_persons(unit, years, assumed, seed)
    onset_alone = AttackHistories(np.arange(unit.size + 1), np.zeros(unit.size, np.int32))
    labels = first_labels(persons, draw_kinds(persons, onset_alone, assumed), assumed)
    histories, episodes = treated_histories(parameters, persons, labels, assumed, seed)
    features = draw_features(persons, histories, assumed)
    death, in_attack = draw_deaths(persons, histories, features, assumed)
    nobody = np.zeros(unit.size, np.int64)
    return Lives(persons, labels, histories, features, episodes, death, in_attack, nobody, nobody)


def _until_the_end(lives: Lives, assumed: Assumptions) -> Lives:
    """Return the lives with the last contact of each, and without what would have come after death."""
    persons, draws = lives.persons, lives.persons.draws
    stays = draws.exponential("leaving") / assumed.number("lost_per_year") if assumed.number("lost_per_year") else np.inf
    leaves = persons.entered + 1 + np.floor(np.minimum(stays * 365.25, 10 * persons.observed)).astype(np.int64)
    end = persons.observed - 1
    death = np.where(lives.death <= end, lives.death, np.inf)
    alive_until = np.minimum(death, end)
    last = np.minimum(leaves, alive_until).astype(np.int64)
    how = draws.choice("how they leave", assumed.shares("leaving")[1])
    lived = lives.histories.day <= alive_until[lives.histories.person()]
    return replace(
        lives,
        histories=lives.histories.keep(lived),
        features=_features_where(lives.features, lived),
        episodes=lives.episodes.where(lives.episodes.start < alive_until[lives.episodes.person]),
        death=death,
        death_in_attack=lives.death_in_attack & np.isfinite(death),
        last=last,
        left=np.where(last < alive_until, how, -1),
    )


def _features_where(features: Features, kept: Booleans) -> Features:
    acute = features.acute
    columns = (column[kept] for column in (acute.first, acute.first_day, acute.second, acute.second_day))
    return replace(
        features,
        kinds=replace(features.kinds, place=features.kinds.place[kept]),
        **{name: getattr(features, name)[kept] for name in ("eyes", "nadir", "response", "worst", "lasting")},
        acute=AcuteCare(acute.treatments, *columns),
    )
