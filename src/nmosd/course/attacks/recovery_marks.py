"""Which recoveries other days inside imprecise dates could change."""

import numpy as np
import polars as pl

from nmosd.course.attacks.recovery_values import MEASURE
from nmosd.course.definitions import Definitions

_LONG_BEFORE = -(2**30)


def with_date_marks(
    rows: pl.DataFrame, attacks: pl.DataFrame, series: dict[str, pl.DataFrame], definitions: Definitions
) -> pl.DataFrame:
    """Add `date_dependent`: whether an attack, or a value of the same measure, without an exact date could bear on the row."""
    doubtful = pl.col("onset_earliest_day") < pl.col("onset_latest_day")
    vague_attacks = attacks.filter(doubtful | pl.col("date_dependent") | pl.col("undated")).select(
        "patient_id",
        first=pl.col("onset_earliest_day").fill_null(_LONG_BEFORE),
        last=pl.col("onset_latest_day").fill_null(-_LONG_BEFORE),
        of=pl.lit(None, MEASURE),
    )
    vague_values = (
        values.filter(pl.col("taken_earliest_day") < pl.col("taken_latest_day")).select(
            "patient_id", first="taken_earliest_day", last="taken_latest_day", of=pl.lit(name, MEASURE)
        )
        for name, values in series.items()
    )
    vague = pl.concat([vague_attacks, *vague_values])
    if vague.is_empty():
        return rows.with_columns(date_dependent=pl.lit(value=False))
    onsets = attacks.select("patient_id", "onset_earliest_day", "onset_latest_day").with_row_index("place")
    unstable = max(definitions.edss_unstable_days, definitions.vision_unstable_days)
    reach_back = definitions.value_before_attack_within_days + unstable
    reach_on = max(definitions.recovery_until_days, unstable)
    near = vague.join(onsets, on="patient_id").filter(
        (pl.col("last") >= pl.col("onset_earliest_day") - reach_back) & (pl.col("first") <= pl.col("onset_latest_day") + reach_on)
    )
    measures = len(MEASURE.categories)
    marked = np.zeros((attacks.height, measures + 1), dtype=bool)
    marked[near["place"], near["of"].to_physical().fill_null(measures)] = True
    own, any_measure = marked[rows["place"], rows["measure"].to_physical()], marked[rows["place"], measures]
    return rows.with_columns(date_dependent=pl.Series(own | any_measure))
