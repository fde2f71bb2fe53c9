"""What came of treatment in groups of people: after attack treatment, and while on preventive drugs.

People with more attacks weigh more in shares of attacks, so these have no interval. Rates on a drug say how often attacks came
while it was taken to act; they compare groups on one drug, never one drug with another: the disease decides who gets which.
"""

import math
from collections.abc import Iterator, Sequence

import polars as pl

from nmosd.course import Course
from nmosd.stats import Estimate, proportion, rate, rate_between_people
from nmosd.study.comparison.rows import FEWEST_EVENTS
from nmosd.study.description.facts import DRUG_CLASSES
from nmosd.study.description.summaries import CANNOT_BE_TOLD, Row, median, share_row
from nmosd.study.groups import Group

_RESPONSES = ("complete", "partial", "none")


def treatment_response_rows(course: Course, groups: Sequence[Group]) -> Iterator[Row]:
    """Yield for every group how attacks were treated and recovered from, and attacks and failures on each class of drugs."""
    where: Row = {"analysis": "treatment response"}
    care = course.acute_care
    for group in groups:
        yield _share_of_attacks(group, group.of(care)["treated"], variable="attacks treated", said=_SAID_TREATED) | where
    for group in groups:
        days = group.of(care.filter(pl.col("treated")))["days_to_first"].cast(pl.Float64)
        row = median(group.name, days, days.len(), variable="days from onset to the first attack treatment", unit="days")
        yield row | where | {"definition": "Over attacks that were treated; n and unknown count attacks.", "unit": "days"}
    for word in _RESPONSES:
        for group in groups:
            treated = group.of(care.filter(pl.col("treated")))["response"].cast(pl.String)
            yield (
                _share_of_attacks(group, treated == word, variable="recovery from treated attacks", said=_SAID_RESPONSE)
                | where
                | {"level": word}
            )
    yield from _on_drugs(course, groups, where)


_SAID_TREATED = "Share of attacks that were treated, out of those of which the record says whether they were."
_SAID_RESPONSE = "Share of treated attacks by recovery, as stated or else as measured, out of those where it is known."


def _share_of_attacks(group: Group, told: pl.Series, *, variable: str, said: str) -> Row:
    known, events = told.len() - told.null_count(), int(told.sum())
    method = "counting attacks; no interval, since attacks of one person are not independent" if known else CANNOT_BE_TOLD
    estimate = events / known if known else None
    figure = Estimate("proportion", estimate, None, None, None, method, n=known, events=events, unit="of attacks")
    return figure.row(group=group.name, variable=variable, unknown=told.null_count(), definition=said)


def _on_drugs(course: Course, groups: Sequence[Group], where: Row) -> Iterator[Row]:
    """Yield rates and failures on each class that anybody was followed on; bridging steroids are left out."""
    episodes = course.exposure.filter((pl.col("person_years") > 0) & ~pl.col("bridging").fill_null(value=False))
    found = set(episodes["class"].cast(pl.String))
    failed = course.breakthroughs.group_by("patient_id", "episode").agg(
        failed=pl.when(pl.col("counts_as_failure").any())
        .then(True)
        .when(pl.col("counts_as_failure").is_null().any())
        .then(None)
        .otherwise(statement=False)
    )
    told = episodes.join(failed.with_columns(any_attack=pl.lit(value=True)), on=["patient_id", "episode"], how="left")
    told = told.with_columns(failed=pl.when(pl.col("any_attack").is_null()).then(statement=False).otherwise("failed"))
    for drug_class in (one for one in DRUG_CLASSES if one in found):
        own = told.filter(pl.col("class") == drug_class)
        for group in groups:
            yield _rate_on(group.of(own), group) | where | {"level": drug_class}
        for group in groups:
            yield _failures(group.of(own), group) | where | {"level": drug_class}


def _rate_on(own: pl.DataFrame, group: Group) -> Row:
    figure = _rate(own.group_by("patient_id", maintain_order=True).agg(pl.col("attacks", "person_years").sum()))
    said = "Attacks over person-years in which a drug of the class was taken to act; compares groups on it, never drugs."
    people = own["patient_id"].n_unique()
    return figure.row(group=group.name, variable="attacks on preventive treatment", n=people, definition=said)


def _rate(people: pl.DataFrame) -> Estimate:
    """Return the rate, its limits from how attacks fall on people, since they come in clusters; with few attacks exact ones."""
    attacks, years = people["attacks"].to_list(), people["person_years"].to_list()
    if not years:
        return Estimate("rate", None, None, None, None, CANNOT_BE_TOLD, events=0, person_years=0)
    if sum(attacks) >= FEWEST_EVENTS and len(attacks) > 1:
        return rate_between_people(attacks, years)
    return rate(sum(attacks), math.fsum(years))


def _failures(own: pl.DataFrame, group: Group) -> Row:
    first = own.sort("patient_id", "episode").unique("patient_id", keep="first", maintain_order=True)
    known = first["failed"].drop_nulls()
    figure = proportion(int(known.sum()), known.len()) if known.len() else None
    said = "Share of people whose first treatment with the class failed, under the definition of failure in use."
    return share_row(
        figure, group=group.name, variable="first treatment failed", unknown=first.height - known.len(), definition=said
    )
