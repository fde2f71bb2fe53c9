"""The `spec` fixture of the simulation: attacks and treatments in, the rate of attacks or a comparison out.

`person` and `day` (in days since the first attack of all) say whose and when; the first attack itself, day 0, is always there.
"""

import numpy as np
import pytest

from nmosd.simulation.histories import AttackHistories, Eligibility, given, people
from nmosd.simulation.histories.attacks import rate_on_day
from nmosd.simulation.null_worlds import AfterAttack, BeforeAfter
from nmosd.simulation.parameters import DrugEffect, parameter_set
from tests.spec.conftest import decimals_of, drawn, read_table

PLAIN = {"attacks_per_year": 1.0, "frailty_variance": 0.0, "attack_factor": 1.0, "clustering": 0.0, "merged_days": 31}


def rows_of(text):
    return read_table(text) if text else []


def histories_of(text, persons):
    days = {person: [0] for person in persons}
    for row in rows_of(text):
        days[row["person"]].append(int(row["day"]))
    first = np.cumsum([0, *(len(days[person]) for person in persons)])
    return AttackHistories(first, np.concatenate([days[person] for person in persons]).astype(np.int32))


def treatments_of(text, everyone, persons):
    spells = []
    for row in rows_of(text):
        ratio = float(row["ratio"])
        effect = DrugEffect(
            ratio, float(row.get("ratio if negative", ratio)), float(row["onset days"]), float(row["return days"])
        )
        who = np.array([person == row["person"] for person in persons])
        spells.append(given(everyone, effect, start=float(row["from"]), stop=float(row["until"] or "inf"), to=who))
    return spells


def rates(wanted, persons, tables, settings):
    negative = {row["person"] for row in rows_of(tables.get("serostatus")) if row["AQP4-IgG"] == "negative"}
    everyone = people(len(persons), aqp4_positive=np.array([person not in negative for person in persons]))
    histories = histories_of(tables.get("attacks"), persons)
    spells = treatments_of(tables.get("treatments"), everyone, persons)
    parameters = parameter_set("mixed").replace(**PLAIN | settings)
    for row in wanted:
        found = rate_on_day(parameters, everyone, histories, float(row["day"]), treatments=spells, seed=1)
        yield {**row, "per year": f"{found[persons.index(row['person'])]:.{decimals_of(wanted, 'per year')}f}"}


def entries(wanted, persons, tables, settings):
    histories = histories_of(tables["attacks"], persons)
    for row in wanted:
        met = Eligibility(settings["any_of"]).met(histories, np.full(len(persons), float(row["day"])))
        yield {**row, "may enter": "yes" if met[persons.index(row["person"])] else "no"}


def comparisons(wanted, _persons, tables, settings):
    starts = rows_of(tables["starts"])
    histories = histories_of(tables["attacks"], [row["person"] for row in starts])
    design = BeforeAfter(AfterAttack((1.0,), (0, 0)), **settings)
    found = design.compared(histories, np.array([float(row["day"]) for row in starts]))
    for row in wanted:
        yield {**row, "value": f"{found[row['measure']]:.{decimals_of(wanted, 'value')}f}"}


ANSWERS = {"expect_rate": rates, "expect_entry": entries, "expect_comparison": comparisons}


@pytest.fixture
def spec():
    """Check the rate of attacks (`expect_rate`), who may enter (`expect_entry`) or a comparison (`expect_comparison`)."""

    def check(*, settings=None, **tables):
        wanted = {name: tables.pop(name) for name in ANSWERS if name in tables}
        assert wanted, "a spec expects something"
        for name, text in wanted.items():
            rows = rows_of(text)
            persons = list(dict.fromkeys(row["person"] for row in rows if "person" in row))
            got = list(ANSWERS[name](rows, persons, tables, settings or {}))
            shown = [drawn(list(rows[0]), [list(row.values()) for row in found]) for found in (rows, got)]
            assert got == rows, f"{name} differs.\n\nexpected\n{shown[0]}\n\ngot\n{shown[1]}"

    return check
