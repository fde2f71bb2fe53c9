"""What a blank cell says where the mapping gives blanks a meaning: a treatment with a start and no stop goes on."""

from dataclasses import dataclass

from nmosd.intake.cells import Cell, Sheet
from nmosd.intake.ledger import Ledger, Spot
from nmosd.intake.plan import PlannedColumn, PlannedSheet
from nmosd.intake.row_names import RowNamer
from nmosd.intake.rows import Row, Rows, fill


@dataclass(frozen=True)
class _Blank:
    """A blank cell with the row that its column would have filled."""

    spot: Spot
    table: str
    row_id: str
    own_fields: tuple[str, ...]
    means: dict[str, object]

    def holds_for(self, row: Row | None) -> bool:
        """Return whether the row says something, and nothing of what the column is about."""
        if row is None or all(value is None for value in row.values.values()):
            return False
        return all(row.values.get(name) is None for name in self.own_fields)


class Blanks:
    """The blank cells that mean something, until every row is known."""

    def __init__(self) -> None:
        self._blanks: list[_Blank] = []

    def note(self, number: int, sheet: PlannedSheet, row: int, filled: set[int], name: RowNamer) -> None:
        """Remember the blank cells of one sheet row; `filled` are the columns in which it has a cell."""
        for place, column in sheet.columns.items():
            if column.blanks and place not in filled and not _is_merged(sheet.sheet, row, place):
                spot = Spot(number, Cell("", "General", sheet.sheet.name, row, place), column.header)
                self._blanks += [
                    _Blank(spot, table, _row_id(column, table, name), _own_fields(column, table), dict(means))
                    for table, means in column.blanks.items()
                ]

    def settle(self, rows: Rows, ledger: Ledger) -> None:
        """Write what the blanks mean into rows that say something, except where something is said of those fields."""
        holding = [blank for blank in self._blanks if blank.holds_for(rows.get((blank.table, blank.row_id)))]
        for blank in holding:
            row = rows[blank.table, blank.row_id]
            unsaid = {name: value for name, value in blank.means.items() if row.values.get(name) is None}
            fill(row, unsaid, f"the blank in {blank.spot.cell.address}")
            for name in unsaid:
                ledger.record_blank(blank.spot, blank.row_id, blank.table, name)


def _row_id(column: PlannedColumn, table: str, name: RowNamer) -> str:
    return next(name(target) for target in column.targets if target.field.table == table)


def _own_fields(column: PlannedColumn, table: str) -> tuple[str, ...]:
    return tuple(target.field.name for target in column.targets if target.field.table == table)


def _is_merged(sheet: Sheet, row: int, column: int) -> bool:
    """Return whether a cell is part of a larger one, which then shows that one's value and is not blank."""
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in sheet.merged)
