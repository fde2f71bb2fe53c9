"""`nmosd template`: an empty workbook to fill."""

from pathlib import Path

import click


@click.command("template")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=Path("template.xlsx"))
@click.option("--force", is_flag=True, help="Replace a file that stands there.")
def command(path: Path, *, force: bool) -> None:
    """Write an empty Excel workbook to fill. It has a sheet per table, drop-downs, and a help sheet."""
    from nmosd.errors import SourceError
    from nmosd.intake import write_template

    if path.exists() and not force:
        raise SourceError(f"{path} exists: give another name, or --force to replace it.")
    write_template(path)
    click.echo(f"{path}\n  fill it, then: nmosd import {path} -o cohort/")
