"""The evidence base that a command works on."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.decorators import FC

    from nmosd.evidence import Evidence


def base_option(function: "FC") -> "FC":
    """Add `--base FOLDER` to a command; the command receives `base`."""
    text = "A folder of records of your own, with its sources.yaml [default: the base of nmosd]."
    return click.option("--base", type=click.Path(path_type=Path), help=text)(function)


def evidence_in(folder: Path | None) -> "Evidence":
    """Return the base of a folder, or the one that comes with nmosd."""
    from nmosd.evidence import load_evidence, read_evidence

    return load_evidence() if folder is None else read_evidence(folder)
