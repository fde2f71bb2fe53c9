"""Questions asked of rows, answered for people: how a fact comes from many rows.

Rule. A fact is true of a person if any of their rows says so, false if all of them say no, else null. What a person without a row
is told is said where the question is asked. A row that does not say keeps the answer open.
"""

from collections.abc import Mapping

import polars as pl

from nmosd.criteria.facts.material import Material

LISTS = ("support", "against", "open")
"""What a row says of a question: yes, no, or nothing; the lists of a fact end so."""


def any_row(
    material: Material, rows: pl.DataFrame, questions: Mapping[str, pl.Expr], *, without_rows: bool | None = None
) -> pl.DataFrame:
    """Return the answers of everybody in `material`, in order: a column for each question.

    `rows` has `patient_id` as a number and, with reasons, `row_ids`; `without_rows` is the answer for people who have none.
    """
    # One number carries the three answers, so that the greatest is the answer of any: no 0, unknown 1, yes 2.
    coded = rows.select("patient_id", *((2 * one.cast(pl.UInt8)).fill_null(1).alias(name) for name, one in questions.items()))
    greatest = coded.group_by("patient_id").max()
    everybody = material.people.select(patient_id="number").join(greatest, on="patient_id", how="left", maintain_order="left")
    none = 1 if without_rows is None else 2 * int(without_rows)
    answers = everybody.select(_answer(pl.col(name).fill_null(none)).alias(name) for name in questions)
    if not material.reasons:
        return answers
    lists = [rows_that_say(material, rows, name, one) for name, one in questions.items()]
    return pl.concat([answers, *lists], how="horizontal")


def rows_that_say(material: Material, rows: pl.DataFrame, name: str, question: pl.Expr) -> pl.DataFrame:
    """Return for everybody the ids of the rows that answer a question with yes, with no, and not at all: see `LISTS`."""
    asked = rows.select("patient_id", "row_ids", answer=question)
    ways = {"support": pl.col("answer"), "against": ~pl.col("answer"), "open": pl.col("answer").is_null()}
    return pl.concat(
        [collected(material, asked.filter(way), "row_ids").rename({"row_ids": f"{name}_{end}"}) for end, way in ways.items()],
        how="horizontal",
    )


def collected(material: Material, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return for everybody the different ids that stand in the lists of their rows, sorted."""
    ids = rows.select("patient_id", column).explode(column, empty_as_null=False, keep_nulls=False)
    lists = ids.group_by("patient_id").agg(pl.col(column).unique().sort())
    everybody = material.people.select(patient_id="number").join(lists, on="patient_id", how="left", maintain_order="left")
    return everybody.select(pl.col(column).fill_null([]))


def _answer(code: pl.Expr) -> pl.Expr:
    return pl.when(code == 2).then(statement=True).when(code == 0).then(statement=False)
