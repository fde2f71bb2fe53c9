"""What treatments of one person are to each other: bridging steroids, overlaps, washout, lines, drugs given again.

Episodes come as `episodes` sorts them, and `start` says where each person's begin among them (`disability.series.starts`).
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import Whole

_UNKNOWN = -(1 << 31)


def with_bridging(episodes: pl.DataFrame, start: Whole, definitions: Definitions) -> pl.DataFrame:
    """Add `bridging`: whether an episode of a bridging class only spanned the time until another drug acted.

    True where a drug of another class was started during it (or at most `same_line_within_days` before it) and it ended at most
    `bridging_at_most_days` after that start. Null where a day that is not known leaves it open, and without the drug's name.
    """
    from nmosd.course.treatment.kernel import bridges

    can_bridge = episodes.select(pl.col("class").is_in(list(definitions.bridging_classes))).to_series()
    begun, known = _whole(episodes, "from_day", "known_day")
    found = bridges(
        start,
        can_bridge.cast(pl.Int8).fill_null(-1).to_numpy(),
        begun,
        known,
        (episodes["end"] == "stopped").to_numpy(),
        definitions.same_line_within_days,
        definitions.bridging_at_most_days,
    )
    return episodes.with_columns(_told(found).alias("bridging"))


def with_neighbours(episodes: pl.DataFrame, start: Whole) -> pl.DataFrame:
    """Add `overlap` and `washout_days`, both with respect to episodes of other drugs; bridging steroids are left out of both.

    `overlap`: whether two drugs were taken on one day. `washout_days`: days from the last day on any drug begun earlier to this
    start, 0 where one was still taken. Both are null where a day or a drug that is not known leaves them open, the second also
    where no other drug came before.
    """
    from nmosd.course.treatment.kernel import neighbours

    counted = ~episodes["bridging"].fill_null(value=False)
    days = _whole(episodes, "drug", "from_day", "until_day", "known_day")
    shared, last, is_open = neighbours(start, counted.to_numpy(), *days)
    known = pl.Series(~is_open & (last != _UNKNOWN))
    return episodes.with_columns(
        overlap=pl.when(pl.lit(counted)).then(pl.lit(_told(shared))),
        washout_days=pl.when(pl.lit(known)).then((pl.col("from_day") - pl.lit(pl.Series(last))).clip(0)),
    )


def with_lines(episodes: pl.DataFrame, start: Whole, definitions: Definitions) -> pl.DataFrame:
    """Add `line`: the line of treatment to which an episode belongs, counted from 1 and anew, not taken from what was recorded.

    The first drug opens the first line. A drug begun at most `same_line_within_days` after the first of a line belongs to it,
    and so does one of its drugs begun again; any other start opens the next line, also of a drug that was given in an earlier
    one. Bridging steroids have no line. Null too where it cannot be told: for everybody with a treatment whose start is not
    known, and from the first one on that has no name or may have been a bridge.
    """
    from nmosd.course.treatment.kernel import lines

    bridging = episodes["bridging"].cast(pl.Int8).fill_null(-1).to_numpy()
    drug, begun = _whole(episodes, "drug", "from_day")
    line = pl.Series(lines(start, bridging, drug, begun, definitions.same_line_within_days))
    return episodes.with_columns(line=line.set(line == 0, None))


def with_restarts(episodes: pl.DataFrame, start: Whole) -> pl.DataFrame:
    """Add `restart`, whether the drug was given before, and `gap_days`, the days since its effect had ended then.

    Both are null without the drug's name or its first day, the second also without a restart or where that end is not known.
    """
    from nmosd.course.treatment.kernel import given_before

    before = pl.Series(given_before(start, *_whole(episodes, "drug", "from_day")))
    ended = episodes["effective_until_day"].gather(before.set(before < 0, None))
    return episodes.with_columns(restart=(before >= 0).set(before == -2, None), gap_days=pl.col("from_day") - ended)


def _whole(episodes: pl.DataFrame, *columns: str) -> list[NDArray[np.int32]]:
    return [episodes[column].to_physical().cast(pl.Int32).fill_null(_UNKNOWN).to_numpy() for column in columns]


def _told(answers: NDArray[np.int8]) -> pl.Series:
    found = pl.Series(answers)
    return (found == 1).set(found < 0, None)
