"""Who is in the study, and why the others are not: the flow of inclusion."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course, Definitions
from nmosd.criteria.judgement import judged
from nmosd.errors import ProtocolError
from nmosd.record import Record
from nmosd.study.description.summaries import Row, count
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study.protocol.people import DateBounds, Population

IN_THE_RECORD = "people in the record"
INCLUDED = "people included"


@dataclass(frozen=True)
class Criterion:
    """One condition: `meets` is true, false, or null where the record cannot tell, for a frame with one row for each person."""

    name: str
    meets: pl.Expr
    fails: str
    not_told: str


def select_people(record: Record, course: Course, population: "Population") -> tuple[pl.Series, list[Row]]:
    """Return the included people, sorted, and the flow of inclusion as rows of results.

    The first row counts the people in the record, the last the included; each row between them counts those whom one reason
    excluded, so that first = last + sum of the rest. A person is excluded once, by the first criterion that is not met; where
    it cannot be told whether a criterion is met, that is a reason of its own, unless the population includes unknowns. `n` of an
    exclusion is how many came as far as its criterion, `unknown` how many it cannot be told of.

    Raises:
        ProtocolError: bounds of dates in a record that has none.
    """
    rows = [_box(IN_THE_RECORD, course.people.height, "Everyone in the record.")]
    left = course.people.select("patient_id")
    for criterion, asked in _asked_in_turn(record, course, population):
        failed = asked.filter(~pl.col(_MEETS)).height
        not_told = asked.filter(pl.col(_MEETS).is_null()).height
        rows.append(_exclusion(criterion.name, criterion.fails, failed, asked.height))
        if population.include_unknown and not_told:
            rows[-1]["unknown"] = not_told
            rows[-1]["warnings"] = [f"{_people_are(not_told)} included although it cannot be told: {criterion.not_told}."]
        elif not population.include_unknown:
            rows.append(_exclusion(criterion.name, criterion.not_told, not_told, asked.height) | {"unknown": not_told})
        left = _kept(asked, population)
    rows.append(_box(INCLUDED, left.height, "Everyone who meets all criteria."))
    return left["patient_id"].sort(), rows


def people_left_out(record: Record, course: Course, population: "Population") -> pl.DataFrame:
    """Return who was excluded and why: `patient_id`, and `variable` and `level` of the row of the flow that counts the person.

    Errors are those of `select_people`.
    """
    parts = [pl.DataFrame(schema=dict.fromkeys(("patient_id", "variable", "level"), pl.String))]
    for criterion, asked in _asked_in_turn(record, course, population):
        out = asked.join(_kept(asked, population), on="patient_id", how="anti", maintain_order="left")
        reason = pl.when(pl.col(_MEETS).is_null()).then(pl.lit(criterion.not_told)).otherwise(pl.lit(criterion.fails))
        parts.append(out.select("patient_id", variable=pl.lit(criterion.name), level=reason))
    return pl.concat(parts)


_MEETS = "_meets"


def _asked_in_turn(record: Record, course: Course, population: "Population") -> Iterator[tuple[Criterion, pl.DataFrame]]:
    """Yield each criterion with those who came as far as it, and whether they meet it."""
    people = course.people.join(course.serostatus, on="patient_id", how="left", suffix="_of_serostatus", maintain_order="left")
    left = _with_verdicts(people, record, course, population)
    for criterion in _criteria(population, course):
        asked = left.with_columns(criterion.meets.alias(_MEETS))
        yield criterion, asked
        left = _kept(asked, population).drop(_MEETS)


def _kept(asked: pl.DataFrame, population: "Population") -> pl.DataFrame:
    return asked.filter(pl.col(_MEETS).fill_null(value=population.include_unknown))


def _with_verdicts(people: pl.DataFrame, record: Record, course: Course, population: "Population") -> pl.DataFrame:
    """Add a column of verdicts for each criterion that the population names."""
    if not population.criteria:
        return people
    judgement = judged(record, course=course)
    verdicts = judgement.answers.select(
        judgement.by_id[name].verdict().cast(pl.String).alias(f"_{name}") for name in population.criteria
    ).with_columns(judgement.people.alias("patient_id"))
    return people.join(verdicts, on="patient_id", how="left", maintain_order="left")


def _criteria(population: "Population", course: Course) -> Iterator[Criterion]:
    definitions = course.definitions
    if population.labels:
        labels = pl.col("labels").cast(pl.List(pl.String))
        given = labels.list.eval(pl.element().is_in(list(population.labels))).list.any()
        yield Criterion(
            "diagnosis given",
            pl.when(given).then(True).when((labels.list.len() > 0) & ~pl.col("label_unknown")).then(False),
            f"never given the diagnosis {_either(population.labels)}",
            "diagnosis not known",
        )
    for name, verdicts in population.criteria.items():
        verdict = pl.col(f"_{name}")
        told = verdict.is_in(verdicts) if "cannot tell" in verdicts else _told(verdict != "cannot tell", verdict.is_in(verdicts))
        yield Criterion(name, told, f"{name}: verdict other than {_either(verdicts)}", f"{name}: cannot tell")
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
    if population.sex:
        sex = pl.col("sex").cast(pl.String)
        yield Criterion(
            "sex",
            _told(sex.is_not_null() & (sex != "unknown"), sex.is_in(list(population.sex))),
            f"sex other than {_either(population.sex)}",
            "sex not known",
        )
    yield from _within("onset of disease", population.onset, ("onset_earliest_day", "onset_latest_day"), course)
    yield from _within("first contact", population.first_contact, ("first_contact_day", "first_contact_day"), course)
    bounds, age = population.age_at_onset, pl.col("age_at_onset")
    if bounds.at_least is not None:
        yield Criterion("age at onset", age >= bounds.at_least, f"under {bounds.at_least:g} at onset", "age at onset not known")
    if bounds.under is not None:
        yield Criterion("age at onset", age < bounds.under, f"{bounds.under:g} or over at onset", "age at onset not known")


def _told(known: pl.Expr, answer: pl.Expr) -> pl.Expr:
    return pl.when(known.fill_null(value=False)).then(answer)


def _within(what: str, bounds: "DateBounds", days: tuple[str, str], course: Course) -> Iterator[Criterion]:
    """Yield the criteria that a day lies within bounds; not told where the date is not exact enough to say."""
    if bounds == type(bounds)():
        return
    if course.calendar == "relative":
        raise ProtocolError(f"The record has no dates, only days from onset, so it has no {what} by date: leave the bounds out.")
    earliest, latest = (pl.col(name) for name in days)
    if bounds.from_ is not None:
        first = (bounds.from_ - dt.date(1970, 1, 1)).days
        inside = pl.when(earliest >= first).then(True).when(latest < first).then(False)
        yield Criterion(what, inside, f"{what} before {bounds.from_}", f"{what} not known well enough")
    if bounds.before is not None:
        end = (bounds.before - dt.date(1970, 1, 1)).days
        inside = pl.when(latest < end).then(True).when(earliest >= end).then(False)
        yield Criterion(what, inside, f"{what} on {bounds.before} or later", f"{what} not known well enough")


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
