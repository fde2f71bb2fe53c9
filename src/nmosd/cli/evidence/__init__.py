"""`nmosd evidence`: what is published, from what kind of study, in whom, how sure."""

import click

from nmosd.cli.group import LazyGroup

_COMMANDS = ("search", "check", "symptoms", "page", "export", "pool", "cases")


class _SearchesByDefault(LazyGroup):
    """A word that is no command is searched for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_for_help = not args or args[0] in ctx.help_option_names
        return super().parse_args(ctx, args if asks_for_help or args[0] in self.modules else ["search", *args])


@click.group("evidence", cls=_SearchesByDefault, modules={name: f"{__name__}.{name}" for name in _COMMANDS})
def command() -> None:
    """Search what is published (nmosd evidence rituximab).

    A treatment, a symptom, a study or an author; or a topic: nmosd evidence --topic harm. A word that is no command below is
    searched for.
    """
