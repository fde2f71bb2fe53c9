"""Numbers instead of names for people and rows, and blocks of people: large cohorts are derived fast and in little memory.

Derivations treat `patient_id` and `row_id` as opaque keys: they group by them, join on them and keep them, and never look inside.
`blocks` hands them a record in which both are whole numbers in the same order, at most `PEOPLE_IN_A_BLOCK` people at a time, and
gives the names back to what was derived. A derived column holds patients' names if it is called `patient_id`, and rows' names if
it is called `row_id` or `row_ids` or ends so (`mog_row_ids`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from nmosd.record import CLINICAL_TABLES, FIELDS, Record, complete

PEOPLE_IN_A_BLOCK = 50_000
_WORTH_A_BLOCK = 1_000

_REFERENCES = {
    table: [field.name for field in FIELDS.values() if field.table == table and field.kind == "reference"]
    for table in CLINICAL_TABLES
}


@dataclass(frozen=True)
class Block:
    """Some people of a record: `record` has numbers for names, `named` gives the names back."""

    record: Record
    patients: pl.Series
    rows: pl.Series

    def named(self, derived: pl.DataFrame) -> pl.DataFrame:
        """Return a derived table with the names of people and rows in place of their numbers."""
        columns: list[pl.Series] = []
        for name in derived.columns:
            column = derived[name]
            if name == "patient_id":
                columns.append(self.patients[column].alias(name))
            elif name.endswith("row_id"):
                columns.append(self.rows[column].alias(name))
            elif name.endswith("row_ids"):
                columns.append(self._named_lists(column))
            else:
                columns.append(column)
        return pl.DataFrame(columns)

    def _named_lists(self, lists: pl.Series) -> pl.Series:
        whole = pl.DataFrame({"numbers": lists}).with_row_index("place")
        items = whole.explode("numbers", empty_as_null=False, keep_nulls=False)
        named = pl.DataFrame({"place": items["place"], "names": self.rows[items["numbers"]]})
        gathered = named.group_by("place", maintain_order=True).agg("names")
        if gathered.height == whole.height:
            return gathered["names"].alias(lists.name)
        joined = whole.join(gathered, on="place", how="left", maintain_order="left")
        empty = pl.when(pl.col("numbers").is_not_null()).then(pl.lit([], pl.List(pl.String)))
        return joined.select(pl.coalesce("names", empty).alias(lists.name)).to_series()


def blocks(record: Record, *, people: int | None = None) -> Iterator[Block]:
    """Give the record's people in blocks, in the order of their names; at least one block, empty where there is nobody.

    Unless `people` says how many belong into one, there is at least a block for each thread where that is worth it.
    """
    tables = {name: _sorted(getattr(record, name)) for name in CLINICAL_TABLES}
    everybody = tables["patients"]["patient_id"]
    share = max(-(-everybody.len() // pl.thread_pool_size()), _WORTH_A_BLOCK)
    size = min(share, PEOPLE_IN_A_BLOCK) if people is None else people
    for first in range(0, max(everybody.len(), 1), size):
        yield _block(record, tables, everybody.slice(first, size), whole=everybody.len() <= size)


def parts_of(record: Record) -> Iterator[tuple[Record, pl.Series]]:
    """Give the record of at most `PEOPLE_IN_A_BLOCK` people at a time, by name and in order, and who they are; at least one."""
    tables = {name: _sorted(getattr(record, name)) for name in CLINICAL_TABLES}
    everybody = tables["patients"]["patient_id"]
    for first in range(0, max(everybody.len(), 1), PEOPLE_IN_A_BLOCK):
        patients = everybody.slice(first, PEOPLE_IN_A_BLOCK)
        part = Record()
        for name in Record.member_schemas():
            setattr(part, name, of_people(tables[name], patients) if name in tables else getattr(record, name))
        yield part, patients


def of_people(table: pl.DataFrame, patients: pl.Series) -> pl.DataFrame:
    """Return the rows, of a table sorted by patient, of people who stand together in that order."""
    if patients.is_empty() or table.is_empty():
        return table.clear()
    column = table["patient_id"]
    start = column.search_sorted(patients[0], side="left")
    return table.slice(start, column.search_sorted(patients[-1], side="right") - start)


def members(attacks: pl.DataFrame) -> pl.DataFrame:
    """Return one row per reported attack: `patient_id`, `attack` (the number of the merged attack) and `row_id`."""
    return attacks.select("patient_id", "attack", row_id="row_ids").explode("row_id")


def at_places(part: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Return so many rows with each of `part` at its `place` among them (nobody else is there), and nulls elsewhere."""
    index = np.full(rows, -1)
    index[part["place"].to_numpy()] = np.arange(part.height)
    found = pl.Series(index)
    return part.select(pl.exclude("place").gather(found.set(found < 0, None)))


def no_rows(record: Record) -> pl.Expr:
    """Return an empty list of row ids, of the type that they have in this record."""
    return pl.lit([], pl.List(record.patients.schema["row_id"]))


def _sorted(table: pl.DataFrame) -> pl.DataFrame:
    if table["patient_id"].is_sorted() and table["row_id"].is_sorted():
        return table
    person, row = pl.col("patient_id"), pl.col("row_id")
    later = (person > person.shift()) | ((person == person.shift()) & (row > row.shift()))
    in_order = table.select(later.slice(1).all()).item()
    return table if in_order else table.sort("patient_id", "row_id")


def _block(record: Record, tables: dict[str, pl.DataFrame], patients: pl.Series, *, whole: bool) -> Block:
    people = patients.to_frame("patient_id").with_row_index("number")
    numbered = Record()
    rows: list[pl.Series] = []
    counted = 0
    parts = {name: table if whole else of_people(table, patients) for name, table in tables.items()}
    for name, part in parts.items():
        if part.is_empty():
            setattr(numbered, name, _no_numbers(name))
            continue
        numbers = patient_numbers(part["patient_id"], people).set_sorted()
        own = pl.int_range(counted, counted + part.height, dtype=pl.UInt32, eager=True)
        rows.append(part["row_id"])
        counted += part.height
        setattr(numbered, name, part.with_columns(patient_id=numbers, row_id=own))
    for name in CLINICAL_TABLES:
        for reference in () if parts[name].is_empty() else _REFERENCES[name]:
            aim = FIELDS[f"{name}.{reference}"].refers_to or ""
            _number_reference(numbered, name, reference, parts[aim]["row_id"], getattr(numbered, aim)["row_id"])
    for name in Record.ignored_members():
        setattr(numbered, name, getattr(record, name))
    # One piece: names are gathered from it again and again.
    names = pl.concat(rows, rechunk=True) if rows else parts["patients"]["row_id"]
    return Block(numbered, patients, names)


@cache
def _no_numbers(table: str) -> pl.DataFrame:
    names = ("patient_id", "row_id", *_REFERENCES[table])
    return complete(table, None).with_columns(pl.col(names).cast(pl.UInt32))


def patient_numbers(patients: pl.Series, people: pl.DataFrame) -> pl.Series:
    """Return the number of each row's patient, as `people` has it, in their order; a run of rows of one is looked up once."""
    if patients.equals(people["patient_id"]):
        return people["number"]
    runs = patients.rle().struct.unnest()
    if runs["value"].equals(people["patient_id"]):
        found = people["number"]
    else:
        found = runs.join(people, left_on="value", right_on="patient_id", how="left", maintain_order="left")["number"]
    return pl.Series(np.repeat(found.to_numpy(), runs["len"].to_numpy()), dtype=pl.UInt32)


def _number_reference(numbered: Record, table: str, reference: str, names: pl.Series, numbers: pl.Series) -> None:
    frame: pl.DataFrame = getattr(numbered, table)
    if frame[reference].null_count() == frame.height:
        setattr(numbered, table, frame.with_columns(pl.col(reference).cast(pl.UInt32)))
        return
    known = pl.DataFrame({reference: names, "number": numbers})
    found = frame.select(reference).join(known, on=reference, how="left", maintain_order="left")["number"]
    setattr(numbered, table, frame.with_columns(found.alias(reference)))
