"""The clinic that writes a record: what it knows of whom, and with what it leaves blank."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from nmosd.record.vocabulary import names
from nmosd.simulation.records.assumptions import Assumptions
from nmosd.simulation.records.drawing import Draws
from nmosd.simulation.records.lives import Lives
from nmosd.stats.arrays import Booleans, Integers

DAY, MONTH, YEAR = 0, 1, 2
"""How exactly a date is known."""


@dataclass(frozen=True)
class Clinic:
    """A clinic that keeps the record of people at one of the levels of `missing.toml`."""

    lives: Lives
    assumed: Assumptions
    level: str

    @cached_property
    def patients(self) -> pl.Series:
        """The pseudonym of each person; who has which does not depend on how many there are."""
        number = pl.Series(np.arange(1, len(self.lives.persons) + 1))
        return pl.select("P" + number.cast(pl.String).str.zfill(7)).to_series()

    def lacking(self, draws: Draws, name: str) -> Booleans:
        """Return what is lacking: `name` is one of `missing.toml`."""
        return draws.chance(f"missing: {name}", self.degree(name))

    def degree(self, name: str) -> float:
        """Return the value of this level of a table of `missing.toml`."""
        return self.assumed.table(name)[self.level]

    def rows(self, table: str, person: Integers) -> dict[str, pl.Series]:
        """Return `row_id` and `patient_id` of rows that are sorted by person, numbered in each from 1."""
        patient = self.patients.gather(person)
        counts = np.bincount(person, minlength=len(self.lives.persons))
        number = pl.Series(1 + np.arange(person.size) - np.repeat(np.cumsum(counts) - counts, counts)).cast(pl.String)
        row_id = pl.select(pl.concat_str(patient, pl.lit(f"/{table}/"), number.str.zfill(3))).to_series()
        return {"row_id": row_id, "patient_id": patient}

    def date(self, name: str, person: Integers, day: Integers, *, exact: Integers | int = DAY) -> dict[str, pl.Series]:
        """Return the two columns of a date: `day` counts from the onset of the disease, `exact` says how exactly it is known."""
        days = (self.lives.persons.onset[person] + day).astype("datetime64[D]")
        earliest = latest = days
        for precision, unit in ((MONTH, "M"), (YEAR, "Y")):
            vague = np.asarray(exact) == precision
            if np.any(vague):
                start = days.astype(f"datetime64[{unit}]")
                earliest = np.where(vague, start.astype("datetime64[D]"), earliest)
                latest = np.where(vague, (start + 1).astype("datetime64[D]") - 1, latest)
        return {f"{name}_earliest": pl.Series(earliest), f"{name}_latest": pl.Series(latest)}


def unless(lacking: Booleans, column: pl.Series) -> pl.Series:
    """Return a column with nothing in it where it is lacking."""
    return blank({"": column}, lacking)[""]


def blank(columns: dict[str, pl.Series], lacking: Booleans) -> dict[str, pl.Series]:
    """Return columns with nothing in them where they are lacking."""
    if not lacking.any():
        return columns
    return {
        name: pl.select(pl.when(pl.lit(pl.Series(~lacking))).then(pl.lit(column))).to_series() for name, column in columns.items()
    }


def word(vocabulary: str, words: tuple[str, ...], place: Integers) -> pl.Series:
    """Return names of a vocabulary: the one at each place of `words`, null where the place is below 0."""
    known = pl.Series(list(words), dtype=pl.Enum(names(vocabulary)))
    return known.gather(pl.Series(place, dtype=pl.Int64).set(pl.Series(place < 0), None))


def yes_no(answers: Booleans) -> pl.Series:
    """Return yes or no."""
    return word("yes_no", ("no", "yes"), answers.astype(np.int64))
