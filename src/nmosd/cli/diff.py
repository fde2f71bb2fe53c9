"""`nmosd diff`: which numbers changed between two runs of a study, and what moved them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.study.differences.differences import ChangedFigure, Differences

_ROWS_SHOWN = 20
_READ_FIRST = ("models", "before and after", "rates", "frequency", "outcome rates", "curves", "sensitivity")
"""What a reader asks about first: the answer, then what it rests on; description comes after."""


@click.command("diff")
@click.argument("run1", type=click.Path(path_type=Path))
@click.argument("run2", type=click.Path(path_type=Path))
@format_option
def command(run1: Path, run2: Path, output_format: str) -> int:
    """Compare two folders that `nmosd study` wrote, RUN1 and RUN2.

    Prints the numbers that changed, and which rule, row or version moved them. Exit code 1 where a number changed.
    """
    from nmosd.cli import FINDINGS
    from nmosd.study.differences.differences import differences
    from nmosd.study.differences.runs import read_run

    found = differences(read_run(run1), read_run(run2))
    if output_format == "json":
        print_json(asdict(found) | {"verdict": found.verdict})
    else:
        click.echo("\n".join(_lines(found)))
    return FINDINGS if found.figures else 0


def _lines(found: "Differences") -> Iterator[str]:
    if found.figures:
        yield f"{counted(len(found.figures), 'figure')} changed"
        figures = sorted(found.figures, key=_importance)
        yield aligned([(_named(figure), _moved(figure)) for figure in figures[:_ROWS_SHOWN]])
        if len(figures) > _ROWS_SHOWN:
            left = Counter(str(figure.name[0]) for figure in figures[_ROWS_SHOWN:])
            of_what = ", ".join(f"{analysis} {count}" for analysis, count in left.items())
            yield f"  and {len(figures) - _ROWS_SHOWN:,} more (--format json has all): {of_what}"
    if found.settings:
        yield f"{counted(len(found.settings), 'setting')} changed"
        yield aligned([(one.kind, one.name, f"{_shown(one.before)} → {_shown(one.after)}") for one in found.settings])
    if found.rows:
        yield f"{counted(len(found.rows), 'row')} of the record changed"
        yield aligned([(row.row_id, row.table, row.how, ", ".join(row.columns)) for row in found.rows[:_ROWS_SHOWN]])
        if len(found.rows) > _ROWS_SHOWN:
            yield f"  and {len(found.rows) - _ROWS_SHOWN:,} more (--format json has all)"
    elif found.rows is None and not found.same_record:
        yield "the record changed; which rows cannot be told, since a run made for sharing keeps nothing of them"
    yield found.verdict


def _importance(figure: "ChangedFigure") -> int:
    return _READ_FIRST.index(figure.name[0]) if figure.name[0] in _READ_FIRST else len(_READ_FIRST)


def _named(figure: "ChangedFigure") -> str:
    analysis, group, variable, level, compared_with, at_years, _ = figure.name
    parts = [analysis, variable, level, f"at {at_years:g} years" if isinstance(at_years, float) else None, group]
    parts.append(f"against {compared_with}" if compared_with else None)
    return " · ".join(str(part) for part in parts if part)


def _moved(figure: "ChangedFigure") -> str:
    if figure.only_in:
        return f"only in {figure.only_in}"
    numbers, measure = dict(figure.numbers), str(figure.name[-1])
    told = []
    if {"estimate", "lower", "upper"} <= numbers.keys():
        befores, afters = zip(*(_pair(*numbers.pop(column)) for column in ("estimate", "lower", "upper")), strict=True)
        told.append(f"{measure} {_with_interval(befores)} → {_with_interval(afters)}")
    for column, pair in numbers.items():
        told.append(f"{measure if column == 'estimate' else column} {' → '.join(_pair(*pair))}")
    return "; ".join(told)


def _with_interval(numbers: Sequence[str]) -> str:
    estimate, lower, upper = numbers
    return f"{estimate} ({lower} to {upper})"


def _pair(before: object, after: object) -> tuple[str, str]:
    """Return two numbers with as few digits as tell them apart, at least three."""
    if isinstance(before, float) and isinstance(after, float):
        for digits in range(3, 17):
            one, other = (f"{value:.{max(digits, len(str(int(abs(value)))))}g}" for value in (before, after))
            if one != other:
                return one, other
    return _shown(before), _shown(after)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.5g}"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value is None else str(value)
