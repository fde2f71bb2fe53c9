"""What a design would show, over all parameter sets: power, type I error, bias, duration, exposure."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import polars as pl

from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set
from nmosd.simulation.trials.design import TrialDesign
from nmosd.simulation.trials.playing import SCENARIOS, Scenario, Trials, looks_of, play
from nmosd.simulation.trials.words import ALL_SETS, FORMULA
from nmosd.stats import power_of_events, proportion, results_frame
from nmosd.stats.arrays import Floats

ANALYSIS = "operating characteristics"

Row = dict[str, object]

_CENTRAL = (0.025, 0.975)
_OF_TRIALS = "median of the virtual trials, with the limits between which 95 % of them lie"
_COUNTED = {
    "people": ("people", "people", "People who entered before the end"),
    "events": ("people attacked", "people", "People with a confirmed attack"),
    "years": ("person-years", "years", "Person-years until the first confirmed attack, or until a person left"),
}


def operating_characteristics(
    design: TrialDesign,
    *,
    trials: int = 10_000,
    seed: int,
    sets: Sequence[str] = PARAMETER_SETS,
    scenarios: Sequence[Scenario] = SCENARIOS,
    cores: int | None = None,
    progress: Callable[[int], object] = lambda _done: None,
) -> pl.DataFrame:
    """Return a `Results` table: each figure in each scenario (`level`) under each parameter set (`group`), and how far it spreads
    over the sets.

    Shares have Wilson's interval, the bias one by order statistics: Monte Carlo errors, which more trials make narrower. Of
    figures of a trial the median stands with the limits between which 95 % of the virtual trials lie. `n` is the number of
    trials. All trials of a number are played by the same people in every scenario, so that scenarios differ by less than their
    errors.

    Raises:
        SimulationError: as `play`.
    """
    rows = list(_by_formula(design))
    for scenario in scenarios:
        found = []
        for name in sets:
            played = play(design, parameter_set(name), scenario, trials=trials, seed=seed, cores=cores, progress=progress)
            found.append([row | {"group": name, "level": str(scenario)} for row in _figures(played)])
        rows += [row for own in found for row in own]
        rows += _spread(found) if len(found) > 1 else []
    return results_frame({"analysis": ANALYSIS} | row for row in rows)


def _by_formula(design: TrialDesign) -> Iterator[Row]:
    """Yield what the closed form says of the planned events; there is none without them or without a control arm of one's own."""
    events, control = design.follow_up.events, design.control.people
    ratio, _ = design.drug.ratios()
    if events is None or control is None or not ratio or design.analysis.looks.value:
        return
    share = design.drug.people.value / (design.drug.people.value + control.value)
    one_sided = design.analysis.two_sided.value / 2
    yield {
        "group": FORMULA,
        "variable": "power",
        "level": str(Scenario()),
        "measure": "proportion",
        "estimate": power_of_events(events.value, ratio, share=share, one_sided=one_sided),
        "events": events.value,
        "method": "Schoenfeld's formula at the planned number of events",
        "definition": "Power if hazards were proportional from the first day on and everybody had AQP4-IgG",
    }


def _figures(played: Trials) -> Iterator[Row]:
    better, worse = played["decision"] == 1, played["decision"] == -1
    if played.scenario.effect:
        yield _share(better, "power", "The drug is declared better, and it is")
    else:
        yield _share(better | worse, "type I error", "A difference is declared where the drug does nothing")
        yield _share(better, "type I error in favour of the drug", "The drug is declared better where it does nothing")
    ratio = np.exp(played["log_hazard_ratio"])
    yield _median(ratio, "hazard ratio", "Estimate of Cox's model, of the first confirmed attack", "ratio")
    yield _bias(played, ratio)
    if np.isfinite(played["log_rate_ratio"]).any():
        yield _median(np.exp(played["log_rate_ratio"]), "ratio of attack rates", "Estimate of Lin, Wei, Yang and Ying", "ratio")
    yield _median(played["weeks"], "duration", "From the first person's entry to the end of the trial", "weeks")
    for arm in ("control", "drug"):
        for column, (words, unit, meaning) in _COUNTED.items():
            yield _median(played[f"{column}_{arm}"], f"{words}, {_arm(played.design, arm)}", meaning, unit)
    if played.design.follow_up.events and not played.design.control.external:
        yield _share(
            played["reached"] == 1, "planned events reached", "As many confirmed attacks as planned before the latest end"
        )
    for look in range(len(looks_of(played.design)[0]) - 1):
        yield _share(played["look"] == look, f"ended at look {look + 1}", "The bound of an interim look was crossed")


def _arm(design: TrialDesign, arm: str) -> str:
    return design.drug.name if arm == "drug" else design.control_name


def _share(which: "np.ndarray[tuple[int], np.dtype[np.bool_]]", variable: str, definition: str) -> Row:
    return proportion(int(which.sum()), which.size).row(variable=variable, definition=definition)


def _median(values: Floats, variable: str, definition: str, unit: str) -> Row:
    low, middle, high = quantiles(values, (_CENTRAL[0], 0.5, _CENTRAL[1]))
    return {
        "variable": variable,
        "measure": "ratio" if unit == "ratio" else "median",
        "estimate": middle if middle is not None and math.isfinite(middle) else None,
        "lower": low,
        "upper": high,
        "n": values.size,
        "unit": unit,
        "method": _OF_TRIALS,
        "definition": definition,
    }


def _bias(played: Trials, ratio: Floats) -> Row:
    """Return the median hazard ratio over that of the drug at full effect, with its Monte Carlo error."""
    truth = true_ratio(played.design) if played.scenario.effect else 1.0
    half = 1.96 * math.sqrt(ratio.size) / 2 / ratio.size
    row = _median(ratio, "bias of the hazard ratio", "Median estimate over the drug's own ratio; 1 is no bias", "ratio")
    low, middle, high = quantiles(ratio, (max(0.0, 0.5 - half), 0.5, min(1.0, 0.5 + half)))
    told = [None if value is None or truth == 0 or math.isinf(value) else value / truth for value in (low, middle, high)]
    limits = {"estimate": told[1], "lower": told[0], "upper": told[2], "confidence": 0.95}
    return row | limits | {"method": "interval by order statistics: the Monte Carlo error"}


def true_ratio(design: TrialDesign) -> float:
    """Return the drug's ratio of rates at full effect, as the geometric mean over people with and without AQP4-IgG."""
    (with_antibody, without), share = design.drug.ratios(), design.entry.aqp4_positive.value
    return float(with_antibody**share * without ** (1 - share))


def quantiles(values: Floats, at: Sequence[float]) -> tuple[float | None, ...]:
    """Return values of trials at these shares (never between two, as some are infinite), None where no trial has one."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return (None,) * len(at)
    return tuple(float(value) for value in np.quantile(known, at, method="inverted_cdf"))


def _spread(found: Sequence[Sequence[Row]]) -> Iterator[Row]:
    """Yield the lowest and the highest estimate of each figure over the parameter sets."""
    for own in zip(*found, strict=True):
        estimates = [float(str(row["estimate"])) for row in own if row["estimate"] is not None]
        yield {key: own[0].get(key) for key in ("variable", "level", "measure", "unit", "definition")} | {
            "group": ALL_SETS,
            "lower": min(estimates, default=None),
            "upper": max(estimates, default=None),
            "n": own[0].get("n"),
            "method": f"lowest and highest over {len(own)} parameter sets",
        }
