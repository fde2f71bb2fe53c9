"""What holds of all questions together: their kinds, their cells, and the record's own declarations."""

import datetime as dt
import re
from pathlib import Path

import polars as pl
import pytest

from nmosd.course import queries, questions
from nmosd.record import FIELDS, Problem, finding_kinds, new_record, problems_frame

HERE = Path(__file__).parent
JUNE, MARCH = dt.date(2011, 6, 1), dt.date(2011, 3, 1)


def attack(row_id: str, onset: dt.date) -> dict[str, object]:
    return {"row_id": row_id, "patient_id": "P1", "onset_earliest": onset, "onset_latest": onset, "sites": ["brainstem"]}


def close_attacks(**more: pl.DataFrame):
    patients = pl.DataFrame({"row_id": ["P1/patients"], "patient_id": ["P1"]})
    attacks = pl.DataFrame([attack("P1/attacks/1", MARCH), attack("P1/attacks/2", dt.date(2011, 3, 10))])
    return new_record({"patients": patients, "attacks": attacks, **more}, title="close attacks")


def origin(row_id: str, field: str, cell: str, text: str) -> dict[str, object]:
    return {
        "row_id": row_id,
        "table": "attacks",
        "field": field,
        "file": "clinic.xlsx",
        "sheet": "NMO clinic",
        "cell": cell,
        "column": f"Rel {field}",
        "text": text,
    }


def test_a_question_names_the_cell_of_the_field_that_it_asks_about():
    origins = pl.DataFrame(
        [
            origin("P1/attacks/1", "sites", "G12", "bs"),
            origin("P1/attacks/1", "onset", "F12", "01.03.2011"),
            origin("P1/attacks/2", "onset", "H12", "10.03.2011"),
        ]
    )
    asked = queries(close_attacks(origins=origins)).row(by_predicate=pl.col("code") == "Q101", named=True)
    named = {name: asked[name] for name in ("file", "sheet", "row", "column", "cell", "text")}
    assert named == {
        "file": "clinic.xlsx",
        "sheet": "NMO clinic",
        "row": 12,
        "column": "Rel onset",
        "cell": "F12",
        "text": "01.03.2011",
    }


def test_a_question_about_a_field_without_a_cell_names_another_cell_of_the_row():
    origins = pl.DataFrame([origin("P1/attacks/1", "sites", "G12", "bs")])
    assert queries(close_attacks(origins=origins)).row(by_predicate=pl.col("code") == "Q101", named=True)["cell"] == "G12"


def test_a_question_about_rows_without_cells_names_none():
    asked = queries(close_attacks()).row(by_predicate=pl.col("code") == "Q101", named=True)
    assert (asked["file"], asked["row"], asked["cell"]) == (None, None, None)


def test_questions_are_the_queries_and_then_what_the_importer_set_aside():
    set_aside = problems_frame([Problem("I101", "This date cannot be read.", patient_id="P1", text="spring?")])
    record = close_attacks(problems=set_aside)
    assert questions(record)["code"].to_list() == [*queries(record)["code"], "I101"]


def test_an_empty_record_asks_nothing():
    assert queries(new_record({}, title="nobody")).is_empty()


QUERY_CODES = sorted(code for code in finding_kinds() if code.startswith("Q"))


@pytest.mark.parametrize("code", QUERY_CODES)
def test_every_kind_of_question_is_in_the_spec_and_in_the_code(code):
    specs = "".join(path.read_text("utf-8") for path in sorted((HERE.parents[1] / "spec" / "queries").glob("*.py")))
    assert re.search(rf"^ *{code} +\||\\n{code} \|", specs, re.MULTILINE), f"no spec test expects {code}"


@pytest.mark.parametrize("code", QUERY_CODES)
def test_every_kind_of_question_has_a_title_that_fits_a_line_and_a_remedy(code):
    kind = finding_kinds()[code]
    assert kind.severity in {"error", "warning", "note"}
    assert len(kind.title) <= 80
    assert kind.remedy.endswith(".")


# What the record's tables declare a date may not precede, or a field may not stand without, and is not refused for.
ORDERED = [field for field in FIELDS.values() if field.not_before]
CONDITIONAL = [field for field in FIELDS.values() if field.only_with]


def row_of(table: str) -> dict[str, object]:
    return {"row_id": f"P1/{table}", "patient_id": "P1"}


@pytest.mark.parametrize("field", ORDERED, ids=lambda field: field.path)
def test_a_date_before_the_one_that_it_may_not_precede_is_asked(field):
    other = field.not_before.removeprefix("patients.")
    rows = {"patients": row_of("patients")}
    rows.setdefault(field.table, row_of(field.table))
    rows[field.table] |= dict.fromkeys(field.columns, MARCH)
    rows["patients" if "." in field.not_before else field.table] |= {f"{other}_earliest": JUNE, f"{other}_latest": JUNE}
    record = new_record({table: pl.DataFrame([row]) for table, row in rows.items()}, title="out of order")
    errors = queries(record).filter(pl.col("code").is_in(["Q103", "Q105", "Q106", "Q401", "Q502", "Q504", "Q505", "Q510"]))
    assert errors.height == 1, errors


@pytest.mark.parametrize("field", CONDITIONAL, ids=lambda field: field.path)
def test_a_field_that_says_nothing_without_another_is_asked_about(field):
    condition, _ = field.only_with
    other = next(word for word in FIELDS[f"{field.table}.{condition}"].allowed if word != field.only_with[1])
    value = MARCH if field.kind == "date" else field.allowed[0] if field.allowed else 0.5
    row = row_of(field.table) | dict.fromkeys(field.columns, value) | {condition: other}
    tables = {"patients": pl.DataFrame([row_of("patients")])} | {field.table: pl.DataFrame([row])}
    asked = queries(new_record(tables, title="says nothing alone"))
    assert asked.filter(pl.col("severity") == "error").height == 1, asked
