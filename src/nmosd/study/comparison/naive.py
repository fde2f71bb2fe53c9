"""What a naive design would have answered from the same record, beside the proper answer."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course, derive
from nmosd.record import Record
from nmosd.record.dates import YEARS_PER_DAY
from nmosd.stats import Estimate, StatisticsError, count_regression
from nmosd.study.comparison.main_model import main_ratio
from nmosd.study.comparison.outcome_data import OutcomeData, outcome_data
from nmosd.study.comparison.rows import FEWEST_EVENTS, figure, nothing
from nmosd.study.description.summaries import Row
from nmosd.study.design.at_risk import EVENT
from nmosd.study.design.subjects import Subjects, subjects

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol
    from nmosd.study.protocol.comparison import Outcome

EVER = "ever treated, as if known at onset"
NO_DELAYED_ENTRY = "time before people were seen counted as observed"
NO_LAG = "attacks in the lag counted as the drug's"
NO_CLUSTERS = "attacks of a person taken as independent"
ONSET_COUNTED = "onset attack counted"
_SAYS = "What the main model, or the one named, gives if the design ignores this; for comparison, not as an answer."


@dataclass(frozen=True)
class _Design:
    """A design that ignores something."""

    ignores: str
    protocol: "Protocol"
    course: Course
    people: Subjects


def naive_rows(record: Record, course: Course, protocol: "Protocol", compared: Subjects) -> Iterator[Row]:
    """Yield for each outcome of a comparison of treatments what naive designs give; `level` says what each ignores.

    Time and exposure are ignored in the main model: treatment ever given taken as known at onset (immortal time), time before the
    first contact counted as observed, no lag. Of all attacks also a Poisson regression that takes them as independent, and the
    same with the onset attack counted where the clock starts at onset.
    """
    comparison = protocol.comparison
    if comparison is None or comparison.of != "treatment":
        return
    for design in _designs(record, course, protocol, compared):
        for outcome in protocol.outcomes:
            for row in main_ratio(record, design.course, design.protocol, design.people, outcome):
                model = row["level"]
                yield row | {"analysis": "naive", "level": design.ignores, "definition": f"{_SAYS} Model: {model}."}
    for outcome in protocol.outcomes:
        if outcome.recurs:
            yield from _poisson_rows(record, course, protocol, compared, outcome)


def _designs(record: Record, course: Course, protocol: "Protocol", compared: Subjects) -> Iterator[_Design]:
    comparison, time = protocol.comparison, protocol.time
    assert comparison is not None
    plain = protocol.adjustment.model_copy(update={"covariates": (), "weighting": "none"})
    if comparison.exposure != "ever":
        # Of the day of onset little is known, so that the answer is the plain one.
        fixed = comparison.model_copy(update={"exposure": "ever", "episodes": "first"})
        from_onset = time.model_copy(update={"zero": "onset", "end": "follow-up"})
        naive = protocol.model_copy(update={"comparison": fixed, "time": from_onset, "adjustment": plain})
        yield _Design(EVER, naive, course, subjects(course, naive))
    if time.delayed_entry:
        naive = protocol.model_copy(update={"time": time.model_copy(update={"delayed_entry": False})})
        people = subjects(course, naive)
        if not people.table.equals(compared.table):
            yield _Design(NO_DELAYED_ENTRY, naive, course, people)
    lagged = course.definitions.treatment_lag_days or course.definitions.lag_by_drug
    if comparison.exposure != "ever" and lagged:
        definitions = course.definitions.replace(treatment_lag_days=0, lag_by_drug=False)
        exposure = derive(record, definitions, only=["exposure"]).exposure
        tables = {**course.derived, "exposure": exposure}
        own = Course(definitions, course.calendar, tables).restricted(course.people["patient_id"])
        yield _Design(NO_LAG, protocol, own, subjects(own, protocol))


def _poisson_rows(record: Record, course: Course, protocol: "Protocol", compared: Subjects, outcome: "Outcome") -> Iterator[Row]:
    """Yield ratios of rates from Poisson regression with the model's own errors, without and with the onset attack."""
    data = outcome_data(record, course, protocol, compared, outcome)
    plain = data.rows.group_by("number", "group", "patient_id", maintain_order=True).agg(
        events=(pl.col("event") == EVENT).sum(), start=pl.col("start").min(), years=(pl.col("stop") - pl.col("start")).sum()
    )
    yield from _poisson(data, plain, NO_CLUSTERS)
    if protocol.time.zero == "onset":
        # Who is seen from the day of onset on had the onset attack then: it made the person a case.
        from_onset = (pl.col("start") <= YEARS_PER_DAY / 2) & (pl.col("number").cum_count().over("patient_id") == 1)
        yield from _poisson(data, plain.with_columns(pl.col("events") + from_onset.cast(pl.UInt32)), ONSET_COUNTED)


def _poisson(data: OutcomeData, table: pl.DataFrame, ignores: str) -> Iterator[Row]:
    counts = {group: int(table.filter(pl.col("group") == group)["events"].sum()) for group in data.groups}
    where: Row = {"analysis": "naive", "variable": data.name, "level": ignores, "compared_with": data.reference}
    where |= {"n": table["number"].n_unique(), "events": sum(counts.values()), "person_years": math.fsum(table["years"])}
    where |= {"definition": f"{_SAYS} Model: Poisson regression with model standard errors."}
    try:
        columns = {group: (table["group"] == group).cast(pl.Float64) for group in data.others if (table["group"] == group).any()}
        fit = count_regression(table["events"], columns, person_years=table["years"], family="poisson")
        found: dict[str, Estimate] = dict(fit.rate_ratios)
        why = "Nobody in this group is at risk."
    except StatisticsError as error:
        found, why = {}, str(error)
    for group in data.others:
        if group not in found:
            yield nothing("rate ratio", why, group=group, **where)
            continue
        few = min(counts[group], counts[data.reference]) < FEWEST_EVENTS
        p = None if few else fit.p_values[fit.terms.index(group)]
        yield figure(replace(found[group], warnings=()), group=group, p_value=p, **where)
