"""`nmosd evidence pool`: shares of several series, pooled."""

from collections.abc import Sequence
from pathlib import Path

import click


@click.command("pool")
@click.argument("table")
@click.option("--study", default="study", show_default=True, help="Column of the study's name.")
@click.option("--n", "n", default="n", show_default=True, help="Column of the number of people.")
@click.option("--events", help="Column of the people with the outcome.")
@click.option("--percent", multiple=True, help="Column of the share in per cent; repeatable, the first that is filled counts.")
@click.option("--by", help="Column of a grouping; each group of two or more studies is pooled by itself.")
@click.option("--nearest", is_flag=True, help="Take the nearest count where a share belongs to no whole number of people.")
def command(table: str, *, study: str, n: str, events: str | None, percent: Sequence[str], by: str | None, nearest: bool) -> None:
    """Pool the shares of TABLE, a CSV file or a table of nmosd (cell_therapy_konen_2022, transplantation_2023).

    Mixed model of the counts, so that series in which nobody or everybody has it count as they are. Series are pooled, not
    compared.
    """
    from nmosd.evidence import pool_series, published_series, published_tables, read_series

    if table in published_tables():
        rows = published_series(table)
    else:
        rows = read_series(Path(table), study=study, n=n, percent=percent, events=events, by=by)
    groups = list(dict.fromkeys(row.group for row in rows))
    click.echo(str(pool_series(rows, nearest=nearest)))
    for group in groups if len(groups) > 1 else ():
        members = [row for row in rows if row.group == group]
        if len(members) > 1:
            click.echo(f"\n{group}\n{pool_series(members, nearest=nearest)}")
