"""`nmosd patient`: one person's course, on a page and in the terminal."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from nmosd.cli.output import aligned, definitions_options, format_option, print_json

_LONGEST_NAME = 60  # letters; a file's name may be 255 bytes long on the usual file systems, a letter up to 4 bytes


@click.command("patient")
@click.argument("cohort", type=click.Path(path_type=Path))
@click.argument("patient_id", metavar="ID")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The page [default: patients/ID.html in COHORT].")
@definitions_options
@format_option
def command(cohort: Path, patient_id: str, output: Path | None, preset: str, settings: Sequence[str], output_format: str) -> None:
    """Show one person of COHORT: what is open and what happened.

    Prints a summary and writes one page with the timeline, every derived fact with its rule, and the rows of the record that it
    rests on. Facts, no instruction.
    """
    from nmosd.cli.rules import definitions_from
    from nmosd.intake import read
    from nmosd.report.patient import patient_text, patient_view, write_patient_page

    view = patient_view(read(cohort), patient_id, definitions_from(preset, settings))
    folder = (cohort if cohort.is_dir() else cohort.parent) / "patients"
    page = write_patient_page(view, output or folder / f"{_file_name(patient_id)}.html")
    if output_format == "json":
        print_json(
            {
                "patient": patient_id,
                "open_questions": [asdict(one) for one in view.open_questions],
                "derived": {subject.name: asdict(subject) for subject in view.subjects},
                "page": str(page),
            }
        )
        return
    click.echo(patient_text(view))
    click.echo(aligned([(str(page), "the page: timeline, rules and rows")]))


def _file_name(patient_id: str) -> str:
    """Return a pseudonym as a file's name: what no file system allows becomes an underscore, and what is too long is cut.

    A pseudonym that had to be changed gets a mark of its own, so that nobody's page replaces another's.

    >>> _file_name("P001"), _file_name("P/1") != _file_name("P_1")
    ('P001', True)
    """
    name = "".join(sign if sign.isalnum() or sign in "-._" else "_" for sign in patient_id).strip(".")[:_LONGEST_NAME]
    return name if name == patient_id else f"{name}-{hashlib.sha256(patient_id.encode()).hexdigest()[:8]}"
