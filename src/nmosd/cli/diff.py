"""`nmosd diff`: which numbers changed between two runs of a study, and what moved them."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.study.differences.differences import ChangedFigure, Differences

_ROWS_SHOWN = 20


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
        yield aligned([(_named(figure), _moved(figure)) for figure in found.figures])
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


def _named(figure: "ChangedFigure") -> str:
    analysis, group, variable, level, compared_with, at_years, _ = figure.name
    parts = [analysis, variable, level, f"at {at_years:g} years" if isinstance(at_years, float) else None, group]
    parts.append(f"against {compared_with}" if compared_with else None)
    return " · ".join(str(part) for part in parts if part)


def _moved(figure: "ChangedFigure") -> str:
    if figure.only_in:
        return f"only in {figure.only_in}"
    measure = figure.name[-1]
    numbers = ((measure if column == "estimate" else column, pair) for column, pair in figure.numbers.items())
    return "; ".join(f"{name} {_shown(before)} → {_shown(after)}" for name, (before, after) in numbers)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.5g}"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value is None else str(value)
