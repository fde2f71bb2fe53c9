"""The `spec` fixture: small tables in, small tables out, so that a neurologist can read the rules.

A table is text: a header, then one row per line, cells apart by `|`. `patient` and `id` are the person and the row; a date is one
column and may be `2014-03-12`, `2014-03`, `2014`, `day 30` or `day 30 to 45`; lists are apart by commas; an empty cell is null.
A person who appears in any table is a patient; a patients table is only needed to say more of them. A row of `all` is one of
everybody whom another row names.
"""

import datetime as dt
import re

import polars as pl
import pytest

from nmosd.course import GRAINS, Course, Definitions, derive, queries
from nmosd.criteria import classify, explain, labels, red_flags, review
from nmosd.criteria.misdiagnosis.reviewing import REVIEWED
from nmosd.record import CLINICAL_TABLES, FIELDS, DateInterval, Record, dates, new_record

SHORT_NAMES = {"patient": "patient_id", "rows": "row_ids"}


def read_table(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    for cells in body:
        assert len(cells) == len(header), f"{cells} has not the {len(header)} cells of the header {header}"
    return [dict(zip(header, cells, strict=True)) for cells in body]


def read_date(text: str) -> DateInterval:
    relative = re.fullmatch(r"day (-?\d+)(?: to (-?\d+))?", text)
    if relative:
        return dates.relative(int(relative[1]), int(relative[2]) if relative[2] else None)
    span = text.split(" to ")
    if len(span) == 2:
        return DateInterval(read_date(span[0]).earliest, read_date(span[1]).latest)
    parts = [int(part) for part in text.split("-")]
    return {1: dates.year, 2: dates.month, 3: dates.day}[len(parts)](*parts)


def read_cell(path: str, text: str) -> dict[str, object]:
    field = FIELDS[path]
    if field.kind == "date":
        interval = read_date(text)
        return dict(zip(field.columns, (interval.earliest, interval.latest), strict=True))
    if field.kind == "choices":
        return {field.name: [part.strip() for part in text.split(",")]}
    if field.kind in {"number", "whole number"}:
        return {field.name: int(text) if field.kind == "whole number" else float(text)}
    return {field.name: text}


def of_everybody(tables: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """Return the tables with a row of each person in place of a row of `all`."""
    named = dict.fromkeys(cells["patient"] for table in tables.values() for cells in table if cells["patient"] != "all")
    return {
        name: [
            cells | {"patient": person}
            for cells in table
            for person in (named if cells["patient"] == "all" else [cells["patient"]])
        ]
        for name, table in tables.items()
    }


def make_record(tables: dict[str, str], calendar: str) -> Record:
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in CLINICAL_TABLES}
    for name, table in of_everybody({name: read_table(text) for name, text in tables.items()}).items():
        counts: dict[str, int] = {}
        for cells in table:
            patient = cells.pop("patient")
            counts[patient] = counts.get(patient, 0) + 1
            own_id = f"{patient}/patients" if name == "patients" else f"{patient}/{name}/{counts[patient]}"
            row: dict[str, object] = {"patient_id": patient, "row_id": cells.pop("id", "") or own_id}
            for column, cell in cells.items():
                if cell:
                    row |= read_cell(f"{name}.{column}", cell)
            rows[name].append(row)
    known = {row["patient_id"] for row in rows["patients"]}
    for name in CLINICAL_TABLES:
        for row in rows[name]:
            if row["patient_id"] not in known:
                known.add(row["patient_id"])
                rows["patients"].append({"patient_id": row["patient_id"], "row_id": f"{row['patient_id']}/patients"})
    types = {
        name: {column: declared.dtype for column, declared in table.columns().items()} for name, table in CLINICAL_TABLES.items()
    }
    frames = {name: pl.DataFrame(found, schema=types[name]) for name, found in rows.items() if found}
    for name, frame in frames.items():
        for given, row in zip(rows[name], frame.iter_rows(named=True), strict=True):
            lost = [f"{name}.{field}: {value!r}" for field, value in given.items() if row[field] is None]
            assert not lost, f"the record has no such word: {lost[0]}"
    return new_record(frames, title="a spec", calendar=calendar)


def show(value: object, column: str, decimals: int, calendar: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if f"_{column}".endswith("_day") and isinstance(value, int):
        return f"day {value}" if calendar == "relative" else (dt.date(1970, 1, 1) + dt.timedelta(value)).isoformat()
    return f"{value:.{decimals}f}" if isinstance(value, float) else str(value)


def decimals_of(rows: list[dict[str, str]], header: str) -> int:
    return max((len(row[header].partition(".")[2]) for row in rows), default=0)


def drawn(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    return "\n".join(" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def compare(name: str, frame: pl.DataFrame, text: str, calendar: str) -> None:
    wanted = read_table(text)
    header = [cell.strip() for cell in text.strip().splitlines()[0].split("|")]
    columns = [SHORT_NAMES.get(one, one if one in frame.columns else f"{one}_day") for one in header]
    missing = [one for one in columns if one not in frame.columns]
    assert not missing, f"{name} has no column {missing[0]}: it has {', '.join(frame.columns)}"
    got = [
        [show(row[column], column, decimals_of(wanted, one), calendar) for one, column in zip(header, columns, strict=True)]
        for row in frame.iter_rows(named=True)
    ]
    expected = [list(row.values()) for row in wanted]
    assert got == expected, f"{name} differs.\n\nexpected\n{drawn(header, expected)}\n\ngot\n{drawn(header, got)}"


OF_CRITERIA = ("verdicts", "red_flags", "deciding")
OF_PEOPLE = {"labels": labels, "review": review}


def of_criteria(name: str, record: Record, course: Course, criteria: list[str]) -> pl.DataFrame:
    if name != "deciding":
        frame = classify(record, course=course) if name == "verdicts" else red_flags(record, course=course)
        return frame.filter(pl.col("criterion").cast(pl.String).is_in(criteria))
    return pl.DataFrame(
        {
            "patient_id": patient,
            "criterion": one.criterion.title,
            "decides": " or ".join(" + ".join(fact.id for fact in facts) for facts in one.deciding.sets),
            "could decide": ", ".join(dict.fromkeys(fact.id for fact, _, _ in one.deciding.single)),
        }
        for patient in record.patients["patient_id"]
        for one in explain(record, patient, course.definitions)
        if one.criterion.title in criteria
    )


@pytest.fixture
def spec():
    """Check that the given tables derive to the expected ones, column by column; returns the record for further checks.

    `expect_queries` is compared with the questions of the codes that it names; of the codes in `not_asked` there may be none.
    `expect_verdicts` is compared with the verdicts on the criteria that it names, `expect_red_flags` likewise, `expect_deciding`
    with what would decide them: `decides` (the smallest sets, apart by `or`) and `could decide` (single facts). `expect_labels` is
    compared with everybody's label, `expect_review` with the misdiagnosis review.
    """

    def check(
        *,
        definitions: str | dict[str, object] | Definitions = "default",
        calendar: str = "absolute",
        not_asked: str = "",
        **tables: str,
    ) -> Record:
        if isinstance(definitions, str):
            definitions = Definitions.preset(definitions)
        elif isinstance(definitions, dict):
            definitions = Definitions().replace(**definitions)
        wanted = {name.removeprefix("expect_"): tables.pop(name) for name in list(tables) if name.startswith("expect_")}
        assert wanted or not_asked, "a spec expects something"
        record = make_record(tables, calendar)
        judged = any(name in OF_CRITERIA or name in OF_PEOPLE for name in wanted)
        tables = {name for name in wanted if name in GRAINS} | set(REVIEWED if judged else ())
        course = derive(record, definitions, only=tables, reasons=True)
        asked = queries(record, definitions) if not_asked or "queries" in wanted else None
        for name, text in wanted.items():
            frame = getattr(course, name) if name in GRAINS else None
            if name == "queries":
                codes = sorted({row["code"] for row in read_table(text)})
                frame = asked.filter(pl.col("code").is_in(codes))
            if name in OF_CRITERIA:
                frame = of_criteria(name, record, course, sorted({row["criterion"] for row in read_table(text)}))
            if name in OF_PEOPLE:
                frame = OF_PEOPLE[name](record, course=course)
            assert frame is not None, f"a course has no table {name}"
            compare(name, frame, text, calendar)
        for code in filter(None, (one.strip() for one in not_asked.split(","))):
            found = asked.filter(pl.col("code") == code)["message"].to_list()
            assert not found, f"{code} was asked: {found}"
        return record

    return check
