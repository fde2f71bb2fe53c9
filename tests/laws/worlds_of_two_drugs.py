"""Records of invented people who are given one of two drugs by chance, the ratio of their attack rates being known."""

import datetime as dt

import numpy as np
import polars as pl

from nmosd.record import Record, new_record
from nmosd.study import Protocol

DAY_ONE = dt.date(2005, 1, 1)
OLD, NEW = "azathioprine", "rituximab"
LAG = 90


def world(
    seed: int, *, people: int, ratio: float, frailty: float, younger_get_new: bool = False, older_have_more: float = 0.0
) -> Record:
    """Return people first seen up to two years after onset, who start a drug within a year and are followed for one to five more.

    Attacks come at 0.7 a year until the drug acts, `LAG` days after its start, and then at 0.7 (the old one) or `ratio` times
    that (the new one), each person's rate times a gamma variable of mean 1 and variance `frailty`, and times
    exp(`older_have_more` x decades beyond 40).
    """
    chance = np.random.default_rng([seed, people])
    onset = chance.integers(0, 3000, people)
    contact = onset + chance.integers(0, 730, people)
    start = contact + chance.integers(1, 365, people)
    acts = start + LAG
    last = acts + chance.integers(365, 5 * 365, people)
    age = chance.integers(20, 60, people)
    new = chance.random(people) < (1 / (1 + np.exp((age - 40) / 20)) if younger_get_new else 0.5)
    own = np.exp(older_have_more * (age - 40) / 10)
    own = own * (chance.gamma(1 / frailty, frailty, people) if frailty else 1.0)
    attacks = []
    for person in range(people):
        days = [onset[person]]
        for begin, end, factor in (
            (onset[person], acts[person], 1.0),
            (acts[person], last[person], ratio if new[person] else 1.0),
        ):
            number = chance.poisson(0.7 / 365.25 * own[person] * factor * (end - begin))
            days += sorted(begin + 1 + chance.integers(0, end - begin, number))
        attacks += [(f"P{person}", f"P{person}/a/{place}", int(day)) for place, day in enumerate(days)]
    names = [f"P{person}" for person in range(people)]
    patients = pl.DataFrame({"row_id": [f"{name}/p" for name in names], "patient_id": names, "status": "alive"})
    patients = patients.with_columns(
        age_at_onset=pl.Series(age, dtype=pl.Float64), sex=pl.Series(chance.choice(["female", "male"], people))
    )
    for name, day in (("onset", onset), ("first_contact", contact), ("last_contact", last)):
        patients = patients.with_columns(**_day(name, day))
    told = pl.DataFrame(attacks, schema=["patient_id", "row_id", "day"], orient="row")
    given = pl.DataFrame({"row_id": [f"{name}/t" for name in names], "patient_id": names})
    given = given.with_columns(drug=pl.Series(np.where(new, NEW, OLD)), ongoing=pl.lit("yes"), **_day("start", start))
    return new_record(
        {
            "patients": patients,
            "attacks": told.select("row_id", "patient_id", **_day("onset", told["day"].to_numpy())),
            "therapies": given,
        },
        title="two drugs",
        synthetic=True,
    )


def protocol(of: str, **adjustment: object) -> Protocol:
    """Return the protocol that compares the two drugs from the day on which they act, as started."""
    return Protocol.model_validate(
        {
            "title": "two drugs",
            "definitions": {"merge_before_days": 1},
            "comparison": {"of": "treatment", "groups": {"old": [OLD], "new": [NEW]}, "lag_days": LAG},
            "rates": {"method": "between people"},
            "time": {"zero": "episode start"},
            "outcomes": [{"of": of}],
            "adjustment": adjustment,
        }
    )


def _day(name: str, days: np.ndarray) -> dict[str, pl.Series]:
    dates = pl.Series([DAY_ONE + dt.timedelta(int(day)) for day in days])
    return {f"{name}_earliest": dates, f"{name}_latest": dates}
