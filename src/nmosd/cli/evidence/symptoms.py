"""`nmosd evidence symptoms`: the map of symptomatic and restorative care."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.evidence.folder import base_option, evidence_in
from nmosd.cli.output import aligned, format_option, print_json

if TYPE_CHECKING:
    from nmosd.evidence import MapRow, Statement


@click.command("symptoms")
@click.argument("words", nargs=-1)
@base_option
@format_option
def command(words: Sequence[str], base: Path | None, output_format: str) -> int:
    """Show the map of symptomatic and restorative care. Or one symptom of it (nmosd evidence symptoms spasms).

    Doses are usual adult ranges, not tested in NMOSD. Exit code 1 if no symptom has that name.
    """
    from nmosd.evidence import symptom_map
    from nmosd.evidence.vocabulary import plain

    rows = [row for row in symptom_map(evidence_in(base)) if all(plain(word) in plain(row.name) for word in words)]
    if output_format == "json":
        print_json({"symptoms": [_as_json(row) for row in rows]})
    elif not rows:
        click.echo(f"no symptom is named {' '.join(words)}: nmosd evidence symptoms lists them", err=True)
    elif words:
        click.echo("\n\n".join("\n".join(_symptom_lines(row)) for row in rows))
    else:
        click.echo(_map_table(rows))
        click.echo(
            f"options by where their evidence comes from; one symptom in full: nmosd evidence symptoms {rows[0].name.split()[-1]}"
        )
    return 0 if rows else 1


def _map_table(rows: Sequence["MapRow"]) -> str:
    modalities = list(rows[0].options)
    table = [("", *modalities)]
    for row in rows:
        cells = []
        for modality in modalities:
            options = [s for s in row.options[modality] if s.category != "advised against"]
            strongest = row.origins(modality)[:1]
            cells.append(f"{len(options)} · {strongest[0]}" if options else "")
        table.append((row.name, *cells))
    return aligned(table, indent=0)


def _symptom_lines(row: "MapRow") -> list[str]:
    from nmosd.evidence.models import Statement, Study
    from nmosd.report.evidence.cards import mark_of
    from nmosd.report.evidence.words import finding_texts

    lines = [row.name]
    for record in row.frequency:
        if isinstance(record, Statement):
            lines.append(f"  {record.text}  [{mark_of(record)}]")
        elif isinstance(record, Study):
            said = "; ".join(text for finding in record.findings for text in finding_texts(record, finding))
            lines.append(f"  {record.title}: {said}")
    for modality, options in row.options.items():
        lines += [f"  {modality}"] if options else []
        for option in options:
            dose = f"; {option.dose}" if option.dose else ""
            against = "advised against: " if option.category == "advised against" else ""
            lines.append(
                f"    {against}{', '.join(option.about)}{dose}  [{option.origin}; {mark_of(option)}]\n      {option.text}"
            )
    for caution in row.cautions:
        about = f"{', '.join(caution.about)}: " if caution.about else ""
        lines.append(f"  caution  {about}{caution.text}  [{mark_of(caution)}]")
    return [*lines, *(f"  not known  {gap.text}" for gap in row.gaps)]


def _as_json(row: "MapRow") -> dict[str, object]:
    def plainly(statements: "Sequence[Statement]") -> list[object]:
        return [statement.model_dump(exclude_defaults=True, mode="json") for statement in statements]

    options = {modality: plainly(statements) for modality, statements in row.options.items()}
    return {"symptom": row.name, "options": options, "cautions": plainly(row.cautions), "gaps": plainly(row.gaps)}
