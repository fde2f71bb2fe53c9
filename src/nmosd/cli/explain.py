"""`nmosd explain`: why a person meets a criterion, does not, or cannot be told."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmosd.cli.output import definitions_options, format_option, print_json

if TYPE_CHECKING:
    from nmosd.criteria import Explanation
    from nmosd.criteria.explanation import Answered


@click.command("explain")
@click.argument("cohort", type=click.Path(path_type=Path))
@click.argument("patient_id", metavar="ID")
@click.option("--criterion", "wanted", multiple=True, metavar="NAME", help="Only this one, such as ipnd2015; repeatable.")
@click.option("--all", "whole", is_flag=True, help="Every part of every clause, not only what made the answer.")
@definitions_options
@format_option
def command(
    cohort: Path,
    patient_id: str,
    wanted: tuple[str, ...],
    whole: bool,
    preset: str,
    settings: Sequence[str],
    output_format: str,
) -> None:
    """Explain the verdicts on one person of COHORT, clause by clause.

    With the label that the criteria together speak for, the rows of the record that decided each clause, and where a verdict is
    open, the fewest missing facts that would decide it. Facts, no instruction.
    """
    from nmosd.cli.rules import definitions_from
    from nmosd.criteria import explain, known_criteria, label_of
    from nmosd.intake import read
    from nmosd.report.criteria.explained import explained_text
    from nmosd.report.criteria.label_words import label_text

    definitions = definitions_from(preset, settings)
    names = [criterion.id for criterion in known_criteria(definitions)]
    for name in wanted:
        if name not in names:
            raise click.BadParameter(f"there is no criterion {name!r}: there are {', '.join(names)}.", param_hint="--criterion")
    record = read(cohort)
    found = [one for one in explain(record, patient_id, definitions) if not wanted or one.criterion.id in wanted]
    label = label_of(record, patient_id, definitions)
    if output_format == "json":
        criteria = {one.criterion.id: _json(one) for one in found}
        print_json({"patient": patient_id, "label": label, "criteria": criteria})
        return
    if not wanted:
        click.echo(f"{label_text(patient_id, label)}\n")
    click.echo(explained_text(found, record, definitions, whole=whole))
    if not whole:
        click.echo(f"every clause: nmosd explain {cohort} {patient_id} --all")


def _json(explanation: "Explanation") -> dict[str, Any]:
    deciding = explanation.deciding
    return {
        "verdict": explanation.verdict,
        "unconfirmed": explanation.unconfirmed,
        "requires": _node(explanation.requires),
        "alternatives": None if explanation.alternatives is None else _node(explanation.alternatives),
        "red_flags": [_node(flag) for flag in explanation.red_flags],
        "decide": [[fact.id for fact in facts] for facts in deciding.sets],
        "could_decide": [{"fact": fact.id, "value": value} for fact, value, _ in deciding.single],
    }


def _node(node: "Answered") -> dict[str, Any]:
    own = {"id": node.clause.id, "says": node.clause.says, "mark": node.clause.mark, "answer": node.answer}
    return {**own, "rows": list(node.rows), "empty_tables": list(node.empty), "parts": [_node(part) for part in node.parts]}
