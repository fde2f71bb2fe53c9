"""Whether the hazards are proportional: does a coefficient drift with time?"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from nmosd.stats.arrays import Floats
from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.newton import Point
from nmosd.stats.hazards.residuals import schoenfeld
from nmosd.stats.hazards.sweep import expected_moments, sweep
from nmosd.stats.significance import ChiSquared, chi_squared

TimeTransform = Literal["km", "identity", "rank", "log"]


@dataclass(frozen=True)
class ProportionalHazards:
    """Score tests of a drift of each coefficient with (transformed) time, one by one and together. A small p speaks against one
    hazard ratio for all times; a large p in a small sample says little."""

    transform: TimeTransform
    per_term: dict[str, ChiSquared]
    together: ChiSquared

    def __str__(self) -> str:
        width = max(len("together"), *(len(term) for term in self.per_term))
        lines = [f"Proportional hazards, score tests of a drift with time ({self.transform})"]
        for name, test in {**self.per_term, "together": self.together}.items():
            lines.append(f"  {name:<{width}}  {test}")
        return "\n".join(lines)

    def rows(self, **where: object) -> list[dict[str, object]]:
        """Return one row per test for `results_frame`: measure `p value`, variable the term or `together`."""
        method = f"score test of proportional hazards, time transform {self.transform}"
        tests = {**self.per_term, "together": self.together}
        return [
            {"variable": name, "measure": "p value", "estimate": test.p, "method": method} | where for name, test in tests.items()
        ]


def proportional_hazards(data: CountingProcess, point: Point, transform: TimeTransform, *, efron: bool) -> ProportionalHazards:
    """Return the score tests of coefficients that change in proportion to the transformed time.

    `km` (one minus Kaplan-Meier, all strata together) keeps a few late events from deciding; `rank` is the rank of the time among
    the ends of all rows; `identity` and `log` are what they say.

    Source: Grambsch and Therneau 1994, doi 10.1093/biomet/81.3.515, as the score test that R's cox.zph makes since survival 3.0.

    Raises:
        StatisticsError: there is no such transform, the logarithm meets a time that is not positive, or all events have one time.
    """
    if transform not in get_args(TimeTransform):
        raise StatisticsError(f"There is no time transform {transform!r}: use one of {', '.join(get_args(TimeTransform))}.")
    drift = _transformed(data, transform)
    rows, away = schoenfeld(data, point)
    own = data.layout.last[rows] - 1
    drift = drift - np.average(drift[own])
    if not np.any(np.abs(drift[own]) > 1e-12):
        raise StatisticsError("All events happen at one time, so a drift with time cannot be seen: leave the test out.")
    _likelihood, products, hazard, _means = sweep(data.layout, point.linear, point.risk, point.late_risk, efron, True, drift)
    score = (drift[own] * data.layout.weight[rows]) @ away
    once = expected_moments(data.layout, point.risk, hazard * drift[:, None])[1] - products[1]
    twice = expected_moments(data.layout, point.risk, hazard * drift[:, None] ** 2)[1] - products[2]
    left = twice - once @ np.linalg.solve(point.information, once)
    if (np.diag(left) <= 1e-10 * np.diag(twice)).any():
        raise StatisticsError("There are too few events to see a drift with time: leave the test out, and say so.")
    per_term = {term: chi_squared(float(score[j] ** 2 / left[j, j]), 1) for j, term in enumerate(data.terms)}
    return ProportionalHazards(
        transform, per_term, chi_squared(float(score @ np.linalg.lstsq(left, score, rcond=None)[0]), len(data.terms))
    )


def _transformed(data: CountingProcess, transform: TimeTransform) -> Floats:
    """Return the transformed time of each event time of each stratum."""
    times = data.times[data.event_ranks]
    if transform == "identity":
        return times
    if transform == "log":
        if times.min() <= 0:
            raise StatisticsError('The logarithm needs event times above 0: use transform="rank", or shift the clock.')
        logarithms: Floats = np.log(times)
        return logarithms
    by_rank = _average_ranks(data) if transform == "rank" else 1 - _kaplan_meier_before(data)
    return by_rank[data.event_ranks]


def _average_ranks(data: CountingProcess) -> Floats:
    """Return the rank of each time among the ends of all rows, those without an event included, ties sharing theirs."""
    ends = np.bincount(data.stop, minlength=data.times.size)
    ranks: Floats = np.cumsum(ends) - ends + (ends + 1) / 2
    return ranks


def _kaplan_meier_before(data: CountingProcess) -> Floats:
    """Return for each time the Kaplan-Meier survival of all rows just before it."""
    weight = data.layout.weight
    events = np.bincount(data.stop[data.layout.event], weight[data.layout.event], data.times.size)
    left = np.cumsum(np.bincount(data.stop, weight, data.times.size)[::-1])[::-1]
    if data.delayed:
        left = left - np.cumsum(np.bincount(data.start, weight, data.times.size)[::-1])[::-1]
    steps = np.where(events > 0, 1 - np.divide(events, left, where=events > 0, out=np.zeros_like(left)), 1.0)
    survival: Floats = np.concatenate(([1.0], np.cumprod(steps)[:-1]))
    return survival
