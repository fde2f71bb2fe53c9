"""`nmosd derive`: each patient's course as tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, definitions_options, format_option, print_json

if TYPE_CHECKING:
    from nmosd.course import Course


@click.command("derive")
@click.argument("cohort", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the tables [default: derived in COHORT].")
@click.option("--as", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="Kind of file.")
@click.option("--table", "tables", multiple=True, metavar="NAME", help="Write only this table; repeatable.")
@click.option("--reasons/--no-reasons", default=True, show_default=True, help="The rule and the rows that made each row.")
@definitions_options
@format_option
def command(
    cohort: Path,
    output: Path | None,
    form: str,
    tables: tuple[str, ...],
    reasons: bool,
    preset: str,
    settings: Sequence[str],
    output_format: str,
) -> None:
    """Derive every person's course, and write it as tables.

    Attacks, disability, vision, recovery, treatment and the rest, one file each; every row names the rule and the rows of the
    record that made it. What if another rule held: --set merge_before_days=60, or --definitions sakura; the rows are then
    counted beside those under the default rules.
    """
    from nmosd.cli.rules import definitions_from
    from nmosd.course import Definitions, derive_in_parts
    from nmosd.intake import read
    from nmosd.report import write_derived

    record = read(cohort)
    definitions = definitions_from(preset, settings)
    counts: Counter[str] = Counter()
    courses = _counted(derive_in_parts(record, definitions, only=tables or None, reasons=reasons), counts)
    folder = output or (cohort if cohort.is_dir() else cohort.parent) / "derived"
    written = write_derived(courses, folder, form=form)
    usual: Counter[str] | None = None
    if definitions != Definitions():
        usual = Counter()
        for _ in _counted(derive_in_parts(record, only=tables or None), usual):
            pass
    rows = _rows(counts, usual)
    if output_format == "json":
        print_json({"cohort": str(cohort), "folder": str(folder), "tables": rows})
        return
    click.echo(_table(rows))
    click.echo(aligned([(str(folder / f"*.{form}"), "the tables"), (str(written[0]), "the rules that made them")]))


def _counted(courses: "Iterable[Course]", counts: Counter[str]) -> "Iterator[Course]":
    """Give the courses on and count their rows."""
    for course in courses:
        counts.update({name: table.height for name, table in course.tables().items()})
        yield course


def _rows(counts: Counter[str], usual: Counter[str] | None) -> list[dict[str, str | int]]:
    rows: list[dict[str, str | int]] = [{"table": name, "rows": rows} for name, rows in counts.items()]
    if usual is not None:
        for row in rows:
            row["rows_under_default"] = usual[str(row["table"])]
    return rows


def _table(counts: Sequence[dict[str, str | int]]) -> str:
    rows = [tuple(f"{value:,}" if isinstance(value, int) else value for value in count.values()) for count in counts]
    head = ("table", "rows", *(["under the default rules"] if counts and "rows_under_default" in counts[0] else []))
    return aligned([head, *rows], indent=0, right=range(1, len(head)))
