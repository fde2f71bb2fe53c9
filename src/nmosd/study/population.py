"""Who is in the study, and why the others are not: the flow of inclusion."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course, Definitions
from nmosd.study.description.summaries import Row, count
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study.protocol import Population

IN_THE_RECORD = "people in the record"
INCLUDED = "people included"


@dataclass(frozen=True)
class Criterion:
    """One condition: `meets` is true, false, or null where the record cannot tell, for a frame with one row for each person."""

    name: str
    meets: pl.Expr
    fails: str
    not_told: str


def select_people(course: Course, population: "Population") -> tuple[pl.Series, list[Row]]:
    """Return the included people, sorted, and the flow of inclusion as rows of results.

    The first row counts the people in the record, the last the included; each row between them counts those whom one reason
    excluded, so that first = last + sum of the rest. A person is excluded once, by the first criterion that is not met; where
    it cannot be told whether a criterion is met, that is a reason of its own, unless the population includes unknowns. `n` of an
    exclusion is how many came as far as its criterion, `unknown` how many it cannot be told of.
    """
    people = course.people.join(course.serostatus, on="patient_id", how="left", suffix="_of_serostatus", maintain_order="left")
    left = people
    rows = [_box(IN_THE_RECORD, people.height, "Everyone in the record.")]
    for criterion in _criteria(population, course.definitions):
        judged = left.with_columns(_meets=criterion.meets)
        failed = judged.filter(~pl.col("_meets")).height
        not_told = judged.filter(pl.col("_meets").is_null()).height
        kept = pl.col("_meets").fill_null(value=population.include_unknown)
        rows.append(_exclusion(criterion.name, criterion.fails, failed, left.height))
        if population.include_unknown and not_told:
            rows[-1]["unknown"] = not_told
            rows[-1]["warnings"] = [f"{_people_are(not_told)} included although it cannot be told: {criterion.not_told}."]
        elif not population.include_unknown:
            rows.append(_exclusion(criterion.name, criterion.not_told, not_told, left.height) | {"unknown": not_told})
        left = judged.filter(kept).drop("_meets")
    rows.append(_box(INCLUDED, left.height, "Everyone who meets all criteria."))
    return left["patient_id"].sort(), rows


def _criteria(population: "Population", definitions: Definitions) -> Iterator[Criterion]:
    if population.labels:
        labels = pl.col("labels").cast(pl.List(pl.String))
        given = labels.list.eval(pl.element().is_in(list(population.labels))).list.any()
        yield Criterion(
            "diagnosis given",
            pl.when(given).then(True).when((labels.list.len() > 0) & ~pl.col("label_unknown")).then(False),
            f"never given the diagnosis {_either(population.labels)}",
            "diagnosis not known",
        )
    if population.serostatus:
        group = pl.col("group").cast(pl.String)
        wanted = list(population.serostatus)
        open_groups = [name for name, could_be in _COULD_BE.items() if could_be & set(wanted)]
        could_be = group.is_in(open_groups) | (_could_be_both(definitions) & pl.lit("both positive" in wanted))
        yield Criterion(
            "serostatus",
            pl.when(group.is_in(wanted)).then(True).when(~could_be).then(False),
            f"serostatus other than {_either(population.serostatus)}",
            "serostatus not known well enough",
        )
    bounds, age = population.age_at_onset, pl.col("age_at_onset")
    if bounds.at_least is not None:
        yield Criterion("age at onset", age >= bounds.at_least, f"under {bounds.at_least:g} at onset", "age at onset not known")
    if bounds.under is not None:
        yield Criterion("age at onset", age < bounds.under, f"{bounds.under:g} or over at onset", "age at onset not known")


_SETTLED = {"AQP4-IgG positive", "MOG-IgG positive", "both positive", "double seronegative"}
_COULD_BE = {
    "AQP4-IgG negative, MOG-IgG not tested": {"MOG-IgG positive", "double seronegative"},
    "AQP4-IgG negative, inadequate": _SETTLED,
    "not settled": _SETTLED,
    "AQP4-IgG unknown": _SETTLED,
}
"""What the people of a group could turn out to be if more were known."""


def _could_be_both(definitions: Definitions) -> pl.Expr:
    """Return whether a person positive for one antibody has no result that speaks against the other."""
    aqp4, mog, group = (pl.col(name).cast(pl.String) for name in ("aqp4", "mog", "group"))
    inadequate = (aqp4 == "negative, inadequate") & pl.lit(not definitions.inadequate_negative_counts)
    aqp4_is_open = (aqp4 == "unknown") | inadequate
    mog_is_open = mog.is_in(["unknown", "borderline"])
    return ((group == "AQP4-IgG positive") & mog_is_open) | ((group == "MOG-IgG positive") & aqp4_is_open)


def _people_are(number: int) -> str:
    return f"{number} {'person is' if number == 1 else 'people are'}"


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(words)


def _box(name: str, number: int, definition: str) -> Row:
    return count(EVERYONE, number, analysis="flow", variable=name, n=number, unit="people", definition=definition)


def _exclusion(criterion: str, reason: str, number: int, assessed: int) -> Row:
    return count(
        EVERYONE,
        number,
        analysis="flow",
        variable=criterion,
        level=reason,
        n=assessed,
        events=number,
        unit="people",
        definition=f"People excluded by the criterion on {criterion}, each counted once, at the first criterion that excludes.",
    )
