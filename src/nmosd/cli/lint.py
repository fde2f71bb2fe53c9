"""`nmosd lint`: what is wrong in the design of a study."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.study.lint import Finding


@click.command("lint")
@click.argument("protocol", type=click.Path(path_type=Path))
@click.option("--cohort", type=click.Path(path_type=Path), help="The cohort, if not the one that the protocol names.")
@format_option
def command(protocol: Path, cohort: Path | None, output_format: str) -> int:
    """Read PROTOCOL and its data together and say what is wrong in the design.

    Each finding has a line of the protocol, a code, the people and person-years that it concerns and a remedy. One is allowed
    with [lint.allow] B101 = "reason" in the protocol, and the report prints the reason. Exit code 1 if there are findings that
    are not allowed.
    """
    from nmosd.intake import read
    from nmosd.study import Protocol
    from nmosd.study.study import lint

    asked = Protocol.read(protocol)
    found = lint(asked, read(cohort) if cohort else None)
    standing = [one for one in found if one.allowed is None]
    if output_format == "json":
        print_json({"protocol": str(protocol), "findings": [vars(one) for one in found]})
    else:
        hint = f' Allow one with [lint.allow] {standing[0].code} = "reason"; the report prints the reason.' if standing else ""
        click.echo("\n".join([*_lines(protocol.name, found), f"{summary(found)}.{hint}"]))
    return 1 if standing else 0


def _lines(name: str, found: Sequence["Finding"]) -> list[str]:
    lines = []
    for one in found:
        place = f"{name}:{one.line}" if one.line is not None else name
        allowed = one.allowed is not None
        lines.append(f"{place} {one.code} {one.title}{' (allowed)' if allowed else ''}: {one.says}")
        lines.append(" " * (len(place) + 1) + (f"reason: {one.allowed}" if allowed else f"remedy: {one.remedy}"))
    return lines


def summary(found: Sequence["Finding"]) -> str:
    """Return how many errors and warnings there are, and how many findings are allowed."""
    standing = [one for one in found if one.allowed is None]
    kinds = [(severity, sum(one.severity == severity for one in standing)) for severity in ("error", "warning")]
    parts = [counted(number, severity) for severity, number in kinds if number] or ["no finding"]
    return ", ".join([*parts, *([f"{len(found) - len(standing)} allowed"] if len(found) > len(standing) else [])])
