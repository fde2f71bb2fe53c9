"""Who is treated from when to when, and what it does to the rate of attacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.histories.persons import People
from nmosd.simulation.parameters.drugs import DrugEffect
from nmosd.stats.arrays import Booleans, Floats, Integers


class Spells(NamedTuple):
    """All spells of all treatments, sorted by person: those of a person are `first[person]` to `first[person + 1]`."""

    first: Integers
    start: Floats
    stop: Floats
    ratio: Floats
    onset_days: Floats
    return_days: Floats

    def part(self, low: int, high: int) -> "Spells":
        """Return the spells of the people from `low` to before `high`."""
        first = self.first[low : high + 1]
        columns = (np.ascontiguousarray(column[first[0] : first[-1]]) for column in self[1:])
        return Spells(first - first[0], *columns)


@dataclass(frozen=True)
class Treatments:
    """Spells of one treatment, one entry of each column per spell, sorted by person and start.

    `person`: the place among the people (from 0). `start`, `stop`: the first day of treatment and the day on which it ends
    (infinite: goes on), in days since the onset of the disease. `ratio`: of rates at full effect, by the person's serostatus.
    """

    person: Integers
    start: Floats
    stop: Floats
    ratio: Floats
    onset_days: float
    return_days: float


def given(
    people: People,
    effect: DrugEffect,
    *,
    start: Floats | float,
    stop: Floats | float = np.inf,
    to: Booleans | None = None,
    not_responding: Booleans | None = None,
) -> Treatments:
    """Return one spell of a treatment for each person, or for those of the mask `to`.

    `start` and `stop` are one day for all or one per person (of all people, treated or not). Who is in `not_responding` is
    treated without effect.

    Raises:
        SimulationError: a spell that ends before it starts or starts before the onset, or a treatment that was not studied in
            people without AQP4-IgG, given to one.
    """
    number = len(people)
    who = np.flatnonzero(np.ones(number, np.bool_) if to is None else to)
    begin = np.broadcast_to(np.asarray(start, np.float64), number)[who]
    end = np.broadcast_to(np.asarray(stop, np.float64), number)[who]
    if not np.all((begin >= 0) & (begin <= end)):
        raise SimulationError(
            "A treatment ends before it starts, or starts before the onset of the disease: give start <= stop, from 0 on."
        )
    positive = people.aqp4_positive[who]
    ratio = np.where(positive, _known(effect.positive, positive), _known(effect.negative, ~positive))
    if not_responding is not None:
        ratio = np.where(not_responding[who], 1.0, ratio)
    return Treatments(who, begin, end, ratio, effect.onset_days, effect.return_days)


def _known(ratio: float | None, asked: Booleans) -> float:
    if ratio is None and asked.any():
        raise SimulationError(
            "A drug is given to people of a serostatus in which it was not studied: leave them out, or assume a ratio of rates."
        )
    return 1.0 if ratio is None else ratio


def together(number: int, treatments: Sequence[Treatments]) -> Spells:
    """Return all spells of so many people, sorted by person.

    Raises:
        SimulationError: a person has two spells of one treatment at the same time, or a spell belongs to nobody.
    """
    for spells in treatments:
        _refuse_overlap(spells)
        if spells.person.size and not 0 <= spells.person.min() <= spells.person.max() < number:
            raise SimulationError("A treatment is given to a person who is not among the people: make it from the same people.")
    whose = np.concatenate([spells.person for spells in treatments]) if treatments else np.zeros(0, np.int64)
    order = np.argsort(whose, kind="stable")

    def column(name: str) -> Floats:
        if not treatments:
            return np.zeros(0)
        parts = [np.broadcast_to(getattr(spells, name), spells.person.size) for spells in treatments]
        return np.concatenate(parts).astype(np.float64)[order]

    first = np.searchsorted(whose[order], np.arange(number + 1))
    return Spells(first, column("start"), column("stop"), column("ratio"), column("onset_days"), column("return_days"))


def _refuse_overlap(spells: Treatments) -> None:
    order = np.lexsort((spells.start, spells.person))
    person, start, stop = spells.person[order], spells.start[order], spells.stop[order]
    if np.any((person[1:] == person[:-1]) & (start[1:] < stop[:-1])):
        raise SimulationError(
            "A person has two spells of one treatment at the same time: end the first before the second starts."
        )
