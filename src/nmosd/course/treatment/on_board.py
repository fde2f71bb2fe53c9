"""Which drugs a person was on at a day: those whose effect had begun to be possible and had not yet passed."""

import polars as pl


def on_board(events: pl.DataFrame, exposure: pl.DataFrame, day: str) -> pl.DataFrame:
    """Return the events in their order with `on_board` and `perhaps_on_board`, lists of drugs in alphabetical order.

    `events` have `patient_id`, `row_id` and a column of days. A drug was on board from the first day of its episode to the last
    day of its effect; it was perhaps on board where the episode has no known start or end and the dates that are known leave
    it open. Both lists are null where the event has no day, empty where no drug is on record for it.
    """
    episodes = exposure.select("patient_id", drug=pl.col("drug").cast(pl.String), begun="from_day", over="effective_until_day")
    pairs = events.select("patient_id", "row_id", pl.col(day).alias("day")).join(
        episodes, on="patient_id", maintain_order="left_right"
    )
    begun = pl.col("begun") <= pl.col("day")
    not_over = pl.col("day") <= pl.col("over")
    surely = (begun & not_over).fill_null(value=False)
    possibly = begun.fill_null(value=True) & not_over.fill_null(value=True) & ~surely
    listed = pairs.group_by("row_id", maintain_order=True).agg(
        on_board=pl.col("drug").filter(surely).drop_nulls().unique().sort(),
        perhaps_on_board=pl.col("drug").filter(possibly).drop_nulls().unique().sort(),
    )
    nothing = pl.lit([], pl.List(pl.String))
    has_day = pl.col(day).is_not_null()
    return events.join(listed, on="row_id", how="left", maintain_order="left").with_columns(
        pl.when(has_day).then(pl.coalesce(name, nothing)).alias(name) for name in ("on_board", "perhaps_on_board")
    )
