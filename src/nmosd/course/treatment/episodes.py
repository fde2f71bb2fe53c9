"""Episodes: spans of one drug that follow each other without a gap."""

import polars as pl

from nmosd.course.definitions import Definitions


def episodes(spans: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return one row per episode of one drug, numbered within the person by first day; episodes without a first day come last.

    A span that begins at most `same_episode_within_days` after the effect of all that came before it of the same drug belongs
    to the same episode. A span without a first day or without a drug stays alone. The span that began last says how the episode
    ended; one that began earlier and lasted longer lengthens it. `doubtful`: a date of this drug in this person is not exact.
    """
    mergeable = pl.col("from_day").is_not_null() & pl.col("drug").is_not_null()
    alone = spans.filter(~mergeable).with_columns(doubtful=pl.col("imprecise"))
    merged = _merged(spans.filter(mergeable), definitions)
    ordered = pl.concat([merged, alone.select(merged.columns)]).sort("patient_id", "from_day", "drug", "row_id", nulls_last=True)
    return ordered.with_columns(episode=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("patient_id"))


def _merged(spans: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    in_order = spans.sort("patient_id", "drug", "from_day", "known_day", "row_id")
    in_order = in_order.with_columns(of_drug=pl.struct("patient_id", "drug").rle_id())
    in_order = in_order.with_columns(_opens(in_order, definitions).cum_sum().alias("number"))
    doubtful = in_order.group_by("of_drug").agg(pl.col("imprecise").any().alias("doubtful"))
    in_order = in_order.join(doubtful, on="of_drug", how="left", maintain_order="left").drop("of_drug")
    several = pl.col("number").is_duplicated()
    together = (
        in_order.filter(several)
        .group_by("number", maintain_order=True)
        .agg(
            pl.col("patient_id", "drug", "from_day", "row_id", "effect_days", "doubtful").first(),
            pl.col("end", "stop_day", "stop_reason").last(),
            pl.col("known_day").max(),
            pl.when(pl.col("until_day").last().is_not_null()).then(pl.col("known_day").max()).alias("until_day"),
            pl.col("doses").sum(),
            pl.col("row_ids").explode(empty_as_null=False).unique().sort(),
        )
        .drop("number")
    )
    return pl.concat([in_order.filter(~several).select(together.columns), together])


def _opens(in_order: pl.DataFrame, definitions: Definitions) -> pl.Series:
    """Say of spans sorted by person, drug and first day whether each begins an episode.

    The groups of person and drug lie end to end on one line, so that one running maximum of what was covered serves all.
    """
    line = in_order.select(
        "of_drug",
        begins=pl.col("from_day").cast(pl.Int64),
        covered=(pl.col("known_day") + pl.col("effect_days").fill_null(0)).cast(pl.Int64),
    )
    length = line.select(pl.max_horizontal("begins", "covered").max() - pl.col("begins").min() + 1).item() or 1
    shift = pl.col("of_drug").cast(pl.Int64) * (length + definitions.same_episode_within_days)
    before = (pl.col("covered") + shift).cum_max().shift()
    opens = pl.col("begins") + shift > before + definitions.same_episode_within_days
    return line.select(opens.fill_null(value=True)).to_series()
