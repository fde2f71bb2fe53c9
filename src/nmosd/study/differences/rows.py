"""The rows of a record as fingerprints, so that two runs can tell which rows changed without keeping what they say."""

import hashlib
from dataclasses import dataclass

import polars as pl

from nmosd.record import CLINICAL_TABLES, Record

KEYS = ("table", "row_id", "column")


@dataclass(frozen=True, order=True)
class ChangedRow:
    """A row that is in one record only (`added`, `removed`) or differs between them, then with the names of its columns."""

    table: str
    row_id: str
    how: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.row_id} ({self.table}) {self.how}" + (f": {', '.join(self.columns)}" if self.columns else "")


def row_fingerprints(record: Record) -> pl.DataFrame:
    """Return `table, row_id, column, hash`: one row for each cell that says something, sorted by the first three.

    The hash is the start of the SHA-256 of the cell's text. A short list of possible values can be found out from it, so it is
    for those who may see the record.
    """
    parts = [_of_table(name, getattr(record, name)) for name in CLINICAL_TABLES]
    return pl.concat(part for part in parts if part is not None).sort(*KEYS)


def _of_table(name: str, table: pl.DataFrame) -> pl.DataFrame:
    columns = [column for column in table.columns if column != "row_id"]
    text = table.select("row_id", *(_text(table.schema[column], column) for column in columns))
    cells = text.unpivot(index="row_id", variable_name="column", value_name="text").drop_nulls("text")
    words = cells["text"].unique().to_list()
    hashes = pl.DataFrame(
        {"text": words, "hash": [hashlib.sha256(word.encode()).hexdigest()[:16] for word in words]},
        schema={"text": pl.String, "hash": pl.String},
    )
    return cells.join(hashes, on="text").select(pl.lit(name).alias("table"), "row_id", "column", "hash")


def _text(dtype: pl.DataType, column: str) -> pl.Expr:
    if isinstance(dtype, pl.List):
        return pl.col(column).cast(pl.List(pl.String)).list.join("; ")
    return pl.col(column).cast(pl.String)


def changed_rows(before: pl.DataFrame, after: pl.DataFrame) -> list[ChangedRow]:
    """Return the rows that differ between two tables of fingerprints, sorted by table and row id."""
    both = before.join(after, on=list(KEYS), how="full", suffix="_after", coalesce=True)
    cells = both.filter(pl.col("hash").ne_missing(pl.col("hash_after")))
    there_before, there_after = (frame.select("table", "row_id").unique().with_columns(there=True) for frame in (before, after))
    rows = cells.group_by("table", "row_id").agg(columns=pl.col("column").unique().sort())
    rows = rows.join(there_before, on=["table", "row_id"], how="left").join(
        there_after, on=["table", "row_id"], how="left", suffix="_after"
    )
    return sorted(
        ChangedRow(table, row_id, "added")
        if not was
        else ChangedRow(table, row_id, "removed")
        if not is_there
        else ChangedRow(table, row_id, "changed", tuple(columns))
        for table, row_id, columns, was, is_there in rows.iter_rows()
    )
