"""Lines of treatment, counted anew from the episodes and not taken from what was recorded."""

import numpy as np
import polars as pl

from nmosd.course.definitions import Definitions


def with_lines(episodes: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Add `line`: the line of treatment to which an episode belongs, counted from 1.

    The first drug opens the first line. A drug begun at most `same_line_within_days` after the first of a line belongs to it,
    and so does one of its drugs begun again; any other start opens the next line, also of a drug that was given in an earlier
    one. Bridging steroids have no line. Null too where it cannot be told: for everybody with a treatment whose start is not
    known, and from the first one on that has no name or may have been a bridge."""
    counted = episodes.with_row_index("place").filter(~pl.col("bridging").fill_null(value=False))
    undated = counted.filter(pl.col("from_day").is_null()).select("patient_id").unique()
    rows = counted.join(undated, on="patient_id", how="anti", maintain_order="left").sort("patient_id", "from_day", "episode")
    unclear = pl.col("drug").is_null() | pl.col("bridging").is_null()
    told = rows.with_row_index("turn")
    lost = told.filter(unclear).group_by("patient_id").agg(lost_at=pl.col("turn").min())
    told = told.join(lost, on="patient_id", how="left", maintain_order="left").filter(
        pl.col("lost_at").is_null() | (pl.col("turn") < pl.col("lost_at"))
    )
    lines = told.select("place", line=_numbered(told, definitions.same_line_within_days))
    return episodes.with_row_index("place").join(lines, on="place", how="left", maintain_order="left").drop("place")


def _numbered(rows: pl.DataFrame, within: int) -> pl.Series:
    """Number the lines of rows sorted by patient and first day: every patient's first episode at once, then every second, ..."""
    person = rows["patient_id"].rle_id().to_numpy()
    drug = rows["drug"].to_physical().to_numpy().astype(np.int64)
    begun = rows["from_day"].to_numpy().astype(np.int64)
    first = np.flatnonzero(np.diff(person, prepend=-1, append=-1)) if len(rows) else np.zeros(1, dtype=np.int64)
    count, people = np.diff(first), len(first) - 1
    line, opened = np.zeros(people, dtype=np.uint32), np.zeros(people, dtype=np.int64)
    last_line_with = np.zeros((people, int(drug.max(initial=0)) + 1), dtype=np.uint32)
    numbered = np.zeros(len(rows), dtype=np.uint32)
    for turn in range(int(count.max(initial=0))):
        who = np.flatnonzero(count > turn)
        row = first[who] + turn
        belongs = (last_line_with[who, drug[row]] == line[who]) | (begun[row] - opened[who] <= within)
        opens = ~belongs | (line[who] == 0)
        line[who] += opens
        opened[who] = np.where(opens, begun[row], opened[who])
        last_line_with[who, drug[row]] = line[who]
        numbered[row] = line[who]
    return pl.Series("line", numbered)
