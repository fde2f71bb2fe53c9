"""What needs confirmation does not look rarer in people who are followed for a shorter time."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nmosd.course import derive
from nmosd.record import Record, new_record
from nmosd.study import Protocol
from nmosd.study.comparison.main_model import main_ratio
from nmosd.study.design.subjects import subjects

DAY_ONE = dt.date(2005, 1, 1)
EVERY = 120
NEEDED = ("people", "serostatus", "attacks", "person_time", "diagnosis", "disability", "worsening", "milestones", "eye_history")


def world(seed: int, people: int) -> Record:
    """Return men followed for 5 to 8 years and women for 1 to 2.5, examined every four months, with an EDSS of 2 that becomes 6.5
    for good at 0.1 a year in both.
    """
    chance = np.random.default_rng(seed)
    women = chance.random(people) < 0.5
    years = np.where(women, chance.uniform(1, 2.5, people), chance.uniform(5, 8, people))
    worse = chance.exponential(365.25 / 0.1, people)
    names = [f"P{person}" for person in range(people)]
    seen = [(f"P{person}", day) for person in range(people) for day in range(0, int(years[person] * 365.25) + 1, EVERY)]
    visits = pl.DataFrame(seen, schema={"patient_id": pl.String, "day": pl.Int64}, orient="row").join(
        pl.DataFrame({"patient_id": names, "worse": worse}), on="patient_id", maintain_order="left"
    )
    patients = pl.DataFrame({"row_id": names, "patient_id": names, "sex": np.where(women, "female", "male")})
    return new_record(
        {
            "patients": patients.with_columns(
                **_day("onset", [-200] * people),
                **_day("first_contact", [0] * people),
                **_day("last_contact", [int(one * 365.25) for one in years]),
            ),
            "attacks": pl.DataFrame({"row_id": [f"{one}/a" for one in names], "patient_id": names}).with_columns(
                **_day("onset", [-200] * people)
            ),
            "visits": visits.select(
                "patient_id",
                row_id=pl.col("patient_id") + "/v/" + pl.col("day").cast(pl.String),
                edss=pl.when(pl.col("day") < pl.col("worse")).then(2.0).otherwise(6.5),
                **_day("visited", visits["day"].to_list()),
            ),
        },
        title="two lengths of follow-up",
        synthetic=True,
    )


def _day(name: str, days: list[int]) -> dict[str, pl.Series]:
    dates = pl.Series([DAY_ONE + dt.timedelta(day) for day in days])
    return {f"{name}_earliest": dates, f"{name}_latest": dates}


@pytest.mark.parametrize("outcome", [{"of": "milestone", "milestone": "EDSS 6"}, {"of": "confirmed worsening"}])
def test_short_follow_up_does_not_look_like_a_good_prognosis(outcome) -> None:
    """Time in which nothing could be confirmed any more, counted as free of it, gave ratios of 0.5 with intervals below 0.7."""
    asked = Protocol.model_validate(
        {
            "title": "two lengths of follow-up",
            "comparison": {"of": "column", "column": "people.sex", "groups": {"long": ["male"], "short": ["female"]}},
            "time": {"zero": "first contact"},
            "outcomes": [outcome],
        }
    )
    record = world(5, people=3000)
    course = derive(record, asked.course_definitions(), only=NEEDED)
    row = main_ratio(record, course, asked, subjects(course, asked))[0]
    assert row["lower"] < 1 < row["upper"], row
    assert 0.8 < row["estimate"] < 1.25
