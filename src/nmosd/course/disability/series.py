"""Dated rows of people, laid out as the compiled loops read them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_UNDATED = (1 << 31) - 1


def runs(patients: pl.Series) -> tuple[pl.Series, Whole]:
    """Return the people of rows sorted by patient, and where each one's rows begin and the last one's end."""
    found = patients.rle().struct.unnest()
    return found["value"], np.concatenate(([0], np.cumsum(found["len"].to_numpy().astype(np.int64))))


def starts(patients: pl.Series, people: pl.Series) -> Whole:
    """Return where each person's rows begin among rows sorted by patient, and where the last person's end.

    Both are sorted, and nobody else has rows.
    """
    found, begins = runs(patients)
    if found.len() == people.len():
        return begins
    counts = np.zeros(people.len() + 1, np.int64)
    counts[np.searchsorted(people.to_numpy(), found.to_numpy()) + 1] = np.diff(begins)
    return np.cumsum(counts)


def in_time(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """Return rows that are sorted by patient in the order of patient and day, those without a day last; ties keep their order."""
    patient, place_in_time = rows["patient_id"], rows[day].fill_null(_UNDATED)
    if not ((place_in_time < place_in_time.shift()) & (patient == patient.shift())).any():
        return rows
    axis = patient.rle_id().cast(pl.Int64) * (1 << 32) + place_in_time
    return rows[np.argsort(axis.to_numpy(), kind="stable")]


def one_a_day(rows: pl.DataFrame, day: str, worst: str) -> pl.DataFrame:
    """Return, of rows sorted by patient and day, one for each day: the one with the highest value in the column `worst`.

    Of equal ones the first counts, whichever makes no difference to an answer.
    """
    same = (pl.col("patient_id") == pl.col("patient_id").shift()) & (pl.col(day) == pl.col(day).shift())
    again = rows.select(same.fill_null(value=False)).to_series()
    if not again.any():
        return rows
    tied = again | again.shift(-1, fill_value=False)
    among = rows.select("patient_id", day, worst).with_row_index("place").filter(tied)
    kept = among.sort(worst, descending=True, maintain_order=True).unique(["patient_id", day], keep="first")["place"]
    keep = (~tied).to_numpy().copy()
    keep[kept.to_numpy()] = True
    return rows.filter(pl.Series(keep))


def dated_attacks(attacks: pl.DataFrame) -> pl.DataFrame:
    """Return the attacks that have a date, sorted by patient and onset."""
    return attacks.filter(~pl.col("undated"))


def last_attacks(dated: pl.DataFrame, day: str, onsets: pl.DataFrame) -> pl.Series:
    """Return the place, among the onsets, of the last attack of that person that had begun on each day; null where none had.

    Both are sorted by patient and day, and every row has a day.
    """
    from nmosd.course.disability.kernel import last_begun

    people, begins = runs(dated["patient_id"])
    theirs = onsets.select("patient_id", "onset_day").with_row_index("place")
    theirs = theirs.filter(pl.col("patient_id").is_in(people.implode()))
    found = last_begun(
        begins,
        dated[day].to_numpy(),
        starts(theirs["patient_id"], people),
        theirs["onset_day"].to_numpy(),
    )
    places = pl.Series(found)
    return theirs["place"].gather(places.set(places < 0, None))
