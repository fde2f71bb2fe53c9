"""What lasts: the last known state of a series, and the day since which it has held without a break."""

import numpy as np
import polars as pl


def lasting(series: pl.DataFrame, states: tuple[str, ...]) -> pl.DataFrame:
    """Return one row per `group` (sorted), with `<state>` and `<state>_day` for each state.

    `series` has `group` and `day`, sorted by both, and the three-valued states on that day. `<state>` is the last that is known,
    null where none is. Where it is true, `<state>_day` is the day of the first of the known states that have all been true since;
    else null. A day on which the state is unknown neither makes nor breaks a run.
    """
    first_rows = np.flatnonzero(series["group"].rle_id().diff().fill_null(1).to_numpy())
    summary = series.select("group")[first_rows]
    if not len(first_rows):
        return summary.with_columns(
            *(pl.lit(None, pl.Boolean).alias(state) for state in states),
            *(pl.lit(None, pl.Int32).alias(f"{state}_day") for state in states),
        )
    place = np.arange(series.height, dtype=np.int32)
    last_rows = np.append(first_rows[1:], series.height) - 1
    columns: list[pl.Series] = []
    for state in states:
        known, holds = series[state].is_not_null().to_numpy(), series[state].fill_null(value=False).to_numpy()
        last_known = np.maximum.accumulate(np.where(known, place, np.int32(-1)))[last_rows]
        last_break = np.maximum.accumulate(np.where(known & ~holds, place, np.int32(-1)))[last_rows]
        next_hold = np.append(np.minimum.accumulate(np.where(holds, place, np.int32(series.height))[::-1])[::-1], series.height)
        since = next_hold[np.maximum(last_break + 1, first_rows)]
        is_known, runs = pl.Series(last_known >= first_rows), pl.Series(since <= last_rows)
        day = series["day"].gather(pl.Series(np.minimum(since, series.height - 1)))
        columns += [
            pl.select(pl.when(is_known).then(runs).alias(state)).to_series(),
            pl.select(pl.when(runs).then(day).alias(f"{state}_day")).to_series(),
        ]
    return summary.hstack(columns)
