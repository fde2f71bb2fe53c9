"""`nmosd evidence page`: everything as one page."""

from pathlib import Path

import click

from nmosd.cli.evidence.folder import base_option, evidence_in


@click.command("page")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("evidence.html"), show_default=True, help="The page."
)
@base_option
def command(output: Path, base: Path | None) -> None:
    """Write the whole base as one page with a search. It needs nothing else."""
    from nmosd.report import write_evidence

    click.echo(str(write_evidence(output, evidence_in(base))))
