"""The counting process: checked start-stop rows, sorted once, with their ties made equal and their covariates standardised."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmosd.stats.arrays import Booleans, Floats, Integers
from nmosd.stats.columns import combined_codes, covariate_columns, numbers
from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.event_times import block_begins, event_times, late_entries
from nmosd.stats.hazards.layout import Layout
from nmosd.stats.time_at_risk.ordering import stable_order, time_ranks
from nmosd.stats.time_at_risk.rows import Labelled, TimeAtRisk, check_lengths, check_overlap, read_time_at_risk


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
    delayed: bool

    @property
    def events(self) -> int:
        """Rows that end in an event (and bear weight)."""
        return int(self.layout.event.sum())


@dataclass(frozen=True, eq=False, repr=False)
class Rows:
    """What a caller gave a hazard model, in the caller's order: time at risk, and what the model compares."""

    at_risk: TimeAtRisk
    covariates: dict[str, Floats]
    stratum: Labelled
    offset: Floats | None


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
    at_risk = read_time_at_risk(start, stop, event, weights=weights, subject=subject, cluster=cluster)
    n = at_risk.stop.size
    return Rows(
        at_risk,
        covariates=covariate_columns(covariates, n),
        stratum=(np.zeros(n, dtype=np.int64), [None]) if strata is None else combined_codes(strata, "strata", n),
        offset=None if offset is None else numbers(offset, "offset", n),
    )


def counting_process(rows: Rows, *, may_overlap: bool = False) -> CountingProcess:
    """Return the rows sorted and ready for the sweep; rows of weight 0 are left out.

    Raises:
        StatisticsError: a row ends at or before its start, rows of one subject share time within a stratum, there is no event, or
            a covariate does not vary.
    """
    at_risk = rows.at_risk
    ranks = time_ranks(at_risk.start, at_risk.stop)
    check_lengths(at_risk, ranks)
    if not may_overlap:
        check_overlap(at_risk, ranks, rows.stratum)
    stratum, labels = rows.stratum
    order, entry = _by_stratum(rows, ranks.by_stop), _by_stratum(rows, ranks.by_start)
    event = at_risk.event[order] > 0
    if not event.any():
        raise StatisticsError("There is no event, so no hazard can be compared: give an upper limit with rate(0, person_years).")
    place = np.empty(at_risk.stop.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    entry = place[entry]
    strata = block_begins(stratum[order], len(labels))
    stop, start = ranks.stop[order], ranks.start[order]
    event_ranks, begins, first, last, stops_from = event_times(stop, start, event, entry, strata)
    x, centre, scale = _standardised(rows.covariates, order, first < last)
    weight = np.ones(order.size) if at_risk.weight is None else at_risk.weight[order]
    offset = np.zeros(order.size) if rows.offset is None else rows.offset[order]
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
        rows=at_risk.stop.size,
        cluster=None if at_risk.cluster is None else at_risk.cluster[0][order],
        clusters=0 if at_risk.cluster is None else len(at_risk.cluster[1]),
        subjects=_subjects(at_risk),
        delayed=at_risk.start is not None,
    )


def check_person_time(rows: Rows) -> None:
    """Refuse rows without time, or that share time, before a model lays the rows out anew.

    Raises:
        StatisticsError: there are such rows.
    """
    ranks = time_ranks(rows.at_risk.start, rows.at_risk.stop)
    check_lengths(rows.at_risk, ranks)
    check_overlap(rows.at_risk, ranks, rows.stratum)


def _by_stratum(rows: Rows, order: Integers) -> Integers:
    """Return the rows of the order that bear weight, sorted by stratum and within it as they were."""
    weight = rows.at_risk.weight
    if weight is not None and not weight.all():
        order = order[weight[order] > 0]
    stratum, labels = rows.stratum
    return order if len(labels) == 1 else stable_order(stratum, len(labels), order)


def _subjects(at_risk: TimeAtRisk) -> int | None:
    if at_risk.subject is not None:
        return len(at_risk.subject[1])
    return at_risk.stop.size if at_risk.start is None else None


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
