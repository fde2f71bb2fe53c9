"""Random records out of few words and few days, so that what the rules speak of meets often."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
from hypothesis import strategies as st

from nmosd.record import CLINICAL_TABLES, Record
from nmosd.record.dates import DAY_ZERO
from nmosd.record.record import assemble, unvalidated

Rows = st.SearchStrategy[dict[str, Any]]


def words(**choices: tuple[object, ...]) -> Rows:
    """Rows whose fields are one of the values given for each."""
    return st.fixed_dictionaries({name: st.sampled_from(values) for name, values in choices.items()})


def a_date(name: str, last: int = 12) -> Rows:
    """The two columns of a date within `last` days of day 0, up to four days wide, blank now and then."""
    columns = (f"{name}_earliest", f"{name}_latest")
    days = st.tuples(st.integers(0, last), st.sampled_from((0, 0, 1, 2, 4))).map(
        lambda drawn: (DAY_ZERO + dt.timedelta(drawn[0]), DAY_ZERO + dt.timedelta(sum(drawn)))
    )
    known = st.integers(0, 5).flatmap(lambda number: days if number else st.just((None, None)))
    return known.map(lambda pair: dict(zip(columns, pair, strict=True)))


def row(*parts: Rows) -> Rows:
    """Rows with the fields of all parts."""
    return st.tuples(*parts).map(lambda drawn: {key: value for part in drawn for key, value in part.items()})


@st.composite
def small_tables(draw: st.DrawFn, people: Rows, tables: Mapping[str, Rows], *, most: int = 4) -> Record:
    """Draw a record of up to six people with up to `most` rows each in every table.

    Most of the time of an example is spent on calls, whoever many people they are about: few examples are many people.
    """
    rows: dict[str, list[dict[str, Any]]] = {"patients": [], **{name: [] for name in tables}}
    for patient_id in [f"P{number}" for number in range(1, 1 + draw(st.integers(1, 6)))]:
        rows["patients"].append({"row_id": f"{patient_id}/patients", "patient_id": patient_id} | draw(people))
        for table, strategy in tables.items():
            for number, drawn in enumerate(draw(st.lists(strategy, max_size=most)), start=1):
                rows[table].append({"row_id": f"{patient_id}/{table}/{number}", "patient_id": patient_id} | drawn)
    types = {name: {column: one.dtype for column, one in table.columns().items()} for name, table in CLINICAL_TABLES.items()}
    frames = {name: pl.DataFrame(found, schema=types[name]) for name, found in rows.items()}
    calendar = draw(st.sampled_from(("absolute", "relative")))
    return unvalidated(assemble(frames, title="few words", calendar=calendar, synthetic=True))
