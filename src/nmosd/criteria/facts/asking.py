"""Questions asked of rows, answered for people: how a fact comes from many rows.

Rule. A fact is true of a person if any of their rows says so, false if all of them say no, else null. What a person without a row
is told is said where the question is asked. A row that does not say keeps the answer open.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from nmosd.criteria.facts.material import Material

LISTS = ("support", "against", "open")
"""What a row says of a question: yes, no, or nothing; the lists of a fact end so."""


def any_row(
    material: Material, rows: pl.DataFrame, questions: Mapping[str, pl.Expr], *, without_rows: bool | None = None
) -> pl.DataFrame:
    """Return the answers of everybody in `material`, in order: a column for each question.

    `rows` has `patient_id` as a number, and where reasons are wanted `row_id` or lists of them in `row_ids`; `without_rows` is
    the answer for people who have none.
    """
    # One number carries the three answers, so that the greatest is the answer of any.
    rows = rows if rows["patient_id"].is_sorted() else rows.sort("patient_id", maintain_order=True)
    patients = rows["patient_id"].to_numpy()
    first = np.flatnonzero(np.diff(patients, prepend=-1)) if len(patients) else patients
    coded = rows.select(_code(one).alias(name) for name, one in questions.items())
    columns = []
    for name in questions:
        greatest = np.full(material.people.height, _UNKNOWN if without_rows is None else _YES if without_rows else _NO)
        if len(first):
            greatest[patients[first]] = np.maximum.reduceat(coded[name].to_numpy(), first)
        columns.append(pl.Series(name, greatest))
    answers = pl.DataFrame(columns).select(_answer(pl.col(name)).alias(name) for name in questions)
    if not material.reasons:
        return answers
    lists = [rows_that_say(material, rows, name, one) for name, one in questions.items()]
    return pl.concat([answers, *lists], how="horizontal")


def rows_that_say(material: Material, rows: pl.DataFrame, name: str, question: pl.Expr) -> pl.DataFrame:
    """Return for everybody the ids of the rows that answer a question with yes, with no, and not at all: see `LISTS`."""
    ids = pl.col("row_ids") if "row_ids" in rows.columns else pl.concat_list("row_id")
    asked = rows.select("patient_id", row_ids=ids, answer=question)
    ways = dict(zip(LISTS, (pl.col("answer"), ~pl.col("answer"), pl.col("answer").is_null()), strict=True))
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


_NO, _UNKNOWN, _YES = np.arange(3, dtype=np.uint8)


def _code(answer: pl.Expr) -> pl.Expr:
    return (2 * answer.cast(pl.UInt8)).fill_null(1)


def _answer(code: pl.Expr) -> pl.Expr:
    return pl.when(code == 2).then(statement=True).when(code == 0).then(statement=False)
