"""What rules about counting find."""

import numpy as np
from scipy.special import gammainccinv, gammaincinv, stdtrit

from docs.damage.scenario import EVERYBODY, HALF, NUMBER, SEED, YEAR, Floats, Scenario, covers, generator, histories, rate, same
from nmosd.simulation.null_worlds import AfterAttack, BeforeAfter
from nmosd.simulation.parameters.sets import ParameterSet

_STUDY = 100
"""People in a study whose interval is looked at."""


def _design() -> BeforeAfter:
    return BeforeAfter(AfterAttack((0.3, 0.5, 0.2), (0.05, 0.25)), after_years=3)


def _before_after(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug, started 0.05 to 0.25 years after the first, second or third attack (30, 50, 20 percent).
    Biased: three years after over the last year before. Mended: three years after, against people who could
    have started on the same day.
    """
    naive = _design().measures(parameters, EVERYBODY, SEED)["ratio to the last years"]
    attacks = histories(parameters, 19)
    day = _design().start.days(EVERYBODY, attacks, SEED)
    starts = np.isfinite(day)
    low = np.where(starts, day, 0)
    high = low + 3 * YEAR
    return naive, rate(attacks, low, high, starts & HALF) / rate(attacks, low, high, starts & ~HALF)


def _onset_attack(parameters: ParameterSet) -> tuple[float, float]:
    """An inert drug, started one to three years after onset whatever the attacks. Biased: two years after over all time
    since onset, the onset attack counted. Mended: not counted; what is left is the raised rate after the onset.
    """
    attacks = histories(parameters, 5)
    start = generator(202).uniform(1, 3, NUMBER) * YEAR
    after = attacks.count_between(start, start + 2 * YEAR).sum() / (2 * NUMBER)
    years = start.sum() / YEAR
    onset = attacks.count_between(same(0), start).sum()
    return float(after / (onset / years)), float(after / ((onset - NUMBER) / years))


def _counts(parameters: ParameterSet) -> Floats:
    """Return relapses in five years of studies of some people each: a row per study."""
    attacks = histories(parameters, 5)
    return attacks.count_between(same(1), same(5 * YEAR)).astype(float).reshape(-1, _STUDY)


def _poisson(total: Floats) -> tuple[Floats, Floats]:
    return gammaincinv(np.maximum(total, 1), 0.025), gammainccinv(total + 1, 0.025)


def _between(counts: Floats) -> tuple[Floats, Floats]:
    """Return the limits of the total of each row from how unevenly counts fall on people, as `rate_between_people` does."""
    n, total = counts.shape[1], counts.sum(axis=1)
    squares = ((counts - counts.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    width = float(stdtrit(n - 1, 0.975)) * np.sqrt(n / (n - 1) * squares) / total
    return total * np.exp(-width), total * np.exp(width)


def _poisson_interval(parameters: ParameterSet) -> tuple[float, float]:
    """200 studies of 100 people for five years. Biased: the exact Poisson interval of the rate. Mended: the
    interval between people.
    """
    counts = _counts(parameters)
    truth = counts.mean() * _STUDY
    return covers(*_poisson(counts.sum(axis=1)), truth), covers(*_between(counts), truth)


def _twice(parameters: ParameterSet) -> tuple[float, float]:
    """The same studies; a quarter of people is on record twice. Biased: everybody on record. Mended: everybody
    once.
    """
    counts = _counts(parameters)
    doubled = np.concatenate([counts, counts[:, : _STUDY // 4]], axis=1)
    return covers(*_between(doubled), counts.mean() * doubled.shape[1]), covers(*_between(counts), counts.mean() * _STUDY)


def _eyes(parameters: ParameterSet) -> tuple[float, float]:
    """4,000 studies of 100 people, both eyes of whom share their risk of blindness (log odds -2.2, standard
    deviation 1.8 between people). Biased: 200 eyes. Mended: 100 people, clustered.
    """
    draws, studies = generator(205), 4_000
    shared = draws.normal(size=(studies, _STUDY, 1))
    blind = draws.random((studies, _STUDY, 2)) < 1 / (1 + np.exp(2.2 - 1.8 * shared))
    truth = float(blind.mean())
    share, z = blind.mean(axis=(1, 2)), 1.96
    alone = z * np.sqrt(share * (1 - share) / (2 * _STUDY))
    people = blind.mean(axis=2)
    clustered = float(stdtrit(_STUDY - 1, 0.975)) * people.std(axis=1, ddof=1) / np.sqrt(_STUDY)
    return covers(share - alone, share + alone, truth), covers(share - clustered, share + clustered, truth)


SCENARIOS: dict[str, Scenario] = {
    "B201": Scenario("ratio of attacks", 1.0, _before_after),
    "B202": Scenario("ratio of attacks", 1.0, _onset_attack),
    "B203": Scenario("share of 95 percent intervals that hold the truth", 0.95, _poisson_interval),
    "B204": Scenario("share of 95 percent intervals that hold the truth", 0.95, _twice),
    "B205": Scenario("share of 95 percent intervals that hold the truth", 0.95, _eyes),
}
