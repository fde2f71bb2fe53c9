"""What rules about the analysis find."""

import warnings

import numpy as np

from docs.damage.scenario import EVERYBODY, HALF, NUMBER, SEED, YEAR, Scenario, generator, histories, same
from nmosd.simulation.histories.attacks import factors
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.stats import StatisticsError, cox

_STUDY, _STUDIES = 30, 250


def _few_events(parameters: ParameterSet) -> tuple[float, float]:
    """250 studies of 30 people for a year, two groups that do not differ. Biased: a Cox model with the group
    and six covariates that mean nothing. Mended: the group alone.
    """
    first = histories(parameters, 1).first_between(1, np.inf)
    draws = generator(501)
    off: dict[str, list[float]] = {"many terms": [], "one term": []}
    for study in range(_STUDIES):
        rows = slice(study * _STUDY, (study + 1) * _STUDY)
        stop, event = np.minimum(first[rows], YEAR), (first[rows] < YEAR).astype(int)
        group = HALF[rows].astype(float)
        noise = {f"covariate {number}": draws.normal(size=_STUDY) for number in range(6)}
        for name, columns in (("many terms", {"group": group} | noise), ("one term", {"group": group})):
            off[name].append(_off_by(stop, event, columns))
    return tuple(float(np.exp(np.nanquantile(values, 0.9))) for values in off.values())  # type: ignore[return-value]


def _off_by(stop: np.ndarray, event: np.ndarray, columns: dict[str, np.ndarray]) -> float:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = cox(None, stop, event, columns)
    except StatisticsError:
        return float("nan")
    return abs(float(fit.coefficients[0]))


def _many_tests(parameters: ParameterSet) -> tuple[float, float]:
    """Five outcomes on which two groups do not differ. Biased: any p value below 0.05. Mended: the same after
    Holm.
    """
    p = np.sort(generator(502).random((NUMBER, 5)), axis=1)
    return float((p[:, 0] < 0.05).mean()), float((p[:, 0] < 0.05 / 5).mean())


def _missing(parameters: ParameterSet) -> tuple[float, float]:
    """In one group a covariate is missing of half of the people with less than the average rate. Biased:
    complete cases. Mended: everybody.
    """
    attacks = histories(parameters, 3)
    counts = attacks.count_between(same(1), same(3 * YEAR)).astype(float)
    calm = factors(parameters, EVERYBODY, seed=SEED) < 1
    missing = HALF & calm & (generator(503).random(NUMBER) < 0.5)
    others = counts[~HALF].mean()
    return float(counts[HALF & ~missing].mean() / others), float(counts[HALF].mean() / others)


SCENARIOS: dict[str, Scenario] = {
    "B501": Scenario("factor by which the hazard ratio is off in one of ten studies", 1.0, _few_events),
    "B502": Scenario("share of studies that find a difference", 0.05, _many_tests),
    "B503": Scenario("ratio of attacks", 1.0, _missing),
}
