"""What rules about treatment find."""

import warnings

import numpy as np

from docs.damage.scenario import HALF, NUMBER, YEAR, Scenario, generator, histories, rate, same, treated
from nmosd.simulation.histories import people
from nmosd.simulation.parameters.drugs import DrugEffect
from nmosd.simulation.parameters.sets import ParameterSet


def _steroid(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug, started with a steroid that lowers the rate to 0.4 for 180 days, beside people without
    either. Biased: the first year. Mended: from half a year after the taper on.
    """
    steroid = DrugEffect(positive=0.4, negative=0.4, onset_days=0, return_days=30)
    start, taper, end = same(30), same(30 + 180), same(30 + 2 * YEAR)
    off, on = histories(parameters, 3), treated(parameters, 3, steroid, (start, taper))
    naive = rate(on, start, start + YEAR, HALF) / rate(off, start, start + YEAR, ~HALF)
    over = taper + 180
    return naive, rate(on, over, end, HALF) / rate(off, over, end, ~HALF)


def _overlap(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug that nobody over 50 and everybody under 40 is given; from 50 on the rate is 0.4 of what it
    was. Biased: a Poisson model of all with age as a straight line. Mended: the same from 40 to 50, where both
    occur.
    """
    from statsmodels.api import GLM
    from statsmodels.genmod.families import Poisson

    draws = generator(302)
    age = draws.uniform(20, 70, NUMBER)
    chance = np.clip((50 - age) / 10, 0.02, 0.98)
    given_it = draws.random(NUMBER) < np.where(age < 40, 1.0, np.where(age > 50, 0.0, chance))
    attacks = histories(parameters, 3, people(NUMBER, rate_ratio=np.where(age < 50, 1.0, 0.4)))
    counts = attacks.count_between(same(1), same(3 * YEAR)).astype(float)

    def adjusted(who: np.ndarray) -> float:
        columns = np.column_stack([np.ones(who.sum()), given_it[who], (age[who] - 45) / 10])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return float(np.exp(GLM(counts[who], columns, family=Poisson()).fit().params[1]))

    return adjusted(np.ones(NUMBER, np.bool_)), adjusted((age > 40) & (age < 50))


def _because_of_attacks(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug, started 30 days after the first relapse that comes later than half a year after onset.
    Biased: the year from the start on, beside the same years of people who were not given it. Mended: beside
    people who were given another inert drug for the same reason.
    """
    attacks = histories(parameters, 6)
    start = attacks.first_between(YEAR / 2, np.inf) + 30
    started = start < 4 * YEAR
    start = np.where(started, start, 4 * YEAR)
    on = rate(attacks, start, start + YEAR, HALF & started)
    others = rate(attacks, same(YEAR / 2), same(5 * YEAR), ~HALF)
    return on / others, on / rate(attacks, start, start + YEAR, ~HALF & started)


SCENARIOS: dict[str, Scenario] = {
    "B301": Scenario("ratio of attacks", 1.0, _steroid),
    "B302": Scenario("adjusted ratio of attacks", 1.0, _overlap),
    "B303": Scenario("ratio of attacks", 1.0, _because_of_attacks),
}
