"""`nmosd derive`: each patient's course as tables."""

from collections.abc import Sequence
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
    from nmosd.course import Definitions, derive
    from nmosd.intake import read
    from nmosd.report import write_derived

    record = read(cohort)
    definitions = definitions_from(preset, settings)
    course = derive(record, definitions, only=tables or None, reasons=reasons)
    folder = output or (cohort if cohort.is_dir() else cohort.parent) / "derived"
    written = write_derived(course, folder, form=form)
    usual = None if definitions == Definitions() else derive(record, only=tables or None)
    counts = _counts(course, usual)
    if output_format == "json":
        print_json({"cohort": str(cohort), "folder": str(folder), "tables": counts})
        return
    click.echo(_table(counts))
    click.echo(aligned([(str(folder / f"*.{form}"), "the tables"), (str(written[0]), "the rules that made them")]))


def _counts(course: "Course", usual: "Course | None") -> list[dict[str, str | int]]:
    before = usual.tables() if usual else {}
    counts: list[dict[str, str | int]] = []
    for name, table in course.tables().items():
        counts.append({"table": name, "rows": table.height})
        if before:
            counts[-1]["rows_under_default"] = before[name].height
    return counts


def _table(counts: Sequence[dict[str, str | int]]) -> str:
    rows = [tuple(f"{value:,}" if isinstance(value, int) else value for value in count.values()) for count in counts]
    head = ("table", "rows", *(["under the default rules"] if counts and "rows_under_default" in counts[0] else []))
    return aligned([head, *rows], indent=0, right=range(1, len(head)))
