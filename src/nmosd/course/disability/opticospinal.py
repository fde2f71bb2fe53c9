"""Opticospinal impairment: the visual subscore of each eye, and the motor, sensory and sphincter subscores as recorded.

Rule. The visual subscore follows from the acuity as a fraction of 20 feet, rounded to whole feet (`opticospinal.csv`), or
from the category below a chart. An eye that sees better than 20/30 has 1 with a scotoma and 0 without. Where the published
table has no grade, a setting says what is given. The subscores are not added up: the published table has no total.

Source: Wingerchuk 1999, Table 1, doi 10.1212/WNL.53.5.1107.
"""

from functools import cache
from importlib.resources import files
from io import StringIO

import polars as pl

from nmosd.course.answers import answered
from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.sorting import sorted_by
from nmosd.record import Record

_RECORDED = ("motor", "sensory", "sphincter")
_SUBSCORES = pl.Enum(["visual", *_RECORDED])
_COLUMNS = ("patient_id", "row_id", "examined_day", "subscore", "eye", "score")
_FEET = 20


def derive_opticospinal(record: Record, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per examination and subscore, sorted by patient, day (none last) and subscore.

    `row_id` is the examination of the eye, or the visit; `subscore` is `visual`, `motor`, `sensory` or `sphincter`; `eye` is as
    recorded, null but for `visual`. `score` is null where the examination was made and the grade cannot be told; visits that do
    not record a subscore, and examinations of an eye without acuity, have no row for it. With `reasons`, `rule` names the rule
    and `row_ids` the row.
    """
    parts = [_visual(record, definitions), *(_recorded(record, subscore, definitions) for subscore in _RECORDED)]
    table = sorted_by(pl.concat(parts, rechunk=True), "patient_id", "examined_day", "subscore", "row_id")
    reason = {"rule": pl.col("rule"), "row_ids": pl.concat_list("row_id")} if reasons else {}
    return table.select(*_COLUMNS, **reason)


def _recorded(record: Record, subscore: str, definitions: Definitions) -> pl.DataFrame:
    score = pl.col(f"opticospinal_{subscore}")
    visits = with_days(record.visits.filter(score.is_not_null()), "visited", definitions=definitions)
    return visits.select(
        "patient_id",
        "row_id",
        examined_day="visited_day",
        subscore=pl.lit(subscore, _SUBSCORES),
        eye=pl.lit(None, record.eye_exams.schema["eye"]),
        score=score,
        rule=pl.lit("opticospinal.recorded"),
    )


def _visual(record: Record, definitions: Definitions) -> pl.DataFrame:
    exams = record.eye_exams.filter(pl.col("acuity_category").is_not_null() | pl.col("acuity").is_not_null())
    exams = with_days(exams, "examined", definitions=definitions).with_columns(
        category=pl.col("acuity_category").cast(pl.String).fill_null("measured"),
        feet=(_FEET / pl.col("acuity")).round(),
        scotoma=answered("scotoma"),
    )
    score, rule = pl.lit(None, pl.Int32), pl.lit("opticospinal.acuity_missing")
    for grade in reversed(_grades().rows(named=True)):
        fits = pl.col("category") == grade["category"]
        if grade["from"] is not None:
            fits &= pl.col("feet").is_between(grade["from"], grade["to"] or float("inf"))
        given, named = _given(grade, definitions)
        score, rule = pl.when(fits).then(given).otherwise(score), pl.when(fits).then(pl.lit(named)).otherwise(rule)
    return exams.select(
        "patient_id",
        "row_id",
        "examined_day",
        subscore=pl.lit("visual", _SUBSCORES),
        eye="eye",
        score=score.cast(pl.Int32),
        rule=rule,
    )


def _given(grade: dict[str, int | str | None], definitions: Definitions) -> tuple[pl.Expr, str]:
    """Return the score of a row of the table, and the rule that gives it."""
    if grade["setting"] is None:
        return pl.lit(grade["score"], pl.Int32), "opticospinal.acuity"
    chosen = getattr(definitions, str(grade["setting"]))
    if isinstance(chosen, int):
        return pl.lit(chosen, pl.Int32), "opticospinal.gap"
    unstated = pl.lit(0 if chosen == "no scotoma" else None, pl.Int32)
    return pl.col("scotoma").cast(pl.Int32).fill_null(unstated), "opticospinal.better_than_20_30"


@cache
def _grades() -> pl.DataFrame:
    text = files(__package__).joinpath("opticospinal.csv").read_text("utf-8")
    return pl.read_csv(StringIO(text), comment_prefix="#").cast({"from": pl.Int32, "to": pl.Int32, "score": pl.Int32})
