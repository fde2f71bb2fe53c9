"""Simulated cohorts, made like those behind the published figures."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, AttackHistories, attack_histories
from nmosd.simulation.histories.enrolment import Eligibility, entry_days
from nmosd.simulation.histories.persons import People, people
from nmosd.simulation.histories.treatments import Treatments, given
from nmosd.simulation.parameters.drugs import background_immunotherapy
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.stats.arrays import Booleans, Floats

_ROOM = 2**24
"""Numbers for people kept for each cohort, so that no two cohorts share people."""


@dataclass(frozen=True)
class Cohort:
    """How the people of a published figure came to be in it; `cohorts.toml` says what each field means."""

    name: str
    title: str
    entry: Literal["trial", "onset"]
    follow_years: float
    background_share: float
    adjudicated: bool
    source: str
    note: str
    years_from_onset: tuple[float, float]
    eligibility: Eligibility
    background_from: float
    relapsing_within: float | None


@dataclass(frozen=True)
class Followed:
    """A simulated cohort: counted attacks of people who entered on day `entry` and are followed for `years`."""

    histories: AttackHistories
    entry: Floats
    years: float


@cache
def cohorts() -> Mapping[str, Cohort]:
    """Return the cohorts by name."""
    text = files("nmosd.simulation.calibration").joinpath("cohorts.toml").read_text("utf-8")
    return {name: _cohort(name, entry) for name, entry in tomllib.loads(text).items()}


def followed(cohort: Cohort, parameters: ParameterSet, number: int, *, seed: int) -> Followed:
    """Return a simulated cohort: those of so many people who would have been in it, followed as it was."""
    from nmosd.simulation.draws import stream

    everyone = people(number, first=stream(cohort.name) * _ROOM)
    entry = _entry(cohort, everyone, seed)
    until = entry / DAYS_PER_YEAR + cohort.follow_years
    treatments = _background(cohort, parameters, everyone, entry, seed)
    histories = attack_histories(parameters, everyone, until, treatments=treatments, seed=seed)
    who = np.flatnonzero(_belongs(cohort, histories, entry))
    chosen = histories.of(who)
    if cohort.adjudicated:
        confirmed = _confirmed(chosen, everyone.subset(who), parameters.adjudicated_share, seed)
        chosen = chosen.keep(confirmed | (chosen.day < entry[who][chosen.person()]))
    return Followed(chosen, entry[who], cohort.follow_years)


def _cohort(name: str, entry: Mapping[str, Any]) -> Cohort:
    years = entry.get("years_from_onset", (0.0, 0.0))
    rule = tuple(tuple((attacks, days) for attacks, days in windows) for windows in entry.get("attacks", ()))
    return Cohort(
        name=name,
        years_from_onset=(years[0], years[1]),
        eligibility=Eligibility(rule),
        background_from=entry.get("background_from", 0),
        relapsing_within=entry.get("relapsing_within"),
        **{key: entry[key] for key in ("title", "entry", "follow_years", "background_share", "adjudicated", "source", "note")},
    )


def _entry(cohort: Cohort, everyone: People, seed: int) -> Floats:
    if cohort.entry == "onset":
        return np.zeros(len(everyone))
    low, high = cohort.years_from_onset
    return entry_days(everyone, low * DAYS_PER_YEAR, high * DAYS_PER_YEAR, seed)


def _background(cohort: Cohort, parameters: ParameterSet, everyone: People, entry: Floats, seed: int) -> list[Treatments]:
    from nmosd.simulation.draws import stream, uniforms

    if not cohort.background_share:
        return []
    treated = uniforms(seed, stream("background"), everyone.unit, 0) < cohort.background_share
    start = np.maximum(entry + cohort.background_from * DAYS_PER_YEAR, 0)
    return [given(everyone, background_immunotherapy(parameters), start=start, to=treated)]


def _belongs(cohort: Cohort, histories: AttackHistories, entry: Floats) -> Booleans:
    if cohort.relapsing_within is None:
        return cohort.eligibility.met(histories, entry)
    return histories.count_between(1, cohort.relapsing_within * DAYS_PER_YEAR) > 0


def _confirmed(histories: AttackHistories, everyone: People, share: float, seed: int) -> Booleans:
    from nmosd.simulation.draws import stream, uniforms_at

    person = histories.person()
    attack = np.arange(person.size) - histories.first[person]
    return uniforms_at(seed, stream("confirmed by a committee"), everyone.unit[person], attack) < share
