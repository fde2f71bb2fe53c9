"""People behind the flow of inclusion, the verdicts on criteria, and the answers to their clauses."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from nmosd.report.study.behind.by_group import of_figure
from nmosd.study.groups import EVERYONE

if TYPE_CHECKING:
    from nmosd.study import Study

HOLDS, DOES_NOT, CANNOT_TELL = "holds", "does not hold", "cannot tell"


def judging(study: "Study") -> Iterator[pl.DataFrame]:
    """Yield the people behind each of these figures; those of a clause by its answer."""
    yield from _flow(study)
    yield from _criteria(study)


def _flow(study: "Study") -> Iterator[pl.DataFrame]:
    from nmosd.course import derive
    from nmosd.study.population import IN_THE_RECORD, INCLUDED, people_left_out

    def box(name: str, people: pl.Series) -> pl.DataFrame:
        return of_figure(people.alias("patient_id").to_frame(), "flow", name).with_columns(group=pl.lit(EVERYONE))

    everyone = study.record.patients["patient_id"].sort()
    yield box(IN_THE_RECORD, everyone)
    if study.included.len() < everyone.len():
        needed = None if study.protocol.population.criteria else ("people", "serostatus")
        whole = derive(study.record, study.course.definitions, only=needed)
        out = people_left_out(study.record, whole, study.protocol.population).sort("variable", "level", "patient_id")
        yield out.with_columns(analysis=pl.lit("flow"), group=pl.lit(EVERYONE))
    yield box(INCLUDED, study.included)


def _criteria(study: "Study") -> Iterator[pl.DataFrame]:
    from nmosd.study.description.criteria_met import clauses_of, failing_together, judgement_of, verdicts

    judgement = judgement_of(study.record, study.course)
    told = verdicts(judgement).sort("patient_id")
    for variable in (name for name in told.columns if name != "patient_id"):
        words = told.select("patient_id", level=variable, analysis=pl.lit("criteria"), variable=pl.lit(variable))
        yield words.sort("level", "patient_id").with_columns(group=pl.lit(EVERYONE))
    for name in study.protocol.criteria.of:
        criterion = judgement.by_id[name]
        for clause in clauses_of(criterion):
            answer = pl.when(clause.id).then(pl.lit(HOLDS)).when(~pl.col(clause.id)).then(pl.lit(DOES_NOT))
            people = judgement.answers.select(group=answer.otherwise(pl.lit(CANNOT_TELL))).with_columns(
                patient_id=judgement.people
            )
            order = pl.col("group").cast(pl.Enum([HOLDS, DOES_NOT, CANNOT_TELL]))
            yield of_figure(people.sort(order, "patient_id"), "clauses", criterion.title, clause.says)
        failing = failing_together(judgement, criterion).sort("level", "patient_id")
        yield failing.with_columns(
            analysis=pl.lit("clauses failing together"), variable=pl.lit(criterion.title), group=pl.lit(EVERYONE)
        )
