"""The `design` fixture: a record as small tables and a protocol as TOML in; who is compared, and rows of time at risk, out."""

import tomllib

import polars as pl
import pytest

from nmosd.course import derive
from nmosd.study import Protocol
from nmosd.study.comparison.before_after import before_and_after
from nmosd.study.design.at_risk import at_risk
from nmosd.study.design.by_day import by_day
from nmosd.study.design.covariates import covariates
from nmosd.study.design.subjects import subjects
from tests.spec.conftest import compare, make_record


@pytest.fixture
def design():
    """Check who is compared and what happened to them.

    `protocol` is TOML without a title; `expect_subjects` and `expect_left_out` are compared with the subjects, `expect_at_risk`
    and `expect_not_at_risk` with the rows of the first outcome, `expect_covariates` with what was known at time zero, and
    `expect_before_after` with the counts before and after.
    """

    def check(*, protocol: str, calendar: str = "absolute", **tables: str) -> None:
        wanted = {name.removeprefix("expect_"): tables.pop(name) for name in list(tables) if name.startswith("expect_")}
        assert wanted, "a spec expects something"
        asked = Protocol.model_validate({"title": "a spec"} | tomllib.loads(protocol))
        asked.check()
        record = make_record(tables, calendar)
        course = derive(record, asked.course_definitions())
        found = subjects(course, asked)
        frames: dict[str, pl.DataFrame] = {"subjects": found.table, "left_out": found.left_out}
        if asked.outcomes:
            happened = at_risk(course, found, asked.outcomes[0])
            if asked.comparison is not None and asked.comparison.exposure == "time-varying":
                happened = by_day(course, asked.comparison, found, happened)
            frames |= {"at_risk": happened.table, "not_at_risk": happened.left_out}
        if asked.adjustment.covariates:
            known = covariates(record, course, found.table, asked.adjustment.covariates)
            frames["covariates"] = found.table.select("subject", "patient_id").join(known, on="subject", maintain_order="left")
        if asked.before_after is not None:
            frames["before_after"] = before_and_after(course, asked.before_after, delayed_entry=asked.time.delayed_entry)
        for name, text in wanted.items():
            compare(name, frames[name], text, calendar)

    return check
