"""The rows of a record while they are filled, and what happens when two cells speak of the same field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nmosd.record import DateInterval


@dataclass
class Row:
    """A row of a clinical table in the making.

    `values` holds what was said, by field; `said_by` the text and the place of the cell that said it first. `again` marks a row
    that comes from a second id of the same person.
    """

    table: str
    patient: str
    row_id: str
    values: dict[str, object] = field(default_factory=dict)
    said_by: dict[str, str] = field(default_factory=dict)
    again: bool = False


Rows = dict[tuple[str, str], Row]  # by table and row id


def agreed(first: object, second: object) -> tuple[bool, object]:
    """Return whether two values of one field can both be true, and the value that says more.

    Equal values agree; `unknown` and nothing agree with everything; of two dates one of which holds the other, the narrower says
    more (`2014` and `2014-03`).

    >>> agreed("unknown", "female"), agreed("male", "female")
    ((True, 'female'), (False, 'male'))
    """
    if first is None or first == "unknown":
        return True, first if second is None else second
    if second is None or second in ("unknown", first):
        return True, first
    if isinstance(first, DateInterval) and isinstance(second, DateInterval):
        for wide, narrow in ((first, second), (second, first)):
            if wide.earliest <= narrow.earliest and narrow.latest <= wide.latest:
                return True, narrow
    return False, first


def contradiction(row: Row, values: Mapping[str, object]) -> str | None:
    """Return the first field in which values contradict a row, or None where they can stand in it."""
    for name, value in values.items():
        if not agreed(row.values.get(name), value)[0]:
            return name
    return None


def fill(row: Row, values: Mapping[str, object], said_by: str) -> None:
    """Write values into a row that they do not contradict."""
    for name, value in values.items():
        row.values[name] = agreed(row.values.get(name), value)[1]
        if value is not None:
            row.said_by.setdefault(name, said_by)
