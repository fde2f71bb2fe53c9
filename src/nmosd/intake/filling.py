"""Writing what a cell says into the rows it belongs to, and what to say where it cannot stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from nmosd.intake.cells import Cell
from nmosd.intake.ledger import PARTLY, Ledger, Spot
from nmosd.intake.plan import PlannedColumn, Target
from nmosd.intake.rows import Row, Rows, agreed, contradiction, fill
from nmosd.intake.values import Read, Refused


@dataclass(frozen=True)
class Part:
    """What one part of a cell says for one target, and the row that it belongs to."""

    target: Target
    row_id: str
    read: Read


def fill_own_fields(
    rows: Rows, parts: Sequence[Part], patient: str, cell: Cell, column: PlannedColumn, *, again: bool
) -> tuple[list[Part], list[Refused]]:
    """Write what each part says for its own field, and the column's constants; return the parts that could stand."""
    kept, refused = [], []
    for part in parts:
        if all(value is None for value in part.read.fields.values()):
            kept.append(part)
            continue
        table, own = part.target.field.table, part.target.field.name
        row = rows.get((table, part.row_id)) or Row(table, patient, part.row_id, again=again)
        values = {own: part.read.fields.get(own), **column.constants.get(table, {})}
        clash = contradiction(row, values)
        if clash is None:
            fill(row, values, f"{cell.text!r} in {cell.address}")
            rows[table, part.row_id] = row
            kept.append(part)
        else:
            first = row.said_by.get(clash, "another cell")
            message = f"{cell.text!r} contradicts {first}, which says {clash} of the same row first."
            refused.append(Refused("I204", message))
    return kept, refused


def fill_further_fields(rows: Rows, parts: Sequence[Part], cell: Cell) -> list[Refused]:
    """Write what parts say beside their own field (the assay within a result), unless a column of its own says otherwise."""
    refused = []
    for part in parts:
        row = rows.get((part.target.field.table, part.row_id))
        for name, value in part.read.fields.items():
            if row is None or name == part.target.field.name or value is None:
                continue
            if agreed(row.values.get(name), value)[0]:
                fill(row, {name: value}, f"{cell.text!r} in {cell.address}")
            else:
                first = row.said_by.get(name, "the mapping")
                message = f"{cell.text!r} says {name} {value}, but {first} says {row.values[name]}."
                refused.append(Refused(PARTLY, message))
    return refused


def account(ledger: Ledger, spot: Spot, patient: str, parts: Sequence[Part], refused: Sequence[Refused]) -> None:
    """Enter a cell into the ledger: recorded if any of it could stand, else set aside with one reason."""
    for part in parts:
        own = part.target.field
        names = dict.fromkeys([own.name, *(name for name, value in part.read.fields.items() if value is not None)])
        for name in names:
            ledger.record(spot, part.row_id, own.table, name)
        if not part.read.certain:
            said = ", ".join(str(value) for value in part.read.fields.values() if value is not None)
            message = part.read.note or f"{spot.cell.text!r} was read as {said}."
            ledger.note(spot, "I207", message, patient, part.row_id)
    if not refused:
        return
    message = " ".join(dict.fromkeys(why.message for why in refused))
    if parts:
        ledger.note(spot, PARTLY, message, patient, *dict.fromkeys(part.row_id for part in parts))
    else:
        ledger.set_aside(spot, refused[0].code, message, patient, refused[0].remedy)
