"""What each column of a clinic's sheet means: the model of `mapping.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from nmosd.nearest import did_you_mean
from nmosd.record import FIELDS
from nmosd.record.vocabulary.units import units

DateOrder = Literal["day-month", "month-day"]
Constant = str | int | float

_UNITS = (
    "days",
    "weeks",
    "months",
    "years",
    "logMAR",
    "letters",
    *(name for own, about in units().items() for name in (own, *about.factors)),
)
_DECISIONS = ("ignore", "todo")
_FILLABLE = tuple(address for address, field in FIELDS.items() if field.name != "row_id")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


@dataclass(frozen=True)
class Seen:
    """What the importer saw in a column; written as comments, never read as settings.

    `examples` are a few of its texts, `reads` what its cells say as a whole, `remarks` reasons and cautions; `similar` are the
    keys of the column's `values` that were matched by similarity only, `unread` maps texts that mean nothing so far to a
    suggestion (empty where there is none).
    """

    examples: tuple[str, ...] = ()
    reads: str = ""
    remarks: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)


class ColumnMapping(_Strict):
    """Where the cells of one column go.

    `to` holds field addresses (`attacks.onset`), or `ignore`, or `todo` while `question` is open. `choices` are the answers
    that the importer suggests, each as the settings that it stands for; `answer` names one of them. `row` names the row of the
    table that the cells fill for each patient (columns with the same table and row fill one row), `other_rows` further ones (one
    date for both eyes). `date_cells = "swapped"`: the spreadsheet program took day for month where it could. `constants` (`set`)
    hold for that row wherever the column says something, except for fields that another column of the row fills. `blank` holds
    for the row where the column's cell is blank and the row says something all the same (a treatment with a start and no stop),
    except for fields of which something is said. `seen` is what the importer saw.
    """

    to: tuple[str, ...]
    row: str | None = None
    other_rows: tuple[str, ...] = ()
    question: str | None = None
    answer: str | None = None
    date_order: DateOrder | None = None
    date_cells: Literal["swapped"] | None = None
    unit: str | None = None
    split: tuple[str, ...] = ()
    constants: dict[str, Constant] = Field(default_factory=dict, alias="set")
    blank: dict[str, Constant] = Field(default_factory=dict)
    link: dict[str, str] = Field(default_factory=dict)
    values: dict[str, str] = Field(default_factory=dict)
    choices: dict[str, dict[str, Any]] = Field(default_factory=dict)
    seen: Seen = Field(default=Seen(), exclude=True)

    @field_validator("to", "split", mode="before")
    @classmethod
    def _one_or_several(cls, to: object) -> object:
        return (to,) if isinstance(to, str) else to

    @field_validator("to")
    @classmethod
    def _addresses_exist(cls, to: tuple[str, ...]) -> tuple[str, ...]:
        if not to:
            raise ValueError("'to' names no field; write 'ignore' for a column that nobody reads")
        for address in to:
            if address in _DECISIONS:
                if len(to) > 1:
                    raise ValueError(f"'to' cannot be {address!r} and a field at once")
            elif address not in FIELDS:
                raise ValueError(f"there is no field {address!r}{did_you_mean(address, (*_FILLABLE, *_DECISIONS))}")
            elif FIELDS[address].name == "row_id":
                raise ValueError("the importer makes row ids itself, so no column can fill a row_id")
        return to

    @field_validator("unit")
    @classmethod
    def _unit_is_known(cls, unit: str | None) -> str | None:
        if unit is not None and unit not in _UNITS:
            raise ValueError(f"there is no unit {unit!r}{did_you_mean(unit, _UNITS) or '; it may be ' + ', '.join(_UNITS)}")
        return unit

    @field_validator("split")
    @classmethod
    def _separators_are_signs(cls, split: tuple[str, ...]) -> tuple[str, ...]:
        if "" in split:
            raise ValueError("'split' is the sign between values in one cell, such as ';'; leave it out where there is none")
        return split

    @field_validator("other_rows")
    @classmethod
    def _other_rows_are_plain_names(cls, rows: tuple[str, ...]) -> tuple[str, ...]:
        for row in rows:
            cls._row_is_a_plain_name(row)
        return rows

    @field_validator("row")
    @classmethod
    def _row_is_a_plain_name(cls, row: str | None) -> str | None:
        if row is not None and (
            not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _-]*", row) or re.match(r"\d+-", row) or row == "patients"
        ):
            raise ValueError(
                f"row = {row!r} is no name for a row; use letters, digits, spaces and hyphens, such as '1' or 'last visit'"
            )
        return row

    @model_validator(mode="after")
    def _answer_is_a_choice(self) -> "ColumnMapping":
        if self.answer is not None and self.answer not in self.choices:
            known = ", ".join(self.choices) or "none are given"
            raise ValueError(f"answer = {self.answer!r} is not one of the column's choices ({known})")
        return self

    @property
    def is_ignored(self) -> bool:
        """Whether nobody reads the column."""
        return self.to == ("ignore",)

    @property
    def is_open(self) -> bool:
        """Whether a person still has to decide."""
        return self.to == ("todo",) and self.answer is None


class SheetMapping(_Strict):
    """The columns of one sheet. `name` is None for a text file; rows count as the spreadsheet program counts.

    `header_above` lists the texts in the row above `header_row` that belong to the headers below them: the columns `date` and
    `type` below a `Rel 1` that spans both are named `Rel 1 date` and `Rel 1 type`.
    `other_columns = "ignore"` leaves out what `columns` does not name; otherwise an unnamed column stops the import.
    """

    name: str | None = None
    header_row: int = Field(default=1, ge=1)
    header_above: tuple[str, ...] = ()
    skip_rows: tuple[int, ...] = ()
    other_columns: Literal["ignore"] | None = None
    columns: dict[str, ColumnMapping] = Field(default_factory=dict)


class ImportMapping(_Strict):
    """What every column of a source means: the content of `mapping.toml`.

    `calendar = "relative"`: dates are intervals from the onset of disease. `latest_year` is the last year that a two-digit
    year can mean. `same_person` lists ids that are one person; the first of each is kept. `not_same_person` lists ids that are
    different people, however alike: nobody asks again.
    """

    source: str
    title: str
    calendar: Literal["absolute", "relative"] = "absolute"
    synthetic: bool = False
    latest_year: int | None = Field(default=None, ge=1900, le=2200)
    same_person: tuple[tuple[str, ...], ...] = ()
    not_same_person: tuple[tuple[str, ...], ...] = ()
    sheets: tuple[SheetMapping, ...] = Field(default=(), alias="sheet")
    left_out: tuple[str, ...] = Field(default=(), exclude=True)

    @field_validator("same_person")
    @classmethod
    def _each_person_once(cls, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        seen: set[str] = set()
        for group in groups:
            if len(group) < 2:
                raise ValueError("each entry of same_person names two or more ids of one person")
            for name in group:
                if name in seen:
                    raise ValueError(f"{name!r} stands twice in same_person; write all ids of one person into one entry")
                seen.add(name)
        return groups

    @model_validator(mode="after")
    def _one_person_or_two(self) -> "ImportMapping":
        for group in self.not_same_person:
            if len(set(group)) < 2:
                raise ValueError("each entry of not_same_person names two or more ids of different people")
            for first, second in combinations([self.kept_id(name) for name in group], 2):
                if first == second:
                    raise ValueError(f"same_person and not_same_person contradict each other about {' and '.join(group)}")
        return self

    def kept_id(self, name: str) -> str:
        """Return the id under which a person stands in the record: the first of those that `same_person` lists."""
        return next((group[0] for group in self.same_person if name in group), name)

    @property
    def different_people(self) -> frozenset[frozenset[str]]:
        """The pairs of kept ids that `not_same_person` says are two people."""
        groups = ([self.kept_id(name) for name in group] for group in self.not_same_person)
        return frozenset(frozenset(pair) for group in groups for pair in combinations(group, 2))
