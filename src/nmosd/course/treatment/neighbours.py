"""What treatments of one person are to each other: bridging steroids, overlaps, washout."""

import polars as pl

from nmosd.course.definitions import Definitions

_EPISODE = ["patient_id", "episode"]


def with_bridging(episodes: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Add `bridging`: whether an episode of a bridging class only spanned the time until another drug acted.

    True where a drug of another class was started during it (or at most `same_line_within_days` before it) and it ended at most
    `bridging_at_most_days` after that start. Null where a day that is not known leaves it open, and without the drug's name.
    """
    can_bridge = pl.col("class").is_in(list(definitions.bridging_classes))
    steroids = episodes.filter(can_bridge).select(*_EPISODE, "from_day", "known_day", over=pl.col("end") == "stopped")
    others = episodes.filter(~can_bridge).select("patient_id", start="from_day")
    pairs = steroids.join(others, on="patient_id", maintain_order="left")
    latest = pl.col("start") + definitions.bridging_at_most_days
    begun = pl.col("from_day") <= pl.col("start") + definitions.same_line_within_days
    # The last day is known where it was stopped; else it may have gone on after the last day that is certain.
    still_taken = pl.when(pl.col("over") | (pl.col("known_day") >= pl.col("start"))).then(pl.col("known_day") >= pl.col("start"))
    short = pl.when(pl.col("over") | (pl.col("known_day") > latest)).then(pl.col("known_day") <= latest)
    found = pairs.group_by(_EPISODE).agg((begun & still_taken & short).any(ignore_nulls=False).alias("bridging"), compared=True)
    joined = episodes.join(found, on=_EPISODE, how="left", maintain_order="left")
    alone = pl.col("class").is_not_null() & pl.col("compared").is_null()
    return joined.with_columns(pl.when(alone).then(statement=False).otherwise("bridging").alias("bridging")).drop("compared")


def with_neighbours(episodes: pl.DataFrame) -> pl.DataFrame:
    """Add `overlap` and `washout_days`, both with respect to episodes of other drugs; bridging steroids are left out of both.

    `overlap`: whether two drugs were taken on one day. `washout_days`: days from the last day on any drug begun earlier to this
    start, 0 where one was still taken. Both are null where a day or a drug that is not known leaves them open, the second also
    where no other drug came before.
    """
    columns = ("patient_id", "episode", "drug", "from_day", "until_day", "known_day")
    counted = episodes.filter(~pl.col("bridging").fill_null(value=False)).select(columns)
    pairs = counted.join(counted, on="patient_id", suffix="_other", maintain_order="left").filter(
        (pl.col("episode") != pl.col("episode_other")) & (pl.col("drug") != pl.col("drug_other")).fill_null(value=True)
    )
    named = pl.col("drug").is_not_null() & pl.col("drug_other").is_not_null()
    met = (pl.col("from_day") <= pl.col("known_day_other")) & (pl.col("from_day_other") <= pl.col("known_day"))
    apart = (pl.col("from_day") > pl.col("until_day_other")) | (pl.col("from_day_other") > pl.col("until_day"))
    shared = pl.when(apart).then(statement=False).when(named & met).then(statement=True)
    earlier = pl.col("from_day_other") < pl.col("from_day")
    open_end = earlier.fill_null(value=True) & (pl.col("until_day_other").is_null() | ~named | earlier.is_null())
    found = (
        pairs.with_columns(shared=shared, last=pl.when(earlier).then("until_day_other"), open_end=open_end)
        .group_by(_EPISODE)
        .agg(pl.col("shared").any(ignore_nulls=False), pl.col("last").max(), pl.col("open_end").any())
    )
    joined = episodes.join(found, on=_EPISODE, how="left", maintain_order="left")
    is_counted = ~pl.col("bridging").fill_null(value=False)
    washout = (pl.col("from_day") - pl.col("last")).clip(0)
    return joined.with_columns(
        overlap=pl.when(pl.col("open_end").is_not_null()).then("shared").when(is_counted).then(statement=False),
        washout_days=pl.when(~pl.col("open_end")).then(washout),
    ).drop("shared", "last", "open_end")
