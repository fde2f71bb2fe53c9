"""The door: one small file per command, and nothing heavy before it is needed.

Exit codes: 0 fine, 1 findings, 2 cannot run (one clear line says why).
"""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from nmosd import __version__
from nmosd.errors import NmosdError

COMMANDS = {
    "import": "import_",
    "check": "check",
    "derive": "derive",
    "patient": "patient",
    "study": "study",
    "simulate": "simulate",
    "trial": "trial",
    "calibrate": "calibrate",
    "evidence": "evidence",
    "template": "template",
    "dictionary": "dictionary",
}
FINDINGS, CANNOT_RUN = 1, 2


class _LazyGroup(click.Group):
    """A group whose commands are modules of this package, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"nmosd.cli.{COMMANDS[cmd_name]}").command
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="nmosd", message="%(prog)s %(version)s")
def nmosd() -> None:
    """From the records of people with NMOSD to answers that hold.

    A clinic's sheet becomes a cohort (import), the cohort is checked (check), and a protocol becomes a report (study). What is
    published stands in the evidence (evidence). Research software: it describes recorded data, is no medical device and gives no
    directive.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command line in this process and return its exit code; errors become one line on standard error."""
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
