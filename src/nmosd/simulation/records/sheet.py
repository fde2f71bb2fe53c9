"""A simulated record as the spreadsheet of a clinic: a row per patient, attacks sideways, and the mapping that reads it back."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from nmosd.errors import SimulationError
from nmosd.record import Record
from nmosd.simulation.records.handwriting import Handwriting, Written

SHEET, MAPPING = "clinic.xlsx", "mapping.toml"
_MOST_PEOPLE = 5_000
_ATTACKS = 11
_NAME, _HEADER_ROW = "NMO clinic", 3
_OWN_COLUMNS = str(tomllib.loads(files(__package__).joinpath("sheet.toml").read_text("utf-8"))["own_columns"])
"""The drug that has columns of its own."""
_ANSWERS = ("yes", "better")
Row = dict[str, Written]


def write_sheet(record: Record, folder: Path, *, seed: int) -> tuple[Path, Path]:
    """Write what a clinic's spreadsheet has room for of a record, and return its path and that of its mapping.

    A row holds the first eleven attacks, one drug with columns of its own and one other, the tests, and the last examination.
    Dates stand there in several styles and never more exactly than in the record. What is not known is left blank, a blank last
    day of a drug means that it goes on, and a question mark that nobody knows. The same record and seed give the same bytes.

    Raises:
        SimulationError: more people than a clinic keeps in a sheet.
    """
    from nmosd.intake import answer, open_questions, open_source, propose, write_mapping
    from nmosd.intake.writing import save_workbook

    if record.patients.height > _MOST_PEOPLE:
        raise SimulationError(f"A clinic's sheet holds at most {_MOST_PEOPLE:,} people: simulate fewer, or leave out the sheet.")
    title = record.about["title"].item()
    path = save_workbook(_workbook(list(_rows(record, seed)), title), folder / SHEET)
    mapping = propose(open_source(path))
    for question in open_questions(mapping):
        mapping = answer(
            mapping, question, next(choice for choice in (*_ANSWERS, "ignore") if choice in (*question.choices, "ignore"))
        )
    mapping = mapping.model_copy(update={"title": title, "synthetic": True})
    (folder / MAPPING).unlink(missing_ok=True)
    return path, write_mapping(mapping, folder / MAPPING)


def _rows(record: Record, seed: int) -> Iterator[Row]:
    hand = Handwriting(seed, record.patients.height)
    attacks, drugs, tests = (_by_patient(table) for table in (record.attacks, record.therapies, record.antibody_tests))
    last_visit, last_eyes = _last(record.visits, "visited"), _last(record.eye_exams, "examined")
    for person, patient in enumerate(record.patients.iter_rows(named=True)):
        name = patient["patient_id"]
        yield (
            _who(patient, person, hand)
            | _attacks(attacks.get(name, []), person, hand)
            | _drugs(drugs.get(name, []), person, hand)
            | _tests(tests.get(name, []), person, hand)
            | _findings(last_visit.get(name, []), last_eyes.get(name, []), person, hand)
        )


def _by_patient(table: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.iter_rows(named=True):
        found.setdefault(row["patient_id"], []).append(row)
    return found


def _last(table: pl.DataFrame, date: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each person's last day."""
    day = pl.col(f"{date}_latest")
    return _by_patient(table.filter(day == day.max().over("patient_id")))


def _who(patient: dict[str, Any], person: int, hand: Handwriting) -> Row:
    return {
        "Pat-ID": patient["patient_id"],
        "DOB": hand.date(patient["birth_earliest"], patient["birth_latest"], person, "birth"),
        "Sex": hand.word("sex", patient["sex"], person, "sex"),
        "First seen": patient["first_contact_earliest"],
        "Last seen": patient["last_contact_earliest"],
        "Status": hand.word("vital_status", patient["status"], person, "status"),
        "Died": patient["death_earliest"],
    }


def _attacks(attacks: list[dict[str, Any]], person: int, hand: Handwriting) -> Row:
    row: Row = {}
    for number in range(1, _ATTACKS + 1):
        attack = attacks[number - 1] if number <= len(attacks) else None
        row[f"Rel{number}"] = row[f"Rel{number} type"] = None
        if attack:
            row[f"Rel{number}"] = hand.date(attack["onset_earliest"], attack["onset_latest"], person, f"attack {number}")
            sites = attack["sites"] or []
            words = [hand.word("sites", site, person, f"site {site} of attack {number}") or site for site in sites]
            row[f"Rel{number} type"] = " + ".join(words) or "?"
    return row


def _drugs(drugs: list[dict[str, Any]], person: int, hand: Handwriting) -> Row:
    own = [drug for drug in drugs if drug["drug"] == _OWN_COLUMNS]
    others = [drug for drug in drugs if drug["drug"] != _OWN_COLUMNS]
    row: Row = {
        "RTX?": hand.among(("yes", "y"), person, _OWN_COLUMNS) if own else hand.among(("no", "n", ""), person, "none") or None
    }
    for prefix, drug in (("RTX", own[:1]), ("Drug", others[-1:])):
        if prefix == "Drug":
            row["Drug"] = hand.word("drugs", drug[0]["drug"], person, "drug") if drug else None
        start = hand.date(drug[0]["start_earliest"], drug[0]["start_latest"], person, f"{prefix} start") if drug else None
        row[f"{prefix} start"] = start
        row[f"{prefix} stop"] = _stop(drug[0], person, hand, prefix) if drug else None
    return row


def _stop(drug: dict[str, Any], person: int, hand: Handwriting, prefix: str) -> Written:
    if drug["stop_latest"] is None:
        return None if drug["ongoing"] == "yes" else "?"
    return hand.date(drug["stop_earliest"], drug["stop_latest"], person, f"{prefix} stop")


def _tests(tests: list[dict[str, Any]], person: int, hand: Handwriting) -> Row:
    row: Row = {"AQP4 (+/-)": None, "AQP4 date": None, "MOG": None}
    for test in tests:
        column = "MOG" if test["analyte"] == "MOG-IgG" else "AQP4 (+/-)"
        words = {"positive": ("pos", "positive"), "negative": ("neg", "negative")}[test["result"]]
        assay = hand.word("assay", test["assay"], person, f"assay of {column}")
        row[column] = hand.among(words, person, column) + (f" ({assay})" if assay else "")
        if column != "MOG":
            row["AQP4 date"] = hand.date(test["sampled_earliest"], test["sampled_latest"], person, "AQP4 date")
    return row


def _findings(visits: list[dict[str, Any]], eyes: list[dict[str, Any]], person: int, hand: Handwriting) -> Row:
    visit = visits[0] if visits else {"edss": None, "visited_earliest": None}
    row: Row = {"EDSS": hand.number(visit["edss"], person, "EDSS"), "EDSS date": visit["visited_earliest"]}
    for column, side in (("VA OD", "right"), ("VA OS", "left")):
        exam = next((exam for exam in eyes if exam["eye"] == side), None)
        row[column] = hand.acuity(exam["acuity"], exam["acuity_category"], person, column) if exam else None
    row["VA date"] = eyes[0]["examined_earliest"] if eyes else None
    return row


def _workbook(rows: list[Row], title: str) -> Any:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = _NAME
    sheet["A1"] = f"{_NAME} *** INVENTED PEOPLE: {title} ***"
    sheet["A2"] = "Rel1 = first attack on record. Stop blank = still on it, ? = not known"
    for column, header in enumerate(rows[0], start=1):
        sheet.cell(_HEADER_ROW, column, header)
        for number, row in enumerate(rows, start=_HEADER_ROW + 1):
            value = row[header]
            if value is not None:
                cell = sheet.cell(number, column, value)
                if isinstance(value, dt.date):
                    cell.number_format = "dd\\.mm\\.yyyy"
    return workbook
