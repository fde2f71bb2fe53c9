"""`nmosd calibrate`: the parameter sets of the simulation against what is published on attacks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmosd.cli.output import aligned, counted, format_option, print_json

if TYPE_CHECKING:
    from nmosd.simulation.calibration import Fit, Residual

    Left = Mapping[str, Sequence[Residual]]


@click.command("calibrate")
@click.option("--set", "sets", multiple=True, metavar="NAME", help="Only this parameter set; repeatable.")
@click.option("--fit", "again", is_flag=True, help="Fit the parameters anew and compare them with those that are shipped.")
@click.option("--write", "folder", type=click.Path(path_type=Path), help="Fit anew, and write the sets and residuals there.")
@click.option("--people", type=click.IntRange(min=1000), help="People looked at for each cohort [default: as shipped].")
@format_option
def command(sets: tuple[str, ...], again: bool, folder: Path | None, people: int | None, output_format: str) -> None:
    """Compare the parameter sets of the simulation with what is published on attacks.

    Figures that were fitted stand apart from those kept to check the fit; * marks a simulated figure outside the published 95
    percent interval. The sets explain attacks differently and are about equally good: whatever rests on the simulation is shown
    over all of them.
    """
    from nmosd.cli.progress import progress_bar
    from nmosd.simulation.calibration import fit_set, residuals
    from nmosd.simulation.calibration.fitting import PEOPLE_FITTED
    from nmosd.simulation.calibration.left_over import PEOPLE_SHOWN
    from nmosd.simulation.calibration.writing import write_calibration
    from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set

    parameters = [parameter_set(name) for name in sets or PARAMETER_SETS]
    fits: list[Fit] = []
    left: dict[str, Sequence[Residual]] = {}
    with progress_bar("calibrating", len(parameters)) as step:
        for shipped in parameters:
            chosen = shipped
            if again or folder:
                fits.append(fit_set(shipped.name, number=people or PEOPLE_FITTED))
                chosen = fits[-1].parameters
            left[shipped.name] = residuals(chosen, number=people or PEOPLE_SHOWN)
            step(1)
    if output_format == "json":
        print_json({"sets": [_as_json(one.name, left, fits) for one in parameters]})
    else:
        click.echo("\n".join([*_fits(fits), *_residuals(left)]))
    if folder:
        files = write_calibration(folder, fits, left)
        click.echo(f"{counted(len(files), 'file')} written to {folder}", err=True)


def _as_json(name: str, left: "Left", fits: Sequence["Fit"]) -> dict[str, Any]:
    found: dict[str, Any] = {"set": name}
    for fit in fits:
        if fit.parameters.name == name:
            found |= {"fitted": {key: getattr(fit.parameters, key) for key in fit.ranges}, "distance": fit.distance}
    found["figures"] = [
        {
            "figure": one.target.name,
            "use": one.target.use,
            "mark": one.target.mark,
            "published": one.target.value,
            "interval": [one.target.low, one.target.high],
            "simulated": one.simulated,
            "inside": one.inside,
        }
        for one in left[name]
    ]
    return found


def _fits(fits: Sequence["Fit"]) -> list[str]:
    from nmosd.simulation.parameters import parameter_set

    lines = []
    for fit in fits:
        shipped = parameter_set(fit.parameters.name)
        lines.append(f"{fit.parameters.name}: {fit.runs} runs, sum of squares {fit.distance:.1f}")
        rows = []
        for name, (low, high) in fit.ranges.items():
            value, before = getattr(fit.parameters, name), getattr(shipped, name)
            said = "as shipped" if value == before else f"shipped: {before:g}"
            rows.append((name, f"{value:g}", f"{low:g} to {high:g}", said))
        lines += [aligned(rows, right=[1]), ""]
    return lines


def _residuals(left: "Left") -> list[str]:
    lines = []
    headings = {
        "fitted": "fitted",
        "kept": "kept to check the fit",
        "recalled": "recalled, not read: shown only",
    }
    for use, heading in headings.items():
        rows = [("cohort", "figure", "published", *left)]
        for position, one in enumerate(next(iter(left.values()))):
            if use != ("recalled" if one.target.mark == "recalled" else one.target.use):
                continue
            rows.append((*_published(one), *(_simulated(found[position]) for found in left.values())))
        lines += [heading, aligned(rows, right=range(3, 3 + len(left))), ""]
    return lines[:-1]


def _published(one: "Residual") -> tuple[str, str, str]:
    target = one.target
    interval = "" if target.low is None else f" ({target.low:.2f} to {target.high:.2f})"
    return target.cohort, target.title, f"{target.value:.2f}{interval}"


def _simulated(one: "Residual") -> str:
    return f"{one.simulated:.2f}{'*' if one.inside is False else ' '}"
