"""The maximum of the partial likelihood by Newton's method, and what is said where there is none."""

from dataclasses import dataclass, replace

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.sweep import expected_moments, largest_by_stratum, predict, risks, sweep

_SMALL_STEP = 1e-9
_MOST_STEPS = 50
_MOST_HALVINGS = 30
_COLLINEAR = 1e-10
_FLAT = 1e-6
_FURTHER = 3.0
_LARGEST_CHANGE = 30.0
_HARDLY = 1e-3
_NAMED = 0.1


@dataclass(frozen=True, eq=False, repr=False)
class Point:
    """Log-likelihood, score and information at one value of the (standardised) coefficients, as a sweep found them."""

    beta: Floats
    likelihood: float
    score: Floats
    information: Floats
    hazard: Floats
    means: Floats
    linear: Floats
    risk: Floats
    late_risk: Floats
    largest: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Maximum:
    """Where Newton's method began and ended, and how it went."""

    null: Point
    point: Point
    iterations: int
    halvings: int


def evaluate(data: CountingProcess, beta: Floats, *, efron: bool, detail: bool = False) -> Point:
    """Return likelihood, score and information at `beta`; the means of those at risk if `detail`."""
    rows = data.layout
    linear = predict(rows.x, beta, rows.offset)
    largest = largest_by_stratum(linear, rows)
    risk = risks(linear, rows.weight, rows.strata, largest)
    late_risk = risks(predict(rows.late_x, beta, rows.late_offset), rows.late_weight, rows.late_strata, largest)
    times = data.event_ranks.size if detail else 0
    likelihood, products, hazard, means = sweep(rows, linear, risk, late_risk, efron, detail, np.zeros(times))
    score, square = expected_moments(rows, risk, hazard)
    information = square - products[0]
    if not (np.isfinite(likelihood) and np.isfinite(information).all()):
        # So far out that the risks of a whole risk set cannot be held by a number: nowhere to be.
        likelihood = -np.inf
    return Point(beta, likelihood, score, information, hazard, means, linear, risk, late_risk, largest)


def maximise(data: CountingProcess, *, efron: bool) -> Maximum:
    """Return the maximum of the partial likelihood, to about 1e-9 of a standard error or better.

    A step that lowers the likelihood is halved until it does not. The last point has the details that residuals need.

    Raises:
        StatisticsError: a covariate does not vary among those at risk together, covariates are collinear, the likelihood has no
            maximum (it is monotone: a coefficient grows without bound), or no maximum was found.
    """
    point = evaluate(data, np.zeros(len(data.terms)), efron=efron)
    null = _slim(point)
    check_information(data, null.information)
    halvings = 0
    for iteration in range(1, _MOST_STEPS + 1):
        step = _solve(point.information, point.score)
        gain = float(point.score @ step)
        # Newton's method doubles the digits with each step: what is left after a step of 3e-5 standard errors cannot be seen.
        done = gain <= _SMALL_STEP
        point, halved = _climb(data, point, step, efron=efron, last=done)
        halvings += halved
        if done or _flattest(null.information, point.information)[0] < _FLAT:
            check_bounded(data, null.information, point, efron=efron)
        if done:
            return Maximum(null, point, iteration, halvings)
    raise StatisticsError(
        f"No maximum of the likelihood was found in {_MOST_STEPS} steps: look for extreme values in a covariate or use firth_cox."
    )


def _climb(data: CountingProcess, point: Point, step: Floats, *, efron: bool, last: bool) -> tuple[Point, int]:
    """Return the point after a step, halved until the likelihood does not fall, and how often it was halved."""
    new = evaluate(data, point.beta + step, efron=efron, detail=last)
    halved = 0
    while not last and not new.likelihood >= point.likelihood - 1e-9 * (1 + abs(point.likelihood)):
        halved += 1
        if halved > _MOST_HALVINGS:
            raise StatisticsError(
                "The likelihood cannot be followed to its maximum: look for extreme values in a covariate, or use firth_cox."
            )
        step = step / 2
        new = evaluate(data, point.beta + step, efron=efron)
    return new, halved


def _slim(point: Point) -> Point:
    """Return the point without what it holds per row and per event time, which a million rows would feel."""
    nothing = np.zeros(0)
    return replace(point, hazard=nothing, means=nothing, linear=nothing, risk=nothing, late_risk=nothing, largest=nothing)


def check_information(data: CountingProcess, information: Floats) -> None:
    """Refuse covariates that cannot be told apart.

    Raises:
        StatisticsError: offsets leave nothing to compare, a covariate is the same for all who are at risk together, or covariates
            are collinear.
    """
    if not np.isfinite(information).all():
        raise StatisticsError(
            "The offsets of people at risk together differ by more than a number can hold: give them on the log scale, as "
            "logarithms of rates or times."
        )
    diagonal = np.diag(information)
    still = diagonal <= _COLLINEAR * max(1.0, float(data.layout.weight[data.layout.event].sum()))
    if still.any():
        raise StatisticsError(
            f"The covariate {data.terms[int(np.argmax(still))]} does not vary among those at risk at the same time in the same "
            "stratum: leave it out, or do not stratify by it."
        )
    root = np.sqrt(diagonal)
    values, vectors = np.linalg.eigh(information / np.outer(root, root))
    if values[0] < _COLLINEAR:
        names = _loaded(data.terms, vectors[:, 0])
        raise StatisticsError(f"The covariates {names} are collinear (one follows from the others): leave one of them out.")


def check_bounded(data: CountingProcess, null: Floats, point: Point, *, efron: bool) -> None:
    """Refuse a likelihood that goes on rising.

    Where it is monotone, each step goes on by about one unit while the information in that direction dies away exponentially, so
    that Newton's method seems to converge. Less than a millionth of the information at no effect in some direction raises the
    suspicion; that the likelihood does not fall three standard errors further on proves it.

    Raises:
        StatisticsError: the likelihood is monotone.
    """
    least, flattest = _flattest(null, point.information)
    if least >= _FLAT:
        return
    # Where several coefficients run away together, the flattest direction need not be one in which the likelihood rises, but
    # Newton's step is.
    for direction in (_solve(point.information, point.score), flattest, -flattest):
        error = max(float(direction @ point.information @ direction), 1e-300) ** 0.5
        change = float(np.abs(data.layout.x @ direction).max())
        if not np.isfinite(error) or change <= 0:
            continue
        away = direction * min(_FURTHER / error, _LARGEST_CHANGE / change)
        if evaluate(data, point.beta + away, efron=efron).likelihood >= point.likelihood - _HARDLY:
            names = _loaded(data.terms, direction * np.sqrt(np.diag(null)))
            raise StatisticsError(
                f"The likelihood has no maximum: the coefficient of {names} grows without bound, because the events fall on one "
                "side only (as with no event in one arm). Use firth_cox, whose estimate and profile limits are finite."
            )


def _flattest(null: Floats, now: Floats) -> tuple[float, Floats]:
    if not np.isfinite(now).all():
        return 0.0, np.ones(len(null))
    root = np.linalg.cholesky(null)
    inner = np.linalg.solve(root, np.linalg.solve(root, now).T)
    values, vectors = np.linalg.eigh((inner + inner.T) / 2)
    return float(values[0]), np.linalg.solve(root.T, vectors[:, 0])


def _loaded(terms: tuple[str, ...], direction: Floats) -> str:
    strength = np.abs(direction) / np.abs(direction).max()
    return " and ".join(term for term, share in zip(terms, strength, strict=True) if share > _NAMED)


def _solve(information: Floats, score: Floats) -> Floats:
    root = np.sqrt(np.maximum(np.diag(information), 1e-300))
    scaled = np.linalg.lstsq(information / np.outer(root, root), score / root, rcond=None)[0]
    return np.asarray(scaled / root, dtype=np.float64)
