"""The counting process: checked start-stop rows, sorted once, with their ties made equal and their covariates standardised."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.columns import codes, combined_codes, covariate_columns, flags, numbers
from nmosd.stats.hazards.compiled import Booleans, Floats, Integers
from nmosd.stats.hazards.layout import Layout
from nmosd.stats.hazards.ordering import (
    TimeRanks,
    block_begins,
    event_times,
    first_overlap,
    late_entries,
    stable_order,
    time_ranks,
)


@dataclass(frozen=True, eq=False, repr=False)
class CountingProcess:
    """Rows sorted by stratum and stop, ready for the compiled loops, and what leads back to what the caller gave.

    The covariates of `layout` are standardised by `centre` and `scale`. `row` is the caller's number of each row. Times are
    ranks: `times[stop]` is the time, and `event_ranks` are the event times, stratum by stratum.
    """

    layout: Layout
    terms: tuple[str, ...]
    centre: Floats
    scale: Floats
    start: Integers
    stop: Integers
    times: Floats
    event_ranks: Integers
    stratum_labels: list[Any]
    row: Integers
    rows: int
    cluster: Integers | None
    clusters: int
    subjects: int | None
    weighted: bool
    delayed: bool

    @property
    def events(self) -> int:
        """Rows that end in an event (and bear weight)."""
        return int(self.layout.event.sum())


@dataclass(frozen=True, eq=False, repr=False)
class Rows:
    """What a caller gave, read and checked column by column, in the caller's order."""

    start: Floats | None
    stop: Floats
    event: Booleans
    covariates: dict[str, Floats]
    subject: tuple[Integers, list[Any]] | None
    stratum: tuple[Integers, list[Any]]
    weight: Floats
    offset: Floats
    cluster: tuple[Integers, list[Any]] | None
    weighted: bool


def read_rows(
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
) -> Rows:
    """Return the columns, each checked by itself.

    Raises:
        StatisticsError: a column is missing in some rows, not numeric, of another length, or holds what it may not.
    """
    stops = numbers(stop, "stop")
    n = stops.size
    weight = np.ones(n) if weights is None else numbers(weights, "weights", n)
    if (weight < 0).any():
        raise StatisticsError(f"A weight is negative ({weight.min():g}): weights are counts or inverse probabilities, 0 or more.")
    if not weight.any():
        raise StatisticsError("Every weight is 0, so nobody is left: give at least some rows a weight above 0.")
    return Rows(
        start=None if start is None else numbers(start, "start", n),
        stop=stops,
        event=flags(event, "event", n),
        covariates=covariate_columns(covariates, n),
        subject=None if subject is None else codes(subject, "subject", n),
        stratum=(np.zeros(n, dtype=np.int64), [None]) if strata is None else combined_codes(strata, "strata", n),
        weight=weight,
        offset=np.zeros(n) if offset is None else numbers(offset, "offset", n),
        cluster=None if cluster is None else codes(cluster, "cluster", n),
        weighted=weights is not None,
    )


def counting_process(rows: Rows, *, may_overlap: bool = False) -> CountingProcess:
    """Return the rows sorted and ready for the sweep; rows of weight 0 are left out.

    Raises:
        StatisticsError: a row ends at or before its start, rows of one subject share time within a stratum, there is no event, or
            a covariate does not vary.
    """
    ranks = time_ranks(rows.start, rows.stop)
    _check_lengths(rows, ranks)
    if not may_overlap:
        _check_overlap(rows, ranks)
    stratum, labels = rows.stratum
    order, entry = _by_stratum(rows, ranks.by_stop), _by_stratum(rows, ranks.by_start)
    event = rows.event[order]
    if not event.any():
        raise StatisticsError("There is no event, so no hazard can be compared: give an upper limit with rate(0, person_years).")
    place = np.empty(rows.stop.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    entry = place[entry]
    strata = block_begins(stratum[order], len(labels))
    stop, start = ranks.stop[order], ranks.start[order]
    event_ranks, begins, first, last, stops_from = event_times(stop, start, event, entry, strata)
    x, centre, scale = _standardised(rows.covariates, order, first < last)
    weight, offset = rows.weight[order], rows.offset[order]
    late, from_time, late_strata = late_entries(first, last, entry, strata, begins)
    layout = Layout(
        x=x,
        weight=weight,
        offset=offset,
        event=event,
        strata=strata,
        begins=begins,
        first=first,
        last=last,
        stops_from=stops_from,
        late_x=x[late],
        late_weight=weight[late],
        late_offset=offset[late],
        late_strata=late_strata,
        late_from=from_time,
    )
    return CountingProcess(
        layout=layout,
        terms=tuple(rows.covariates),
        centre=centre,
        scale=scale,
        start=start,
        stop=stop,
        times=ranks.times,
        event_ranks=event_ranks,
        stratum_labels=labels,
        row=order,
        rows=rows.stop.size,
        cluster=None if rows.cluster is None else rows.cluster[0][order],
        clusters=0 if rows.cluster is None else len(rows.cluster[1]),
        subjects=_subjects(rows),
        weighted=rows.weighted,
        delayed=rows.start is not None,
    )


def check_overlap(rows: Rows) -> None:
    """Refuse rows of one subject that share time within a stratum, before a model lays the rows out anew.

    Raises:
        StatisticsError: there are such rows, or a row ends at or before its start.
    """
    ranks = time_ranks(rows.start, rows.stop)
    _check_lengths(rows, ranks)
    _check_overlap(rows, ranks)


def _by_stratum(rows: Rows, order: Integers) -> Integers:
    """Return the rows of the order that bear weight, sorted by stratum and within it as they were."""
    if not rows.weight.all():
        order = order[rows.weight[order] > 0]
    stratum, labels = rows.stratum
    return order if len(labels) == 1 else stable_order(stratum, len(labels), order)


def _subjects(rows: Rows) -> int | None:
    if rows.subject is not None:
        return len(rows.subject[1])
    return rows.stop.size if rows.start is None else None


def _check_lengths(rows: Rows, ranks: TimeRanks) -> None:
    wrong = ranks.stop <= ranks.start
    if rows.start is not None and wrong.any():
        row = int(np.argmax(wrong))
        raise StatisticsError(
            f"{int(wrong.sum())} rows end at or before their start (first row {row}: {rows.start[row]:g} to {rows.stop[row]:g}): "
            "a row needs time at risk, so mend the dates or leave the row out."
        )
    if rows.start is None and (rows.stop < 0).any():
        row = int(np.argmax(rows.stop < 0))
        raise StatisticsError(
            f"Row {row} ends at {rows.stop[row]:g}, before time zero: mend the dates, or give the start of each row."
        )


def _check_overlap(rows: Rows, ranks: TimeRanks) -> None:
    named = rows.subject
    if named is None and rows.start is not None:
        named = rows.cluster
    if named is None:
        return
    (subject, labels), (stratum, strata) = named, rows.stratum
    by_start = ranks.by_start if len(strata) == 1 else stable_order(stratum, len(strata), ranks.by_start)
    order = stable_order(subject, len(labels), by_start)
    one, two = first_overlap(order, subject, stratum, ranks.start, ranks.stop)
    if one < 0:
        return
    what = "subject" if rows.subject is not None else "cluster"
    remedy = (
        "one person can be at risk only once at a time, so mend the rows, or give one row per person"
        if rows.subject is not None
        else "if a cluster is one person, mend the rows; if it is a group of people, name the person of each row with subject="
    )
    raise StatisticsError(
        f"The intervals of {what} {labels[subject[one]]} overlap within one stratum (rows {_interval(rows, one)} and "
        f"{_interval(rows, two)}): {remedy}."
    )


def _interval(rows: Rows, row: int) -> str:
    return f"{row}: {0.0 if rows.start is None else rows.start[row]:g} to {rows.stop[row]:g}"


def _standardised(covariates: dict[str, Floats], order: Integers, at_risk: Booleans) -> tuple[Floats, Floats, Floats]:
    """Return the covariates as one sorted block, of mean 0 and standard deviation 1 among the rows that are ever at risk.

    So no unit can spoil the digits.
    """
    x = np.empty((order.size, len(covariates)))
    centre, scale = np.zeros(len(covariates)), np.ones(len(covariates))
    everybody = bool(at_risk.all())
    for j, (name, column) in enumerate(covariates.items()):
        kept = column[order]
        known = kept if everybody else kept[at_risk]
        centre[j], scale[j] = known.mean(), known.std()
        if scale[j] <= 1e-12 * max(1e-300, float(np.abs(known).max())):
            if (kept == kept[0]).all():
                raise StatisticsError(f"The covariate {name} does not vary (it is {kept[0]:g} everywhere): leave it out.")
            raise StatisticsError(f"The covariate {name} does not vary among those at risk at any event: leave it out.")
        np.divide(kept - centre[j], scale[j], out=x[:, j])
    return x, centre, scale
