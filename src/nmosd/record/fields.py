"""How a column of the record is declared, and how a declaration is read back.

A table is a dataframely schema whose columns are made by the functions here. Each carries what a person needs to know of it
(description, unit, allowed values, whether it belongs to the core dataset), so that the data dictionary, the Excel template,
the reading of a sheet and the random test data all come from the one declaration through `fields_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dataframely as dy
import polars as pl

from nmosd.record.dates import FIRST_DAY, LAST_DAY
from nmosd.record.vocabulary import names

Kind = Literal["identifier", "text", "choice", "choices", "whole number", "number", "date", "reference"]


@dataclass(frozen=True)
class Field:
    """One thing that is recorded, as a person thinks of it: a date is one field though it fills two columns.

    `table` and `name` address it (`attacks.onset`); `columns` are the columns it fills; `allowed` is empty unless `kind` is
    `choice` or `choices`; `low` and `high` bound a number (None: unbounded); `step` is the grid its values lie on.
    `not_before` is the field of the same row (`start`) or of the patient (`patients.onset`) that a date should not precede;
    `only_with` is the field of the same row, and the value that it takes, without which this field says nothing. A record that
    breaks these two is not refused: it is a question to the clinic.
    """

    table: str
    name: str
    columns: tuple[str, ...]
    kind: Kind
    description: str
    unit: str | None = None
    vocabulary: str | None = None
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float | None = None
    excluded: tuple[float, ...] = ()
    refers_to: str | None = None
    not_before: str | None = None
    only_with: tuple[str, str] | None = None
    core: bool = False
    nullable: bool = True

    @property
    def path(self) -> str:
        """Its address in a mapping, such as `attacks.onset`."""
        return f"{self.table}.{self.name}"


def row_id(*, alone: bool = False) -> dy.String:
    """Declare the row id: stable over re-import, unique in the whole record (`P017/attacks/3`).

    `alone`: the table has one row per patient, so that the pseudonym alone is its key.
    """
    return dy.String(
        primary_key=not alone,
        unique=True,
        metadata={"kind": "identifier"},
        description="The row's own name, the same after every re-import of the same sheet",
    )


def patient_id(*, alone: bool = False) -> dy.String:
    """Declare the pseudonym. `alone`: the table has one row per patient."""
    return dy.String(
        primary_key=True,
        min_length=1,
        metadata={"kind": "identifier", "core": True, "one_row_per_patient": alone},
        description="The person's pseudonym, unique in the record; never a hospital number",
    )


def text(description: str, *, core: bool = False) -> dy.String:
    """Declare free text."""
    return dy.String(nullable=True, description=description, metadata={"kind": "text", "core": core})


def reference(table: str, description: str) -> dy.String:
    """Declare a column that holds the row id of a row of another table."""
    return dy.String(nullable=True, description=description, metadata={"kind": "reference", "refers_to": table})


def choice(vocabulary: str, description: str, *, only_with: tuple[str, str] | None = None, core: bool = False) -> dy.Enum:
    """Declare one value out of a vocabulary. `only_with`: see `Field`."""
    return dy.Enum(
        list(names(vocabulary)),
        nullable=True,
        description=description,
        metadata={"kind": "choice", "vocabulary": vocabulary, "only_with": only_with, "core": core},
    )


def yes_no(description: str, *, core: bool = False) -> dy.Enum:
    """Declare a question answered yes, no, unknown or not done; a blank is null, and logic sees the last three as null."""
    return choice("yes_no", description, core=core)


def choices(vocabulary: str, description: str, *, core: bool = False) -> dy.List:
    """Declare a set of values out of a vocabulary, kept sorted in the vocabulary's order."""
    return dy.List(
        dy.Enum(list(names(vocabulary))),
        nullable=True,
        description=description,
        metadata={"kind": "choices", "vocabulary": vocabulary, "core": core},
    )


def whole_number(description: str, low: int, high: int, *, unit: str | None = None, core: bool = False) -> dy.Int32:
    """Declare a whole number within bounds (both allowed)."""
    return dy.Int32(
        nullable=True,
        min=low,
        max=high,
        description=description,
        metadata={"kind": "whole number", "unit": unit, "low": low, "high": high, "step": 1, "core": core},
    )


def number(
    description: str,
    low: float,
    high: float,
    *,
    unit: str | None = None,
    step: float | None = None,
    excluded: Sequence[float] = (),
    only_with: tuple[str, str] | None = None,
    core: bool = False,
) -> dy.Float64:
    """Declare a number within bounds (both allowed), on a grid of `step` if one is given, none of `excluded`."""
    checks = {}
    if step is not None:
        checks["lies_on_grid"] = lambda value: (value / step).round() == value / step
    if excluded:
        checks["exists_on_scale"] = lambda value: ~value.is_in(list(excluded))
    metadata = {"kind": "number", "unit": unit, "low": low, "high": high, "step": step, "core": core}
    return dy.Float64(
        nullable=True,
        min=low,
        max=high,
        check=checks or None,
        description=description,
        metadata=metadata | {"excluded": tuple(excluded), "only_with": only_with},
    )


def edss(description: str, *, core: bool = False) -> dy.Float64:
    """Declare a score of the Expanded Disability Status Scale: 0, then 1.0 to 10 by halves; 0.5 does not exist.

    Source: Kurtzke 1983, doi 10.1212/WNL.33.11.1444.
    """
    return number(description, 0, 10, unit="EDSS", step=0.5, excluded=(0.5,), core=core)


def date(
    name: str,
    description: str,
    *,
    not_before: str | None = None,
    only_with: tuple[str, str] | None = None,
    core: bool = False,
) -> tuple[dy.Date, dy.Date]:
    """Declare a date as an interval of days, both ends included: `<name>_earliest` and `<name>_latest`.

    A day has equal ends, a month its first and last day, a year 1 January and 31 December. Both are null where no date is
    known; no day lies before 1800 or after 2100. In a record whose calendar is relative, day 0 (1970-01-01, the onset of
    disease) is never shown as a date.
    `not_before` and `only_with`: see `Field`.
    """
    start = f"{name}_earliest"
    metadata = {"kind": "date", "field": name, "core": core, "not_before": not_before, "only_with": only_with}
    earliest = dy.Date(
        nullable=True, min=FIRST_DAY, max=LAST_DAY, description=f"{description}: first possible day", metadata=metadata
    )
    latest = dy.Date(
        nullable=True,
        min=FIRST_DAY,
        max=LAST_DAY,
        description=f"{description}: last possible day",
        metadata=metadata | {"described": description},
        check={
            "not_before_earliest": lambda last: last >= pl.col(start),
            "both_or_neither": lambda last: last.is_null() == pl.col(start).is_null(),
        },
    )
    return earliest, latest


def fields_of(table: str, schema: type[dy.Schema]) -> tuple[Field, ...]:
    """Return the fields that a table's declaration holds, in its order; the two columns of a date come back as one field."""
    return tuple(
        _field(table, name, column)
        for name, column in schema.columns().items()
        if (column.metadata or {}).get("kind") != "date" or name.endswith("_latest")
    )


def _field(table: str, column_name: str, column: Any) -> Field:
    metadata = column.metadata
    kind: Kind = metadata["kind"]
    name = metadata.get("field", column_name)
    allowed: tuple[str, ...] = ()
    if kind == "choice":
        allowed = tuple(column.categories)
    elif kind == "choices":
        allowed = tuple(column.inner.categories)
    return Field(
        table=table,
        name=name,
        columns=(f"{name}_earliest", f"{name}_latest") if kind == "date" else (column_name,),
        kind=kind,
        description=metadata.get("described", column.description),
        unit=metadata.get("unit"),
        vocabulary=metadata.get("vocabulary"),
        allowed=allowed,
        low=metadata.get("low"),
        high=metadata.get("high"),
        step=metadata.get("step"),
        excluded=metadata.get("excluded", ()),
        refers_to=metadata.get("refers_to"),
        not_before=metadata.get("not_before"),
        only_with=metadata.get("only_with"),
        core=metadata.get("core", False),
        nullable=column.nullable,
    )
