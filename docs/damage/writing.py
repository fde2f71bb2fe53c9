"""The figures of the damage as a data file of the linter."""

import math
from pathlib import Path

import nmosd
from docs.damage import analysis, counting, measurement, time, treatment
from docs.damage.scenario import Scenario
from nmosd.simulation.parameters import PARAMETER_SETS, parameter_set

DAMAGE = Path(nmosd.__file__).parent / "study" / "lint" / "damage.toml"

SCENARIOS: dict[str, Scenario] = (
    time.SCENARIOS | counting.SCENARIOS | treatment.SCENARIOS | measurement.SCENARIOS | analysis.SCENARIOS
)

_HEAD = """\
# What each finding does to an answer, in people who never lived. Written by `python -m docs.damage`; do not edit.
# `biased` and `mended`: the least and the most over the parameter sets of the simulation.
"""


def damage_toml() -> str:
    """Return the data file: for each code the setting, what is shown, the truth, and the least and most that was seen."""
    return "\n".join([_HEAD, *(_entry(code, one) for code, one in SCENARIOS.items())])


def _entry(code: str, scenario: Scenario) -> str:
    shown = [scenario.run(parameter_set(name)) for name in PARAMETER_SETS]
    biased, mended = ([min(values), max(values)] for values in zip(*shown, strict=True))
    truth = "" if math.isnan(scenario.truth) else f"truth = {scenario.truth:g}\n"
    return (
        f'[{code}]\nsetting = "{scenario.setting}"\nmeasure = "{scenario.measure}"\n{truth}'
        f"biased = [{biased[0]:.2f}, {biased[1]:.2f}]\nmended = [{mended[0]:.2f}, {mended[1]:.2f}]\n"
    )
