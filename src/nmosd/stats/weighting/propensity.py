"""The probability of being treated, given what was known before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nmosd.stats.arrays import Booleans, Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.weighting.terms import Term, expanded_terms, treated_flags

_FAR = 12.0


@dataclass(frozen=True, eq=False)
class PropensityScores:
    """Each person's probability of being treated, by logistic regression; prints as a summary.

    `scores` are in the order of the rows; `coefficients` are log odds ratios by term, the intercept first. The model is no
    result: whether it has done its work is seen in the balance after weighting.
    """

    scores: Floats
    treated: Booleans
    coefficients: Mapping[str, float]
    log_likelihood: float

    def __str__(self) -> str:
        width = max(len(name) for name in self.coefficients)
        lines = [f"propensity of treatment: {int(self.treated.sum())} treated, {int((~self.treated).sum())} others"]
        lines += [f"  {name:<{width}}  {value:8.4g}" for name, value in self.coefficients.items()]
        for group, who in (("treated", self.treated), ("others", ~self.treated)):
            low, middle, high = np.quantile(self.scores[who], (0.0, 0.5, 1.0))
            lines.append(f"  scores of the {group}: median {middle:.3f}, from {low:.3g} to {high:.3g}")
        return "\n".join(lines)


def propensity_scores(treated: Any, covariates: Any) -> PropensityScores:
    """Return each person's probability of being treated, by logistic regression on the covariates.

    `treated` is a column of 0 and 1, `covariates` a mapping of named columns or a Polars frame, one row per person; text is taken
    as categories, the first in sorted order being the reference. Put in what was known before treatment and bears on the
    outcome; never what came after. Add squares or products as columns of their own.

    Sources: Rosenbaum and Rubin 1983, doi 10.1093/biomet/70.1.41; separation: Albert and Anderson 1984, doi
    10.1093/biomet/71.1.1.

    Raises:
        StatisticsError: one group only; missing values or lengths that differ; a covariate that does not vary or follows from
            the others; covariates that separate the groups.

    >>> fit = propensity_scores([1, 1, 0, 0, 1, 0, 1, 0], {"age": [31, 45, 28, 60, 52, 39, 47, 33]})
    >>> [round(float(score), 3) for score in fit.scores[:3]]
    [0.405, 0.528, 0.38]
    """
    group = treated_flags(treated)
    return fit_terms(group, expanded_terms(covariates, group.size))


def fit_terms(treated: Booleans, terms: tuple[Term, ...]) -> PropensityScores:
    """Return the propensity model of terms that were read already.

    Raises:
        StatisticsError: as `propensity_scores`.
    """
    used = [term for term in terms if not term.reference]
    columns = np.column_stack([term.values for term in used])
    centre, spread = columns.mean(axis=0), columns.std(axis=0)
    design = np.column_stack([np.ones(treated.size), (columns - centre) / spread])
    _check_rank(design, used)
    beta = _fitted(design, treated)
    if beta is None or float(np.abs(design @ beta).max()) > _FAR:
        _check_separation(design, treated, used)
    if beta is None:
        raise StatisticsError("The propensity model did not converge: leave out covariates, or join rare levels of a category.")
    eta = design @ beta
    slopes = beta[1:] / spread
    names = ["intercept", *(term.name for term in used)]
    values = [float(beta[0] - slopes @ centre), *(float(slope) for slope in slopes)]
    signed = np.where(treated, eta, -eta)
    return PropensityScores(
        1 / (1 + np.exp(-eta)), treated, dict(zip(names, values, strict=True)), -float(np.logaddexp(0.0, -signed).sum())
    )


def _fitted(design: NDArray[np.float64], treated: Booleans) -> Floats | None:
    """Maximum likelihood by statsmodels' Newton; null if it found no maximum."""
    import warnings

    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationError, PerfectSeparationWarning

    with warnings.catch_warnings():
        # What goes wrong is looked at below, and said in a sentence of ours.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            fit = Logit(treated.astype(float), design).fit(method="newton", maxiter=60, tol=1e-12, disp=0)
        except (ConvergenceWarning, PerfectSeparationWarning, PerfectSeparationError, np.linalg.LinAlgError):
            return None
    beta: Floats = np.asarray(fit.params, dtype=float)
    if not np.isfinite(beta).all():
        return None
    return beta


def _check_rank(design: Floats, terms: list[Term]) -> None:
    if design.shape[0] < design.shape[1]:
        raise StatisticsError(
            f"There are fewer people than terms ({design.shape[0]} for {design.shape[1]}): leave covariates out."
        )
    _, triangle = np.linalg.qr(design)
    left = np.abs(np.diag(triangle)) / np.linalg.norm(design, axis=0)
    if (left < 1e-8).any():
        name = terms[int(np.argmax(left < 1e-8)) - 1].name
        raise StatisticsError(f"The covariate {name} follows from those before it: leave it out.")


def _check_separation(design: Floats, treated: Booleans, terms: list[Term]) -> None:
    """Refuse if some combination of terms puts all treated on one side: a linear programme finds it if there is one."""
    from scipy.optimize import linprog

    toward = np.where(treated, 1.0, -1.0)[:, None] * design
    found = linprog(-toward.sum(axis=0), A_ub=-toward, b_ub=np.zeros(treated.size), bounds=(-1, 1), method="highs")
    if found.status != 0 or -found.fun <= 1e-6:
        return
    alone = [term.name for term in terms if _separates(term.values[treated], term.values[~treated])]
    together = [term.name for term, weight in zip(terms, found.x[1:], strict=True) if abs(weight) > 1e-7]
    raise StatisticsError(
        f"The groups are separated by {', '.join(alone or together)}: some people could only be in one of them, so there is "
        "nobody to compare them with; leave those people out and say so, or leave that covariate out if it does not bear on the "
        "outcome."
    )


def _separates(one: Floats, other: Floats) -> bool:
    return bool(one.max() <= other.min() or other.max() <= one.min())
