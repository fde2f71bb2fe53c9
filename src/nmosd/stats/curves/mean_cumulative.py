"""The mean number of events per person up to each time, for events that come again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import polars as pl

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.columns import flags
from nmosd.stats.curves.curve import Curve, Line
from nmosd.stats.curves.grouped import Grouped
from nmosd.stats.curves.risk_sets import RiskSets, risk_sets
from nmosd.stats.curves.robust import robust_warnings, squares_of_sum, sum_of_squares
from nmosd.stats.curves.rows import read_rows
from nmosd.stats.curves.survival import steps
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence, normal_quantile

MeanInterval = Literal["log", "plain"]


def mean_cumulative_count(
    start: Any,
    stop: Any,
    event: Any,
    *,
    subject: Any,
    group: Any = None,
    weights: Any = None,
    cluster: Any = None,
    death: Any = None,
    confidence: float = 0.95,
    interval: MeanInterval = "log",
) -> "MeanCounts":
    """Return the mean cumulative number of events per person of each group (Nelson-Aalen for recurrent events).

    Rows of time at risk as for `kaplan_meier`; `subject` names the person, who may have many rows and many events. Standard
    errors are robust over people (Lawless and Nadeau) or over the clusters that `cluster` names, so that it does not matter how
    events depend on each other within a person. Limits are on the log scale unless told otherwise, and there are none before the
    first event.

    Without `death` (true where a row ends with it) a death is taken as censoring, and the curve is that of a world without death.
    With it the dead have no further events, and the mean is that of everybody who began: each step is times the share still alive
    (Ghosh and Lin).

    Sources: Nelson 1988; Lawless and Nadeau 1995, doi 10.1080/00401706.1995.10484300; Ghosh and Lin 2000, doi
    10.1111/j.0006-341X.2000.00554.x.

    Raises:
        StatisticsError: as `kaplan_meier`, an interval that does not exist, or a row that ends with an event and with death.

    >>> counts = mean_cumulative_count([0, 4, 0, 0, 3], [4, 9, 8, 3, 6], [1, 0, 0, 1, 1], subject=list("aabcc"))
    >>> print(counts["everyone"].at(5))
    mean number of events by 5: 0.667 (95 % interval 0.3 to 1.48; Nelson-Aalen, robust standard error, log interval); 2 events
    """
    confidence = checked_confidence(confidence)
    if interval not in get_args(MeanInterval):
        raise StatisticsError(
            f"There is no interval {interval!r} for a mean count: use one of {', '.join(get_args(MeanInterval))}."
        )
    if death is None:
        rows = read_rows(start, stop, event, group=group, weights=weights, subject=subject, cluster=cluster)
        return MeanCounts({sets.label: _curve(sets, confidence, interval) for sets in risk_sets(rows)})
    causes = _causes(event, death)
    rows = read_rows(start, stop, None, group=group, weights=weights, subject=subject, cluster=cluster, causes=causes)
    return MeanCounts({sets.label: _curve_of_the_living(sets, confidence, interval) for sets in risk_sets(rows, 2)})


@dataclass(frozen=True, eq=False)
class MeanCount(Curve):
    """The mean number of events per person of one group; prints as a summary.

    `mean` is the expected number of events of a person from the beginning up to and with each of `time`. Errors and limits are
    NaN before the first event.
    """

    mean: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats

    @property
    def _line(self) -> Line:
        return Line(self.mean, self.standard_error, self.lower, self.upper)

    @property
    def frame(self) -> pl.DataFrame:
        """The curve as a table, one row per time."""
        return self._table("mean", self._line)

    def at(self, time: float) -> Estimate:
        """Return the mean number of events up to and with a time; null after the last time, for nobody is followed so long."""
        no_event = f"No event up to {time:g}, so there are no limits: rate(0, person_years) gives an upper one."
        return self._read(
            "mean number of events by", time, self._line, begin=0.0, note=lambda mean: no_event if mean == 0 else None
        )

    def _summary(self) -> list[Estimate]:
        return [self.at(float(self.time[-1]))]


class MeanCounts(Grouped[MeanCount]):
    """Mean cumulative counts by group: a mapping from the label (`everyone` without groups) to the curve; prints as a summary."""

    def rows(self, times: Iterable[float], **where: object) -> list[dict[str, object]]:
        """Return rows for `results_frame`: the mean number of events of each group by each of `times`; `where` adds the rest."""
        moments = tuple(times)
        return [curve.at(time).row(group=str(label), n=curve.people) | where for label, curve in self.items() for time in moments]


def _causes(event: Any, death: Any) -> Integers:
    happened = flags(event, "event", len(event))
    died = flags(death, "death", happened.size)
    if (happened & died).any():
        raise StatisticsError("A row ends with an event and with death: let death end a row of its own, a day later.")
    return np.where(happened, _EVENT, np.where(died, _DEATH, 0)).astype(np.int64)


_EVENT, _DEATH = 1, 2


def _curve(sets: RiskSets, confidence: float, interval: MeanInterval) -> MeanCount:
    at_risk, events = sets.weighted_at_risk, sets.weighted_events[0]
    error = np.sqrt(sum_of_squares(sets, np.cumsum(events / at_risk**2), 1 / at_risk))
    return _made(sets, np.cumsum(events / at_risk), error, "Nelson-Aalen", confidence=confidence, interval=interval)


def _curve_of_the_living(sets: RiskSets, confidence: float, interval: MeanInterval) -> MeanCount:
    alive = steps(replace(sets, events=sets.events[1:], weighted_events=sets.weighted_events[1:]))
    before = np.r_[1.0, alive.survival[:-1]]
    mean = np.cumsum(before * sets.weighted_events[0] / sets.weighted_at_risk)
    error = np.sqrt(squares_of_sum(sets, alive, mean, 0, ends=sets.event == _DEATH))
    return _made(sets, mean, error, "Ghosh-Lin, death ending events", confidence=confidence, interval=interval)


def _made(sets: RiskSets, mean: Floats, error: Floats, name: str, *, confidence: float, interval: MeanInterval) -> MeanCount:
    error[mean == 0] = np.nan
    half = normal_quantile(confidence) * error
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        spread = np.exp(half / mean)
        lower, upper = (mean / spread, mean * spread) if interval == "log" else (np.maximum(mean - half, 0.0), mean + half)
    untold = ~(error > 0)
    lower[untold] = upper[untold] = np.nan
    return MeanCount(
        label=sets.label,
        time=sets.time,
        mean=mean,
        standard_error=error,
        lower=lower,
        upper=upper,
        confidence=confidence,
        method=f"{name}, robust standard error, {interval} interval",
        warnings=_warnings(sets),
        _sets=sets,
    )


def _warnings(sets: RiskSets) -> tuple[str, ...]:
    found = [
        f"Nobody was at risk from {begin:g} to {end:g}: events of that time are not in the mean." for begin, end in sets.gaps
    ]
    return (*found, *robust_warnings(sets))
