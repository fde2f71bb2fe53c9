"""What a printed table is made of; rows of `Results` go in, text and its explanation come out, and nothing is computed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nmosd.report.numbers import CANNOT_TELL, aligned, confidence_percent, counted, decimals_of, interval, number, percent
from nmosd.study.disclosure.suppressed import SUPPRESSED

NOT_SHOWN = "not shown"
_NO_METHOD = ("counting", "cannot be told")

Figure = Mapping[str, Any]
"""A row of `Results` as a dictionary."""


@dataclass(frozen=True)
class Cell:
    """A printed number, what it means, and what stands under it; an empty text is an empty cell.

    `behind` is the place on the page where the people stand on whom the number rests; empty where there is none. `prose` marks a
    text that is no number.
    """

    text: str
    said: str = ""
    under: str = ""
    behind: str = ""
    prose: bool = False

    @property
    def head(self) -> str:
        """What stands left of the decimal point."""
        return "" if self.prose else aligned(self.text).head

    @property
    def tail(self) -> str:
        """The rest of the number."""
        return aligned(self.text).tail

    @property
    def linked(self) -> bool:
        """Whether the number leads to the people behind it."""
        return bool(self.behind) and not self.cannot_tell

    @property
    def cannot_tell(self) -> bool:
        """Whether the cell says that the number cannot be told."""
        return self.text.startswith(CANNOT_TELL)


@dataclass(frozen=True)
class Row:
    """A row: `kind` is head (a variable), level (one of its categories), unknown, or plain; `note` numbers its definition."""

    label: str
    cells: tuple[Cell, ...]
    kind: str = "plain"
    note: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Column:
    """A column's name, what stands under it, and how many signs its longest whole number has."""

    name: str
    detail: str = ""
    whole: int = 1


@dataclass(frozen=True)
class Table:
    """A printed table with the definitions of its numbers; `empty` is said where it has no rows."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    explanation: str = ""
    empty: str = "There is nothing to show."
    lined: bool = False
    wide: bool = False


@dataclass
class Notes:
    """The definitions of a table, each once, numbered in order of appearance."""

    texts: list[str] = field(default_factory=list)

    def of(self, figure: Figure) -> int | None:
        """Return the number of a figure's definition, or None where it has none."""
        text = _definition_and_method(figure)
        if not text:
            return None
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1


def made_table(
    name: str, caption: str, columns: Sequence[tuple[str, str]], rows: Iterable[Row], notes: Notes, **more: Any
) -> Table:
    """Return a table whose columns know how wide their whole numbers are; the first column holds the labels of the rows."""
    rows = tuple(rows)
    wide = [
        max((len(cell.head) for cell in column), default=1)
        for column in zip(*(row.cells for row in rows if row.cells), strict=True)
    ]
    widths = [1, *wide, *([1] * len(columns))]
    made = tuple(Column(title, detail, max(widths[place], 1)) for place, (title, detail) in enumerate(columns))
    return Table(name, caption, made, rows, notes=tuple(notes.texts), **more)


def figure_cell(figure: Figure | None) -> Cell:
    """Return a figure as it is printed: a count, the people of a share as `34 (72 %)`, else the estimate with its limits.

    A null estimate is `cannot tell`; no figure is an empty cell.
    """
    if figure is None:
        return Cell("")
    return Cell(_text(figure), explained(figure), behind=behind(figure))


def behind(figure: Figure) -> str:
    """Return the place on the page where the people behind a figure stand; empty where the study cannot tell them."""
    return figure.get("behind") or ""


def suppressed(figure: Figure) -> str | None:
    """Return what is printed for a figure that was taken away because too few people are behind it, or None.

    `< 5` is only said of what is known to be so small; what is hidden since a small count could be worked out from it is not.

    >>> suppressed({"estimate": None, "method": "suppressed: fewer than 5"}), suppressed({"estimate": 7.0, "method": "counting"})
    ('< 5', None)
    """
    method = figure["method"] or ""
    if figure["estimate"] is not None or not method.startswith(SUPPRESSED):
        return None
    smallest = re.search(r"fewer than (\d+)", method)
    return f"< {smallest[1]}" if smallest else NOT_SHOWN


def counted_cell(figure: Figure, column: str, said: str, *, decimals: int = 0) -> Cell:
    """Return a count or a time that a figure carries beside its estimate."""
    value = figure[column]
    if value is None and (suppressed(figure) or _of_something_hidden(figure)):
        return Cell(suppressed(figure) or NOT_SHOWN, said)
    return Cell(number(value, decimals), said, behind=behind(figure))


def _of_something_hidden(figure: Figure) -> bool:
    return any(warning.startswith("Hidden") for warning in figure["warnings"] or ())


def share_cell(figure: Figure | None) -> Cell:
    """Return a share with its interval, and under it the counts that it is made of."""
    if figure is None or figure["measure"] != "proportion" or figure["estimate"] is None or figure["lower"] is None:
        return figure_cell(figure)
    text = interval(figure["estimate"], figure["lower"], figure["upper"], _decimals(figure))
    return Cell(text, explained(figure), f"{number(figure['events'])} of {number(figure['n'])}", behind(figure))


def narrow_share_cell(figure: Figure | None) -> Cell:
    """Return a share in a narrow column: people out of people with their share, and under it the interval."""
    wide = share_cell(figure)
    if figure is None or not wide.under:
        return wide
    decimals = _decimals(figure)
    share = f"{number(figure['events'])}/{number(figure['n'])} ({number(figure['estimate'], decimals)})"
    limits = f"{number(figure['lower'], decimals)} to {number(figure['upper'], decimals)}"
    return Cell(share, wide.said, limits, wide.behind)


def stacked(cell: Cell) -> Cell:
    """Return a cell whose limits stand under the estimate instead of beside it."""
    estimate, bracket, limits = cell.text.partition(" (")
    if " to " not in limits or not bracket or cell.under:
        return cell
    return Cell(estimate, cell.said, limits.removesuffix(")"), cell.behind)


def _text(figure: Figure) -> str:
    hidden = suppressed(figure)
    if hidden:
        return hidden
    if figure["measure"] == "proportion" and figure["estimate"] is not None and figure["events"] is not None:
        return f"{number(figure['events'])} ({percent(figure['estimate'])})"
    return interval(figure["estimate"], figure["lower"], figure["upper"], _decimals(figure))


def _decimals(figure: Figure) -> int:
    return decimals_of(figure["measure"], figure["estimate"], figure["upper"])


def explained(figure: Figure) -> str:
    """Return what a number means, in sentences: its definition, what it rests on, how it was made, and what to know of it."""
    parts = [_definition_and_method(figure), _interval_of_share(figure), _rests_on(figure)]
    parts += [_sentence(warning) for warning in figure["warnings"] or ()]
    return " ".join(part for part in parts if part)


def _definition_and_method(figure: Figure) -> str:
    method = figure["method"] if figure["method"] not in _NO_METHOD else None
    if method and figure["confidence"] is not None:
        method = f"{confidence_percent(figure['confidence'])} {method}"
    return " ".join(_sentence(capital(part)) for part in (figure["definition"], method) if part)


def _interval_of_share(figure: Figure) -> str:
    if figure["measure"] != "proportion" or figure["lower"] is None or figure["estimate"] is None:
        return ""
    return f"Share {interval(figure['estimate'], figure['lower'], figure['upper'], _decimals(figure))}."


def _rests_on(figure: Figure) -> str:
    parts = []
    of_attacks = figure["unit"] == "of attacks"
    nouns = ("attack", "attacks") if of_attacks else ("person", "people")
    if figure["n"] is not None:
        parts.append(counted(figure["n"], *nouns))
    if figure["events"] is not None and figure["measure"] == "rate":
        parts.append(counted(figure["events"], "attack", "attacks"))
    elif figure["events"] is not None and figure["measure"] == "proportion":
        parts.append(f"{number(figure['events'])} of them with it")
    elif figure["events"] is not None and figure["measure"] != "count":
        parts.append(counted(figure["events"], "event", "events"))
    if figure["person_years"] is not None:
        parts.append(f"{number(figure['person_years'], 1)} person-years")
    if figure["unknown"] and figure["measure"] != "count":
        parts.append(f"of {counted(figure['unknown'], f'more {nouns[0]}', f'more {nouns[1]}')} it cannot be told")
    return _sentence("Rests on " + ", ".join(parts)) if parts else ""


def _sentence(text: str) -> str:
    text = text.strip()
    return text if re.search(r"[.!?]$", text) else text + "."


def capital(text: str) -> str:
    """Return a text with its first letter in upper case, for the start of a line."""
    return text[:1].upper() + text[1:]
