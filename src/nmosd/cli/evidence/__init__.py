"""`nmosd evidence`: what is published, from what kind of study, in whom, how sure."""

from importlib import import_module

import click

COMMANDS = ("search", "check", "symptoms", "page", "export", "pool", "cases")


class _SearchesByDefault(click.Group):
    """A group whose commands are modules of this package; a word that is no command is searched for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"nmosd.cli.evidence.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_for_help = not args or args[0] in ctx.help_option_names
        return super().parse_args(ctx, args if asks_for_help or args[0] in COMMANDS else ["search", *args])


@click.group("evidence", cls=_SearchesByDefault)
def command() -> None:
    """Search what is published (nmosd evidence rituximab).

    A treatment, a symptom, a study or an author; or a topic: nmosd evidence --topic harm. A word that is no command below is
    searched for.
    """
