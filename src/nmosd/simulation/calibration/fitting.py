"""The fit: the parameters of a set that come nearest to the fitted figures."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from nmosd.errors import SimulationError
from nmosd.nearest import nearest_or_all
from nmosd.simulation.calibration.left_over import SEED, Residual, residuals
from nmosd.simulation.calibration.published import targets
from nmosd.simulation.parameters.reading import data_file
from nmosd.simulation.parameters.sets import ParameterSet
from nmosd.stats.arrays import Floats

PEOPLE_FITTED = 20_000
"""People looked at for each cohort at every step of the shipped fit."""
_STEP = 0.1
_MOST_STEPS = 30
_QUANTILE = 1.959963984540054


@dataclass(frozen=True)
class Fit:
    """A fitted set: its parameters, rounded to three digits, what they leave over, and how often the model was run.

    `ranges`: for each fitted parameter what 95 percent of the sampling error of the published figures allows, by the curvature at
    the fit and within the bounds of the search.
    """

    parameters: ParameterSet
    ranges: Mapping[str, tuple[float, float]]
    residuals: list[Residual]
    runs: int

    @property
    def distance(self) -> float:
        """The sum of squares of the residuals of the fitted figures, in standard errors."""
        return float(sum((residual.standard_errors or 0) ** 2 for residual in self.residuals))


@cache
def plans() -> Mapping[str, Any]:
    """Return for each set what is fitted, from where and between what, and what is held."""
    return tomllib.loads(files("nmosd.simulation.calibration").joinpath("fits.toml").read_text("utf-8"))


def fit_set(name: str, *, number: int = PEOPLE_FITTED, seed: int = SEED) -> Fit:
    """Return the fit of a set: least squares of the fitted figures, in standard errors of what was published.

    Every step looks at the same people with the same random numbers, so that a step in the parameters is all that changes.

    Raises:
        SimulationError: there is no such set.
    """
    from scipy.optimize import least_squares

    if name not in plans():
        raise SimulationError(f"There is no plan to fit {name}{nearest_or_all(name, plans(), 'the sets are')}")
    plan = plans()[name]
    fitted = plan["fitted"]
    start, low, high = (np.array([bounds[place] for bounds in fitted.values()]) for place in range(3))
    which = [target for target in targets().values() if target.use == "fitted"]

    def left_over(scaled: Floats) -> Floats:
        found = residuals(_parameters(name, scaled * start), which=which, number=number, seed=seed)
        return np.array([residual.standard_errors for residual in found])

    tries = [
        least_squares(left_over, begin, bounds=(low / start, high / start), diff_step=_STEP, max_nfev=_MOST_STEPS, xtol=1e-3)
        for begin in _beginnings(list(fitted), low / start, high / start)
    ]
    found = min(tries, key=lambda one: one.cost)
    values = [_rounded(value) for value in found.x * start]
    parameters = _parameters(name, values)
    error = _QUANTILE * start * np.sqrt(np.diag(np.linalg.pinv(found.jac.T @ found.jac)))
    lows, highs = np.maximum(values - error, low), np.minimum(values + error, high)
    ranges = {key: (_rounded(least), _rounded(most)) for key, least, most in zip(fitted, lows, highs, strict=True)}
    runs = int(sum(one.nfev + one.njev * start.size for one in tries))
    return Fit(parameters, ranges, residuals(parameters, which=which, number=number, seed=seed), runs)


def _beginnings(names: Sequence[str], low: Floats, high: Floats) -> list[Floats]:
    """Return where the search begins, as multiples of the plan's start: there, and with people alike and unlike."""
    begins = []
    for times in (1.0, 0.5, 2.0):
        begin = np.ones(len(names))
        begin[names.index("frailty_variance")] = times
        begin[names.index("attacks_per_year")] = times**0.5
        begins.append(np.clip(begin, low * 1.01, high * 0.99))
    return begins


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def _parameters(name: str, values: Any) -> ParameterSet:
    plan = plans()[name]
    shared: dict[str, Any] = {parameter: entry["value"] for parameter, entry in data_file("shared.toml").items()}
    chosen: dict[str, Any] = {parameter: float(value) for parameter, value in zip(plan["fitted"], values, strict=True)}
    held: dict[str, Any] = {parameter: entry["value"] for parameter, entry in plan["held"].items()}
    return ParameterSet(name=name, title=plan["title"], meaning=plan["meaning"], **shared, **held, **chosen)
