"""The days on which people are examined, and what they have lost on each."""

from dataclasses import dataclass

import numpy as np

from nmosd.simulation.records.clinic import Clinic
from nmosd.simulation.records.drawing import Draws
from nmosd.simulation.records.features import most_loss
from nmosd.simulation.records.kernel import OPTIC, states
from nmosd.simulation.records.scoring import EDSS, Halves, scores, scoring
from nmosd.stats.arrays import Booleans, Floats, Integers

_ATTACK = 1_000
"""Examinations in attacks are numbered from here in a person, apart from the planned visits."""


@dataclass(frozen=True)
class Examinations:
    """Days on which people are examined, sorted by person and day, one entry of each column per day.

    `attack` is the place among all attacks of the one whose worst point it shows (-1: a planned visit). `draws` are its own.
    """

    person: Integers
    day: Integers
    attack: Integers
    draws: Draws


def examinations(clinic: Clinic, attack_is_known: Booleans) -> Examinations:
    """Return the planned visits that took place, from the first contact on, and the examinations in attacks under follow-up.

    `attack_is_known`: whether each attack is on record.
    """
    lives, persons = clinic.lives, clinic.lives.persons
    every, jitter = clinic.assumed.number("visit_every"), clinic.assumed.number("visit_jitter")
    counts = 1 + ((lives.last - persons.entered) // every).astype(np.int64)
    person = np.repeat(np.arange(len(persons)), counts)
    number = np.arange(person.size) - np.repeat(np.cumsum(counts) - counts, counts)
    draws = persons.draws.numbered(person, number)
    shift = np.where(number > 0, np.round(jitter * (2 * draws.uniform("visit") - 1)), 0)
    day = np.maximum(persons.entered[person] + np.round(number * every + shift), persons.entered[person]).astype(np.int64)
    missed = (number > 0) & clinic.lacking(draws, "visits_missed")
    planned = np.flatnonzero((day <= lives.last[person]) & ~missed)
    seen = np.flatnonzero(seen_at_worst(clinic) & attack_is_known)
    whose = np.concatenate([person[planned], lives.histories.person()[seen]])
    when = np.concatenate([day[planned], (lives.onset_of_attacks() + lives.features.nadir)[seen]])
    numbers = np.concatenate([number[planned], _ATTACK + lives.number_of_attacks()[seen]])
    attack = np.concatenate([np.full(planned.size, -1), seen])
    order = np.lexsort((-attack, when, whose))
    order = order[~_again(whose[order], when[order])]
    return Examinations(whose[order], when[order], attack[order], persons.draws.numbered(whose[order], numbers[order]))


def seen_at_worst(clinic: Clinic) -> Booleans:
    """Return which attacks were examined at their worst point."""
    lives = clinic.lives
    person = lives.histories.person()
    draws = lives.persons.draws.numbered(person, lives.number_of_attacks())
    inside = lives.onset_of_attacks() >= lives.persons.entered[person]
    in_time = lives.onset_of_attacks() + lives.features.nadir <= lives.last[person]
    return np.asarray(inside & in_time & ~clinic.lacking(draws, "attack_not_seen"))


def _lost_on(clinic: Clinic, person: Integers, day: Integers) -> Floats:
    """Return what people have lost on days, which are sorted by person and then in time."""
    histories, features = clinic.lives.histories, clinic.lives.features
    return states(
        histories.first,
        histories.day,
        features.worst,
        features.lasting,
        features.nadir,
        clinic.assumed.number("recovery_days"),
        most_loss(clinic.assumed),
        np.searchsorted(person, np.arange(len(histories) + 1)),
        day,
    )


def nadir_edss(clinic: Clinic) -> Floats:
    """Return the EDSS at the worst point of each attack."""
    lives = clinic.lives
    person = lives.histories.person()
    lost = _lost_on(clinic, person, lives.onset_of_attacks() + lives.features.nadir)
    return scores(lost, scoring(clinic.assumed))[:, EDSS] / 2


def measured(clinic: Clinic, found: Examinations) -> tuple[Halves, Floats]:
    """Return what examiners find: the scores (see `scoring`), and the logMAR of the right and the left eye.

    Each loss is seen with an error; what was never lost is seen as it is.
    """
    lost, most = _lost_on(clinic, found.person, found.day), most_loss(clinic.assumed)
    for purpose, parts in (("edss_error", range(OPTIC)), ("acuity_error", range(OPTIC, lost.shape[1]))):
        for part in parts:
            error = clinic.degree(purpose)
            if error:
                seen = lost[:, part] + error * found.draws.normal(f"{purpose} {part}")
                lost[:, part] = np.where(lost[:, part] > 0, np.clip(seen, 0, most[part]), 0)
    lost[:, OPTIC:] = np.round(lost[:, OPTIC:], 1)
    return scores(lost, scoring(clinic.assumed)), lost[:, OPTIC:]


def _again(person: Integers, day: Integers) -> Booleans:
    """Return which days of sorted ones stand a second time; of two, the examination in an attack stands first."""
    again = np.zeros(person.size, np.bool_)
    again[1:] = (person[1:] == person[:-1]) & (day[1:] == day[:-1])
    return again
