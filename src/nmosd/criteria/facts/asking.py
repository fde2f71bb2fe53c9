"""Questions asked of rows, answered for people: how a fact comes from many rows.

Rule. A fact is true of a person if any of their rows says so, false if all of them say no, else null. What a person without a row
is told is said where the question is asked. A row that does not say keeps the answer open, unless only the rows that answer are
asked (`any_that_answers`): then the fact is null where none does.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.criteria.facts.material import Material

Codes = npt.NDArray[np.uint8]
NO, UNKNOWN, YES = np.arange(3, dtype=np.uint8)
"""The three answers as numbers, so that the lesser of two is the answer of both, and the greater that of either."""
LISTS = ("support", "against", "open")
"""What a row says of a question: yes, no, or nothing; the lists of a fact end so."""


def any_row(
    material: Material, rows: pl.DataFrame, questions: Mapping[str, pl.Expr], *, without_rows: bool | None = None
) -> pl.DataFrame:
    """Return the answers of everybody in `material`, in order: a column for each question.

    `rows` has `patient_id` as a number, and where reasons are wanted `row_id` or lists of them in `row_ids`; `without_rows` is
    the answer for people who have none.
    """
    coded = rows.select(code(one).alias(name) for name, one in questions.items())
    answers = any_coded(
        material, rows["patient_id"], {name: coded[name].to_numpy() for name in questions}, without_rows=without_rows
    )
    if not material.reasons:
        return answers
    return pl.concat([answers, rows_that_say(material, rows, questions)], how="horizontal")


def any_that_answers(material: Material, rows: pl.DataFrame, questions: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Return the answers of everybody as `any_row` does, where a row that does not say leaves the answer to the others.

    A scan of the brain does not keep it open whether the cord has a lesion.
    """
    coded = rows.select((1 + one.cast(pl.UInt8)).fill_null(0).alias(name) for name, one in questions.items())
    greatest = _greatest(material, rows["patient_id"], {name: coded[name].to_numpy() for name in questions}, nobody=0)
    said = (pl.when(pl.col(name) > 0).then(pl.col(name) == 2).alias(name) for name in questions)
    answers = greatest.select(said)
    if not material.reasons:
        return answers
    lists = rows_that_say(material, rows, questions, among={name: one.is_not_null() for name, one in questions.items()})
    return pl.concat([answers, lists], how="horizontal")


def any_coded(
    material: Material, patients: pl.Series, answers: Mapping[str, Codes], *, without_rows: bool | None = None
) -> pl.DataFrame:
    """Return the answers of everybody as `any_row` does, without lists, given the number of each row's person and its codes."""
    # One number carries the three answers, so that the greatest is the answer of any.
    greatest = _greatest(material, patients, answers, nobody=UNKNOWN if without_rows is None else YES if without_rows else NO)
    return greatest.select(decoded(pl.col(name)).alias(name) for name in answers)


def _greatest(material: Material, patients: pl.Series, answers: Mapping[str, Codes], *, nobody: np.uint8 | int) -> pl.DataFrame:
    """Return for everybody the greatest of their rows' codes; `nobody` is that of people without a row."""
    order = None if patients.is_sorted() else patients.arg_sort()
    numbers = (patients if order is None else patients.gather(order)).to_numpy()
    first = np.flatnonzero(np.diff(numbers, prepend=-1)) if len(numbers) else numbers
    columns = []
    for name, codes in answers.items():
        greatest = np.full(material.people.height, nobody, dtype=np.uint8)
        # Where every row says the lowest there is nothing to compare, as in a column that nobody filled.
        if len(first) and (nobody or codes.any()):
            greatest[numbers[first]] = np.maximum.reduceat(codes if order is None else codes[order.to_numpy()], first)
        columns.append(pl.Series(name, greatest))
    return pl.DataFrame(columns)


def rows_that_say(
    material: Material, rows: pl.DataFrame, questions: Mapping[str, pl.Expr], *, among: Mapping[str, pl.Expr] | None = None
) -> pl.DataFrame:
    """Return for everybody the ids of the rows that answer each question with yes, with no, and not at all: see `LISTS`.

    `among` says of each question which rows are asked; all, unless told otherwise.
    """
    said: dict[str, pl.Expr] = {}
    for name, question in questions.items():
        asked = pl.lit(value=True) if among is None else among[name]
        ways = zip(LISTS, (question, ~question, question.is_null()), strict=True)
        said |= {f"{name}_{end}": asked & way for end, way in ways}
    ids = pl.col("row_ids") if "row_ids" in rows.columns else pl.concat_list("row_id")
    each = rows.select("patient_id", said_by=ids, **said).explode("said_by", empty_as_null=False, keep_nulls=False)
    lists = each.group_by("patient_id").agg(pl.col("said_by").filter(name).unique().sort().alias(name) for name in said)
    everybody = material.people.select(patient_id="number").join(lists, on="patient_id", how="left", maintain_order="left")
    return everybody.select(pl.exclude("patient_id").fill_null([]))


def code(answer: pl.Expr) -> pl.Expr:
    """Return the code of an answer: `NO`, `UNKNOWN` or `YES`."""
    return (2 * answer.cast(pl.UInt8)).fill_null(1)


def decoded(code: pl.Expr) -> pl.Expr:
    """Return the answer that a code stands for."""
    return pl.when(code == 2).then(statement=True).when(code == 0).then(statement=False)
