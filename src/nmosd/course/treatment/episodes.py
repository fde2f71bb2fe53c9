"""Episodes: spans of one drug that follow each other without a gap."""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.sorting import sorted_by


def episodes(spans: pl.DataFrame, people: pl.Series, definitions: Definitions) -> pl.DataFrame:
    """Return one row per episode of one drug, numbered within the person by first day; episodes without a first day come last.

    A span that begins at most `same_episode_within_days` after the effect of all that came before it of the same drug belongs
    to the same episode. A span without a first day or without a drug stays alone. The span that began last says how the episode
    ended; one that began earlier and lasted longer lengthens it. `people` are all patients, sorted.
    """
    placed = spans.with_columns(
        person=people.search_sorted(spans["patient_id"]).cast(pl.Int64), medicine=pl.col("drug").to_physical().cast(pl.Int64)
    )
    mergeable = pl.col("from_day").is_not_null() & pl.col("drug").is_not_null()
    merged = _merged(placed.filter(mergeable), definitions)
    found = pl.concat([merged, placed.filter(~mergeable).select(merged.columns)])
    in_order = sorted_by(found, "person", "from_day", "medicine", "row_id")
    since = pl.int_range(pl.len(), dtype=pl.UInt32)
    opens = (pl.col("person") != pl.col("person").shift()).fill_null(value=True)
    first = pl.when(opens).then(since).forward_fill()
    return in_order.with_columns(episode=since - first + 1).drop("person", "medicine")


def _merged(spans: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    in_order = sorted_by(spans, "person", "medicine", "from_day", "known_day", "row_id")
    in_order = in_order.with_columns(number=_opens(in_order, definitions).cum_sum())
    number = pl.col("number")
    several = in_order.select(((number == number.shift()) | (number == number.shift(-1))).fill_null(value=False)).to_series()
    together = (
        in_order.filter(several)
        .group_by("number", maintain_order=True)
        .agg(
            pl.col("patient_id", "person", "drug", "medicine", "from_day", "row_id", "effect_days", "imprecise").first(),
            pl.col("end", "stop_day", "stop_reason").last(),
            pl.col("known_day").max(),
            pl.when(pl.col("until_day").last().is_not_null()).then(pl.col("known_day").max()).alias("until_day"),
            pl.col("doses").sum(),
            *([pl.col("row_ids").explode(empty_as_null=False).unique().sort()] if "row_ids" in spans.columns else []),
        )
        .drop("number")
    )
    return pl.concat([in_order.filter(~several).select(together.columns), together])


def _opens(in_order: pl.DataFrame, definitions: Definitions) -> pl.Series:
    """Say of spans sorted by person, drug and first day whether each begins an episode.

    The groups of person and drug lie end to end on one line, so that one running maximum of what was covered serves all.
    """
    person, medicine = pl.col("person"), pl.col("medicine")
    line = in_order.select(
        of_drug=((person != person.shift()) | (medicine != medicine.shift())).fill_null(value=True).cum_sum().cast(pl.Int64),
        begins=pl.col("from_day").cast(pl.Int64),
        covered=(pl.col("known_day") + pl.col("effect_days").fill_null(0)).cast(pl.Int64),
    )
    length = line.select(pl.max_horizontal("begins", "covered").max() - pl.col("begins").min() + 1).item() or 1
    shift = pl.col("of_drug") * (length + definitions.same_episode_within_days)
    before = (pl.col("covered") + shift).cum_max().shift()
    opens = pl.col("begins") + shift > before + definitions.same_episode_within_days
    return line.select(opens.fill_null(value=True)).to_series()
