"""Cells read = cells recorded + cells set aside, whatever was done to the sheet; and no sheet makes a traceback."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nmosd.errors import NmosdError
from nmosd.intake import answer, import_source, open_questions, propose
from nmosd.intake.apply import Imported
from nmosd.intake.cells import Cell, Sheet, Source, column_letters
from nmosd.intake.mapping import ImportMapping, SheetMapping
from nmosd.intake.mapping_reading import mapping_from
from nmosd.record import CLINICAL_TABLES, FIELDS, Record

HEADERS = (
    *("Pat-ID", "Name", "DOB", "Sex", "Last visit", "Rel1", "Rel1 type", "Rel1 treatment", "Rel2", "Rel2 type"),
    *("AQP4 (+/-)", "AQP4 assay", "RTX?", "RTX start", "EDSS last", "VA OD", "Remarks"),
    "RTX stop",
)
ROWS = (
    ("P1", "Anna", "12.03.1970", "F", "2020-01", "03/14", "ON re", "IVMP; PLEX", "2016", "LETM",
     "pos (CBA)", "CBA", "yes", "2016", 3.5, "CF", "x", None),
    ("P2", "Ben", "1981", "m", "13.05.2021", "spring 2016", "TM", "none", None, "?",
     "neg", "ELISA", "no", None, "4,5", "20/200", None, None),
    ("P3", "Cleo", "?", "w", None, "2012", "brainstem", None, "n/a", None, "nd", None, "-", None, 0.5, "0,1", "moved", "?"),
    ("P2", "Ben", "1981", "f", None, "2019", "ON", "PLEX", None, None, "pos", None, None, "2018", 6, None, None, "2019"),
    ("Total", None, None, 3, *[None] * 14),
)  # fmt: skip

MAPPING = {
    "source": "clinic.xlsx",
    "title": "law",
    "sheet": [
        {
            "name": "NMO",
            "header_row": 2,
            "skip_rows": [7],
            "other_columns": "ignore",
            "columns": {
                "Pat-ID": {"to": "patients.patient_id"},
                "Name": {"to": "ignore"},
                "DOB": {"to": "patients.birth"},
                "Sex": {"to": "patients.sex"},
                "Last visit": {"to": ["patients.last_contact", "visits.visited"], "row": "last"},
                "Rel1": {"to": "attacks.onset", "row": "1"},
                "Rel1 type": {"to": "attacks.sites", "row": "1"},
                "Rel1 treatment": {"to": "acute_treatments.treatment", "row": "1", "split": [";", "+"], "link": {"attack": "1"}},
                "Rel2": {"to": "attacks.onset", "row": "2"},
                "Rel2 type": {"to": "attacks.sites", "row": "2"},
                "AQP4 (+/-)": {"to": "antibody_tests.result", "row": "aqp4", "set": {"analyte": "AQP4-IgG"}},
                "AQP4 assay": {"to": "antibody_tests.assay", "row": "aqp4", "set": {"analyte": "AQP4-IgG"}},
                "RTX?": {"to": "therapies.drug", "row": "rtx", "values": {"yes": "rituximab", "no": ""}},
                "RTX start": {"to": "therapies.start", "row": "rtx"},
                "RTX stop": {"to": "therapies.stop", "row": "rtx", "blank": {"ongoing": "yes"}},
                "EDSS last": {"to": "visits.edss", "row": "last"},
                "VA OD": {"to": "eye_exams.acuity", "row": "right", "set": {"eye": "right"}},
                "Remarks": {"to": "ignore"},
            },
        }
    ],
}

Grid = dict[tuple[int, int], object]


def grid() -> Grid:
    cells: Grid = {(1, 1): "NMO clinic"}
    cells |= {(2, number): header for number, header in enumerate(HEADERS, start=1)}
    for row, values in enumerate(ROWS, start=3):
        cells |= {(row, number): value for number, value in enumerate(values, start=1) if value is not None}
    return cells


def source_of(cells: Grid) -> Source:
    made = {place: Cell(value, "General", "NMO", *place) for place, value in cells.items() if value not in (None, "")}
    rows = max((row for row, _ in made), default=0)
    columns = max((column for _, column in made), default=0)
    return Source(Path("clinic.xlsx"), "clinic.xlsx", "0" * 64, (Sheet("NMO", made, rows, columns),))


ODD = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(dt.date(1900, 1, 1)).map(lambda day: dt.datetime(day.year, day.month, day.day)),
    st.times(),
    st.sampled_from(["?", "-", "n/a", "unknown", "03/04/2015", "Total", "n = 118", "#REF!", "=A1", "1900", "P1", "pos", "x"]),
    st.sampled_from([value for row in ROWS for value in row if value is not None]),
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn, first_row: int = 3) -> Grid:
    """A valid sheet with cells replaced, added, deleted and swapped from `first_row` on."""
    cells = grid()
    for _ in range(draw(st.integers(0, 12))):
        place = (draw(st.integers(first_row, 8)), draw(st.integers(1, len(HEADERS) + 2)))
        what = draw(st.sampled_from(["replace", "delete", "swap", "delete row"]))
        if what == "replace":
            cells[place] = draw(ODD)
        elif what == "delete":
            cells.pop(place, None)
        elif what == "delete row":
            cells = {at: value for at, value in cells.items() if at[0] != place[0]}
        else:
            other = (draw(st.integers(first_row, 8)), place[1])
            cells[place], cells[other] = cells.get(other), cells.get(place)
    return cells


def assert_accounted_for(imported: Imported, source: Source, mapping: ImportMapping) -> None:
    """Hold an import against the sheet, counting anew what it says of itself."""
    sheet = mapping.sheets[0]
    record, counts = imported.record, imported.counts
    below = {(row, column) for row, column in source.sheets[0].cells if row > sheet.header_row}
    addresses = {f"{column_letters(column)}{row}" for row, column in below}
    recorded = set(record.origins["cell"]) & addresses
    lost = record.problems.filter(~record.problems["code"].is_in(["I205", "I207", "I206", "I301"]))["cell"].to_list()
    assert len(below) == counts.cells == counts.recorded + counts.set_aside + counts.ignored + counts.skipped
    assert counts.recorded == len(recorded)
    assert counts.set_aside == len(lost) == len(set(lost)), "a cell that is set aside has exactly one problem"
    assert not recorded & set(lost), "no cell is recorded and set aside"
    assert set(lost) <= addresses
    assert_blanks_mean_what_the_mapping_says(record, sheet, addresses)
    skipped = sum(row in sheet.skip_rows for row, _ in below)
    assert counts.skipped == skipped


def assert_blanks_mean_what_the_mapping_says(record: Record, sheet: SheetMapping, addresses: set[str]) -> None:
    """An origin without a cell is a blank in a column whose mapping gives blanks that meaning; the row says more than that."""
    for origin in record.origins.filter(~record.origins["cell"].is_in(sorted(addresses))).rows(named=True):
        column = sheet.columns[origin["column"]]
        assert origin["text"] == ""
        assert origin["field"] in column.blank
        [row] = getattr(record, origin["table"]).filter(row_id=origin["row_id"]).rows(named=True)
        assert row[origin["field"]] == column.blank[origin["field"]]
        own = [FIELDS[address].columns[0] for address in column.to if FIELDS[address].table == origin["table"]]
        assert all(row[name] is None for name in own)
        assert any(row[name] is not None for name in row if name not in ("row_id", "patient_id", origin["field"]))


def assert_values_have_origins(record: Record) -> None:
    """Every value that is no constant of the mapping comes from a cell, and every origin names a field."""
    named = set(record.origins.select("row_id", "table", "field").rows())
    constants = {("antibody_tests", "analyte"), ("eye_exams", "eye"), ("acute_treatments", "attack")}
    for field in FIELDS.values():
        if (field.table, field.name) in constants or field.name in ("row_id", "patient_id"):
            continue
        frame = getattr(record, field.table)
        for row_id in frame.filter(frame[field.columns[0]].is_not_null())["row_id"]:
            assert (row_id, field.table, field.name) in named, (row_id, field.path)
    for _, table, name in named:
        assert f"{table}.{name}" in FIELDS


@given(mangled())
def test_every_cell_of_a_mangled_sheet_is_recorded_or_set_aside(cells: Grid) -> None:
    source, mapping = source_of(cells), mapping_from(MAPPING, "mapping.toml")
    imported = import_source(source, mapping)
    assert_accounted_for(imported, source, mapping)
    assert_values_have_origins(imported.record)


@given(mangled())
def test_a_blank_says_that_a_treatment_goes_on_just_where_the_row_says_something_else(cells: Grid) -> None:
    record = import_source(source_of(cells), mapping_from(MAPPING, "mapping.toml")).record
    stops = {row for row, column in source_of(cells).sheets[0].cells if column == HEADERS.index("RTX stop") + 1}
    row_of = dict(record.origins.filter(table="therapies").select("row_id", "cell").iter_rows())
    for therapy in record.therapies.rows(named=True):
        row = int(row_of[therapy["row_id"]].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        assert therapy["ongoing"] == (None if row in stops else "yes")


@given(mangled())
def test_the_same_sheet_gives_the_same_record(cells: Grid) -> None:
    mapping = mapping_from(MAPPING, "mapping.toml")
    first, second = (
        import_source(source_of(dict(reversed(order))), mapping) for order in (cells.items(), list(cells.items())[::-1])
    )
    for table in (*CLINICAL_TABLES, "origins", "problems"):
        assert getattr(first.record, table).rows() == getattr(second.record, table).rows()


@given(mangled(first_row=1))
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], max_examples=40)
def test_a_damaged_sheet_is_proposed_for_and_imported_or_refused_in_one_sentence(cells: Grid) -> None:
    source = source_of(cells)
    try:
        mapping = propose(source)
        for question in open_questions(mapping):
            mapping = answer(mapping, question, question.choices[0])
        imported = import_source(source, mapping)
    except NmosdError as error:
        refusal = str(error)
    else:
        assert_accounted_for(imported, source, mapping)
        return
    assert "\n" not in refusal


@pytest.mark.parametrize("bad", ["??!", "before the war", "99.99.2014"])
def test_a_bad_cell_costs_that_cell_and_not_its_row(bad: str) -> None:
    mapping = mapping_from(MAPPING, "mapping.toml")
    whole = import_source(source_of(grid()), mapping).record
    spoilt = grid() | {(3, HEADERS.index("Rel1") + 1): bad}
    record = import_source(source_of(spoilt), mapping).record
    kept = record.attacks.filter(record.attacks["row_id"] == "P1/attacks/1").row(0, named=True)
    before = whole.attacks.filter(whole.attacks["row_id"] == "P1/attacks/1").row(0, named=True)
    assert kept["sites"] == before["sites"]
    assert kept["onset_earliest"] is None
    assert record.therapies.equals(whole.therapies)
    assert record.patients.equals(whole.patients)


@pytest.mark.parametrize("nobody", [None, "?", "Total", "n = 118", "#REF!", dt.datetime(2014, 3, 1)])
def test_a_row_without_a_person_is_quarantined_whole(nobody: object) -> None:
    cells = grid() | {(5, 1): nobody}
    source, mapping = source_of(cells), mapping_from(MAPPING, "mapping.toml")
    imported = import_source(source, mapping)
    of_row = imported.record.problems.filter(imported.record.problems["row"] == 5)
    ignored = [HEADERS.index("Name") + 1, HEADERS.index("Remarks") + 1]
    read = [column for row, column in source.sheets[0].cells if row == 5 and column not in ignored]
    assert of_row.height == len(read)
    assert of_row["code"].n_unique() == 1
    assert "P3" not in imported.record.patients["patient_id"]
    assert "Cleo" not in "".join(of_row["text"]), "what the mapping ignores is not written anywhere"
    assert_accounted_for(imported, source, mapping)
