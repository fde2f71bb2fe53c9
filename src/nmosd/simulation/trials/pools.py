"""People who may enter a trial: many of them, found once, from whom every virtual trial draws its own."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from nmosd.simulation.draws import stream
from nmosd.simulation.histories import People, attack_histories, enrol, given, people
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR, factors
from nmosd.simulation.histories.treatments import Treatments
from nmosd.simulation.parameters import ParameterSet
from nmosd.simulation.parameters.drugs import background_immunotherapy
from nmosd.simulation.trials.design import TrialDesign
from nmosd.simulation.trials.parts import Entry
from nmosd.stats.arrays import Booleans, Floats, Integers

if TYPE_CHECKING:
    from nmosd.simulation.trials.people_kernel import Eligible

POOL = 20_000
"""People of whom a trial's are drawn (with replacement): so many that what they leave out is far below what a trial can see."""


def eligible_people(design: TrialDesign, parameters: ParameterSet, *, seed: int, effect: bool) -> "Eligible":
    """Return people who may enter a design, each in the state of the day of entry; `effect`: whether the drug works in them.

    Raises:
        SimulationError: hardly anybody may enter.
    """
    from nmosd.simulation.trials.people_kernel import Eligible

    rate, relapses, since, positive = _at_entry(design.entry, parameters, seed)
    if not effect:
        return Eligible(rate, relapses, since, np.ones(rate.size))
    with_antibody, without = design.drug.ratios()
    return Eligible(rate, relapses, since, without + (with_antibody - without) * positive.astype(np.float64))


@lru_cache(maxsize=32)
def _at_entry(entry: Entry, parameters: ParameterSet, seed: int) -> tuple[Floats, Integers, Floats, Booleans]:
    from nmosd.simulation.draws import uniforms

    share = entry.aqp4_positive.value

    def make(first: int, number: int) -> People:
        unit = np.arange(first, first + number)
        return people(number, first=first, aqp4_positive=uniforms(seed, stream("trial: serostatus"), unit, 0) < share)

    def on_background(everyone: People) -> Booleans:
        chance: Floats = uniforms(seed, stream("trial: background"), everyone.unit, 0)
        return chance < entry.background.value

    def before(everyone: People, day: Floats) -> tuple[Treatments, ...]:
        began = entry.background_years.value if entry.background_years else 0.0
        since = np.maximum(day - began * DAYS_PER_YEAR, 0)
        return (given(everyone, background_immunotherapy(parameters), start=since, to=on_background(everyone)),)

    years = entry.years_from_onset.value
    who, day = enrol(parameters, POOL, entry.eligibility(), years_from_onset=years, seed=seed, make=make, before=before)
    histories = attack_histories(parameters, who, day / DAYS_PER_YEAR, treatments=before(who, day), seed=seed)
    relapses = histories.relapses()
    background = np.where(on_background(who), parameters.immunotherapy_ratio, 1.0)
    rate = parameters.attacks_per_year / DAYS_PER_YEAR * factors(parameters, who, seed=seed) * background
    rate *= parameters.attack_factor ** np.minimum(relapses, parameters.attacks_counted)
    return rate, relapses, day - histories.day[histories.first[1:] - 1], who.aqp4_positive
