"""`nmosd evidence pool`: shares or rates of several series, pooled."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.evidence.folder import base_option, evidence_in

if TYPE_CHECKING:
    from nmosd.evidence import SeriesRow


@click.command("pool")
@click.argument("table", required=False)
@click.option("--study", default="study", show_default=True, help="Column of the study's name.")
@click.option("--n", "n", default="n", show_default=True, help="Column of the number of people.")
@click.option("--events", help="Column of the people with the outcome.")
@click.option("--percent", multiple=True, help="Column of the share in per cent; repeatable, the first that is filled counts.")
@click.option("--by", help="Column of a grouping; each group of two or more studies is pooled by itself.")
@click.option("--nearest", is_flag=True, help="Take the nearest count where a share belongs to no whole number of people.")
@click.option("--outcome", help="Instead of TABLE: an outcome of the base, such as relapse.")
@click.option("--drug", "about", help="Instead of TABLE: a treatment of the base.")
@click.option("--rates", is_flag=True, help="Pool events per person-year of the base instead of shares of people.")
@click.option("--leave-out", multiple=True, help="A study (of the base: a record's id) that does not go in; repeatable.")
@base_option
def command(
    table: str | None,
    *,
    study: str,
    n: str,
    events: str | None,
    percent: Sequence[str],
    by: str | None,
    nearest: bool,
    outcome: str | None,
    about: str | None,
    rates: bool,
    leave_out: Sequence[str],
    base: Path | None,
) -> None:
    """Pool the shares of TABLE. It is a CSV file or a table of nmosd (cell_therapy_konen_2022, transplantation_2023).

    Or pool what the base counts: nmosd evidence pool --outcome relapse --drug rituximab.

    Mixed model of the counts, so that series in which nobody or everybody has it count as they are. Series are pooled, not
    compared. Figures before and after a treatment are listed and never pooled.
    """
    from nmosd.errors import EvidenceError

    if table is not None and (outcome or about):
        raise EvidenceError("Give either a table, or --outcome and --drug.")
    if table is not None:
        rows = _rows(table, study=study, n=n, events=events, percent=percent, by=by)
        kept = [row for row in rows if row.study not in leave_out]
        click.echo("\n\n".join([*_title(table), *_pooled_table(kept, nearest=nearest)]))
    elif outcome and about:
        click.echo("\n".join(_pooled_base(base, outcome, about, leave_out, rates=rates)))
    else:
        raise EvidenceError("There is nothing to pool: give a table, or --outcome and --drug.")


def _rows(
    table: str, *, study: str, n: str, events: str | None, percent: Sequence[str], by: str | None
) -> tuple["SeriesRow", ...]:
    from nmosd.evidence import published_series, published_tables, read_series

    if table in published_tables():
        return published_series(table)
    return read_series(Path(table), study=study, n=n, percent=percent, events=events, by=by)


def _title(table: str) -> list[str]:
    from nmosd.evidence import published_tables

    return [title] if (title := published_tables().get(table)) else []


def _pooled_table(rows: Sequence["SeriesRow"], *, nearest: bool) -> list[str]:
    from nmosd.evidence import pool_series

    parts = [str(pool_series(rows, nearest=nearest))]
    groups = list(dict.fromkeys(row.group for row in rows))
    for group in groups if len(groups) > 1 else ():
        members = [row for row in rows if row.group == group]
        if len(members) > 1:
            parts.append(f"{group}\n{pool_series(members, nearest=nearest)}")
    return parts


def _pooled_base(base: Path | None, outcome: str, about: str, leave_out: Sequence[str], *, rates: bool) -> list[str]:
    from nmosd.evidence import before_and_after, pooled_from_base

    evidence = evidence_in(base)
    pooled, used = pooled_from_base(evidence, outcome=outcome, about=about, leave_out=leave_out, rates=rates)
    lines = [str(pooled), *(f"  {row.study}: arm {row.arm}, finding {row.study}/{row.finding}" for row in used)]
    listed = before_and_after(evidence, about=about)
    lines += ["before and after, of people treated after bad years: listed, never pooled as an effect"] if listed else []
    for row in listed:
        when = f", {row.time}" if row.time else ""
        lines.append(f"  {row.study}/{row.finding}  {row.outcome} {row.before:g} to {row.after:g}{when}")
    return lines
