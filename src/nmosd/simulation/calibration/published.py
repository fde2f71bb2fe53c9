"""Published figures on attacks: what is fitted, and what is kept to check the fit."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal


@dataclass(frozen=True)
class Target:
    """One published figure.

    `figure`: how it is counted (a function of `figures.py`), with `days` or `per_year` where that needs a number. `low`, `high`:
    its 95 percent interval, None where none can be had. `use`: fitted, or kept to check the fit. `mark`: a recalled figure is
    shown and checks nothing.
    """

    name: str
    title: str
    cohort: str
    figure: str
    value: float
    low: float | None
    high: float | None
    use: Literal["fitted", "kept"]
    source: str
    mark: str
    note: str
    days: float
    per_year: float

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share of people or attacks, and not a rate or a time."""
        return self.figure in {"free", "relapsed", "close", "rate_below", "rate_above"}


@cache
def targets() -> Mapping[str, Target]:
    """Return the published figures by name, in the order of the file."""
    text = files("nmosd.simulation.calibration").joinpath("targets.toml").read_text("utf-8")
    return {name: _target(name, entry) for name, entry in tomllib.loads(text).items()}


def _target(name: str, entry: Mapping[str, Any]) -> Target:
    low, high = _interval(entry)
    return Target(
        name=name,
        low=low,
        high=high,
        note=entry.get("note", ""),
        days=entry.get("days", 0),
        per_year=entry.get("per_year", 0),
        **{key: entry[key] for key in ("title", "cohort", "figure", "value", "use", "source", "mark")},
    )


def _interval(entry: Mapping[str, Any]) -> tuple[float | None, float | None]:
    from nmosd.stats import proportion, rate

    if "people" in entry:
        found = proportion(entry["events"], entry["people"], method="exact")
        return found.lower, found.upper
    if "person_years" in entry:
        counted = rate(entry["events"], entry["person_years"])
        return counted.lower, counted.upper
    return entry.get("low"), entry.get("high")
