"""What rules about time find."""

import numpy as np

from docs.damage.scenario import EVERYBODY, HALF, NUMBER, SEED, YEAR, Scenario, generator, histories, rate, same, treated
from nmosd.simulation.histories import people
from nmosd.simulation.null_worlds import EverTreated
from nmosd.simulation.parameters import drug_effect
from nmosd.simulation.parameters.sets import ParameterSet

_DEATHS_A_YEAR = 0.03


def _immortal(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug. Half of people change to it 0.5 to 4 years after onset unless they relapsed before.
    Biased: ever changed against never. Mended: from the change on, against people free of relapses at the same
    time who did not change.
    """
    design = EverTreated(share=0.5, change_years=(0.5, 4), follow_years=(1, 6))
    naive = design.measures(parameters, EVERYBODY, SEED)["ratio, ever treated"]
    attacks = histories(parameters, 6)
    change = generator(101).uniform(0.5, 4, NUMBER) * YEAR
    first = attacks.first_between(1, np.inf)
    free = first >= change
    years = np.clip(np.minimum(first, 6 * YEAR) - change, 0, None)
    hits = (first < 6 * YEAR) & free

    def one(group: np.ndarray) -> float:
        return float(hits[group & free].sum() / years[group & free].sum())

    return naive, one(HALF) / one(~HALF)


def _ever(parameters: ParameterSet) -> tuple[float, float]:
    """Rituximab for one year, then nothing; followed six years beside people without. Biased: all time counts
    as treated. Mended: the year on the drug, after a lag of 90 days. The truth is the ratio that was put in.
    """
    effect = drug_effect("rituximab")
    start, stop, end = same(60), same(60 + YEAR), same(6 * YEAR)
    off, on = histories(parameters, 6), treated(parameters, 6, effect, (start, stop))
    naive = rate(on, start, end, HALF) / rate(off, start, end, ~HALF)
    acting = start + 90
    return naive, rate(on, acting, stop, HALF) / rate(off, acting, stop, ~HALF)


def _known_later(parameters: ParameterSet) -> tuple[float, float]:
    """A disease that has nothing to do with death (3 in 100 a year) comes to half of people, evenly over ten
    years. Biased: whoever has it on record counts as having it from the onset. Mended: from the day on which it
    began.
    """
    draws = generator(103)
    death = draws.exponential(1 / _DEATHS_A_YEAR, NUMBER)
    begins = draws.uniform(0, 10, NUMBER)
    end = np.minimum(death, 10)
    known = HALF & (begins < end)
    dead = death < 10
    naive = (dead[known].sum() / end[known].sum()) / (dead[~known].sum() / end[~known].sum())
    with_time, without_time = (end - begins)[known].sum(), end[~known].sum() + begins[known].sum()
    return float(naive), float((dead[known].sum() / with_time) / (dead[~known].sum() / without_time))


def _left_truncation(parameters: ParameterSet) -> tuple[float, float]:
    """Half of people are first seen 0 to 8 years after onset, if they are alive (deaths 3 in 100 a year), half
    from onset. Biased: time from onset counts for all. Mended: delayed entry.
    """
    draws = generator(104)
    death, seen = draws.exponential(1 / _DEATHS_A_YEAR, NUMBER), draws.uniform(0, 8, NUMBER)
    end = np.minimum(death, 10)
    late, dead = HALF & (death > seen), death < 10
    others = dead[~HALF].sum() / end[~HALF].sum()
    return float(dead[late].sum() / end[late].sum() / others), float(dead[late].sum() / (end - seen)[late].sum() / others)


def _recalled(parameters: ParameterSet) -> tuple[float, float]:
    """Half of people are first seen after two years and have forgotten 3 in 10 relapses before; half are seen
    from onset. Biased: relapses of all four years. Mended: from two years on.
    """
    attacks, seen, end = histories(parameters, 4), same(2 * YEAR), same(4 * YEAR)
    kept = (attacks.day >= 2 * YEAR) | (generator(105).random(attacks.day.size) >= 0.3)
    told = attacks.keep(kept | (attacks.day == 0))
    naive = rate(told, same(1), end, HALF) / rate(attacks, same(1), end, ~HALF)
    return naive, rate(told, seen, end, HALF) / rate(attacks, seen, end, ~HALF)


def _no_lag(parameters: ParameterSet) -> tuple[float, float]:
    """Satralizumab from 60 days after onset, for a year, beside people without. Biased: attacks count from the
    start. Mended: after 90 days. The truth is the ratio that was put in.
    """
    effect, start, end = drug_effect("satralizumab"), same(60), same(60 + YEAR)
    off, on = histories(parameters, 2), treated(parameters, 2, effect, (start, np.inf))
    lagged = start + 90
    return rate(on, start, end, HALF) / rate(off, start, end, ~HALF), rate(on, lagged, end, HALF) / rate(off, lagged, end, ~HALF)


def _informative_stop(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug, stopped 20 days after the first attack on it, beside people who are followed for five
    years. Biased: while treated. Mended: as started.
    """
    attacks, start, end = histories(parameters, 6), same(60), same(5 * YEAR)
    stop = np.minimum(attacks.first_between(start, np.inf) + 20, 5 * YEAR)
    others = rate(attacks, start, end, ~HALF)
    return rate(attacks, start, stop, HALF) / others, rate(attacks, start, end, HALF) / others


def _era(parameters: ParameterSet) -> tuple[float, float]:
    """Attacks become rarer by 5 percent a year for everybody; one group starts in the years 5 to 12, the other
    in 0 to 7. Biased: all years together. Mended: years that both have, one by one.
    """
    draws = generator(108)
    year = np.where(HALF, draws.integers(5, 13, NUMBER), draws.integers(0, 8, NUMBER))
    attacks = histories(parameters, 3, people(NUMBER, rate_ratio=0.95 ** year.astype(float)))
    counts, years = attacks.count_between(same(1), same(3 * YEAR)), 3.0
    naive = counts[HALF].mean() / counts[~HALF].mean()
    top = bottom = 0.0
    for one in range(5, 8):
        later, earlier = HALF & (year == one), ~HALF & (year == one)
        total = later.sum() + earlier.sum()
        top += counts[later].sum() * earlier.sum() * years / total
        bottom += counts[earlier].sum() * later.sum() * years / total
    return float(naive), float(top / bottom)


SCENARIOS: dict[str, Scenario] = {
    "B101": Scenario("ratio of first relapses", 1.0, _immortal),
    "B102": Scenario("ratio of attacks", drug_effect("rituximab").positive or 0.0, _ever),
    "B103": Scenario("ratio of deaths", 1.0, _known_later),
    "B104": Scenario("ratio of deaths", 1.0, _left_truncation),
    "B105": Scenario("ratio of attacks", 1.0, _recalled),
    "B106": Scenario("ratio of attacks", drug_effect("satralizumab").positive or 0.0, _no_lag),
    "B107": Scenario("ratio of attacks", 1.0, _informative_stop),
    "B108": Scenario("ratio of attacks", 1.0, _era),
}
