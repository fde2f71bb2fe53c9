"""Attacks as the clinic hears of them: those that happened and are remembered, and reports of some that never were."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from nmosd.simulation.records.clinic import DAY, MONTH, YEAR, Clinic
from nmosd.simulation.records.drawing import Draws
from nmosd.stats.arrays import Booleans, Integers

_FALSE = 1_000
"""False reports are numbered from here in a person, apart from the attacks."""


@dataclass(frozen=True)
class Reports:
    """Reported attacks, sorted by person and day, one entry of each column per report.

    `attack` is the place of the attack among all attacks (-1: there was none). `past`: it lies before the first contact. `exact`
    says how exactly its day is known. `draws` are its own.
    """

    clinic: Clinic
    person: Integers
    day: Integers
    attack: Integers
    past: Booleans
    exact: Integers
    draws: Draws

    @cached_property
    def ids(self) -> dict[str, pl.Series]:
        """Return `row_id` and `patient_id` of the reports."""
        return self.clinic.rows("attacks", self.person)

    @cached_property
    def row_of_attack(self) -> Integers:
        """Return the place of each attack's report, -1 where it is not on record."""
        found = np.full(self.clinic.lives.histories.day.size, -1)
        true = self.attack >= 0
        found[self.attack[true]] = np.flatnonzero(true)
        return found


def heard_of(clinic: Clinic) -> Reports:
    """Return the attacks that the clinic has on record."""
    lives, persons = clinic.lives, clinic.lives.persons
    person, day, number = lives.histories.person(), lives.onset_of_attacks(), lives.number_of_attacks()
    draws = persons.draws.numbered(person, number)
    past = day < persons.entered[person]
    forgotten = past & (number > 0) & clinic.lacking(draws, "attack_forgotten")
    known = np.flatnonzero((day <= lives.last[person]) & ~forgotten)
    false_person, false_day, false_number = _false_reports(clinic)
    whose = np.concatenate([person[known], false_person])
    when = np.concatenate([day[known], false_day])
    numbers = np.concatenate([number[known], _FALSE + false_number])
    attack = np.concatenate([known, np.full(false_person.size, -1)])
    order = np.lexsort((numbers, when, whose))
    whose, when, attack = whose[order], when[order], attack[order]
    draws = persons.draws.numbered(whose, numbers[order])
    past = when < persons.entered[whose]
    return Reports(clinic, whose, when, attack, past, _exactness(clinic, draws, past), draws)


def _false_reports(clinic: Clinic) -> tuple[Integers, Integers, Integers]:
    """Return whose they are, when they come, and their number in the person: at an even rate while people are followed."""
    persons, last = clinic.lives.persons, clinic.lives.last
    per_day = clinic.assumed.number("false_reports") / 365.25
    found: list[tuple[Integers, Integers, Integers]] = []
    who = np.arange(len(persons)) if per_day else np.zeros(0, np.int64)
    now = persons.entered[who].astype(np.float64)
    number = 0
    while who.size:
        now = now + persons.draws.numbered(who, np.full(who.size, number)).exponential("false report") / per_day
        inside = now < last[who]
        who, now = who[inside], now[inside]
        found.append((who, np.floor(now).astype(np.int64), np.full(who.size, number)))
        number += 1
    nothing = np.zeros(0, np.int64)
    whose, when, numbers = (np.concatenate([nothing, *column]) for column in zip(*found, strict=True)) if found else 3 * [nothing]
    return whose, when, numbers


def _exactness(clinic: Clinic, draws: Draws, past: Booleans) -> Integers:
    recent = np.where(clinic.lacking(draws, "attack_day_unknown"), MONTH, DAY)
    year = np.where(clinic.lacking(draws, "past_attack_month_unknown"), YEAR, MONTH)
    long_ago = np.where(clinic.lacking(draws, "past_attack_day_unknown"), year, DAY)
    return np.where(past, long_ago, recent)
