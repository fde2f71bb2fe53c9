"""The door: one small file per command, and nothing heavy before it is needed.

Exit codes: 0 fine, 1 findings, 2 cannot run (one clear line says why).
"""

import os
import sys
from collections.abc import Sequence

import click

from nmosd import __version__
from nmosd.cli.group import LazyGroup
from nmosd.errors import NmosdError

COMMANDS = {
    "import": "nmosd.cli.import_",
    "check": "nmosd.cli.check",
    "derive": "nmosd.cli.derive",
    "patient": "nmosd.cli.patient",
    "classify": "nmosd.cli.classify",
    "explain": "nmosd.cli.explain",
    "review": "nmosd.cli.review",
    "init": "nmosd.cli.init",
    "lint": "nmosd.cli.lint",
    "study": "nmosd.cli.study",
    "diff": "nmosd.cli.diff",
    "compare": "nmosd.cli.compare",
    "simulate": "nmosd.cli.simulate",
    "trial": "nmosd.cli.trial",
    "calibrate": "nmosd.cli.calibrate",
    "evidence": "nmosd.cli.evidence",
    "template": "nmosd.cli.template",
    "dictionary": "nmosd.cli.dictionary",
}
FINDINGS, CANNOT_RUN = 1, 2


@click.group(cls=LazyGroup, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="nmosd", message="%(prog)s %(version)s")
def nmosd() -> None:
    """From the records of people with NMOSD to answers that hold.

    A clinic's sheet becomes a cohort (import), the cohort is checked (check), each person's course is derived (derive; patient
    shows one), criteria say what it meets (classify; explain says why), the design of a study is argued with (lint), a protocol
    becomes a report (study), and two reports are held against each other (diff). What is published stands in the evidence
    (evidence). Research software: it describes recorded data, is no medical device and gives no directive.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command line in this process and return its exit code; errors become one line on standard error."""
    # A study's matrices are small: threads of the linear algebra, which start with numpy, would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = nmosd.main(args=list(arguments), prog_name="nmosd", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return CANNOT_RUN
    except click.Abort:
        click.echo("stopped; nothing was written.", err=True)
        return CANNOT_RUN
    except NmosdError as error:
        click.echo(f"nmosd: {error}", err=True)
        return CANNOT_RUN
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))
