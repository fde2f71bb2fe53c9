"""One person under two ids: what the second id's rows repeat is said once."""

from nmosd.intake.ledger import Ledger
from nmosd.intake.rows import Row, Rows, contradiction, fill
from nmosd.record import FIELDS, DateInterval

# A row repeats another of its table when these agree and nothing contradicts; a date must be known to be compared.
_TOLD_APART_BY = {
    "diagnoses": ("label",),
    "antibody_tests": ("analyte",),
    "attacks": ("onset",),
    "acute_treatments": ("treatment", "attack"),
    "therapies": ("drug",),
    "visits": ("visited",),
    "eye_exams": ("eye",),
    "mri_scans": ("region",),
    "comorbidities": ("disease",),
}


def merge_repeated_rows(rows: Rows, ledger: Ledger) -> None:
    """Drop each row of a second id that repeats a row of the first, and let its origins name the first's row.

    What the second says and the first does not is added to the first's row. A row that contradicts every one of the first's stays
    as a row of its own.
    """
    new_names: dict[str, str] = {}
    order = list(_TOLD_APART_BY)
    order.sort(key=lambda table: table != "attacks")  # attacks first, because treatments refer to them
    for table in order:
        for key, row in [entry for entry in rows.items() if entry[0][0] == table and entry[1].again]:
            _follow(row, new_names)
            first = _repeated(row, rows)
            if first is not None:
                fill(first, row.values, row.row_id)
                new_names[row.row_id] = first.row_id
                del rows[key]
    if new_names:
        ledger.rename_rows(new_names)


def _follow(row: Row, new_names: dict[str, str]) -> None:
    for name, value in row.values.items():
        if FIELDS[f"{row.table}.{name}"].kind == "reference" and value in new_names:
            row.values[name] = new_names[str(value)]


def _repeated(row: Row, rows: Rows) -> Row | None:
    keys = _TOLD_APART_BY[row.table]
    for (table, _), other in rows.items():
        if table != row.table or other.again or other.patient != row.patient:
            continue
        same = all(_same(row.values.get(name), other.values.get(name)) for name in keys)
        if same and contradiction(other, row.values) is None:
            return other
    return None


def _same(first: object, second: object) -> bool:
    if isinstance(first, DateInterval) and isinstance(second, DateInterval):
        return first.earliest <= second.latest and second.earliest <= first.latest
    return first == second
