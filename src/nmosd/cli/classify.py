"""`nmosd classify`: which criteria each person meets."""

from collections.abc import Sequence
from pathlib import Path

import click

from nmosd.cli.output import aligned, counted, definitions_options, format_option, print_json


@click.command("classify")
@click.argument("cohort", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the tables [default: criteria in COHORT].")
@click.option("--clauses/--no-clauses", default=False, show_default=True, help="A column for the answer of each clause.")
@definitions_options
@format_option
def command(cohort: Path, output: Path | None, clauses: bool, preset: str, settings: Sequence[str], output_format: str) -> None:
    """Say which diagnostic criteria each person of COHORT meets, does not meet, or for whom it cannot be told.

    And which label the criteria together speak for: NMOSD with AQP4-IgG, MOGAD, NMOSD without it, multiple sclerosis
    (the first that holds, in this order).

    Whether alternatives are excluded is only ever a person's recorded answer. Red flags are written beside the verdicts and
    change none. Recorded data are classified: no diagnosis is made.
    """
    from nmosd.cli.rules import definitions_from
    from nmosd.criteria import LABELS, VERDICTS
    from nmosd.criteria.judgement import judged
    from nmosd.criteria.labelling import label_rows
    from nmosd.criteria.red_flags import red_flag_rows
    from nmosd.criteria.verdicts import verdict_rows
    from nmosd.intake import read
    from nmosd.report.criteria.verdict_tables import write_verdicts

    record = read(cohort)
    judgement = judged(record, definitions_from(preset, settings))
    verdicts, flags, labels = verdict_rows(judgement, clauses=clauses), red_flag_rows(judgement), label_rows(judgement)
    folder = output or (cohort if cohort.is_dir() else cohort.parent) / "criteria"
    written = write_verdicts({"verdicts": verdicts, "labels": labels, "red_flags": flags}, folder)
    of = {(row[0], row[1]): row[2] for row in verdicts.group_by("criterion", "verdict").len().iter_rows()}
    titles = [criterion.title for criterion in judgement.criteria]
    counts = {title: {verdict: of.get((title, verdict), 0) for verdict in VERDICTS} for title in titles}
    called = dict(labels.group_by("label").len().iter_rows())
    by_label = {label: called.get(label, 0) for label in LABELS}
    flagged = flags["patient_id"].n_unique()
    if output_format == "json":
        print_json(
            {
                "cohort": str(cohort),
                "people": record.patients.height,
                "verdicts": counts,
                "labels": by_label,
                "people_with_red_flags": flagged,
            }
        )
        return
    rows = [(title, *(f"{number:,}" for number in by.values())) for title, by in counts.items()]
    click.echo(aligned([("", *VERDICTS), *rows], indent=0, right=range(1, len(VERDICTS) + 1)))
    click.echo()
    click.echo(aligned([("label", ""), *((label, f"{number:,}") for label, number in by_label.items())], indent=0, right=[1]))
    click.echo(f"{counted(record.patients.height, 'person', 'people')} · red flags in {flagged:,}")
    open_ = labels.filter(label="cannot tell")["patient_id"].head(1).to_list()
    asked = open_ or labels["patient_id"].head(1).to_list()
    click.echo(
        aligned(
            [
                (str(written[0]), "a row per person and criterion"),
                (str(written[1]), "a row per person: the label, and what else is met"),
                (str(written[2]), "a row per person and red flag"),
                *[(f"nmosd explain {cohort} {patient}", "why, and what would decide") for patient in asked],
                (f"nmosd review {cohort}", "what does not fit the labels and drugs on record"),
            ]
        )
    )
