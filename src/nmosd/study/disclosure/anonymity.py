"""How alone people stand among those who share with them what an outsider may know."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from nmosd.course import Course

QUASI_IDENTIFIERS = ("sex", "age at onset", "serostatus", "era of onset")
"""What an outsider may know of a person, in the words of `outward`."""

_YEARS_OF_AGE, _YEARS_OF_ERA = 10, 5


@dataclass(frozen=True)
class Anonymity:
    """How many people there are, how many of them the smallest class of alike people has (null: nobody), and in small ones."""

    of: tuple[str, ...]
    smallest_cell: int
    people: int
    smallest_class: int | None
    in_small_classes: int

    @property
    def holds(self) -> bool:
        """Whether nobody is in a class of fewer than the smallest cell."""
        return not self.in_small_classes

    def __str__(self) -> str:
        alike = f"alike in {_listed(self.of)}"
        if self.smallest_class is None:
            return f"Nobody is there to be {alike}."
        if self.holds:
            return f"Each of {self.people} people is {alike} with at least {self.smallest_class - 1} others."
        few = f"{self.in_small_classes} of {self.people} people"
        return f"{few} are {alike} with fewer than {self.smallest_cell - 1} others; the smallest class has {self.smallest_class}."


def k_anonymity(people: pl.DataFrame, quasi_identifiers: Sequence[str], smallest_cell: int) -> Anonymity:
    """Return the k-anonymity of a table with one row for each person: unknown is a value like any other.

    A table is k-anonymous if each person shares the values of the quasi-identifiers with at least k - 1 others (Sweeney 2002,
    doi 10.1142/S0218488502001648). The smallest class is k; the smallest cell is the k that is wanted.

    >>> table = pl.DataFrame({"sex": ["female", "female", "male", None, None]})
    >>> print(k_anonymity(table, ["sex"], 2))
    1 of 5 people are alike in sex with fewer than 1 others; the smallest class has 1.
    """
    classes = people.group_by(list(quasi_identifiers)).len()["len"] if people.height else pl.Series("len", [], pl.UInt32)
    return Anonymity(
        of=tuple(quasi_identifiers),
        smallest_cell=smallest_cell,
        people=people.height,
        smallest_class=int(classes.to_numpy().min()) if people.height else None,
        in_small_classes=int(classes.filter(classes < smallest_cell).sum()),
    )


def outward(course: Course) -> pl.DataFrame:
    """Return what an outsider may know of each person, coarsened: sex, age at onset in tens, serostatus, era of onset in fives.

    One row a person; null where it is not known. Without calendar dates there is no era.
    """
    age = (pl.col("age_at_onset") // _YEARS_OF_AGE * _YEARS_OF_AGE).cast(pl.Int32)
    year = pl.from_epoch("onset_day", "d").dt.year() // _YEARS_OF_ERA * _YEARS_OF_ERA
    people = course.people.join(
        course.serostatus.select("patient_id", "group"), on="patient_id", how="left", maintain_order="left"
    )
    return people.select(
        "patient_id",
        pl.col("sex").cast(pl.String).replace("unknown", None).alias("sex"),
        _span(age, _YEARS_OF_AGE).alias("age at onset"),
        pl.col("group").cast(pl.String).alias("serostatus"),
        (_span(year, _YEARS_OF_ERA) if course.calendar == "absolute" else pl.lit(None, pl.String)).alias("era of onset"),
    )


def _span(first: pl.Expr, width: int) -> pl.Expr:
    return pl.format("{} to {}", first, first + width - 1)


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
