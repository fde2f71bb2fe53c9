"""`nmosd study`: from a protocol to a report."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.lint import summary
from nmosd.cli.output import aligned, counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.study import Study


@click.command("study")
@click.argument("protocol", type=click.Path(path_type=Path))
@click.option("--cohort", type=click.Path(path_type=Path), help="The cohort, if not the one that the protocol names.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the report [default: report beside PROTOCOL].")
@format_option
def command(protocol: Path, cohort: Path | None, output: Path | None, output_format: str) -> None:
    """Run the study that PROTOCOL, a TOML file, describes.

    The report is one page, report.html, that needs nothing else; beside it lie the tables as CSV.
    """
    from nmosd.intake import read
    from nmosd.report import write_report, write_tables
    from nmosd.study import run

    study = run(protocol, read(cohort) if cohort else None)
    folder = output or protocol.parent / "report"
    page = write_report(study, folder / "report.html")
    tables = write_tables(study, folder)
    if output_format == "json":
        print_json(
            {
                "title": study.protocol.title,
                "people": study.included.len(),
                "report": str(page),
                "tables": [str(t) for t in tables],
            }
        )
        return
    click.echo(_summary(study))
    click.echo(f"linter: {summary(study.findings)}{' (nmosd lint says which)' if study.findings else ''}")
    click.echo(aligned([(str(page), "the report"), (str(folder / "*.csv"), "its tables")]))


def _summary(study: "Study") -> str:
    years = study.course.person_time["person_years"]
    parts = [
        f"{study.included.len()} of {counted(study.record.patients.height, 'person', 'people')} included",
        counted(study.course.attacks.height, "attack"),
        f"{years.sum():.1f} person-years",
    ]
    if years.null_count():
        parts.append(f"{counted(years.null_count(), 'person', 'people')} whose person-time cannot be told")
    return " · ".join(parts)
