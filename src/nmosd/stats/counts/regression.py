"""Regression of counts of events on covariates, person-years as offset: Poisson, quasi-Poisson, negative binomial."""

import math
import warnings as python_warnings
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.counts.design import Design, check_separation, read_design
from nmosd.stats.counts.fit import CountFit
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import checked_confidence, normal_quantile
from nmosd.stats.significance import normal_p

Family = Literal["poisson", "quasi-poisson", "negative binomial"]
Errors = Literal["model", "robust", "HC3"]

_FEW_CLUSTERS = 40
_FEW_EVENTS = 10


def count_regression(
    counts: Any,
    covariates: Any,
    *,
    person_years: Any = None,
    family: Family = "negative binomial",
    errors: Errors | None = None,
    cluster: Any = None,
    confidence: float = 0.95,
) -> CountFit:
    """Return a regression of the log rate of events on covariates.

    One row per person (or per person and period): `counts` of events, `person_years` at risk (none: the counts themselves are
    modelled), `covariates` a mapping of named columns or a Polars frame. The families differ in how much counts may vary:
    `poisson` as chance makes them, `quasi-poisson` a constant times that, `negative binomial` (NB2) more the higher the rate, as
    if each person had a rate of their own.

    `errors` are from the model unless told otherwise; `robust` (HC0) and `HC3` (better with few rows) need only the means to be
    right. `cluster` names the person of rows that belong together and makes errors robust over G people, with factor G/(G-1).
    Quasi-Poisson intervals use the t distribution.

    Sources: Lawless 1987, doi 10.2307/3314912; White 1980, doi 10.2307/1912934; Liang and Zeger 1986, doi 10.1093/biomet/73.1.13.

    Raises:
        StatisticsError: counts, person-years or covariates that are none; no event, or none in a group; a covariate that does not
            vary; one cluster; a family or errors that do not exist; a likelihood without a maximum.

    >>> late = [1, 1, 1, 1, 0, 0, 0, 0]
    >>> fit = count_regression([0, 2, 1, 0, 5, 3, 1, 4], {"late": late}, person_years=[2.0] * 8, family="poisson")
    >>> print(fit.rate_ratios["late"])
    rate ratio: 0.231 (95 % interval 0.0658 to 0.81; Poisson regression, ...); 16 events in 16.0 person-years
    """
    if family not in get_args(Family):
        raise StatisticsError(f"There is no family {family!r} for counts: use one of {', '.join(get_args(Family))}.")
    if errors is not None and errors not in get_args(Errors):
        raise StatisticsError(f"There are no standard errors {errors!r}: use one of {', '.join(get_args(Errors))}.")
    if cluster is not None and errors in {"model", "HC3"}:
        raise StatisticsError(f'Errors over clusters are robust, not {errors}: leave errors out, or write errors="robust".')
    confidence = checked_confidence(confidence)
    design = read_design(counts, covariates, person_years, cluster)
    check_separation(design)
    fitted = _negative_binomial(design) if family == "negative binomial" else _poisson(design)
    if family == "quasi-poisson":
        fitted = _with_dispersion(design, fitted)
    kind = "robust" if cluster is not None else errors or "model"
    return _summary(design, fitted, family, kind, confidence)


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """Coefficients with the means they give; `alpha` of the negative binomial (0 for Poisson), `scale` of quasi-Poisson (else
    1).
    """

    beta: Floats
    mean: Floats
    log_likelihood: float | None
    alpha: float = 0.0
    alpha_error: float | None = None
    scale: float = 1.0

    @property
    def weight(self) -> Floats:
        """What each row weighs in the information about the coefficients."""
        weight: Floats = self.mean / (1 + self.alpha * self.mean)
        return weight


def _poisson(design: Design) -> Fitted:
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        result = GLM(design.counts, design.x, family=Poisson(), offset=design.offset).fit(tol=1e-13, maxiter=200)
    beta, mean = np.asarray(result.params, dtype=np.float64), np.asarray(result.fittedvalues, dtype=np.float64)
    _check_score(design, design.counts - mean)
    return Fitted(beta, mean, float(result.llf))


def _with_dispersion(design: Design, fitted: Fitted) -> Fitted:
    degrees = design.counts.size - design.x.shape[1]
    pearson = float(((design.counts - fitted.mean) ** 2 / fitted.mean).sum())
    return Fitted(fitted.beta, fitted.mean, None, scale=pearson / degrees)


def _negative_binomial(design: Design) -> Fitted:
    """Return the maximum over the coefficients and alpha; Poisson, if the likelihood falls as alpha leaves 0."""
    from statsmodels.discrete.discrete_model import NegativeBinomial

    start = _poisson(design)
    excess = float(((design.counts - start.mean) ** 2 - design.counts).sum())
    if excess <= 0:
        return start
    model = NegativeBinomial(design.counts, design.x, loglike_method="nb2", offset=design.offset)
    first = np.r_[start.beta, max(1e-3, excess / float((start.mean**2).sum()))]
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        near = model.fit(start_params=first, method="bfgs", maxiter=500, gtol=1e-6, disp=0, skip_hessian=True)
        result = model.fit(start_params=near.params, method="newton", maxiter=100, tol=1e-12, disp=0, skip_hessian=True)
        found = np.asarray(result.params, dtype=np.float64)
        curvature = np.asarray(model.hessian(found), dtype=np.float64)
        likelihood = float(model.loglike(found))
    alpha = float(found[-1])
    if not (np.isfinite(found).all() and alpha > 0):
        raise _without_maximum()
    mean = np.exp(design.x @ found[:-1] + design.offset)
    _check_score(design, (design.counts - mean) / (1 + alpha * mean))
    return Fitted(found[:-1], mean, likelihood, alpha, math.sqrt(1 / -curvature[-1, -1]) if curvature[-1, -1] < 0 else None)


def _check_score(design: Design, residual: Floats) -> None:
    score = np.abs(design.x.T @ residual) / np.maximum(np.abs(design.x).max(axis=0), 1e-300)
    if not (score < 1e-5 * max(1.0, float(design.counts.sum()))).all():
        raise _without_maximum()


def _without_maximum() -> StatisticsError:
    return StatisticsError(
        "The likelihood has no maximum that could be found: use fewer covariates, "
        'family="poisson" with robust errors, or firth_counts.'
    )


def _covariance(design: Design, fitted: Fitted, kind: str) -> Floats:
    bread = np.linalg.inv((design.x * fitted.weight[:, None]).T @ design.x)
    if kind == "model":
        return np.asarray(bread * fitted.scale, dtype=np.float64)
    scores = design.x * ((design.counts - fitted.mean) / (1 + fitted.alpha * fitted.mean))[:, None]
    factor = 1.0
    if kind == "HC3":
        leverage = np.einsum("ia,ab,ib->i", design.x, bread, design.x) * fitted.weight
        scores = scores / np.maximum(1 - leverage, 1e-12)[:, None]
    if design.cluster is not None:
        clusters = int(design.cluster.max()) + 1
        scores = np.column_stack([np.bincount(design.cluster, column, minlength=clusters) for column in scores.T])
        factor = clusters / (clusters - 1)
    half = scores @ bread
    return np.asarray(factor * half.T @ half, dtype=np.float64)


def _summary(design: Design, fitted: Fitted, family: str, kind: str, confidence: float) -> CountFit:
    from scipy.stats import t

    error = np.sqrt(np.diag(_covariance(design, fitted, kind)))
    if not (error > 1e-9 * np.sqrt(np.diag(_covariance(design, fitted, "model")) / fitted.scale)).all():
        raise StatisticsError(
            "The counts lie exactly on the fitted means of some group or cluster, so these standard errors would be 0: use "
            'family="poisson" with errors="model".'
        )
    degrees = design.counts.size - design.x.shape[1]
    is_t = family == "quasi-poisson" and kind == "model"
    quantile = float(t.ppf(0.5 + confidence / 2, degrees)) if is_t else normal_quantile(confidence)
    ratio = fitted.beta / error
    clusters = None if design.cluster is None else int(design.cluster.max()) + 1
    names = {"model": "model standard errors", "robust": "robust (HC0) standard errors", "HC3": "robust (HC3) standard errors"}
    errors = names[kind] if clusters is None else f"robust standard errors over {clusters} clusters"
    name = {"poisson": "Poisson", "quasi-poisson": "quasi-Poisson", "negative binomial": "negative binomial"}[family]
    return CountFit(
        model=f"{name} regression",
        terms=design.terms,
        coefficients=fitted.beta,
        standard_errors=error,
        lower=fitted.beta - quantile * error,
        upper=fitted.beta + quantile * error,
        p_values=tuple(float(2 * t.sf(abs(z), degrees)) if is_t else normal_p(float(z)) for z in ratio),
        confidence=confidence,
        log_likelihood=fitted.log_likelihood,
        dispersion={"poisson": None, "quasi-poisson": fitted.scale, "negative binomial": fitted.alpha}[family],
        dispersion_error=fitted.alpha_error,
        dispersion_name={"quasi-poisson": "variance over mean", "negative binomial": "alpha"}.get(family),
        method=f"{name} regression, {errors}, {'t' if is_t else 'Wald'} interval",
        n=design.counts.size,
        events=design.events,
        person_years=design.person_years,
        clusters=clusters,
        warnings=_warnings(design, fitted, family, kind),
    )


def _warnings(design: Design, fitted: Fitted, family: str, kind: str) -> tuple[str, ...]:
    found = []
    clusters = None if design.cluster is None else int(design.cluster.max()) + 1
    if design.events < _FEW_EVENTS:
        found.append(f"Only {design.events} events: Wald intervals need more of them, so use firth_counts or rate_ratio.")
    if clusters is not None and clusters < _FEW_CLUSTERS:
        found.append(f"Robust standard errors over {clusters} clusters: below about {_FEW_CLUSTERS} they tend to be too small.")
    if family == "negative binomial" and fitted.alpha == 0:
        found.append("The counts vary no more than chance would make them, so alpha is 0 and this is Poisson regression.")
    if family == "poisson" and kind == "model" and is_uneven(design.counts, fitted.mean):
        found.append("The counts vary more than chance would make them: use the negative binomial, or robust errors.")
    return tuple(found)


def is_uneven(counts: Floats, mean: Floats) -> bool:
    """Return whether counts lie clearly further from their means than Poisson counts would (one-sided score test at 5 %).

    Source: Dean 1992, doi 10.1080/01621459.1992.10475225.
    """
    excess = float(((counts - mean) ** 2 - counts).sum()) / math.sqrt(2 * float((mean**2).sum()))
    return excess > normal_quantile(0.9)
