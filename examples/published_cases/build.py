"""Build `cases.xlsx` from the transcriptions in `source/`, always to the same bytes.

Run it from anywhere: `python examples/published_cases/build.py [target.xlsx]`. Nothing is computed from nothing: a cell is what a
transcription holds, or what a row of `source/readings.csv` puts in its place and says why.
"""

import csv
import sys
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from nmosd.intake.writing import save_workbook

HERE = Path(__file__).parent
TITLE = "Published cases of NMOSD and of its mimics, one row per report"
HEADER_ROW = 3

# Column of sheet People <- column of full_text_cases.csv, column of abstract_cases.csv (None: not there).
PEOPLE = {
    "Case": ("case_id", "case_id"),
    "Source": (None, None),
    "Licence": ("licence", "licence_seen"),
    "Read": (None, None),
    "Age in the report": ("age", "age"),
    "Age at onset": (None, None),
    "Sex": ("sex", "sex"),
    "Ancestry": ("ancestry", "ancestry"),
    "Diagnosis in the source": ("final_dx_in_source", "dx"),
    "First label": ("initial_misdiagnosis", "initial_misdiagnosis"),
    "Alternatives excluded": (None, None),
    "AQP4-IgG": ("aqp4_igg", "aqp4_igg"),
    "MOG-IgG": ("mog_igg", "mog_igg"),
    "Anti-NMDAR": (None, None),
    "Scl-70": (None, None),
    "Comorbidity": ("comorbidity_or_trigger", "trigger_or_comorbidity"),
    "Cord lesion over 3 or more segments": ("core_LETM", "core_LETM"),
    "Prevention 1": ("maintenance_treatment", "maintenance"),
    "Prevention 1 stopped for": (None, None),
    "Prevention 2": (None, None),
    "EDSS before treatment": ("edss_before", None),
    "EDSS after treatment": ("edss_after", None),
    "VA right before": (None, None),
    "VA right after": (None, None),
    "VA left before": (None, None),
    "VA left after": (None, None),
    "Seen from": (None, None),
    "Seen until": (None, None),
    "Vital status": (None, None),
    "Attacks described": ("n_attacks_described", "n_attacks"),
    "All attacks described": (None, None),
    "Outcome in the source": ("outcome_in_source", "outcome"),
    "Transcriber's note": ("transcription_note", None),
}
ATTACKS = ("Case", "Attack", "Onset", "Known from", "Attack in words", "Trigger", "Acute treatment", "Recovery", "On prevention")
# Column of sheet Findings <- column of further_findings.csv.
FINDINGS = {
    "Case": "case_id",
    "Examination": "examination",
    "Region": "region",
    "Brain": "brain",
    "Lesion of the area postrema": "area_postrema",
    "Lesion of the hypothalamus": "hypothalamus",
    "Cord lesion over 3 or more segments": "long_cord_lesion",
    "Lesion of the right optic nerve": "optic_nerve_right",
    "Lesion of the left optic nerve": "optic_nerve_left",
    "Enhancing lesion": "enhancement",
    "Oligoclonal bands": "bands",
    "Known from": "basis",
}
WIDE = {
    "Source",
    "Diagnosis in the source",
    "Comorbidity",
    "Outcome in the source",
    "Attack in words",
    "Acute treatment",
    "Known from",
}
SPELLED_OUT = {"pos": "positive", "neg": "negative"}
# A 0 in the transcription is "looked for and absent in the text", which is no statement that the lesion was short.
LONG_LESION = {"1": "yes", "0": ""}
NOT_A_RECOVERY = {"right 6/60", "BCVA 5/5", "CF"}
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    with (HERE / "source" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people() -> list[Row]:
    """One row per report: the full texts first, then the abstracts, as transcribed and then as read."""
    onset_ages = {row["case_id"]: row["age_onset"] for row in rows_of("attacks.csv")}
    presented_once = {row["case_id"] for row in rows_of("further_attacks.csv") if row["basis"] == "only attack of the report"}
    people = []
    for position, name in enumerate(("full_text_cases.csv", "abstract_cases.csv")):
        for source in rows_of(name):
            person = {column: source[names[position]] if names[position] else "" for column, names in PEOPLE.items()}
            person["Source"] = citation(source)
            person["Age at onset"] = onset_ages.get(
                source["case_id"], source["age"] if source["case_id"] in presented_once else ""
            )
            for column in ("AQP4-IgG", "MOG-IgG"):
                person[column] = SPELLED_OUT.get(person[column], person[column])
            column = "Cord lesion over 3 or more segments"
            person[column] = LONG_LESION.get(person[column], person[column])
            people.append(person)
    return corrected(people, lambda row, person: not row["attack_no"] and row["case_id"] == person["Case"])


def citation(source: Row) -> str:
    """Return the DOI of a report, else the identifier that the transcription gives."""
    identifiers = [source["doi"], source.get("pmid_or_url", "")]
    dois = [identifier for identifier in identifiers if identifier.startswith("10.")]
    return f"doi:{dois[0]}" if dois else identifiers[1]


def attacks() -> list[Row]:
    """One row per attack: those of `attacks.csv`, then the only attack of a report, in the order of the people."""
    treated = {
        row["case_id"]: row.get("acute_treatment", "") for row in rows_of("full_text_cases.csv") + rows_of("abstract_cases.csv")
    }
    dated = [
        {
            "Case": row["case_id"],
            "Attack": row["attack_no"],
            "Onset": in_words(row["months_from_onset"], row["time_precision"]),
            "Known from": row["time_precision"],
            "Attack in words": row["attack_type"],
            "Acute treatment": row["treatment"],
            "Recovery": "" if row["disability_after"] in NOT_A_RECOVERY else row["disability_after"],
        }
        for row in rows_of("attacks.csv")
    ]
    single = [
        {
            "Case": row["case_id"],
            "Attack": row["attack_no"],
            "Onset": row["onset"],
            "Known from": row["basis"],
            "Attack in words": row["attack"],
            "Acute treatment": treated[row["case_id"]] if row["attack_no"] == "1" else "",
            "Recovery": row["recovery"],
        }
        for row in rows_of("further_attacks.csv")
    ]
    order = {person["Case"]: number for number, person in enumerate(people())}
    rows = [{column: row.get(column, "") for column in ATTACKS} for row in dated + single]
    rows.sort(key=lambda row: (order[row["Case"]], int(row["Attack"])))
    return corrected(rows, lambda row, attack: (row["case_id"], row["attack_no"]) == (attack["Case"], attack["Attack"]))


def findings() -> list[Row]:
    """One row per MRI or lumbar puncture of which a report states a result, in the order of the people."""
    order = {person["Case"]: number for number, person in enumerate(people())}
    rows = [{column: source[name] for column, name in FINDINGS.items()} for source in rows_of("further_findings.csv")]
    return sorted(rows, key=lambda row: order[row["Case"]])


def in_words(months: str, precision: str) -> str:
    """Return the time from onset in the unit in which the report states it.

    >>> in_words("180", "stated years"), in_words("1.6", "stated weeks"), in_words("0", "index")
    ('15 years', '7 weeks', 'index')
    """
    number = float(months)
    if number == 0:
        return "index"
    if precision == "stated years":
        return f"{number / 12:g} years"
    if precision == "stated weeks":
        return f"{round(number * 365.25 / 12 / 7)} weeks"
    return f"{number:g} month" + ("" if number == 1 else "s")


def corrected(rows: list[Row], concerns: Callable[[Row, Row], bool]) -> list[Row]:
    """Put each reading of `readings.csv` in its place; one that names a column or a row that is not there stops the build."""
    for row in rows:
        for reading in rows_of("readings.csv"):
            if concerns(reading, row):
                if reading["column"] not in row:
                    raise SystemExit(f"readings.csv: there is no column {reading['column']!r} ({reading['case_id']}).")
                row[reading["column"]] = reading["value"]
    return rows


def write_sheet(sheet: Worksheet, title: str, note: str, rows: list[Row]) -> None:
    """Write a sheet as a clinic keeps it: a title, a remark, the header in row 3, one row each below."""
    sheet["A1"], sheet["A2"] = title, note
    sheet["A1"].font = Font(bold=True, size=13)
    sheet["A2"].font = Font(italic=True, color="666666")
    for position, column in enumerate(rows[0], start=1):
        head = sheet.cell(HEADER_ROW, position, column)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="E8EEF2")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(position)].width = 34 if column in WIDE else 14
        for offset, row in enumerate(rows, start=1):
            if row[column]:
                sheet.cell(HEADER_ROW + offset, position, as_typed(row[column]))
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 2)


def as_typed(text: str) -> str | int | float:
    """Return a number where a person would have typed one, else the text."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def build(target: Path) -> None:
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    first.title = "People"
    write_sheet(
        first, TITLE, "Transcribed from open-access reports and abstracts; sources and licences per row. See README.md.", people()
    )
    write_sheet(
        workbook.create_sheet("Attacks"), "Their attacks, one row each", "Time counted from the onset of disease.", attacks()
    )
    write_sheet(
        workbook.create_sheet("Findings"), "What MRI and cerebrospinal fluid showed", "Only where a report states it.", findings()
    )
    save_workbook(workbook, target)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "cases.xlsx")
