"""Hazard models for data in rows of time at risk: all are one likelihood, and differ in how the rows are laid out."""

from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np

from nmosd.stats.arrays import Integers
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import checked_confidence, normal_quantile
from nmosd.stats.hazards.counting import CountingProcess, Rows, check_person_time, counting_process, read_rows
from nmosd.stats.hazards.fit import CoxFit
from nmosd.stats.hazards.newton import maximise
from nmosd.stats.hazards.variance import model_covariance, robust_covariance
from nmosd.stats.significance import normal_p
from nmosd.stats.time_at_risk.rows import Labelled, TimeAtRisk

Ties = Literal["efron", "breslow"]
Scale = Literal["total", "gap"]

_FEW_CLUSTERS = 40
_FEW_EVENTS = 10


def cox(
    start: Any,
    stop: Any,
    event: Any,
    covariates: Any,
    *,
    subject: Any = None,
    strata: Any = None,
    weights: Any = None,
    offset: Any = None,
    cluster: Any = None,
    robust: bool | None = None,
    ties: Ties = "efron",
    confidence: float = 0.95,
) -> CoxFit:
    """Return Cox's proportional hazards model of rows of time at risk.

    A row is at risk after `start` up to and with `stop`, and `event` says whether an event ends it; `start=None` is the same as
    time zero for everybody. A person may have several rows (covariates that change, delayed entry, pauses), then `subject` names
    the person, and rows that overlap are refused. `covariates` is a mapping of named columns or a Polars frame; every column may
    be a list, an array or a Polars column. `strata` (a column, or a mapping of several) have baseline hazards of their own;
    `offset` is added to the linear predictor.

    Standard errors come from the model, or are robust (Lin-Wei): over clusters if `cluster` names them, over subjects if one of
    them has more than one event, and over subjects or rows if weights are not whole numbers (inverse probability weights).
    `robust=False` or `robust=True` decides otherwise.

    Sources: Cox 1972, doi 10.1111/j.2517-6161.1972.tb00899.x; ties: Efron 1977, doi 10.1080/01621459.1977.10480613; Breslow 1974,
    doi 10.2307/2529620; robust errors: Lin and Wei 1989, doi 10.1080/01621459.1989.10478874.

    Raises:
        StatisticsError: columns of different lengths or with missing values, rows that end before they start or overlap, negative
            weights, no event, a covariate that does not vary or follows from others, a likelihood without a maximum, one cluster.

    >>> fit = cox(None, [5, 8, 12, 3, 7, 9, 2, 11], [1, 0, 1, 1, 1, 0, 1, 1], {"treated": [1, 1, 1, 0, 0, 1, 0, 0]})
    >>> round(float(fit.coefficients[0]), 4)
    -1.6841
    """
    rows = read_rows(
        start, stop, event, covariates, subject=subject, strata=strata, weights=weights, offset=offset, cluster=cluster
    )
    rows = _with_cluster(rows, robust)
    return fit_rows(rows, "Cox model", ties=ties, confidence=confidence)


def andersen_gill(
    start: Any,
    stop: Any,
    event: Any,
    covariates: Any,
    *,
    subject: Any,
    strata: Any = None,
    weights: Any = None,
    offset: Any = None,
    cluster: Any = None,
    ties: Ties = "efron",
    confidence: float = 0.95,
) -> CoxFit:
    """Return the Andersen-Gill model of recurrent events, with robust standard errors over subjects (or larger clusters).

    Columns as for `cox`. Each event of a person counts the same, and the hazard is that of the next event whatever came before;
    the robust errors allow for what the covariates do not say about who has many. Under them the coefficient is the log ratio of
    mean numbers of events (Lin, Wei, Yang and Ying).

    Sources: Andersen and Gill 1982, doi 10.1214/aos/1176345976; Lin, Wei, Yang and Ying 2000, doi 10.1111/1467-9868.00259.

    Raises:
        StatisticsError: as `cox`.

    >>> fit = andersen_gill(
    ...     [0, 4, 0, 0, 3, 0, 0, 5], [4, 9, 8, 3, 6, 7, 5, 9], [1, 0, 0, 1, 1, 1, 1, 1],
    ...     {"treated": [1, 1, 1, 0, 0, 0, 1, 1]}, subject=["a", "a", "b", "c", "c", "d", "e", "e"])
    >>> fit.people, fit.events, fit.clusters
    (5, 6, 5)
    """
    rows = read_rows(
        start, stop, event, covariates, subject=subject, strata=strata, weights=weights, offset=offset, cluster=cluster
    )
    rows = _with_cluster(rows, robust=True)
    return fit_rows(rows, "Andersen-Gill model", ties=ties, confidence=confidence, recurrent=True)


def prentice_williams_peterson(
    start: Any,
    stop: Any,
    event: Any,
    covariates: Any,
    *,
    subject: Any,
    scale: Scale,
    pool_from: int | None = None,
    strata: Any = None,
    weights: Any = None,
    offset: Any = None,
    cluster: Any = None,
    ties: Ties = "efron",
    confidence: float = 0.95,
) -> CoxFit:
    """Return the Prentice-Williams-Peterson model: each event number has a baseline hazard of its own.

    Columns as for `cox`. A person is at risk of the second event only after the first. `scale="total"` counts time as given;
    `scale="gap"` starts the clock anew after each event (and at the start of the person's first row). Few people reach high event
    numbers: `pool_from=4` puts the fourth and all later events into one stratum. Events before a person's first row are not
    counted. Errors are robust over subjects.

    Source: Prentice, Williams and Peterson 1981, Biometrika 68, 373.

    Raises:
        StatisticsError: as `cox`, or a scale that does not exist.

    >>> fit = prentice_williams_peterson(
    ...     [0, 4, 0, 0, 3, 0, 0, 5], [4, 9, 8, 3, 6, 7, 5, 9], [1, 0, 0, 1, 1, 1, 1, 1],
    ...     {"treated": [1, 1, 1, 0, 0, 0, 1, 1]}, subject=["a", "a", "b", "c", "c", "d", "e", "e"], scale="gap")
    >>> fit.strata
    2
    """
    if scale not in get_args(Scale):
        raise StatisticsError(
            f'There is no time scale {scale!r}: use "total" (time as given) or "gap" (time since the last event).'
        )
    if pool_from is not None and pool_from < 1:
        raise StatisticsError(f"Events are numbered from 1, so they cannot be pooled from {pool_from}: use 2 or more.")
    rows = read_rows(
        start, stop, event, covariates, subject=subject, strata=strata, weights=weights, offset=offset, cluster=cluster
    )
    rows = _with_cluster(rows, robust=True)
    check_person_time(rows)
    rows = _by_event_number(rows, scale, pool_from)
    name = f"Prentice-Williams-Peterson model ({scale} time)"
    # Pooled gaps of one person begin at 0 each, and are no mistake.
    return fit_rows(rows, name, ties=ties, confidence=confidence, recurrent=True, may_overlap=True)


def fit_rows(
    rows: Rows, model: str, *, ties: Ties, confidence: float, recurrent: bool = False, may_overlap: bool = False
) -> CoxFit:
    """Return the fit of checked rows; robust if they have clusters."""
    confidence = checked_confidence(confidence)
    data = counting_process(rows, may_overlap=may_overlap)
    maximum = maximise(data, efron=is_efron(ties))
    point = maximum.point
    unit = np.outer(data.scale, data.scale)
    model_errors = model_covariance(point.information)
    covariance, clusters = model_errors, None
    if data.cluster is not None:
        covariance, clusters = robust_covariance(data, point, data.cluster, data.clusters), data.clusters
    coefficients, covariance = point.beta / data.scale, covariance / unit
    errors = np.sqrt(np.diag(covariance))
    half = normal_quantile(confidence) * errors
    return CoxFit(
        model=model,
        terms=data.terms,
        coefficients=coefficients,
        lower=coefficients - half,
        upper=coefficients + half,
        covariance=covariance,
        p_values=tuple(normal_p(z) for z in coefficients / errors),
        ties=ties,
        confidence=confidence,
        intervals=data.rows,
        people=data.subjects,
        events=data.events,
        strata=len(data.stratum_labels),
        iterations=maximum.iterations,
        warnings=_warnings(data, clusters),
        model_covariance=model_errors / unit,
        log_likelihood=point.likelihood,
        log_likelihood_null=maximum.null.likelihood,
        clusters=clusters,
        halvings=maximum.halvings,
        recurrent=recurrent,
        _data=data,
        _maximum=maximum,
    )


def is_efron(ties: str) -> bool:
    """Return whether ties are Efron's.

    Raises:
        StatisticsError: there is no such way with ties.
    """
    if ties not in get_args(Ties):
        raise StatisticsError(f'There is no way with ties called {ties!r}: use "efron" (nearer the truth) or "breslow".')
    return ties == "efron"


def _with_cluster(rows: Rows, robust: bool | None) -> Rows:
    """Return the rows with the clusters of robust errors, or without any."""
    at_risk = rows.at_risk
    if robust is False:
        return replace(rows, at_risk=replace(at_risk, cluster=None))
    if at_risk.cluster is not None:
        _check_nested(at_risk)
        return rows
    if robust is None and not has_several_events(at_risk) and not at_risk.is_fractional:
        return rows
    every_row = (np.arange(at_risk.stop.size), list(range(at_risk.stop.size)))
    return replace(rows, at_risk=replace(at_risk, cluster=at_risk.subject or every_row))


def has_several_events(at_risk: TimeAtRisk) -> bool:
    """Return whether a subject has more than one event."""
    return at_risk.subject is not None and bool(np.bincount(at_risk.subject[0], at_risk.event).max() > 1)


def _check_nested(at_risk: TimeAtRisk) -> None:
    if at_risk.subject is None or at_risk.cluster is None:
        return
    (subject, labels), (cluster, _) = at_risk.subject, at_risk.cluster
    some = np.empty(len(labels), dtype=np.int64)
    some[subject] = cluster
    torn = some[subject] != cluster
    if torn.any():
        raise StatisticsError(
            f"The subject {labels[subject[int(np.argmax(torn))]]} has rows in two clusters: clusters must hold whole people for "
            "robust standard errors, so give each person one cluster."
        )


def _by_event_number(rows: Rows, scale: Scale, pool_from: int | None) -> Rows:
    """Return the rows stratified by the number of the event that they wait for, on the clock of the scale."""
    at_risk = rows.at_risk
    assert at_risk.subject is not None
    subject = at_risk.subject[0]
    start = np.zeros_like(at_risk.stop) if at_risk.start is None else at_risk.start
    order = np.lexsort((start, subject))
    first_of_subject = np.r_[True, np.diff(subject[order]) != 0]
    before: Integers = np.cumsum(at_risk.event[order]) - at_risk.event[order]
    number = 1 + before - np.maximum.accumulate(np.where(first_of_subject, before, 0))
    clock = np.r_[True, (np.diff(subject[order]) != 0) | (np.diff(number) != 0)]
    origin = start[order][np.maximum.accumulate(np.where(clock, np.arange(order.size), 0))]
    numbers, origins = np.empty_like(subject), np.empty_like(start)
    numbers[order] = number if pool_from is None else np.minimum(number, pool_from)
    origins[order] = origin
    stratum = _crossed(rows, numbers)
    if scale == "total":
        return replace(rows, stratum=stratum)
    return replace(rows, stratum=stratum, at_risk=replace(at_risk, start=start - origins, stop=at_risk.stop - origins))


def _crossed(rows: Rows, numbers: Integers) -> Labelled:
    stratum, labels = rows.stratum
    keys, crossed = np.unique(stratum * (numbers.max() + 1) + numbers, return_inverse=True)
    pairs = [divmod(int(key), int(numbers.max() + 1)) for key in keys]
    return crossed.astype(np.int64), [number if len(labels) == 1 else (labels[code], number) for code, number in pairs]


def _warnings(data: CountingProcess, clusters: int | None) -> tuple[str, ...]:
    found = []
    if data.events < _FEW_EVENTS:
        found.append(
            f"only {data.events} events: Wald intervals need more of them; use firth_cox, or an exact comparison of rates"
        )
    elif data.events < _FEW_EVENTS * len(data.terms):
        found.append(
            f"{data.events} events for {len(data.terms)} terms: with fewer than about {_FEW_EVENTS} events per term estimates "
            "lean away from no effect; use fewer terms, or firth_cox"
        )
    if clusters is not None and clusters < _FEW_CLUSTERS:
        found.append(
            f"robust standard errors over {clusters} clusters: below about {_FEW_CLUSTERS} they tend to be too small; "
            "show the model's beside them"
        )
    return tuple(found)
