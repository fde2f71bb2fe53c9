"""The clinic's sheet: everything that was planted is found, where it stands, and nothing else of its kind is."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nmosd.course import derive, queries
from nmosd.intake.apply import Imported
from nmosd.intake.workbook import open_source

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "clinic_sheet"
# How many of each were planted, and the code under which they are found.
FOUND_AS = {
    "attack less than 30 days after another": ("Q101", 9),
    "attack after last contact": ("Q104", 4),
    "EDSS within 30 days of an attack": ("Q301", 22),
    "negative AQP4-IgG without an assay": ("Q202", 17),
    "seronegative, never tested for MOG-IgG": ("Q203", 6),
    "rituximab stopped before it started": ("Q401", 3),
}
AT_ITS_OWN_CELL = {"Q104", "Q301", "Q202", "Q401"}


@pytest.fixture(scope="module")
def planted() -> pl.DataFrame:
    return pl.read_csv(FOLDER / "planted.csv", infer_schema=False)


@pytest.fixture(scope="module")
def asked(clinic: Imported) -> pl.DataFrame:
    return queries(clinic.record)


def test_the_committed_sheet_is_what_the_script_makes(
    rebuilt: Callable[[str, str], Path], contents: Callable[[Path], dict[str, str]]
) -> None:
    folder = rebuilt("clinic_sheet/make_sheet.py", "again")
    assert contents(folder / "clinic.xlsx") == contents(FOLDER / "clinic.xlsx")
    assert (folder / "planted.csv").read_bytes() == (FOLDER / "planted.csv").read_bytes()


def test_the_sheet_and_the_record_say_that_nobody_in_them_lived(clinic: Imported) -> None:
    sheet = open_source(FOLDER / "clinic.xlsx").sheets[0]
    assert "INVENTED PEOPLE" in sheet.cells[1, 1].text
    assert clinic.record.about["synthetic"].item() is True


def test_the_sheet_is_as_large_as_the_one_that_a_fellow_finds(clinic: Imported) -> None:
    assert clinic.record.patients.height == 118
    headers = {cell.text for (row, _), cell in open_source(FOLDER / "clinic.xlsx").sheets[0].cells.items() if row == 3}
    assert {"Pat-ID", "Rel1", "Rel11", "RTX?", "AQP4 (+/-)", "? Visus"} <= headers
    assert max(clinic.record.attacks.group_by("patient_id").len()["len"]) == 11


def test_every_cell_is_accounted_for(clinic: Imported) -> None:
    clinic.counts.balance()
    assert clinic.counts.set_aside == clinic.record.problems.filter(severity="error")["cell"].n_unique()


@pytest.mark.parametrize("kind", FOUND_AS)
def test_what_was_planted_is_found_and_nothing_else_of_its_kind(kind: str, planted: pl.DataFrame, asked: pl.DataFrame) -> None:
    code, count = FOUND_AS[kind]
    truth, found = planted.filter(kind=kind), asked.filter(code=code)
    assert truth.height == count
    assert sorted(found["patient_id"]) == sorted(truth["patient_id"])
    if code in AT_ITS_OWN_CELL:
        assert sorted(found["cell"]) == sorted(truth["cell"])


def test_of_two_close_attacks_both_are_named(planted: pl.DataFrame, asked: pl.DataFrame) -> None:
    rows = dict(asked.filter(code="Q101").select("patient_id", "row_ids").iter_rows())
    for second in planted.filter(kind="attack less than 30 days after another").iter_rows(named=True):
        number = int(second["column"].removeprefix("Rel"))
        assert rows[second["patient_id"]] == [f"{second['patient_id']}/attacks/{n}" for n in (number - 1, number)]


def test_edss_half_is_set_aside_by_its_own_name(planted: pl.DataFrame, clinic: Imported) -> None:
    found = clinic.record.problems.filter(code="I113")
    truth = planted.filter(kind="EDSS 0.5")
    assert truth.height == 2
    assert sorted(found["cell"]) == sorted(truth["cell"])


def test_exactly_the_unreadable_cells_are_set_aside(planted: pl.DataFrame, clinic: Imported) -> None:
    errors = clinic.record.problems.filter(severity="error").filter(pl.col("patient_id").is_not_null())
    truth = planted.filter(pl.col("kind").is_in(["cannot be read", "EDSS 0.5"]))
    assert sorted(errors["cell"]) == sorted(truth["cell"])
    assert dict(errors.select("cell", "text").iter_rows()) == dict(truth.select("cell", "text").iter_rows())


def test_the_row_without_an_id_is_set_aside_whole(planted: pl.DataFrame, clinic: Imported) -> None:
    row = int(planted.filter(kind="row without an id")["row"].item())
    nameless = clinic.record.problems.filter(pl.col("patient_id").is_null() & (pl.col("severity") == "error"))
    assert set(nameless["row"]) == {row}
    assert not clinic.record.origins.filter(pl.col("cell").str.extract(r"(\d+)$").cast(pl.Int32) == row).height


def test_the_total_is_no_person(planted: pl.DataFrame, clinic: Imported) -> None:
    assert planted.filter(kind="row that is no person")["text"].item() == "Total"
    assert "Total" not in clinic.record.patients["patient_id"]
    assert clinic.counts.skipped == 3


def test_a_blank_stop_means_that_the_treatment_goes_on_as_the_clinic_answered(clinic: Imported, asked: pl.DataFrame) -> None:
    sheet = open_source(FOLDER / "clinic.xlsx").sheets[0]
    filled = {cell.address for cell in sheet.cells.values()}
    ongoing = clinic.record.therapies.filter(ongoing="yes")
    origins = clinic.record.origins.filter(table="therapies", field="ongoing")
    assert ongoing.height == 87
    assert sorted(origins["row_id"]) == sorted(ongoing["row_id"])
    assert set(origins["column"]) == {"RTX stop", "Drug stop"}
    assert not set(origins["cell"]) & filled
    assert ongoing["stop_earliest"].null_count() == ongoing.height
    left = asked.filter(code="Q406")
    said = dict(clinic.record.origins.filter(field="stop").select("row_id", "text").iter_rows())
    assert left.height == 8
    assert {said[rows[0]] for rows in left["row_ids"]} == {"-"}


def test_names_and_hospital_numbers_never_reach_the_record(clinic: Imported) -> None:
    sheet = open_source(FOLDER / "clinic.xlsx").sheets[0]
    header = {cell.text: column for (row, column), cell in sheet.cells.items() if row == 3}
    private = {
        cell.text for (row, column), cell in sheet.cells.items() if row > 3 and column in (header["Init."], header["Hosp-Nr"])
    }
    assert len(private) > 118
    for name, frame in clinic.record.to_dict().items():
        texts = {text for column in frame.collect().select(pl.selectors.string()) for text in column.drop_nulls()}
        assert not private & texts, name


def test_everybody_has_person_time_and_the_planted_late_attacks_are_outside_it(clinic: Imported) -> None:
    times = derive(clinic.record).person_time
    assert times["person_years"].null_count() == 0
    assert times["attacks_after_exit"].sum() == 4
