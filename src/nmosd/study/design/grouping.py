"""In which group each person is, by what tells the groups of a comparison apart."""

from typing import TYPE_CHECKING

import polars as pl

from nmosd.course import Course

if TYPE_CHECKING:
    from nmosd.study.protocol.comparison import Comparison

NOT_TOLD = "the record does not tell the group"
IN_NO_GROUP = "in none of the groups"


def group_of_people(course: Course, comparison: "Comparison") -> pl.DataFrame:
    """Return one row per person: `patient_id`, `group` (null where there is none) and `reason` (why there is none).

    For comparisons of people: by coexisting disease, serostatus or a derived column. Treatments are told by `episodes`.
    """
    people = course.people.select("patient_id")
    if comparison.of == "comorbidity" or comparison.is_yes_no:
        answers = _disease(course, comparison.disease) if comparison.disease else _column(course, comparison.column or "")
        if comparison.of == "comorbidity" and comparison.unrecorded == "absent":
            answers = people.join(answers, on="patient_id", how="left").with_columns(pl.col("value").fill_null(value=False))
        words = pl.when("value").then(pl.lit(f"with {comparison.what}")).when(~pl.col("value"))
        told = answers.select(
            "patient_id", group=words.then(pl.lit(f"without {comparison.what}")), known=pl.col("value").is_not_null()
        )
    else:
        address = "serostatus.group" if comparison.of == "serostatus" else comparison.column or ""
        words_of = _column(course, address).with_columns(pl.col("value").cast(pl.String))
        group = pl.col("value").replace_strict(comparison.group_of_word, default=None, return_dtype=pl.String)
        told = words_of.select("patient_id", group=group, known=pl.col("value").is_not_null() & (pl.col("value") != "unknown"))
    joined = people.join(told, on="patient_id", how="left", maintain_order="left")
    reason = pl.when(~pl.col("known").fill_null(value=False)).then(pl.lit(NOT_TOLD)).otherwise(pl.lit(IN_NO_GROUP))
    return joined.select("patient_id", "group", reason=pl.when(pl.col("group").is_null()).then(reason))


def _disease(course: Course, disease: str) -> pl.DataFrame:
    """Return whether each person has a disease on record; null where nobody said."""
    own = course.coexisting.filter((pl.col("kind") == "disease") & (pl.col("disease") == disease))
    return own.group_by("patient_id", maintain_order=True).agg(
        value=pl.when(pl.col("present").any()).then(True).when((~pl.col("present")).all()).then(False)
    )


def _column(course: Course, address: str) -> pl.DataFrame:
    table, column = address.split(".")
    return course.tables()[table].select("patient_id", value=pl.col(column))
