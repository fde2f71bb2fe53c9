"""The acuities that say something lasting: dated, known, and surely outside attacks on that eye."""

import polars as pl


def stable_acuities(eyes: pl.DataFrame) -> pl.DataFrame:
    """Return the examinations of `eyes` (`derive_eyes`) that have a stable acuity, sorted by patient, eye and day.

    Of several of one eye and day the worse counts. The severity of the acuity and the row id are kept.
    """
    stable = eyes.filter(~pl.col("in_attack_window") & pl.col("acuity_severity").is_not_null() & pl.col("eye").is_not_null())
    in_order = stable.select("patient_id", "eye", "row_id", "acuity_severity", day="examined_day").sort(
        "patient_id", "eye", "day", "acuity_severity", "row_id"
    )
    same_day = pl.all_horizontal(pl.col(name) == pl.col(name).shift(-1) for name in ("patient_id", "eye", "day"))
    return in_order.filter(~same_day.fill_null(value=False))
