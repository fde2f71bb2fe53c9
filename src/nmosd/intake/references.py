"""References from row to row, which can only be settled when every row is known."""

from nmosd.intake.cells import Cell
from nmosd.intake.ledger import Ledger, Spot
from nmosd.intake.plan import PlannedColumn, Target
from nmosd.intake.row_names import RowNamer
from nmosd.intake.rows import Row, Rows
from nmosd.record import FIELDS


class References:
    """The links that the mapping states, and the cells that name another row, until every row is known."""

    def __init__(self) -> None:
        self._links: list[tuple[str, str, str, tuple[str, str]]] = []
        self._cells: list[tuple[Spot, Target, str, str]] = []

    def note_cell(self, spot: Spot, target: Target, patient: str, row_id: str) -> None:
        """Remember a cell that names another row of the patient."""
        self._cells.append((spot, target, patient, row_id))

    def note_links(self, column: PlannedColumn, table: str, row_id: str, name: RowNamer) -> None:
        """Remember the links that a column states for a row."""
        for link, row in column.links.get(table, {}).items():
            aim = FIELDS[f"{table}.{link}"].refers_to or ""
            self._links.append((table, row_id, link, (aim, name.row(aim, row))))

    def settle(self, rows: Rows, ledger: Ledger) -> None:
        """Write each reference, and each link between two rows that were both made; set aside cells that name no row."""
        for spot, target, patient, row_id in self._cells:
            about = target.field
            aim = _row_meant(spot.cell, about.refers_to or "", patient, rows)
            if aim is None:
                message = f"{patient} has no row {spot.cell.text!r} in {about.refers_to}."
                ledger.set_aside(spot, "I208", message, patient)
                continue
            rows.setdefault((about.table, row_id), Row(about.table, patient, row_id)).values[about.name] = aim
            ledger.record(spot, row_id, about.table, about.name)
        for table, row_id, link, linked in self._links:
            if (table, row_id) in rows and linked in rows:
                rows[table, row_id].values[link] = linked[1]


def _row_meant(cell: Cell, table: str, patient: str, rows: Rows) -> str | None:
    """Return the row that a cell names: by its id, by its name within the patient, or by its number among the patient's rows."""
    text = cell.text
    own = [row_id for (at, row_id), row in rows.items() if at == table and row.patient == patient]
    by_number = [own[int(text) - 1]] if text.isdecimal() and 0 < int(text) <= len(own) else []
    return next((row_id for row_id in (text, f"{patient}/{table}/{text}", *by_number) if row_id in own), None)
