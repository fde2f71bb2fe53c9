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

    The report is one page, report.html, that needs nothing else. Beside it lie the same as a Word document, all figures as a
    workbook and as CSV, the pictures as files, a reporting checklist, an R script where models were fitted, and a manifest.
    """
    run_and_show(protocol, cohort, output or protocol.parent / "report", output_format)


def run_and_show(protocol: Path, cohort: Path | None, folder: Path, output_format: str) -> None:
    """Run the study of a protocol file, write its report into a folder, and say what was made."""
    from nmosd.cli.progress import progress_bar
    from nmosd.intake import read
    from nmosd.report import write_study
    from nmosd.report.documents.everything import STEPS
    from nmosd.report.study.answer import answer
    from nmosd.study.study import STEPS as STEPS_OF_RUN
    from nmosd.study.study import run

    with progress_bar(f"study {protocol.name}", STEPS_OF_RUN + STEPS) as step:
        study = run(protocol, read(cohort) if cohort else None, step=step)
        written = write_study(study, folder, step)
    page = written[0]
    if output_format == "json":
        print_json(
            {
                "title": study.protocol.title,
                "people": study.included.len(),
                "report": str(page),
                "files": [str(path) for path in written],
            }
        )
        return
    click.echo(_summary(study))
    for sentence in answer(study)[1:]:
        click.echo(sentence.replace("\N{NARROW NO-BREAK SPACE}", " "))
    click.echo(f"linter: {summary(study.findings)}{' (nmosd lint says which)' if study.findings else ''}")
    click.echo(aligned(_where(folder, {path.relative_to(folder).parts[0] for path in written})))


_SAID = {
    "report.html": "the report",
    "report.docx": "the same as a document",
    "tables.xlsx": "every figure, as a workbook; also as *.csv",
    "figures": "the pictures, SVG and PNG",
    "strobe.csv": "the reporting checklist",
    "analysis.R": "the models again in R, on tables/",
    "private": "who stands behind which figure: not for sharing",
    "manifest.json": "what it was made from, with hashes",
}


def _where(folder: Path, written: set[str]) -> list[tuple[str, str]]:
    return [(str(folder / name), said) for name, said in _SAID.items() if name in written]


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
