"""When it was known in which group a person is."""

from collections.abc import Mapping

import polars as pl

from nmosd.course.days import with_days
from nmosd.study.lint.design import Design

_IS_DISEASE = pl.col("kind") == "disease"
_BEGINS: Mapping[str, pl.Expr] = {
    "any_disease": _IS_DISEASE,
    "autoimmune_disease": _IS_DISEASE & pl.col("autoimmune").fill_null(value=False),
    "systemic_autoimmune": pl.col("group") == "autoimmune, systemic",
    "organ_autoimmune": pl.col("group") == "autoimmune, organ",
    "neurological_autoimmune": pl.col("group") == "autoimmune, neurological",
    "infection": pl.col("group") == "infection",
    "cancer": pl.col("group") == "cancer",
    "cancer_near_onset": pl.col("group") == "cancer",
    "any_autoantibody": pl.col("kind") == "autoantibody",
}
"""Which coexisting diseases and autoantibodies a column of `comorbidity` is about."""
_FROM_BIRTH_OR_ONSET = ("people.sex", "people.earlier_onset_possible", "comorbidity.autoimmune_before_onset")
_AT_DIAGNOSIS = ("people.first_label", "diagnosis.first_label")


def known_days(design: Design) -> pl.DataFrame | None:
    """Return `patient_id` and `known_day` for people whose group came to be known on a day; null where it was known all along.

    Of those with a disease the day is when it began, of serostatus and neurophysiology that of the first test that told, of
    blindness the day it was reached. What sums up the whole of follow-up (the form of the course) was known at its end.
    """
    comparison = design.comparison
    if comparison is None or comparison.of == "treatment" or comparison.column in _FROM_BIRTH_OR_ONSET:
        return None
    if comparison.of == "serostatus":
        return _serology(design)
    if comparison.disease is not None:
        return _first_began(design, _IS_DISEASE & (pl.col("disease") == comparison.disease))
    return _of_column(design, comparison.column or "")


def _of_column(design: Design, address: str) -> pl.DataFrame:
    table, column = address.split(".")
    if table == "serostatus":
        return _serology(design)
    if table == "comorbidity":
        return _first_began(design, _BEGINS.get(column, pl.lit(value=True)))
    if address in _AT_DIAGNOSIS:
        return design.course.diagnosis.select("patient_id", known_day="diagnosed_day")
    if table == "neurophysiology":
        tested = with_days(design.record.neurophysiology, "tested", definitions=design.course.definitions)
        return tested.group_by("patient_id").agg(known_day=pl.col("tested_day").min())
    frame = design.course.tables()[table]
    if f"{column}_day" in frame.columns:
        return frame.filter(pl.col(column)).select("patient_id", known_day=f"{column}_day")
    return design.compared.select("patient_id", known_day="end_day").unique("patient_id", maintain_order=True)


def _first_began(design: Design, which: pl.Expr) -> pl.DataFrame:
    with_it = design.course.coexisting.filter(which & pl.col("present"))
    return with_it.group_by("patient_id").agg(known_day=pl.col("began_day").min())


def _serology(design: Design) -> pl.DataFrame:
    """Return the day of the first positive test of those who have one, else of the first test, of AQP4-IgG or MOG-IgG."""
    tests = design.record.antibody_tests.filter(pl.col("analyte").cast(pl.String).is_in(["AQP4-IgG", "MOG-IgG"]))
    dated = with_days(tests, "sampled", definitions=design.course.definitions)
    positive = pl.col("result") == "positive"
    first = pl.col("sampled_day")
    return dated.group_by("patient_id").agg(
        known_day=pl.when(positive.any()).then(first.filter(positive).min()).otherwise(first.min())
    )
