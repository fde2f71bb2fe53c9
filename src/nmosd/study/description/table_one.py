"""Table 1: who the people are, by group, with how many are unknown beside every figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from nmosd.course import Course
from nmosd.course.laboratory.serostatus import AQP4_TIERS, MOG_TIERS
from nmosd.record import Record
from nmosd.record.vocabulary import names
from nmosd.study.description import facts
from nmosd.study.description.attack_kinds import ATTACK_KINDS
from nmosd.study.description.summaries import Row, count, ever_rows, level_rows, median, those_found
from nmosd.study.groups import Group

Shown = Literal["levels", "median", "ever", "on record"]


@dataclass(frozen=True)
class Variable:
    """A line or a block of Table 1.

    `shown`: `levels` gives the share of each level, `median` the median with quartiles, `ever` the share of people who ever had
    each level, `on record` only counts, for what a record never lists as absent. Without an order, the commonest comes first.
    """

    fact: facts.Fact
    shown: Shown
    definition: str
    unit: str | None = None
    order: tuple[str, ...] | None = None


VARIABLES: dict[str, Variable] = {
    "sex": Variable(facts.of_people("sex"), "levels", "Sex recorded at birth.", order=names("sex")),
    "ancestry": Variable(facts.ancestry, "levels", "Ancestry in the words of the record."),
    "age at onset": Variable(
        facts.age_at_onset,
        "median",
        "Age at the first symptom, from birth and onset where both have a date, else as stated.",
        "years",
    ),
    "first diagnosis": Variable(
        facts.of_people("first_label"), "levels", "The first diagnosis that a clinician gave, by date.", order=names("label")
    ),
    "onset attack": Variable(facts.onset_attack, "levels", "Where the onset attack struck, after merging.", order=ATTACK_KINDS),
    "attacks on record": Variable(
        facts.attacks_on_record, "median", "Attacks on record after merging, the onset attack included.", "attacks"
    ),
    "disease duration": Variable(
        facts.disease_duration, "median", "Time from onset of disease to last contact or death, whichever came first.", "years"
    ),
    "follow-up": Variable(
        facts.follow_up,
        "median",
        "Stated follow-up: from first contact, or onset if later, to last contact or death, whichever came first.",
        "years",
    ),
    "AQP4-IgG": Variable(
        facts.of_serostatus("aqp4"), "levels", "AQP4-IgG over all tests of a person, by the assay.", order=AQP4_TIERS
    ),
    "MOG-IgG": Variable(facts.of_serostatus("mog"), "levels", "MOG-IgG over all tests of a person.", order=MOG_TIERS),
    "preventive treatment on record": Variable(
        facts.any_drug, "on record", "People with at least one preventive drug on record."
    ),
    "preventive treatment ever": Variable(
        facts.drug_classes,
        "ever",
        "Share of people who ever had a drug of this class, out of those with a drug on record; the others are unknown.",
        order=facts.DRUG_CLASSES,
    ),
    "coexisting disease on record": Variable(
        facts.comorbidities,
        "on record",
        "People with the disease on record. The record does not list diseases looked for and absent, so no share can be told.",
        order=names("diseases"),
    ),
    "last EDSS": Variable(facts.last_edss, "median", "The last dated score on record, also if it lies in an attack.", "EDSS"),
    "status at last contact": Variable(
        facts.of_people("status"), "levels", "Status at the last contact.", order=names("vital_status")
    ),
}
"""What Table 1 can show, by name, in the order in which it shows it unless told otherwise."""


def table_one_rows(record: Record, course: Course, groups: Sequence[Group], variables: Sequence[str]) -> Iterator[Row]:
    """Yield Table 1 for the included people: first how many there are, then each variable, for every group.

    The shares are out of the people of whom it is known (`n`); `unknown` counts the others.
    """
    for group in groups:
        yield count(
            group.name,
            group.n,
            analysis="table 1",
            variable="people",
            n=group.n,
            unit="people",
            definition="People in the group.",
        )
    for name in variables:
        variable = VARIABLES[name]
        where: Row = {"analysis": "table 1", "variable": name, "definition": variable.definition}
        yield from _rows(variable, variable.fact(record, course), groups, where)


def _rows(variable: Variable, values: pl.DataFrame, groups: Sequence[Group], where: Row) -> Iterator[Row]:
    if variable.shown == "median":
        for group in groups:
            yield median(group.name, group.of(values)["value"], group.n, unit=variable.unit, **where)
    elif variable.shown == "levels":
        yield from level_rows(groups, values, variable.order, **where)
    elif variable.shown == "ever":
        yield from ever_rows(groups, values, variable.order or (), **where)
    else:
        yield from _on_record(variable, values, groups, where)


def _on_record(variable: Variable, values: pl.DataFrame, groups: Sequence[Group], where: Row) -> Iterator[Row]:
    if variable.order is None:
        values = values.select("patient_id", level=pl.lit(None, pl.String), has="value")
    found = set(values.filter(pl.col("has"))["level"].to_list())
    for level in those_found(variable.order or (), found):
        for group in groups:
            own = group.of(values.filter(pl.col("level").eq_missing(pl.lit(level, pl.String))))
            number = int(own["has"].sum() or 0)
            yield count(
                group.name, number, level=level, events=number, n=number, unknown=group.n - number, unit="people", **where
            )
