"""`nmosd check`: what to ask the clinic."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, definitions_options, format_option, print_json, shortened

if TYPE_CHECKING:
    import polars as pl


@click.command("check")
@click.argument("cohort", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Workbook of questions [default: questions.xlsx in COHORT]."
)
@definitions_options
@format_option
def command(cohort: Path, output: Path | None, preset: str, settings: Sequence[str], output_format: str) -> int:
    """Check a cohort and write the questions to the clinic.

    Counts what contradicts itself, what an analysis needs and does not have, and the cells that the import set aside. The
    workbook has one row per question, with the cell it came from. Exit code 1 if there are questions.
    """
    from nmosd.cli.rules import definitions_from
    from nmosd.course import questions
    from nmosd.intake import question_rows, read, write_questions

    record = read(cohort)
    found = questions(record, definitions_from(preset, settings))
    path = output or (cohort if cohort.is_dir() else cohort.parent) / "questions.xlsx"
    write_questions(found, path, title=record.about["title"].item())
    kinds = _by_kind(found)
    if output_format == "json":
        print_json({"cohort": str(cohort), "questions": kinds.to_dicts(), "workbook": str(path)})
    elif found.is_empty():
        click.echo(f"nothing to ask about {counted(record.patients.height, 'person', 'people')}")
    else:
        click.echo(_table(kinds))
        rows = counted(len(question_rows(found)), "row")
        click.echo(f"written for the clinic: {path} ({rows}, one per question, with the cell it came from)")
    return 1 if found.height else 0


def _by_kind(found: "pl.DataFrame") -> "pl.DataFrame":
    """Return one row per kind of question, errors first: count, title, code, severity and whom it concerns."""
    import polars as pl

    from nmosd.record import finding_kinds

    titles = {code: kind.title for code, kind in finding_kinds().items()}
    counts = found.group_by("code", "severity").agg(count=pl.len(), patients=pl.col("patient_id").drop_nulls().unique().sort())
    return counts.with_columns(title=pl.col("code").replace_strict(titles)).sort("severity", "code")


def _table(kinds: "pl.DataFrame") -> str:
    rows = [
        (str(kind["count"]), kind["title"], kind["code"], kind["severity"], shortened(kind["patients"], 32))
        for kind in kinds.iter_rows(named=True)
    ]
    return aligned(rows, indent=0, right=[0])
