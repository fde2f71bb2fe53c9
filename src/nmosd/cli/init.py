"""`nmosd init`: a protocol to start from."""

import os
from pathlib import Path

import click

from nmosd.cli.output import print_json


@click.command("init")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=Path("study.toml"))
@click.option("--cohort", type=click.Path(path_type=Path), default=Path("cohort"), help="The cohort that it is about.")
@click.option("--title", default="A study of this cohort", help="Its title.")
@click.option("--force", is_flag=True, help="Replace a file that stands there.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of protocols, for editors, and write nothing.")
def command(path: Path, cohort: Path, title: str, *, force: bool, schema: bool) -> None:
    """Write a commented protocol to PATH [default: study.toml]: it runs as it stands, and says what else could be asked."""
    from nmosd.errors import ProtocolError
    from nmosd.study.protocol.start import commented_protocol, protocol_schema
    from nmosd.writing import write_whole

    if schema:
        print_json(protocol_schema())
        return
    if path.exists() and not force:
        raise ProtocolError(f"{path} exists: give another name, or --force to replace it.")
    beside = cohort if cohort.is_absolute() else Path(os.path.relpath(cohort, path.parent))
    write_whole(path, commented_protocol(title, beside.as_posix()))
    click.echo(f"{path}\n  change it, then: nmosd lint {path}, and nmosd study {path}")
