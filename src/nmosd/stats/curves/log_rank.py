"""Log-rank tests: do groups have the same hazard at every time?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.columns import combined_codes
from nmosd.stats.curves.rows import TimeRows, check_single_event, read_rows
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate
from nmosd.stats.significance import ChiSquared, chi_squared

Weighting = Literal["equal", "gehan", "tarone-ware", "peto"]

_NAMES = {
    "equal": "log-rank test",
    "gehan": "Gehan-Wilcoxon test (weights: number at risk)",
    "tarone-ware": "Tarone-Ware test (weights: root of the number at risk)",
    "peto": "Peto-Peto test (weights: survival just before)",
}
_FEW_EVENTS = 10


@dataclass(frozen=True, eq=False)
class LogRank:
    """A log-rank test; prints as a summary.

    `observed` and `expected` are sums of weights of events per group (plain numbers of events for the plain test), `covariance`
    that of their differences, `events` and `people` plain counts.
    """

    labels: tuple[Any, ...]
    people: Integers
    events: Integers
    observed: Floats
    expected: Floats
    covariance: Floats
    test: ChiSquared
    method: str
    warnings: tuple[str, ...]
    strata: int = field(default=1)

    @property
    def p(self) -> float:
        """The p value."""
        return self.test.p

    def estimate(self) -> Estimate:
        """Return the p value as a figure."""
        return Estimate(
            "p value",
            self.p,
            None,
            None,
            None,
            self.method,
            n=int(self.people.sum()),
            events=int(self.events.sum()),
            warnings=self.warnings,
        )

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row for `results_frame`, the p value; `where` adds what a row lacks."""
        return [self.estimate().row(group=" against ".join(map(str, self.labels))) | where]

    def __str__(self) -> str:
        lines = [f"{self.method}: {self.test}"]
        for label, people, events, expected, observed in zip(
            self.labels, self.people, self.events, self.expected, self.observed, strict=True
        ):
            share = f"{observed / expected:.2f} of expected" if expected > 0 else "none expected"
            lines.append(f"  {label}: {events} events in {people} people, {share}")
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])


def log_rank(
    start: Any,
    stop: Any,
    event: Any,
    group: Any,
    *,
    strata: Any = None,
    subject: Any = None,
    weighting: Weighting | tuple[float, float] = "equal",
) -> LogRank:
    """Return the log-rank test of the groups, stratified if `strata` (a column, or a mapping of several) is given.

    Columns as for `kaplan_meier`. `weighting` says which times count more: `equal` is the log-rank test, the best one if hazards
    are proportional; `peto` and `gehan` weigh early events more (`gehan` depends on censoring too, so prefer `peto`); a pair
    (rho, gamma) gives Fleming and Harrington's weights S^rho (1 - S)^gamma, (0, 1) for late differences. Choose before looking.
    The p value is from the chi-squared distribution; with few events use `permutation_log_rank`.

    Sources: Mantel 1966; Peto and Peto 1972, doi 10.2307/2344317; Harrington and Fleming 1982, doi 10.1093/biomet/69.3.553;
    Gehan 1965, doi 10.1093/biomet/52.1-2.203.

    Raises:
        StatisticsError: as `kaplan_meier`; fewer than two groups; no event; no time at which two groups are at risk; weights
            that do not exist.

    >>> print(log_rank(None, [5, 8, 12, 3, 7, 9, 2, 11], [1, 0, 1, 1, 1, 0, 1, 1], list("aaabbbbb")))
    log-rank test: 1.19 on 1 df, p = 0.28
      a: 2 events in 3 people, 0.62 of expected
      b: 4 events in 5 people, 1.43 of expected
      note: Only 6 events: the chi-squared p value is rough, so use permutation_log_rank.
    """
    rows, stratum, name = read_groups(start, stop, event, group=group, strata=strata, subject=subject, weighting=weighting)
    k = len(rows.labels)
    observed, expected, covariance = np.zeros(k), np.zeros(k), np.zeros((k, k))
    for table in stratum_tables(rows, stratum):
        weight = time_weights(table, weighting)
        share = table.at_risk / table.total
        observed += table.events @ weight
        expected += share @ (table.happened * weight)
        spread = weight**2 * table.happened * (table.total - table.happened) / np.maximum(table.total - 1, 1)
        covariance += np.diag(share @ spread) - (share * spread) @ share.T
    people = _people(rows)
    events = np.bincount(rows.group[rows.event > 0], minlength=k)
    rank = int(np.linalg.matrix_rank(covariance, tol=1e-10 * max(1e-300, float(np.trace(covariance)))))
    if rank == 0:
        raise StatisticsError(
            "At no event time were people of two groups at risk, so nothing can be compared: look at follow-up and entry of "
            "each group."
        )
    difference = observed - expected
    statistic = float(difference @ np.linalg.pinv(covariance, rcond=1e-10, hermitian=True) @ difference)
    return LogRank(
        labels=rows.labels,
        people=people,
        events=events,
        observed=observed,
        expected=expected,
        covariance=covariance,
        test=chi_squared(statistic, rank),
        method=name,
        warnings=_warnings(int(events.sum())),
        strata=int(stratum.max()) + 1,
    )


def read_groups(
    start: Any, stop: Any, event: Any, *, group: Any, strata: Any, subject: Any, weighting: Weighting | tuple[float, float]
) -> tuple[TimeRows, Integers, str]:
    """Return the checked rows, the stratum of each, and the name of the test.

    Raises:
        StatisticsError: as `log_rank`.
    """
    rows = read_rows(start, stop, event, group=group, subject=subject)
    check_single_event(rows)
    stratum = np.zeros_like(rows.group) if strata is None else combined_codes(strata, "strata", rows.group.size)[0]
    if len(rows.labels) < 2:
        raise StatisticsError("A log-rank test needs at least two groups: name the group of each row.")
    if not rows.event.any():
        raise StatisticsError("There is no event, so no hazard can be compared: give an upper limit with rate(0, person_years).")
    name = _name(weighting) if strata is None else f"stratified {_name(weighting)}"
    return rows, stratum, name


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """One stratum at its event times (`rank`): at risk and events per group, and of all groups together."""

    rank: Integers
    at_risk: Floats
    events: Floats

    @property
    def total(self) -> Floats:
        """How many were at risk."""
        total: Floats = self.at_risk.sum(axis=0)
        return total

    @property
    def happened(self) -> Floats:
        """How many events there were."""
        happened: Floats = self.events.sum(axis=0)
        return happened


def stratum_tables(rows: TimeRows, stratum: Integers) -> list[Table]:
    """Return the table of each stratum that has an event."""
    found = []
    by_stratum = np.argsort(stratum, kind="stable")
    for own in np.split(by_stratum, np.flatnonzero(np.diff(stratum[by_stratum])) + 1):
        stop, start, event, group = rows.ranks.stop[own], rows.ranks.start[own], rows.event[own] > 0, rows.group[own]
        rank, which = np.unique(stop[event], return_inverse=True)
        if rank.size == 0:
            continue
        k = len(rows.labels)
        events = np.bincount(group[event] * rank.size + which, minlength=k * rank.size).reshape(k, rank.size)
        at_risk = np.empty((k, rank.size))
        for g in range(k):
            ends, begins = np.sort(stop[group == g]), np.sort(start[group == g])
            at_risk[g] = np.searchsorted(begins, rank, side="left") - np.searchsorted(ends, rank, side="left")
        found.append(Table(rank, at_risk, events.astype(np.float64)))
    return found


def time_weights(table: Table, weighting: Weighting | tuple[float, float]) -> Floats:
    """Return the weight of each event time."""
    if weighting == "gehan":
        return table.total
    if weighting == "tarone-ware":
        return np.sqrt(table.total)
    rho, gamma = _FLEMING_HARRINGTON[weighting] if isinstance(weighting, str) else weighting
    before = np.r_[1.0, np.cumprod(1 - table.happened / table.total)[:-1]]
    weights: Floats = before**rho * (1 - before) ** gamma
    return weights


_FLEMING_HARRINGTON: Mapping[str, tuple[float, float]] = {"equal": (0.0, 0.0), "peto": (1.0, 0.0)}


def _name(weighting: Weighting | tuple[float, float]) -> str:
    if isinstance(weighting, str) and weighting in _NAMES:
        return _NAMES[weighting]
    if isinstance(weighting, tuple) and len(weighting) == 2 and min(weighting) >= 0:
        return f"Fleming-Harrington test (rho {weighting[0]:g}, gamma {weighting[1]:g})"
    raise StatisticsError(
        f"There are no weights {weighting!r} for a log-rank test: use one of {', '.join(get_args(Weighting))}, or a pair "
        "(rho, gamma) of numbers of 0 or more."
    )


def _people(rows: TimeRows) -> Integers:
    if rows.subject_names is None:
        return np.bincount(rows.group, minlength=len(rows.labels))
    pairs = np.unique(rows.group * len(rows.subject_names) + rows.subject)
    return np.bincount(pairs // len(rows.subject_names), minlength=len(rows.labels))


def _warnings(events: int) -> tuple[str, ...]:
    if events >= _FEW_EVENTS:
        return ()
    return (f"Only {events} events: the chi-squared p value is rough, so use permutation_log_rank.",)
