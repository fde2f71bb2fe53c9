"""A world without effect that has the attack rates of a record."""

from collections.abc import Sequence

import numpy as np

from nmosd.errors import SimulationError
from nmosd.simulation.parameters.sets import PARAMETER_SETS, ParameterSet, parameter_set
from nmosd.stats.arrays import Floats

_FEWEST = 10
_LOG_VARIANCE = (-12.0, 2.3)


def world_of_record(attacks: Sequence[int], person_years: Sequence[float]) -> ParameterSet:
    """Return a world in which people have the rates of a record: its mean, and the spread between people that its counts show.

    One entry per person: `attacks` and `person_years` in time that was not selected on attacks, that is, whose begin and end an
    attack did not decide. What clusters attacks in time cannot be told from counts and is left out, so that the world is a lower
    bound of what selection does; the named sets have it. A person's rate is gamma distributed (negative binomial counts).

    >>> world_of_record([0, 1, 0, 4, 2, 0, 7, 1, 0, 1], [2.0] * 10).attacks_per_year
    0.8

    Raises:
        SimulationError: fewer than ten attacks or people, or rates that no world has.
    """
    counts, years = np.asarray(attacks, float), np.asarray(person_years, float)
    if counts.size != years.size or not np.all((counts >= 0) & (years > 0) & np.isfinite(counts + years)):
        raise SimulationError(
            "Attacks and person-years are to be one number each per person: 0 or more attacks in more than 0 years."
        )
    if counts.size < _FEWEST or counts.sum() < _FEWEST:
        raise SimulationError(
            f"{counts.sum():.0f} attacks of {counts.size} people are too few to say how people differ: "
            f"at least {_FEWEST} of each are needed, so use the named parameter sets."
        )
    rate, variance = _mean_and_variance(counts, years)
    return parameter_set(PARAMETER_SETS[0]).replace(
        name="record",
        title="Rates of the record",
        meaning="People have the rates of the record, and attacks come independently of each other.",
        attacks_per_year=rate,
        frailty_variance=variance,
        attack_factor=1.0,
        clustering=0.0,
        merged_days=0,
    )


def _mean_and_variance(counts: Floats, years: Floats) -> tuple[float, float]:
    """Return the mean rate and the variance of people's factors that make these counts likeliest, to six digits."""
    from scipy.optimize import minimize
    from scipy.special import gammaln

    def against(logs: Floats) -> float:
        expected, shape = np.exp(logs[0]) * years, np.exp(-logs[1])
        made = gammaln(counts + shape) - gammaln(shape) - shape * np.log1p(expected / shape)
        return -float(np.sum(made + counts * np.log(expected / (shape + expected))))

    start = [np.log(counts.sum() / years.sum()), 0.0]
    found = minimize(
        against, start, bounds=[(None, None), _LOG_VARIANCE], method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-8}
    )
    rate, variance = np.exp(found.x)
    return float(f"{rate:.6g}"), float(f"{variance:.6g}")
