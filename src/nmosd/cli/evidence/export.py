"""`nmosd evidence export`: for other programs."""

from pathlib import Path

import click

from nmosd.cli.evidence.folder import base_option, evidence_in


@click.command("export")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="A .csv file, or .bib for the sources.")
@click.option("--topic", help="Only one topic.")
@click.option("--drug", "about", help="Only one treatment.")
@base_option
def command(output: Path, *, topic: str | None, about: str | None, base: Path | None) -> None:
    """Write the records as CSV, or their sources as BibTeX. In CSV there is one row per arm, effect or statement."""
    from nmosd.errors import EvidenceError
    from nmosd.evidence import bibtex, evidence_csv, search
    from nmosd.writing import write_whole

    writers = {".csv": evidence_csv, ".bib": bibtex}
    if output.suffix not in writers:
        raise EvidenceError(f"{output} ends neither in .csv nor in .bib: name the file by what it shall be.")
    evidence = evidence_in(base)
    records = search(evidence, topic=topic, about=about)
    click.echo(str(write_whole(output, writers[output.suffix](evidence, records))))
