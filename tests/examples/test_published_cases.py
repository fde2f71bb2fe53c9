"""The published cases: what the transcriptions say is what the record and the study say, and nothing more."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nmosd.course import derive
from nmosd.intake.apply import Imported, import_source
from nmosd.intake.mapping_reading import read_mapping
from nmosd.intake.workbook import open_source
from nmosd.study import Protocol
from nmosd.study import run as run_study

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "published_cases"
MIMICS = {"EN112008", "EN113455", "EN114311-1", "EN114311-3", "EN114311-4", "EN115235"}


def transcribed(name: str) -> list[dict[str, str]]:
    with (FOLDER / "source" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reports() -> list[dict[str, str]]:
    return transcribed("full_text_cases.csv") + transcribed("abstract_cases.csv")


def test_the_committed_workbook_is_what_the_script_builds(
    rebuilt: Callable[[str, str], Path], contents: Callable[[Path], dict[str, bytes]]
) -> None:
    assert contents(rebuilt("published_cases/build.py", "cases.xlsx")) == contents(FOLDER / "cases.xlsx")


def test_every_report_has_a_row_in_the_sheet() -> None:
    people = open_source(FOLDER / "cases.xlsx").sheets[0]
    cases = [people.cells[row, 1].text for row in range(4, people.n_rows + 1)]
    assert cases == [report["case_id"] for report in reports()]
    assert len(cases) == 27


def test_every_cell_is_accounted_for_and_none_is_lost(published: Imported) -> None:
    published.counts.balance()
    assert published.counts.set_aside == 0
    assert published.record.calendar == "relative"


def test_twenty_seven_reports_are_twenty_six_people(published: Imported) -> None:
    everyone = {report["case_id"] for report in reports()}
    assert set(published.record.patients["patient_id"]) == everyone - {"SSc01"}
    assert published.record.attacks.filter(patient_id="EN111776").height == 1
    assert published.record.problems["code"].to_list() == ["I302"]
    assert "EN111776 and SSc01 are one person" in published.record.problems["message"].item()


def test_undeclared_the_import_says_who_stands_there_twice() -> None:
    mapping = read_mapping(FOLDER / "mapping.toml").model_copy(update={"same_person": ()})
    twice = import_source(open_source(FOLDER / "cases.xlsx"), mapping).record
    assert twice.patients.height == 27
    said = twice.problems.filter(code="I301")
    assert said.height == 1
    assert "EN111776 and SSc01" in said["message"].item()


def test_transcribed_attacks_are_in_the_record_with_their_sites(published: Imported) -> None:
    attacks = published.record.attacks
    told = Counter(row["case_id"] for row in transcribed("attacks.csv") + transcribed("further_attacks.csv"))
    del told["SSc01"]
    assert dict(attacks.group_by("patient_id").len().iter_rows()) == dict(told)
    dated = {row["case_id"] for row in transcribed("attacks.csv")}
    assert attacks.filter(pl.col("patient_id").is_in(dated))["onset_earliest"].null_count() == 0


@pytest.mark.parametrize(
    ("attack", "earliest", "latest"),
    [
        ("ECU01/attacks/2-1", 14.5 * 365.25, 15.5 * 365.25),  # stated as 15 years
        ("PED01/attacks/2-1", 45.5, 52.5),  # about 7 weeks
        ("LO01/attacks/2-1", 5.5 * 30.4375, 6.5 * 30.4375),  # six months later
        ("LO01/attacks/1", 0, 0),  # index
    ],
)
def test_intervals_are_as_wide_as_they_are_stated(published: Imported, attack: str, earliest: float, latest: float) -> None:
    row = published.record.attacks.filter(row_id=attack).select(pl.col("^onset_.*$").cast(pl.Int32)).row(0)
    assert row == pytest.approx((earliest, latest), abs=1)


def test_who_has_no_attack_in_the_text_has_none_here(published: Imported) -> None:
    without = set(published.record.patients["patient_id"]) - set(published.record.attacks["patient_id"])
    assert without == MIMICS | {"EN113626"}


def test_what_the_second_reading_found_is_in_the_record(published: Imported) -> None:
    record = published.record
    aqp4 = {row["patient_id"]: row for row in record.antibody_tests.filter(analyte="AQP4-IgG").iter_rows(named=True)}
    assert (aqp4["EN114311-2"]["result"], aqp4["EN114311-2"]["specimen"]) == ("positive", "CSF")
    assert aqp4["PV02"]["assay"] == "cell-based"
    assert [name for name, row in aqp4.items() if row["assay"]] == ["PV02"]
    assert record.patients.filter(patient_id="EN115781")["status"].item() == "dead"
    assert record.mri_scans.filter(patient_id="EN113553").is_empty()
    assert record.attacks.filter(patient_id="PV01")["onset_earliest"].to_list() == [None]


def test_each_reading_gives_its_reason() -> None:
    readings = transcribed("readings.csv")
    assert all(reading["basis"] for reading in readings)
    assert {reading["case_id"] for reading in readings if reading["column"] == "Read"} == {row["case_id"] for row in reports()}


def test_person_time_is_told_only_where_a_report_states_it(published: Imported) -> None:
    times = derive(published.record).person_time
    told = times.filter(pl.col("person_years").is_not_null())
    assert told["patient_id"].to_list() == ["EN112008", "LO01"]
    assert told.filter(patient_id="LO01")["person_years"].item() == pytest.approx(2.5, abs=0.01)
    assert times.filter(pl.col("person_years").is_null())["reason"].null_count() == 0


def test_the_study_leaves_the_mimics_out_and_says_so(published: Imported) -> None:
    study = run_study(Protocol.read(FOLDER / "protocol.toml"), published.record)
    assert set(study.included) == set(published.record.patients["patient_id"]) - MIMICS
    flow = study.results.filter(analysis="flow")
    counts = flow.filter(pl.col("measure") == "count")["estimate"].to_list()
    assert counts[0] == 26
    assert counts[-1] == 20
    assert 6 in counts[1:-1]
