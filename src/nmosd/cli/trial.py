"""`nmosd trial`: what a trial design would show, from thousands of virtual trials."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmosd.cli.output import aligned, counted, format_option, print_json
from nmosd.errors import SimulationError

if TYPE_CHECKING:
    import polars as pl

    from nmosd.simulation.trials import TrialDesign


@click.command("trial")
@click.argument("design", required=False)
@click.option("--trials", default=10_000, show_default=True, help="Virtual trials under each parameter set.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same figures, on any number of cores.")
@click.option("--parameters", multiple=True, metavar="SET", help="Only this parameter set; repeatable [default: all].")
@click.option("--write", metavar="NAME", help="Write a shipped design as a TOML file to edit, to -o or NAME.toml.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder of the page with its figures, and of the numbers as CSV."
)
@format_option
def command(
    design: str | None,
    trials: int,
    seed: int,
    parameters: tuple[str, ...],
    write: str | None,
    output: Path | None,
    output_format: str,
) -> None:
    """Play DESIGN, a TOML file or the name of a design that ships, thousands of times.

    What comes back: power, type I error with and without drift of the attack rate between trials, bias, duration and exposure,
    from the lowest to the highest over the parameter sets of the disease course. Without DESIGN, the designs that ship are
    listed.
    """
    from nmosd.simulation.trials import shipped_designs

    if write is not None:
        click.echo(aligned([(str(_write(write, output)), "the design, to be edited; then nmosd trial with its path")]))
        return
    if design is None:
        click.echo(aligned(list(shipped_designs().items())))
        return
    from nmosd.simulation.trials import operating_characteristics, trial_design

    planned = trial_design(design)
    sets = _sets(parameters)
    with _bar(trials, sets) as progress:
        results = operating_characteristics(planned, trials=trials, seed=seed, sets=sets, progress=progress)
    written = []
    if output:
        from nmosd.report import write_trial

        published = _published(design, trials, seed, sets)
        written = [str(path) for path in write_trial(planned, results, published, output, trials=trials, seed=seed)]
    if output_format == "json":
        rows = _finite(results).to_dicts()
        print_json({"title": planned.title, "trials": trials, "seed": seed, "results": rows, "files": written})
        return
    click.echo(_summary(planned, results, trials, seed))
    if written:
        click.echo(aligned([(written[0], "the page with its figures"), (written[1], "every number")]))
    else:
        click.echo(aligned([(f"nmosd trial {design} -o FOLDER", "the page with its figures, and every number as CSV")]))


def _write(name: str, output: Path | None) -> Path:
    from nmosd.simulation.trials.shipped import design_text
    from nmosd.writing import write_whole

    text = design_text(name)
    path = output or Path(f"{name}.toml")
    if path.exists():
        raise SimulationError(f"{path} exists already: give another place with -o.")
    return write_whole(path, text)


def _sets(names: tuple[str, ...]) -> tuple[str, ...]:
    from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set

    return tuple(parameter_set(name).name for name in names) or PARAMETER_SETS


def _bar(trials: int, sets: tuple[str, ...]) -> AbstractContextManager[Callable[[int], None]]:
    from nmosd.cli.progress import progress_bar
    from nmosd.simulation.trials.playing import SCENARIOS

    return progress_bar("virtual trials", trials * len(sets) * len(SCENARIOS))


def _published(design: str, trials: int, seed: int, sets: tuple[str, ...]) -> "pl.DataFrame | None":
    """Return how virtual trials compare with the publication, None where the design is no trial that was published."""
    from nmosd.cli.progress import progress_bar
    from nmosd.simulation.trials import against_publication, shipped_designs
    from nmosd.simulation.trials.published import published_figures

    if design not in shipped_designs():
        return None
    effects = len({figure.effect_of for figure in published_figures(design)})
    with progress_bar("against the publication", trials * len(sets) * effects) as progress:
        return against_publication(design, trials=trials, seed=seed, sets=sets, progress=progress)


def _finite(results: "pl.DataFrame") -> "pl.DataFrame":
    """Return results whose infinite limits are null: JSON has no infinity."""
    import polars as pl

    limits = ("lower", "upper")
    return results.with_columns(pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in limits)


def _summary(planned: "TrialDesign", results: "pl.DataFrame", trials: int, seed: int) -> str:
    from nmosd.report.trials.summary import about_design, sets_of, summary_table

    heads, rows = summary_table(results)
    sets = len(sets_of(results))
    return "\n".join(
        [
            f"{planned.title} · {about_design(planned)}",
            f"{counted(trials, 'virtual trial')} under each of {counted(sets, 'parameter set')}, seed {seed}",
            f"from the lowest to the highest over the sets; Monte Carlo error of a share at most {0.98 / trials**0.5:.3f}",
            "",
            aligned([heads[0], heads[1], *rows], right=range(1, len(heads[0]))),
            "",
        ]
    )
