"""Write `clinic.xlsx`, the sheet of an invented clinic, and `planted.csv`, what is wrong in it and where.

`python examples/clinic_sheet/make_sheet.py [folder]` always writes the same bytes. Nobody in it ever lived.
"""

import csv
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import handwriting as hand  # noqa: E402  # the files beside this one, wherever it is run from
from handwriting import Written  # noqa: E402
from people import Attack, Person, invent  # noqa: E402
from plant import Planted, plant  # noqa: E402

from nmosd.intake.writing import save_workbook  # noqa: E402

SEED, PEOPLE = 20251010, 118
SHEET, HEADER_ROW, MOST_COLUMNS_OF_ATTACKS, WITH_TYPE = "NMO clinic", 3, 11, 11
TITLE = "NMO clinic - master list 2009-2025 *** INVENTED PEOPLE: synthetic data for a software example ***"
SUBTITLE = "updated 10.10.25 - please do NOT sort! EDSS and Visus = last visit. Rel1 = first attack ever"
COLUMNS = (
    *("Pat-ID", "Init.", "Hosp-Nr", "DOB", "Sex", "First seen", "Last seen", "Status"),
    *(
        name
        for n in range(1, MOST_COLUMNS_OF_ATTACKS + 1)
        for name in ([f"Rel{n}", f"Rel{n} type"] if n <= WITH_TYPE else [f"Rel{n}"])
    ),
    *("RTX?", "RTX start", "RTX stop", "Drug", "Drug start", "Drug stop", "AQP4 (+/-)", "AQP4 date", "MOG"),
    *("EDSS last", "? Visus", "VA OD", "VA OS", "Remarks"),
)
SEXES = {"f": ("f", "F", "w", "f"), "m": ("m", "M", "m")}
STATUSES = {
    "alive": ("alive", "alive", "", "lebt"),
    "lost": ("lost to f/u", "lost"),
    "moved": ("moved",),
    "dead": ("died", "dead"),
}
POSITIVE = (
    *("pos (CBA)", "pos CBA", "pos (CBA) 1:320", "pos CBA 1:100", "pos (CBA)", "pos CBA"),
    *("pos", "+", "positiv", "pos ELISA"),
)
NEGATIVE = ("neg (CBA)", "neg CBA", "neg ELISA", "neg (CBA)")
MOG = {"negative": ("neg (CBA)", "neg CBA", "neg (CBA)"), "positive": ("pos (CBA)", "pos CBA"), "not done": ("",)}
YES, NO = ("yes", "y", "ja", "x", "yes"), ("no", "no", "", "-", "n")
REMARKS = (
    "",
    "",
    "",
    "see letter",
    "ANA 1:160",
    "wants second child",
    "2nd opinion",
    "check IgG",
    "travels a lot",
    "no MRI since 2019",
)
Row = dict[str, Written]


def row_of(generator: np.random.Generator, person: Person, texts: dict[tuple[int, str], str]) -> Row:
    """Write one person down, column by column, in this clinic's handwriting."""
    row = {
        "Pat-ID": Written(name_of(person)),
        "Init.": Written("".join(f"{chr(65 + int(generator.integers(26)))}." for _ in range(2))),
        "Hosp-Nr": Written(int(generator.integers(1_000_000, 9_999_999))),
        "DOB": hand.write_date(generator, person.birth, hand.BIRTH),
        "Sex": Written(hand.one_of(generator, SEXES[person.sex])),
        "First seen": hand.write_date(generator, person.first_seen, {"date cell": 0.5, "day text": 0.3, "mm/yy": 0.2}),
        "Status": Written(hand.one_of(generator, STATUSES[person.status])),
        "Remarks": Written(hand.one_of(generator, REMARKS)),
    }
    row |= attacks_of(generator, person)
    row |= treatment_of(generator, person)
    row |= findings_of(generator, person)
    row |= {column: Written(text) for (number, column), text in texts.items() if number == person.number}
    return row


def name_of(person: Person) -> str:
    return f"NMO-{person.number:03}"


def attacks_of(generator: np.random.Generator, person: Person) -> Row:
    """Write the attacks and the last visit; a style that would blur two attacks into one is not used."""
    row: Row = {}
    before = dt.date.min
    last_seen = write_last_seen(generator, person)
    assert last_seen.earliest is not None
    for number, attack in enumerate(person.attacks, start=1):
        after = person.attacks[number].day if number < len(person.attacks) else last_seen.earliest
        written = write_attack(generator, attack, before, after, seen_here=attack.day >= person.first_seen)
        assert written.latest is not None
        before = written.latest
        row[f"Rel{number}"] = written
        if number <= WITH_TYPE:
            unclear = generator.random() < 0.04 and number > 1
            row[f"Rel{number} type"] = Written("?" if unclear else hand.one_of(generator, hand.SITES[attack.sites]))
    if len(person.attacks) < MOST_COLUMNS_OF_ATTACKS and generator.random() < 0.12:
        row[f"Rel{len(person.attacks) + 1}"] = Written(hand.one_of(generator, ("-", "n/a")))
    return row | {"Last seen": last_seen}


def write_last_seen(generator: np.random.Generator, person: Person) -> Written:
    if person.exact_last_seen or generator.random() < 0.85:
        return hand.write_date(generator, person.last_seen, hand.EXACT)
    return hand.write_date(generator, person.last_seen, {"mm/yy": 0.6, "mm/yy cell": 0.4})


def write_attack(generator: np.random.Generator, attack: Attack, before: dt.date, after: dt.date, *, seen_here: bool) -> Written:
    """Write the day of an attack in a style that keeps it more than a month from its neighbours."""
    styles = hand.EXACT if attack.exact else hand.UNDER_FOLLOW_UP if seen_here else hand.BY_HISTORY
    for _ in range(6):
        written = hand.write_date(generator, attack.day, styles)
        assert written.earliest is not None
        assert written.latest is not None
        if attack.exact or ((written.earliest.toordinal() - before.toordinal()) > 31 and (after - written.latest).days > 31):
            return written
    return hand.write_date(generator, attack.day, hand.EXACT)


def treatment_of(generator: np.random.Generator, person: Person) -> Row:
    """Write rituximab in its own three columns and the other drug in the next three."""
    row: Row = {"RTX?": Written(hand.one_of(generator, YES if person.rituximab else NO))}
    styles = {"date cell": 0.4, "day text": 0.25, "mm/yy": 0.25, "serial": 0.1}
    for episode, prefix in ((person.rituximab, "RTX"), (person.other, "Drug")):
        if episode:
            row[f"{prefix} start"] = hand.write_date(generator, episode.start, styles)
            if episode.stop:
                row[f"{prefix} stop"] = hand.write_date(generator, episode.stop, styles)
            elif generator.random() < 0.1:
                row[f"{prefix} stop"] = Written("-")
    if person.other:
        row["Drug"] = Written(hand.one_of(generator, hand.DRUGS[person.other.drug]))
    return row


def findings_of(generator: np.random.Generator, person: Person) -> Row:
    """Write serology in words, disability and vision at the last visit."""
    row: Row = {
        "AQP4 (+/-)": Written(hand.one_of(generator, POSITIVE if person.aqp4 == "positive" else NEGATIVE)),
        "MOG": Written(hand.one_of(generator, (*MOG[person.mog], "", "n/a") if person.aqp4 == "positive" else MOG[person.mog])),
    }
    if person.aqp4 != "unknown":
        drawn = max(person.attacks[0].day, person.first_seen - dt.timedelta(int(generator.integers(1, 30))))
        row["AQP4 date"] = hand.write_date(generator, drawn, hand.EXACT)
    if person.edss is not None:
        row["EDSS last"] = Written(hand.write_edss(generator, person.edss))
    if person.first_seen.year < 2013:
        row["? Visus"] = Written(hand.write_acuity(generator, min(person.acuity.values())))
    if generator.random() < 0.93:
        row["VA OD"] = Written(hand.write_acuity(generator, person.acuity["right"]))
        row["VA OS"] = Written(hand.write_acuity(generator, person.acuity["left"]))
    else:
        row |= {"VA OD": Written("n/a"), "VA OS": Written("n/a")}
    return row


def lines(generator: np.random.Generator, people: list[Person], texts: dict[tuple[int, str], str]) -> Iterator[Row]:
    """Yield the rows below the header: everybody, one row whose id somebody deleted, a gap and a total."""
    for position, person in enumerate(people):
        yield row_of(generator, person, texts)
        if position == 63:
            nameless = row_of(generator, invent(generator, 1)[0], {})
            yield {**nameless, "Pat-ID": Written(None)}
    yield {}
    yield {
        "Pat-ID": Written("Total"),
        "DOB": Written(len(people)),
        "Rel1": Written(sum(len(person.attacks) for person in people)),
    }


def write(workbook: Workbook, rows: list[Row]) -> Worksheet:
    """Lay the rows out as the clinic's sheet looks."""
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    sheet["A1"], sheet["A2"] = TITLE, SUBTITLE
    sheet["A1"].font, sheet["A2"].font = Font(bold=True, size=14), Font(italic=True, color="AA0000")
    yellow = PatternFill("solid", fgColor="FFF2A8")
    for position, column in enumerate(COLUMNS, start=1):
        head = sheet.cell(HEADER_ROW, position, column)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="D9E2EC")
        head.alignment = Alignment(textRotation=90 if column.startswith("Rel") else 0)
        sheet.column_dimensions[get_column_letter(position)].width = 14 if column.endswith("type") or column == "Remarks" else 11
        for offset, row in enumerate(rows, start=1):
            written = row.get(column, Written(None))
            if written.value not in (None, ""):
                cell = sheet.cell(HEADER_ROW + offset, position, written.value)
                cell.number_format = written.number_format
                if written.value == "?":
                    cell.fill = yellow
    sheet.freeze_panes = "B4"
    sheet.cell(HEADER_ROW, COLUMNS.index("? Visus") + 1).comment = Comment("old column, better eye I think", "KS")
    return sheet


def planted_rows(planted: list[Planted], rows: list[Row]) -> Iterator[tuple[str | int, ...]]:
    """Yield the truth as a table: kind, person, row, column, cell, what stands there, what is wrong."""
    where = {row["Pat-ID"].value: HEADER_ROW + offset for offset, row in enumerate(rows, start=1) if row}
    for item in planted:
        name = f"NMO-{item.person:03}"
        cell = f"{get_column_letter(COLUMNS.index(item.column) + 1)}{where[name]}"
        text = rows[where[name] - HEADER_ROW - 1].get(item.column, Written("")).value
        shown = f"{text:%Y-%m-%d}" if isinstance(text, dt.datetime) else str(text)
        yield item.kind, name, where[name], item.column, cell, shown, item.says
    yield "row without an id", "", where[None], "Pat-ID", f"A{where[None]}", "", "the whole row is set aside"
    yield "row that is no person", "", where["Total"], "Pat-ID", f"A{where['Total']}", "Total", "a sum below the list"


def make(folder: Path) -> None:
    generator = np.random.default_rng(SEED)
    people = invent(generator, PEOPLE)
    planted, texts = plant(generator, people)
    rows = list(lines(generator, people, texts))
    workbook = Workbook()
    write(workbook, rows)
    folder.mkdir(parents=True, exist_ok=True)
    save_workbook(workbook, folder / "clinic.xlsx")
    with (folder / "planted.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("kind", "patient_id", "row", "column", "cell", "text", "says"))
        table.writerows(planted_rows(planted, rows))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
