"""Virtual trials held against what the trials published."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl

from nmosd.errors import SimulationError
from nmosd.evidence import load_evidence
from nmosd.simulation.parameters import PARAMETER_SETS, drug_effect, parameter_set
from nmosd.simulation.trials.characteristics import quantiles
from nmosd.simulation.trials.design import TrialDesign
from nmosd.simulation.trials.playing import Scenario, Trials, play
from nmosd.simulation.trials.shipped import trial_design
from nmosd.simulation.trials.sourced import Sourced
from nmosd.simulation.trials.words import PUBLISHED
from nmosd.stats import results_frame
from nmosd.stats.arrays import Booleans, Floats

ANALYSIS = "against the publication"
_UNITS = {"events": "people", "free": "share", "years": "years", "rate": "per person-year", "hazard ratio": "ratio"}
_MEASURES = {"events": "count", "free": "proportion", "years": "person-years", "rate": "rate", "hazard ratio": "ratio"}
_WORDS = {
    "events": "people with a confirmed attack",
    "free": "free of confirmed attacks after {time}",
    "years": "person-years until the first confirmed attack",
    "rate": "confirmed attacks per person-year",
    "hazard ratio": "hazard ratio",
}


@dataclass(frozen=True)
class PublishedFigure:
    """A figure that a trial published: what it is, its value, and whether it can check anything.

    `use`: fitted, input or kept, as in `published.toml`. `mark` and `source` are those of the evidence base. `known`: why it lies
    outside what virtual trials show, None where it should not.
    """

    figure: str
    arm: str
    weeks: float | None
    there: str
    value: float
    use: str
    mark: str
    source: str
    effect_of: str | None
    known: str | None

    @property
    def title(self) -> str:
        """What it is, in words."""
        words = _WORDS[self.figure].format(time=_time(self.weeks))
        effect = f", if it does what {self.effect_of} does" if self.effect_of else ""
        return f"{words}, {self.there}{effect}"

    @property
    def checks(self) -> bool:
        """Whether it was read and is not used anywhere."""
        return self.use == "kept" and self.mark == "read"


def published_figures(name: str) -> tuple[PublishedFigure, ...]:
    """Return what the trial of a shipped design published, in the order of `published.toml`.

    Raises:
        SimulationError: nothing is on file for the design.
    """
    declared = _declared()
    if name not in declared:
        raise SimulationError(f"No published figures are on file for {name}: those on file are of {', '.join(sorted(declared))}.")
    return tuple(_figure(entry) for entry in declared[name])


def against_publication(
    name: str,
    *,
    trials: int = 10_000,
    seed: int,
    sets: Sequence[str] = PARAMETER_SETS,
    cores: int | None = None,
    progress: Callable[[int], object] = lambda _done: None,
) -> pl.DataFrame:
    """Return a `Results` table of the published figures of a shipped design: as published (`group` is `published`), and under
    each parameter set the median of virtual trials with the limits between which 95 % of them lie.

    `level` says what the figure was used for and its mark, `definition` of the published row why it is known to lie outside. A
    warning says where the published figure lies outside, and by how much.

    Raises:
        SimulationError: nothing is on file for the design.
    """
    design, figures = trial_design(name), published_figures(name)
    weeks = sorted({figure.weeks for figure in figures if figure.weeks is not None})
    rows: list[list[dict[str, object]]] = [[_as_published(figure)] for figure in figures]
    for set_name in sets:
        played: dict[str | None, Trials] = {}
        for effect in dict.fromkeys(figure.effect_of for figure in figures):
            played[effect] = play(
                _with_effect(design, effect),
                parameter_set(set_name),
                Scenario(),
                trials=trials,
                seed=seed,
                weeks=weeks,
                cores=cores,
                progress=progress,
            )
        for own, figure in zip(rows, figures, strict=True):
            own.append(_simulated(figure, played[figure.effect_of]) | {"group": set_name})
    return results_frame({"analysis": ANALYSIS} | row for own in rows for row in own)


def simulated_values(figure: PublishedFigure, played: Trials) -> Floats:
    """Return the figure in each virtual trial, not a number where it cannot be told."""
    if figure.figure == "free":
        assert figure.weeks is not None
        return played.free[figure.arm, figure.weeks]
    if figure.figure == "rate":
        return played[f"attacks_{figure.arm}"] / played[f"all_years_{figure.arm}"]
    if figure.figure == "hazard ratio":
        return np.exp(played["log_hazard_ratio"])
    return played[f"{figure.figure}_{figure.arm}"]


def _as_published(figure: PublishedFigure) -> dict[str, object]:
    method = f"{figure.source}, {figure.mark}"
    return _row(figure) | {"group": PUBLISHED, "estimate": figure.value, "method": method, "definition": figure.known}


def _simulated(figure: PublishedFigure, played: Trials) -> dict[str, object]:
    values = simulated_values(figure, played)
    low, middle, high = quantiles(values, (0.025, 0.5, 0.975))
    outside = _outside(figure.value, values, low, high)
    return _row(figure) | {
        "estimate": middle if middle is not None and np.isfinite(middle) else None,
        "lower": low,
        "upper": high,
        "n": len(played),
        "method": "median of virtual trials, with the limits between which 95 % of them lie",
        "warnings": [outside] if outside else None,
    }


def _outside(value: float, values: Floats, low: float | None, high: float | None) -> str | None:
    if low is None or high is None:
        return "no virtual trial lasted long enough to tell"
    if value < low:
        return (
            f"the published figure lies {low - value:.3g} below; {_percent(values <= value)} of the virtual trials had as little"
        )
    if value > high:
        return (
            f"the published figure lies {value - high:.3g} above; {_percent(values >= value)} of the virtual trials had as much"
        )
    return None


def _percent(which: Booleans) -> str:
    return f"{100 * which.mean():.2g} %"


def _row(figure: PublishedFigure) -> dict[str, object]:
    return {
        "variable": figure.title,
        "level": f"{figure.use}, {figure.mark}",
        "measure": _MEASURES[figure.figure],
        "unit": _UNITS[figure.figure],
    }


def _with_effect(design: TrialDesign, drug: str | None) -> TrialDesign:
    if drug is None:
        return design
    effect = drug_effect(drug)
    changes = {
        "hazard_ratio": Sourced[float](value=effect.positive or 0.0),
        "onset_days": Sourced[float](value=effect.onset_days),
    }
    return design.model_copy(update={"drug": design.drug.model_copy(update=changes)})


def _time(weeks: float | None) -> str:
    return "" if weeks is None else f"{weeks:g} weeks" if weeks == int(weeks) else f"{weeks * 7:.0f} days"


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(files("nmosd.simulation.trials").joinpath("published.toml").read_text("utf-8"))


def _figure(entry: dict[str, Any]) -> PublishedFigure:
    record, _, part = entry["finding"].partition("/")
    evidence = load_evidence()
    study, finding = next((study, finding) for study, finding in evidence.findings() if study.id == record and finding.id == part)
    values = dict(_values(finding, entry["there"]))
    return PublishedFigure(
        figure=entry["figure"],
        arm=entry["arm"],
        weeks=entry.get("weeks"),
        there=entry["there"],
        value=values[entry["figure"]],
        use=entry["use"],
        mark=finding.verified,
        source=finding.source or study.source or "",
        effect_of=entry.get("effect_of"),
        known=entry.get("known"),
    )


def _values(finding: Any, arm: str) -> Iterator[tuple[str, float]]:
    """Yield what a finding says of an arm, by the names of `published.toml`."""
    result = finding.arms.get(arm)
    if result is not None:
        for name, value in (("events", result.events), ("years", result.person_years), ("rate", result.rate)):
            if value is not None:
                yield name, float(value)
        if result.kaplan_meier_percent is not None:
            yield "free", result.kaplan_meier_percent / 100
    for effect in finding.effects:
        if effect.type == "hazard ratio" and effect.estimate is not None:
            yield "hazard ratio", effect.estimate
