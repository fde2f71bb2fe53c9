"""`nmosd simulate`: a cohort of people who never lived, and the truth about them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, format_option, print_json
from nmosd.errors import SimulationError

if TYPE_CHECKING:
    from nmosd.simulation.records import SimulatedCohort


@click.command("simulate")
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), required=True, help="Folder of the cohort.")
@click.option("--people", default=200, show_default=True, help="How many people.")
@click.option("--years", default=10.0, show_default=True, help="Years from the onset of the disease until nobody looks any more.")
@click.option("--parameters", required=True, metavar="SET", help="Parameter set of the attack rate, such as mixed.")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="The same seed gives the same cohort.")
@click.option(
    "--missing",
    default="clinic",
    show_default=True,
    metavar="LEVEL",
    help="What the record lacks: clinic, or complete (nothing).",
)
@click.option("--messy", is_flag=True, help="Write it as a clinic's spreadsheet as well, with the mapping that reads it.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a parameter or an assumption, visit_every=91; repeatable.",
)
@format_option
def command(
    folder: Path,
    people: int,
    years: float,
    parameters: str,
    seed: int,
    missing: str,
    messy: bool,
    settings: tuple[str, ...],
    output_format: str,
) -> None:
    """Make a cohort of people who never lived, in the tables of real ones, with the truth beside it.

    The folder holds a cohort that check, derive, patient and study read, marked as invented on every page. Its subfolder truth
    holds what happened: attacks, drugs, disability, milestones, serostatus. No parameter set is the right one: look at a result
    under all of them.
    """
    from nmosd.cli.progress import progress_bar
    from nmosd.simulation.records import simulated_cohort, write_sheet, write_simulated
    from nmosd.simulation.records.cohort import STEPS

    with progress_bar("simulating", STEPS + 1 + messy) as progress:
        cohort = simulated_cohort(
            people, years, parameters=parameters, seed=seed, missing=missing, settings=_settings(settings), progress=progress
        )
        write_simulated(cohort, folder)
        progress(1)
        sheet, mapping = write_sheet(cohort.record, folder, seed=seed) if messy else (None, None)
        progress(messy)
    counts = _counts(cohort)
    if output_format == "json":
        files = {"sheet": str(sheet), "mapping": str(mapping)} if messy else {}
        print_json({"cohort": str(folder), "truth": str(folder / "truth"), **files, "counts": counts})
        return
    click.echo(_summary(counts))
    lines = [(str(folder), f"the cohort: nmosd check {folder}"), (str(folder / "truth"), "what truly happened")]
    if messy:
        lines.append((str(sheet), f"the clinic's sheet: nmosd import {sheet} -o another-folder"))
    click.echo(aligned(lines))


def _settings(texts: Sequence[str]) -> Mapping[str, float]:
    found = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise SimulationError(f"--set {text} has no number: write it as NAME=NUMBER, such as visit_every=91.") from None
    return found


def _counts(cohort: "SimulatedCohort") -> dict[str, int]:
    reports = cohort.truth.reports
    return {
        "people": cohort.record.patients.height,
        "attacks": cohort.truth.attacks.height,
        "reported": reports.height,
        "reported_falsely": reports["attack"].null_count(),
        "visits": cohort.record.visits.height,
    }


def _summary(counts: Mapping[str, int]) -> str:
    return " · ".join(
        (
            f"{counts['people']:,} invented people",
            counted(counts["attacks"], "attack"),
            f"{counts['reported']:,} on record, {counts['reported_falsely']:,} of them none",
            counted(counts["visits"], "visit"),
        )
    )
