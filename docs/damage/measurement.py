"""What rules about measurement find."""

import numpy as np
import polars as pl

from docs.damage.scenario import HALF, NUMBER, SEED, YEAR, Scenario, generator, histories, rate, same, treated
from nmosd.course import derive
from nmosd.simulation.histories import people
from nmosd.simulation.parameters import drug_effect
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.simulation.records.cohort import simulated_cohort


def _assay(parameters: ParameterSet) -> tuple[float, float]:
    """Inebilizumab in people who count as positive for AQP4-IgG; 2 in 10 are not. Biased: all of them. Mended:
    those confirmed. The truth is the ratio that was put in.
    """
    false = generator(401).random(NUMBER) < 0.2
    effect, start, end = drug_effect("inebilizumab"), same(200), same(200 + 2 * YEAR)
    who = people(NUMBER, aqp4_positive=~false)
    acting = start + 90
    off = histories(parameters, 4, who)
    on = treated(parameters, 4, effect, (start, np.inf), who)
    naive = rate(on, acting, end, HALF) / rate(off, acting, end, ~HALF)
    return naive, rate(on, acting, end, HALF & ~false) / rate(off, acting, end, ~HALF & ~false)


def _without_mog(parameters: ParameterSet) -> tuple[float, float]:
    """Seronegative people have as many attacks as positive ones; 3 in 10 of the seronegative have MOG-IgG and
    half the rate. Biased: all of them. Mended: those without MOG-IgG.
    """
    mogad = HALF & (generator(402).random(NUMBER) < 0.3)
    attacks = histories(parameters, 5, people(NUMBER, rate_ratio=np.where(mogad, 0.5, 1.0)))
    low, high = same(1), same(5 * YEAR)
    others = rate(attacks, low, high, ~HALF)
    return rate(attacks, low, high, HALF) / others, rate(attacks, low, high, HALF & ~mogad) / others


def _in_attack(parameters: ParameterSet) -> tuple[float, float]:
    """1,500 simulated records. Biased: scores within 30 days of the onset of an attack. Mended: the same
    people's next score more than 100 days from one, which is the truth here.
    """
    record = simulated_cohort(1500, 6, parameters=parameters, seed=SEED, missing="complete").record
    scores = derive(record, only=["disability"]).disability.filter(pl.col("score").is_not_null())
    since = pl.col("days_since_attack")
    ordered = scores.sort("patient_id", "visited_day").with_columns(
        inside=(since >= 0) & (since <= 30),
        stable=pl.when(since.is_null() | (since > 100)).then("score").backward_fill().over("patient_id"),
    )
    pairs = ordered.filter(pl.col("inside") & pl.col("stable").is_not_null())
    return float(np.mean(pairs["score"].to_numpy())), float(np.mean(pairs["stable"].to_numpy()))


def _suspicion(parameters: ParameterSet) -> tuple[float, float]:
    """1 in 10 people have denervation. Of them 8 in 10 have signs, of the others 1 in 10; 9 in 10 with signs
    and 1 in 20 without are tested. Biased: the share among the tested. Mended: everybody tested.
    """
    draws = generator(404)
    has_it = draws.random(NUMBER) < 0.1
    signs = draws.random(NUMBER) < np.where(has_it, 0.8, 0.1)
    tested = draws.random(NUMBER) < np.where(signs, 0.9, 0.05)
    return float(has_it[tested].mean()), float(has_it.mean())


def _looked(parameters: ParameterSet) -> tuple[float, float]:
    """A disease that has nothing to do with attacks brings people to a visit every 90 days, the others come
    every 270. Of 10 attacks 6 are always noticed, the others only if a visit comes within 60 days. Biased:
    attacks on record. Mended: people visited alike.
    """
    attacks, draws = histories(parameters, 5), generator(405)
    person = attacks.person()
    every = np.where(HALF, 90, 270)[person]
    seen = (draws.random(attacks.day.size) < 0.6) | (draws.random(attacks.day.size) * every < 60)
    known = attacks.keep(seen | (attacks.day == 0))
    low, high = same(1), same(5 * YEAR)
    return (
        rate(known, low, high, HALF) / rate(known, low, high, ~HALF),
        rate(attacks, low, high, HALF) / rate(attacks, low, high, ~HALF),
    )


def _imprecise(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug, started 30 days after an attack; in one group only the year of an attack is known. Biased:
    attacks in the middle of their year. Mended: their days. The year after the start.
    """
    attacks = histories(parameters, 6)
    born = generator(406).uniform(0, YEAR, NUMBER)
    start = attacks.first_between(200, np.inf) + 30
    starts = start < 4 * YEAR
    person = attacks.person()
    calendar = attacks.day + born[person]
    middle = (np.floor(calendar / YEAR) + 0.5) * YEAR - born[person]
    after = (middle >= start[person]) & (middle < start[person] + YEAR)
    years = starts.sum()
    others = rate(attacks, np.where(starts, start, 0), np.where(starts, start, 0) + YEAR, starts & ~HALF)
    naive = after[(starts & HALF)[person]].sum() / (starts & HALF).sum()
    exact = rate(attacks, np.where(starts, start, 0), np.where(starts, start, 0) + YEAR, starts & HALF)
    return (float(naive / others), exact / others) if years else (float("nan"), float("nan"))


SCENARIOS: dict[str, Scenario] = {
    "B401": Scenario("ratio of attacks", drug_effect("inebilizumab").positive or 0.0, _assay),
    "B402": Scenario("ratio of attacks, seronegative over positive", 1.0, _without_mog),
    "B403": Scenario("mean EDSS", float("nan"), _in_attack),
    "B404": Scenario("share with denervation", 0.1, _suspicion),
    "B405": Scenario("ratio of attacks", 1.0, _looked),
    "B406": Scenario("ratio of attacks", 1.0, _imprecise),
}
