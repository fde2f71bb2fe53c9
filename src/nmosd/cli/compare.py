"""`nmosd compare`: people with a coexisting disease against those without it."""

import os
from pathlib import Path

import click

from nmosd.cli.output import format_option
from nmosd.cli.study import run_and_show


@click.command("compare")
@click.argument("cohort", type=click.Path(path_type=Path))
@click.argument("disease")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("comparison"), help="Folder of the report.")
@click.option("--absent", is_flag=True, help="Whoever has no entry does not have the disease, since everybody was asked.")
@format_option
def command(cohort: Path, disease: str, output: Path, output_format: str, *, absent: bool) -> None:
    """Compare people with and without DISEASE, a disease or a derived yes/no column such as comorbidity.autoimmune_disease.

    Who they are, their attacks, their response to treatment and their prognosis: one report. The protocol that it follows is
    written beside it, to be changed and run with `nmosd study`.
    """
    from nmosd.study.comparison.with_and_without import with_and_without
    from nmosd.study.protocol.start import written_protocol
    from nmosd.writing import write_whole

    beside = cohort if cohort.is_absolute() else Path(os.path.relpath(cohort, output))
    asked = with_and_without(disease, cohort=beside.as_posix(), unrecorded="absent" if absent else "unknown")
    path = write_whole(output / "study.toml", written_protocol(asked))
    run_and_show(path, None, output, output_format)
