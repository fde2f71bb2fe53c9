"""`nmosd review`: what does not fit the labels and drugs on record."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, definitions_options, format_option, print_json

if TYPE_CHECKING:
    import polars as pl

_MOST = 5


@click.command("review")
@click.argument("cohort", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the table [default: criteria in COHORT].")
@definitions_options
@format_option
def command(cohort: Path, output: Path | None, preset: str, settings: Sequence[str], output_format: str) -> int:
    """Look for misdiagnosis in COHORT: what is on record that does not fit what people are called or given.

    People called multiple sclerosis, or given its drugs, whose record meets or nearly meets NMOSD or MOGAD; drugs that were
    reported to harm in NMOSD; red flags that speak for multiple sclerosis in people called NMOSD. Facts and questions, no
    instruction. Exit code 1 if there are any.
    """
    from nmosd.cli.rules import definitions_from
    from nmosd.criteria import review
    from nmosd.criteria.misdiagnosis.reviewing import MATTERS
    from nmosd.intake import read
    from nmosd.report.criteria.verdict_tables import write_verdicts

    record = read(cohort)
    found = review(record, definitions_from(preset, settings))
    folder = output or (cohort if cohort.is_dir() else cohort.parent) / "criteria"
    (written,) = write_verdicts({"review": found}, folder, calendar=record.calendar)
    by_matter = {matter: found.filter(matter=matter) for matter in MATTERS}
    people = {matter: rows["patient_id"].n_unique() for matter, rows in by_matter.items()}
    if output_format == "json":
        print_json({"cohort": str(cohort), "people": people, "table": str(written)})
    elif found.is_empty():
        click.echo(f"nothing that does not fit in {counted(record.patients.height, 'person', 'people')}")
    else:
        for matter, rows in by_matter.items():
            if rows.height:
                click.echo(f"{_HEADINGS[matter]}: {counted(people[matter], 'person', 'people')}")
                click.echo(_table(rows, record.calendar))
        click.echo(f"{written}  {counted(found.height, 'row')}, each with its question")
    return 1 if found.height else 0


_HEADINGS = {
    "meets": "Called or treated as multiple sclerosis, and meets the criteria",
    "nearly meets": "Called or treated as multiple sclerosis, and nearly meets them",
    "drug reported harmful": "Given a drug that was reported to harm in NMOSD",
    "speaks for multiple sclerosis": "Called NMOSD, with a red flag for multiple sclerosis",
}


def _table(rows: "pl.DataFrame", calendar: str) -> str:
    from nmosd.report.criteria.review_words import review_words

    shown = [review_words(row, calendar) for row in rows.head(_MOST).iter_rows(named=True)]
    more = [("...", f"and {rows.height - _MOST} more", "", "")] if rows.height > _MOST else []
    return aligned([*shown, *more])
