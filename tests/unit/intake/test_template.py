"""The template holds exactly what the tables declare, and every drop-down offers exactly what its field allows."""

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from nmosd.intake.tables_out import ABOUT
from nmosd.intake.template import COLUMNS, HELP, LISTS, write_template
from nmosd.record import CLINICAL_TABLES, FIELDS


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return load_workbook(write_template(tmp_path_factory.mktemp("template") / "template.xlsx"))


def heads(sheet) -> list[str]:
    return [cell.value for cell in sheet[1]]


def validation_of(sheet, column: int):
    for validation in sheet.data_validations.dataValidation:
        if any(part.min_col == column for part in validation.sqref.ranges):
            return validation
    return None


def listed(workbook, formula: str) -> tuple[str, ...]:
    name, _, cells = formula.partition("!")
    left, top, right, bottom = range_boundaries(cells)
    return tuple(row[0] for row in workbook[name].iter_rows(top, bottom, left, right, values_only=True))


def test_one_sheet_per_table_after_help_and_about(template):
    assert template.sheetnames == [HELP, COLUMNS, ABOUT, *CLINICAL_TABLES, LISTS]
    assert template[LISTS].sheet_state == "hidden"


@pytest.mark.parametrize("table", CLINICAL_TABLES)
def test_the_first_row_names_every_field_of_the_table(template, table):
    assert heads(template[table]) == [field.name for field in FIELDS.values() if field.table == table]
    assert template[table].freeze_panes == "C2"
    assert template[table].max_row == 1


@pytest.mark.parametrize("path", [path for path, field in FIELDS.items() if field.allowed])
def test_a_drop_down_offers_exactly_what_the_field_allows(template, path):
    field = FIELDS[path]
    sheet = template[field.table]
    validation = validation_of(sheet, heads(sheet).index(field.name) + 1)
    assert listed(template, validation.formula1) == field.allowed
    assert bool(validation.showErrorMessage) is (field.kind == "choice"), "several words joined must not be refused"


def test_no_list_is_written_into_a_drop_down_itself(template):
    for table in CLINICAL_TABLES:
        for validation in template[table].data_validations.dataValidation:
            assert len(validation.formula1) <= 255
            assert '"' not in validation.formula1


@pytest.mark.parametrize("path", [path for path, field in FIELDS.items() if field.kind in ("number", "whole number")])
def test_a_number_is_held_to_its_bounds(template, path):
    field = FIELDS[path]
    sheet = template[field.table]
    validation = validation_of(sheet, heads(sheet).index(field.name) + 1)
    assert (float(validation.formula1), float(validation.formula2)) == (field.low, field.high)


@pytest.mark.parametrize("path", [path for path, field in FIELDS.items() if field.kind == "date"])
def test_a_date_column_takes_text_so_that_a_month_stays_a_month(template, path):
    field = FIELDS[path]
    sheet = template[field.table]
    letter = sheet.cell(1, heads(sheet).index(field.name) + 1).column_letter
    assert sheet.column_dimensions[letter].number_format == "@"
    assert validation_of(sheet, heads(sheet).index(field.name) + 1) is None


def test_core_columns_are_marked_and_others_are_not(template):
    marked = {
        (table, cell.value): cell.fill.fgColor.rgb == "00DCE9F5"
        and cell.font.bold is True
        and "core dataset" in cell.comment.text
        for table in CLINICAL_TABLES
        for cell in template[table][1]
    }
    assert marked == {(field.table, field.name): field.core for field in FIELDS.values()}


def test_the_help_sheet_has_one_row_for_every_field(template):
    rows = list(template[COLUMNS].iter_rows(values_only=True))
    assert [(row[0], row[1], row[2], row[3]) for row in rows[1:]] == [
        (field.table, field.name, field.description, field.kind) for field in FIELDS.values()
    ]
    assert "2014-03" in " ".join(str(row[0]) for row in template[HELP].iter_rows(values_only=True))


def test_the_same_bytes_every_time(tmp_path):
    assert write_template(tmp_path / "a.xlsx").read_bytes() == write_template(tmp_path / "b.xlsx").read_bytes()
