"""Cumulative incidence: the share who have had each of several events that exclude each other (Aalen-Johansen)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.columns import codes
from nmosd.stats.curves.curve import Curve, Line
from nmosd.stats.curves.grouped import Grouped
from nmosd.stats.curves.limits import Interval, checked_interval, share_limits
from nmosd.stats.curves.risk_sets import RiskSets, risk_sets
from nmosd.stats.curves.robust import robust_warnings, squares_of_sum, sum_of_squares
from nmosd.stats.curves.rows import check_single_event, read_rows
from nmosd.stats.curves.survival import steps
from nmosd.stats.errors import StatisticsError
from nmosd.stats.estimates import Estimate, checked_confidence


def cumulative_incidence(
    start: Any,
    stop: Any,
    event: Any,
    *,
    censored: Any = 0,
    group: Any = None,
    weights: Any = None,
    subject: Any = None,
    cluster: Any = None,
    confidence: float = 0.95,
    interval: Interval = "log-log",
) -> "CumulativeIncidences":
    """Return the cumulative incidence of each kind of event, in each group.

    Rows of time at risk as for `kaplan_meier`. `event` says what ended the row: a kind of event (a text or a number), or
    `censored` for none. The first event of any kind ends a person's time. Standard errors are robust over people (infinitesimal
    jackknife).

    One minus Kaplan-Meier with the other events taken as censoring would be larger: the share in a world where nobody dies.

    Sources: Aalen and Johansen 1978, Scandinavian Journal of Statistics 5, 141; limits on the log-log scale: Choudhury 2002,
    doi 10.1002/sim.1070.

    Raises:
        StatisticsError: as `kaplan_meier`; no event of any kind; text without a word for `censored`.

    >>> ended = ["relapse", "-", "death", "relapse", "-", "relapse"]
    >>> found = cumulative_incidence(None, [5, 8, 12, 3, 7, 9], ended, censored="-")
    >>> print(found["everyone"].at("relapse", 6))
    cumulative incidence of relapse at 6: 0.333 (95 % interval 0.0461 to 0.676; Aalen-Johansen, ...); 2 of 6
    """
    confidence, interval = checked_confidence(confidence), checked_interval(interval)
    causes, names = _causes(event, censored)
    rows = read_rows(start, stop, None, group=group, weights=weights, subject=subject, cluster=cluster, causes=causes)
    check_single_event(rows)
    groups = risk_sets(rows, len(names))
    return CumulativeIncidences({sets.label: _curves(sets, names, confidence, interval) for sets in groups})


@dataclass(frozen=True, eq=False)
class CumulativeIncidence(Curve):
    """The cumulative incidences of one group; prints as a summary.

    `incidence`, `standard_error`, `lower` and `upper` hold one curve per kind of event, at each of `time`; `event_free` is the
    share without any event. Incidences and `event_free` sum to 1. Errors and limits are NaN where a curve is 0 or 1.
    """

    kinds: tuple[Any, ...]
    event_free: Floats
    event_free_error: Floats
    incidence: Mapping[Any, Floats]
    standard_error: Mapping[Any, Floats]
    lower: Mapping[Any, Floats]
    upper: Mapping[Any, Floats]

    def _line(self, kind: Any) -> Line:
        return Line(self.incidence[kind], self.standard_error[kind], self.lower[kind], self.upper[kind])

    @property
    def frame(self) -> pl.DataFrame:
        """The curves as a table, one row per kind of event and time."""
        tables = [
            self._table("incidence", self._line(kind), cause).select(pl.lit(str(kind)).alias("kind"), pl.all())
            for cause, kind in enumerate(self.kinds)
        ]
        return pl.concat(tables)

    def at(self, kind: Any, time: float) -> Estimate:
        """Return the share who have had that kind of event by a time; null after the last time while some are free of any event.

        Raises:
            StatisticsError: there is no such kind of event.
        """
        if kind not in self.kinds:
            raise StatisticsError(f"There is no kind of event {kind!r}: use one of {', '.join(map(repr, self.kinds))}.")

        def note(share: float) -> str | None:
            if 0 < share < 1:
                return None
            what = f"No such event up to {time:g}" if share == 0 else "Everybody has had it"
            return f"{what}, so there are no limits: read an exact interval from proportion."

        where = self._sets.position(time)
        return self._read(
            f"cumulative incidence of {kind} at",
            time,
            self._line(kind),
            begin=0.0,
            note=note,
            settled=where >= 0 and bool(self.event_free[where] == 0),
            cause=self.kinds.index(kind),
            n=self.people,
        )

    def _summary(self) -> list[Estimate]:
        return [self.at(kind, float(self.time[-1])) for kind in self.kinds]


class CumulativeIncidences(Grouped[CumulativeIncidence]):
    """Cumulative incidences by group: a mapping from the label (`everyone` without groups) to the curves; prints as a summary."""

    def rows(self, times: Iterable[float], **where: object) -> list[dict[str, object]]:
        """Return rows for `results_frame`: each kind of event of each group by each of `times`, the kind as level."""
        moments = tuple(times)
        return [
            curves.at(kind, time).row(group=str(label), level=str(kind)) | where
            for label, curves in self.items()
            for kind in curves.kinds
            for time in moments
        ]


def _causes(event: Any, censored: Any) -> tuple[Integers, list[Any]]:
    numbered, names = codes(event, "event", len(event))
    kinds = [name for name in names if name != censored]
    if not kinds:
        raise StatisticsError(
            "There is no event of any kind, so there is no incidence: give an upper limit with rate(0, person_years)."
        )
    if censored not in names and isinstance(kinds[0], str) and not isinstance(censored, str):
        raise StatisticsError('The events are words: say which word stands for no event, such as censored="censored".')
    number = {name: cause for cause, name in enumerate(kinds, start=1)}
    return np.array([number.get(name, 0) for name in names], dtype=np.int64)[numbered], kinds


def _curves(sets: RiskSets, kinds: list[Any], confidence: float, interval: Interval) -> CumulativeIncidence:
    parts = steps(sets)
    before = np.r_[1.0, parts.survival[:-1]]
    incidence, errors, lowers, uppers = {}, {}, {}, {}
    for cause, kind in enumerate(kinds):
        share = np.cumsum(before * sets.weighted_events[cause] / sets.weighted_at_risk)
        error = np.sqrt(squares_of_sum(sets, parts, share, cause, ends=sets.event > 0))
        error[share == 0] = np.nan
        incidence[kind], errors[kind] = share, error
        lowers[kind], uppers[kind] = share_limits(share, error, confidence, interval)
    free = parts.survival * np.sqrt(sum_of_squares(sets, np.cumsum(parts.greenwood), parts.jump))
    return CumulativeIncidence(
        label=sets.label,
        kinds=tuple(kinds),
        time=sets.time,
        event_free=parts.survival,
        event_free_error=free,
        incidence=incidence,
        standard_error=errors,
        lower=lowers,
        upper=uppers,
        confidence=confidence,
        method=f"Aalen-Johansen, robust standard error, {interval} interval",
        warnings=_warnings(sets),
        _sets=sets,
    )


def _warnings(sets: RiskSets) -> tuple[str, ...]:
    found = [
        f"Nobody was at risk from {begin:g} to {end:g}: the curves are flat there for want of people." for begin, end in sets.gaps
    ]
    return (*found, *robust_warnings(sets))
