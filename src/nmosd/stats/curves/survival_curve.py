"""What a Kaplan-Meier curve says: survival at a time, quantiles, restricted mean, numbers at risk."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from nmosd.stats.arrays import Floats
from nmosd.stats.curves.curve import Curve, Line
from nmosd.stats.curves.grouped import Grouped
from nmosd.stats.curves.quantiles import crossing
from nmosd.stats.curves.restricted_mean import origin, restricted_mean
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, normal_quantile


@dataclass(frozen=True, eq=False)
class SurvivalCurve(Curve):
    """The Kaplan-Meier curve of one group; prints as a summary.

    `time` holds the distinct times at which a row ends, `survival` the share free of the event just after each. Errors and limits
    are NaN where there are none (`at` says why).
    """

    survival: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats
    _robust: bool = field(repr=False)

    @property
    def _line(self) -> Line:
        return Line(self.survival, self.standard_error, self.lower, self.upper)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The curve as a table, one row per time; `at_risk` counts rows, and with weights `weighted_at_risk` is beside it."""
        table = self._table("survival", self._line)
        table.insert_column(3, pl.Series("censored", self._sets.censored))
        return table if self._sets.weight is None else table.with_columns(weighted_at_risk=self._sets.weighted_at_risk)

    def at(self, time: float) -> Estimate:
        """Return the survival at a time, events at that time counted.

        The estimate is null after the last time, unless the curve has fallen to 0. Limits are null where the curve is 0 or 1, or
        nobody is at risk; a warning says why, and where nobody had an event yet, what an exact interval says.
        """

        def note(survival: float) -> str | None:
            if survival == 0:
                return "All who were at risk have had the event, so there are no limits."
            return _no_event_yet(self.number_at_risk(time), self.confidence, time) if survival == 1 else None

        where = self._sets.position(time)
        settled = where >= 0 and bool(self.survival[where] == 0)
        return self._read("survival at", time, self._line, begin=1.0, note=note, settled=settled, n=self.people)

    @property
    def median(self) -> Estimate:
        """The time by which half have had the event."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> Estimate:
        """Return the time by which that share have had the event: where the curve, and its limits, cross 1 less the share.

        Where the curve is flat at exactly that height it is the middle of the flat. Null where the curve never falls so low; an
        upper limit is infinite where the upper curve does not.

        Source: Brookmeyer and Crowley 1982, doi 10.2307/2530286.

        Raises:
            StatisticsError: the share does not lie between 0 and 1.
        """
        if not 0 < share < 1:
            raise StatisticsError(f"A share must lie between 0 and 1, not {share!r}: write the median as 0.5.")
        value, low, high = (crossing(self.time, curve, share) for curve in (self.survival, self.lower, self.upper))
        warnings: list[str] = []
        if value is None:
            warnings.append(f"The curve does not fall to {1 - share:g} by the end of follow-up ({self.time[-1]:g}).")
        if high is None and low is not None:
            warnings.append(f"The upper limit is not reached: {1 - share:g} stays within the limits of the curve.")
            high = math.inf
        if value is not None and low is None and high is None:
            warnings.append("No limits: those of the curve do not reach that height, or it has none.")
        name = "median" if share == 0.5 else f"time by which {100 * share:g} % have the event"
        return Estimate(
            name, value, low, high, self.confidence, self.method, n=self.people, events=self.events, warnings=tuple(warnings)
        )

    def restricted_mean(self, horizon: float) -> Estimate:
        """Return the mean time free of the event up to a horizon: the area under the curve from time zero, or the first entry.

        The interval is the estimate +- z standard errors. Source: Royston and Parmar 2013, doi 10.1186/1471-2288-13-152.

        Raises:
            StatisticsError: the horizon is not after the beginning, or after the end of follow-up while some are free of the
                event.
        """
        value, error = restricted_mean(self._sets, self.survival, horizon, robust=self._robust)
        half = normal_quantile(self.confidence) * error
        errors = "robust" if self._robust else "Greenwood"
        events = int(self._sets.events[0, : self._sets.position(horizon) + 1].sum())
        warnings = [] if error > 0 else [f"No event up to {horizon:g}, so there is no standard error."]
        if origin(self._sets) != 0:
            warnings.append(f"Counted from {origin(self._sets):.2g}, when the first enter, in those free of the event then.")
        return Estimate(
            f"restricted mean up to {horizon:g}",
            value,
            max(value - half, 0.0) if error > 0 else None,
            min(value + half, horizon - origin(self._sets)) if error > 0 else None,
            self.confidence,
            f"area under Kaplan-Meier, {errors} standard error, plain interval",
            n=self.people,
            events=events,
            warnings=tuple(warnings),
        )

    def _summary(self) -> list[Estimate]:
        return [self.median]


class SurvivalCurves(Grouped[SurvivalCurve]):
    """Kaplan-Meier curves by group: a mapping from the label (`everyone` without groups) to the curve; prints as a summary."""

    def rows(self, times: Iterable[float] = (), horizon: float | None = None, **where: object) -> list[dict[str, object]]:
        """Return rows for `results_frame`: the median of each group, its survival at `times`, its mean up to `horizon`.

        `where` adds what a row lacks (analysis, variable).
        """
        moments = tuple(times)
        found = []
        for label, curve in self.items():
            estimates = [curve.median] + [curve.at(time) for time in moments]
            estimates += [] if horizon is None else [curve.restricted_mean(horizon)]
            found += [estimate.row(group=str(label)) | where for estimate in estimates]
        return found

    def restricted_mean_difference(self, horizon: float, first: Any, second: Any) -> Estimate:
        """Return the restricted mean of the first group less that of the second, the groups being different people.

        Raises:
            StatisticsError: there is no such group, or as `SurvivalCurve.restricted_mean`.
        """
        one, two = self[first], self[second]
        (value, error), (other, other_error) = (
            restricted_mean(curve._sets, curve.survival, horizon, robust=curve._robust) for curve in (one, two)
        )
        half = normal_quantile(one.confidence) * math.hypot(error, other_error)
        return Estimate(
            f"difference of restricted means up to {horizon:g}, {first} less {second}",
            value - other,
            value - other - half if half else None,
            value - other + half if half else None,
            one.confidence,
            one.restricted_mean(horizon).method,
            n=one.people + two.people,
            warnings=() if half else (f"No event up to {horizon:g}, so there is no standard error.",),
        )


def _no_event_yet(at_risk: int, confidence: float, time: float) -> str:
    if at_risk == 0:
        return f"No event up to {time:g}, so the curve has no limits."
    exact = ((1 - confidence) / 2) ** (1 / at_risk)
    return (
        f"No event up to {time:g}, so the curve has no limits; if the {at_risk} still at risk then were all, the exact lower "
        f"limit would be {exact:.3f}."
    )
