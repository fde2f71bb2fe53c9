"""The shares of people who have reached each milestone of disability so many years after onset, death competing."""

from collections.abc import Iterator, Sequence

import polars as pl

from nmosd.course import Course
from nmosd.course.disability.milestones import milestone_names
from nmosd.study.comparison.curves import CURVE_COLUMNS, draw, of_few_at_first
from nmosd.study.comparison.outcome_data import OutcomeData, analysis_table
from nmosd.study.comparison.rows import figure, many, nothing, with_warnings
from nmosd.study.description.summaries import Row, count
from nmosd.study.design.at_risk import HAD_IT, AtRisk, at_risk
from nmosd.study.design.subjects import subjects
from nmosd.study.groups import Group
from nmosd.study.protocol import Protocol
from nmosd.study.protocol.comparison import Outcome

DEATH = "death"
_SAYS = (
    "Share of people who have reached it within so many years of onset; who died before did not and no longer can. People count "
    "from the day on which they were first seen to the last examination that another could have confirmed."
)


def milestone_rows(course: Course, groups: Sequence[Group], at_years: Sequence[float]) -> tuple[list[Row], pl.DataFrame]:
    """Return the cumulative incidence of each milestone and of death by group, and its steps for drawing (`CURVE_COLUMNS`).

    Aalen-Johansen with delayed entry. People who had reached a milestone when they were first seen are left out of it, and one
    row for each group counts them. `n` counts people at risk, `unknown` those of whom it cannot be told.
    """
    rows: list[Row] = []
    steps = [pl.DataFrame(schema=CURVE_COLUMNS)]
    for name, found in milestones_at_risk(course, at_years):
        data = analysis_table(found)
        open_still = _unconfirmed(course, name)
        for group in groups:
            said = _open(group.of(open_still).height)
            own, step = _of_group(data.of(group.of(data.rows)), found, group, name, said)
            rows += own
            steps.append(step)
    return rows, pl.concat(steps)


def milestones_at_risk(course: Course, at_years: Sequence[float]) -> Iterator[tuple[str, AtRisk]]:
    """Yield each milestone with the time at risk of it, from onset."""
    everyone = subjects(course, Protocol(title="milestones from onset"))
    for name in milestone_names():
        yield name, at_risk(course, everyone, _outcome(name, tuple(at_years)))


def _outcome(name: str, at_years: tuple[float, ...]) -> Outcome:
    return Outcome(of="death", at_years=at_years) if name == DEATH else Outcome(of="milestone", milestone=name, at_years=at_years)


def _unconfirmed(course: Course, name: str) -> pl.DataFrame:
    """Return the people whom an examination shows beyond a milestone and no later one confirms or contradicts."""
    met = pl.col("first_met_day").is_not_null() & (pl.col("status") == "cannot tell")
    return course.milestones.filter((pl.col("milestone") == name) & met)


def _open(people: int) -> list[str]:
    if not people:
        return []
    who = many(people, "person was seen at it", "people were seen at it")
    return [f"{who}, with no examination after that to confirm it: their time at risk ends before."]


def _of_group(
    own: OutcomeData, found: AtRisk, group: Group, name: str, unconfirmed: Sequence[str]
) -> tuple[list[Row], pl.DataFrame]:
    had_it = group.of(found.left_out.filter(pl.col("reason") == HAD_IT)).height
    unknown = group.n - had_it - own.rows["subject"].n_unique()
    where: Row = {"analysis": "milestones", "variable": name, "group": group.name, "unknown": unknown, "definition": _SAYS}
    empty = pl.DataFrame(schema=CURVE_COLUMNS)
    prevalent = "People who had reached it when they were first seen; they are in no share of it."
    rows = [
        count(group.name, had_it, n=group.n - unknown, events=had_it, unit="people")
        | where
        | {"level": HAD_IT, "definition": prevalent}
    ]
    drawn = draw(own, measure="cumulative incidence")
    if isinstance(drawn, str):
        n = own.rows.height
        none = [nothing("cumulative incidence", drawn, at_years=years, n=n, **where) for years in own.outcome.at_years]
        return rows + [with_warnings(row, unconfirmed) for row in none], empty
    said = [*drawn.curve.warnings, *of_few_at_first(drawn, max(own.outcome.at_years)), *_late(own), *unconfirmed]
    shares = [
        figure(drawn.at(years), at_years=years, n=own.rows.height, measure="cumulative incidence")
        for years in own.outcome.at_years
    ]
    rows += [with_warnings(row, said) | where for row in shares]
    labels = (
        pl.lit(text).alias(column)
        for column, text in (("outcome", f"{name}, from onset"), ("measure", "cumulative incidence"), ("group", group.name))
    )
    return rows, drawn.steps.select(*labels, *list(CURVE_COLUMNS)[3:]).cast(pl.Schema(CURVE_COLUMNS))


def _late(own: OutcomeData) -> list[str]:
    """Say how many are first seen after the last of the years: they tell nothing of them."""
    last = max(own.outcome.at_years)
    late = own.rows.filter(pl.col("start") >= last).height
    return (
        [f"{many(late, 'person was', 'people were')} first seen later than {last:g} years after onset, which tells nothing here."]
        if late
        else []
    )
