"""The published cases: what the transcriptions say is what the record and the study say, and nothing more."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nmosd.course import derive
from nmosd.criteria import LABELS, VERDICTS, classify, labels, review
from nmosd.intake.apply import Imported, import_source
from nmosd.intake.mapping_reading import read_mapping
from nmosd.intake.workbook import open_source
from nmosd.record import Record
from nmosd.record.vocabulary import names
from nmosd.study import Protocol
from nmosd.study import run as run_study

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "published_cases"
ASSAYS = names("assay")
MIMICS = {"EN112008", "EN113455", "EN114311-1", "EN114311-3", "EN114311-4", "EN115235"}


def transcribed(name: str) -> list[dict[str, str]]:
    with (FOLDER / "source" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reports() -> list[dict[str, str]]:
    return transcribed("full_text_cases.csv") + transcribed("abstract_cases.csv")


def test_the_committed_workbook_is_what_the_script_builds(
    rebuilt: Callable[[str, str], Path], contents: Callable[[Path], dict[str, str]]
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
    assert without == MIMICS - {"EN112008", "EN115235"} | {"EN113626"}


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


def expected(what: str) -> dict[str, str]:
    return {row["case_id"]: row["expected"] for row in transcribed("expected_verdicts.csv") if row["what"] == what}


def test_the_expected_verdicts_are_a_whole_table(published: Imported) -> None:
    rows = transcribed("expected_verdicts.csv")
    people = published.record.patients["patient_id"].to_list()
    criteria = list(dict.fromkeys(row["what"] for row in rows))
    assert criteria == [*classify(published.record)["criterion"].unique(maintain_order=True), "label"]
    assert sorted((row["case_id"], row["what"]) for row in rows) == sorted((one, what) for one in people for what in criteria)
    for row in rows:
        assert row["expected"] in (LABELS if row["what"] == "label" else VERDICTS)
        # Whoever says that it cannot be told says what the report left out; whoever decides says what decided.
        assert bool(row["not_stated"]) == (row["expected"] == "cannot tell"), row
        assert bool(row["deciding_fact"]) == (row["expected"] != "cannot tell"), row


@pytest.mark.parametrize("criterion", ["IPND 2015", "NMO 2006", "MOGAD 2023", "McDonald 2024"])
def test_every_verdict_is_the_expected_one(published: Imported, criterion: str) -> None:
    verdicts = classify(published.record).filter(criterion=criterion)
    assert dict(verdicts.select("patient_id", "verdict").iter_rows()) == expected(criterion)


def test_every_label_is_the_expected_one(published: Imported) -> None:
    assert dict(labels(published.record).select("patient_id", "label").iter_rows()) == expected("label")


def test_every_mimic_is_kept_out(published: Imported) -> None:
    verdicts = classify(published.record).filter(pl.col("patient_id").is_in(sorted(MIMICS)))
    of_others = verdicts.filter(pl.col("criterion") != "NMO 2006")
    assert of_others["verdict"].unique().to_list() == ["not met"]
    assert not verdicts["verdict"].cast(pl.String).str.starts_with("met").any()
    told = labels(published.record).filter(pl.col("patient_id").is_in(sorted(MIMICS)))
    assert told["label"].unique().to_list() == ["not one of these"]


def test_a_mimic_is_kept_out_by_the_criteria_alone(published: Imported) -> None:
    """Nobody says here that another disease was found: one characteristic is not enough without AQP4-IgG."""
    record = published.record
    silent = record.diagnoses.filter(pl.col("alternatives_excluded").is_null())
    assay = pl.when(pl.col("analyte") == "AQP4-IgG").then(pl.lit("fixed cell-based")).otherwise("assay").cast(pl.Enum(ASSAYS))
    told = Record()
    for name in Record.member_schemas():
        setattr(told, name, getattr(record, name))
    told.diagnoses, told.antibody_tests = silent, record.antibody_tests.with_columns(assay=assay)
    verdicts = classify(told).filter(patient_id="EN112008", criterion="IPND 2015")
    assert verdicts["verdict"].to_list() == ["not met"]


def test_only_unstated_assays_are_unconfirmed(published: Imported) -> None:
    met = classify(published.record).filter((pl.col("criterion") == "IPND 2015") & pl.col("unconfirmed"))
    seropositive = {case for case, label in expected("label").items() if label == "NMOSD with AQP4-IgG"}
    assert set(met["patient_id"]) == seropositive - {"PV02"}


def test_the_review_asks_only_of_labels_whose_order_is_not_on_record(published: Imported) -> None:
    """PV01 was called multiple sclerosis for decades, and then NMOSD; the sheet has no dates that would say which came last."""
    found = review(published.record).select("patient_id", "matter", "about")
    assert found.rows() == [("PV01", "meets", "IPND 2015")]
    assert published.record.diagnoses.filter(patient_id="PV01")["diagnosed_earliest"].is_null().any()
