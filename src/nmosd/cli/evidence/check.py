"""`nmosd evidence check`: the integrity of the base."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.evidence.folder import base_option, evidence_in
from nmosd.cli.output import counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.evidence import EvidenceProblem


@click.command("check")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Hold dated statuses against this day [default: today].")
@base_option
@format_option
def command(today: dt.datetime | None, base: Path | None, output_format: str) -> int:
    """Check every record of the base. Intervals, counts, designs, shared arms, sources; exit code 1 if something is found."""
    from nmosd.evidence import check_evidence

    day = today.date() if today is not None else dt.datetime.now(dt.UTC).date()
    evidence = evidence_in(base)
    problems = check_evidence(evidence, today=day)
    found = [problem for problem in problems if problem.allowed is None]
    if output_format == "json":
        print_json({"problems": [vars(problem) for problem in problems]})
        return 1 if found else 0
    click.echo("\n".join([*_problem_lines(found), *_allowed_lines([p for p in problems if p.allowed is not None])]))
    size = f"{counted(len(evidence.records), 'record')}, {counted(sum(1 for _ in evidence.findings()), 'finding')}"
    click.echo(f"{size}: {counted(len(found), 'problem')}, {len(problems) - len(found)} allowed with a reason")
    return 1 if found else 0


def _problem_lines(problems: Sequence["EvidenceProblem"]) -> list[str]:
    from nmosd.evidence import check_codes

    codes, lines = check_codes(), []
    for problem in problems:
        code = codes[problem.code]
        lines += [
            f"{problem.place} {problem.code} {code.title}: {problem.message}",
            f"    {code.severity}; remedy: {code.remedy}",
        ]
    return lines


def _allowed_lines(problems: Sequence["EvidenceProblem"]) -> list[str]:
    return [f"{problem.place} {problem.code} allowed: {problem.message}\n    {problem.allowed}" for problem in problems]
