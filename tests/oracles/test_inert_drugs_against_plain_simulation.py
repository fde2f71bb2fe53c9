"""What an inert drug shows, against a plain simulation in NumPy that was written apart from this code.

Its table (seed 7, 20,000 people; 40,000 for the change of treatment) is frozen in data/before_after_bias.csv with the standard
deviation of each figure over 24 other seeds. Its world: rates are gamma distributed around 0.5 a year and at least 0.02; in one
world the rate is three times as high in the year after an attack. Treatment starts 0.05 to 0.25 years after the first, second or
third attack (30, 50, 20 percent), at the latest after 15 years; follow-up is 3 years.
"""

import csv
import functools
import math
from pathlib import Path

import numpy as np
import pytest

from nmosd.simulation.histories import people
from nmosd.simulation.histories.attacks import factors
from nmosd.simulation.null_worlds import AfterAttack, BeforeAfter, EverTreated
from nmosd.simulation.parameters import parameter_set

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "before_after_bias.csv").read_text("utf-8").splitlines()))
NUMBER = 60_000
SEED = 41
PLAIN = parameter_set("mixed").replace(
    attacks_per_year=0.5, attack_factor=1.0, clustering=0.0, clustering_days=365.25, clustering_fades=False, merged_days=0
)
BEFORE_AFTER = BeforeAfter(AfterAttack((0.3, 0.5, 0.2), (0.05, 0.25), latest_years=15), after_years=3)
CHANGE = EverTreated(share=0.5, change_years=(0.5, 4), follow_years=(1, 6))
WORLDS = {
    "frailty": (BEFORE_AFTER, PLAIN.replace(frailty_variance=1.0)),
    "clustering": (BEFORE_AFTER, PLAIN.replace(frailty_variance=1.0, clustering=2.0)),
    "alike": (BEFORE_AFTER, PLAIN.replace(frailty_variance=1 / 50)),
    "change frailty": (CHANGE, PLAIN.replace(frailty_variance=1.0)),
    "change alike": (CHANGE, PLAIN.replace(frailty_variance=1 / 80)),
}


@functools.cache
def shown(world):
    design, parameters = WORLDS[world]
    drawn = factors(parameters, people(NUMBER), seed=SEED)
    everyone = people(NUMBER, factor=np.maximum(drawn, 0.02 / parameters.attacks_per_year))
    return design.measures(parameters, everyone, SEED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['world']}: {row['measure']}")
def test_inert_drugs_against_plain_simulation(row):
    ours, theirs, error = shown(row["world"])[row["measure"]], float(row["value"]), float(row["error"])
    rounding = 0.005
    both = error * math.sqrt(1 + 20_000 / NUMBER)
    assert abs(ours - theirs) <= max(0.03, 4 * both) + rounding
