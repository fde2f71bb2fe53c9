"""The parts of a cell that holds several values."""

from collections.abc import Sequence
from dataclasses import replace

from nmosd.intake.cells import Cell
from nmosd.intake.values import Read, ReadOptions, Refused, read_many, read_value
from nmosd.record import Field


def read_parts(cell: Cell, field: Field, options: ReadOptions, separators: Sequence[str]) -> tuple[Read | Refused, ...]:
    """Return one outcome per part of a cell that is split at any of the separators, in the order of the cell.

    A cell that the column's dictionary lists as a whole is one part; without separators every cell is.
    """
    if not separators or not isinstance(cell.value, str):
        return (read_value(cell, field, options),)
    if cell.text in options.values:
        return (read_value(cell, field, options),)
    first, text = separators[0], cell.value
    for separator in separators[1:]:
        text = text.replace(separator, first)
    return read_many(replace(cell, value=text), field, options, first)
