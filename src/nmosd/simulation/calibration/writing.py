"""What the calibration writes: the parameter sets as data files, and what they leave over as a table."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.simulation.calibration.fitting import Fit, plans
from nmosd.simulation.calibration.left_over import Residual

if TYPE_CHECKING:
    import polars as pl

RESIDUALS = "residuals.csv"


def set_text(fit: Fit) -> str:
    """Return the data file of a fitted set."""
    plan = plans()[fit.parameters.name]
    lines = [
        "# Written by `nmosd calibrate --write`; what is fitted and what is held stands in calibration/fits.toml.",
        f'title = "{fit.parameters.title}"',
        f'meaning = "{fit.parameters.meaning}"',
    ]
    for name in plan["fitted"]:
        low, high = fit.ranges[name]
        lines += _entry(name, getattr(fit.parameters, name), low, high, source="own-fit", mark="fitted")
    for name, held in plan["held"].items():
        lines += _entry(name, **held)
    return "\n".join(lines) + "\n"


def _entry(name: str, value: float, low: float | None = None, high: float | None = None, *, source: str, mark: str) -> list[str]:
    limits = [] if low is None else [f"low = {low}", f"high = {high}"]
    return ["", f"[{name}]", f"value = {value}", *limits, f'source = "{source}"', f'mark = "{mark}"']


def residual_table(left: Mapping[str, Sequence[Residual]]) -> "pl.DataFrame":
    """Return one row per parameter set and published figure: `set`, `target`, `simulated` (to four digits)."""
    import polars as pl

    rows = [(name, one.target.name, float(f"{one.simulated:.4g}")) for name, found in left.items() for one in found]
    return pl.DataFrame(rows, schema=["set", "target", "simulated"], orient="row")


def write_calibration(folder: Path, fits: Iterable[Fit], left: Mapping[str, Sequence[Residual]]) -> list[Path]:
    """Write the sets and the table into a folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for fit in fits:
        written.append(folder / f"{fit.parameters.name}.toml")
        written[-1].write_text(set_text(fit), "utf-8")
    written.append(folder / RESIDUALS)
    residual_table(left).write_csv(written[-1])
    return written
