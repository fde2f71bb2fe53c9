"""What the linter says, worked out on paper, and the data behind its codes."""

import math

import polars as pl
import pytest

from nmosd.course import derive
from nmosd.record import Record, new_record
from nmosd.study import Protocol, run
from nmosd.study.lint import Finding, finding_codes, findings
from nmosd.study.lint.codes import lint_file
from tests.unit.study.conftest import attack, day, person, rows

EVER = {
    "comparison": {"of": "treatment", "exposure": "ever", "groups": {"rituximab": ["rituximab"], "none": ["no treatment"]}},
    "outcomes": [{"of": "first attack"}],
}


def linted(record: Record, **parts: object) -> dict[str, Finding]:
    protocol = Protocol.model_validate({"title": "a design"} | parts)
    protocol.check()
    return {one.code: one for one in findings(record, derive(record, protocol.course_definitions()), protocol)}


@pytest.fixture(scope="module")
def three() -> Record:
    """P1 is given rituximab two years into four years of follow-up, for a year; P2 never; P3 from the first day on.

    P1 and P3 have one later attack each: P1 30 days after the start, P3 after three years. P1 is first seen a year after onset.
    """
    return new_record(
        {
            "patients": pl.DataFrame(
                [
                    person("P1", "female", "2010-01-01", "2011-01-01", "2014-01-01", status="alive", age_at_onset=30.0),
                    person("P2", "female", "2010-01-01", "2010-01-01", "2014-01-01", status="alive", age_at_onset=40.0),
                    person("P3", "male", "2010-01-01", "2010-01-01", "2014-01-01", status="alive", age_at_onset=50.0),
                ],
                infer_schema_length=None,
            ),
            "attacks": rows(
                "attacks",
                *(attack(one, "2010-01-01", "spinal cord") for one in ("P1", "P2", "P3")),
                attack("P1", "2012-01-31", "spinal cord"),
                attack("P3", "2013-01-01", "spinal cord"),
            ),
            "therapies": rows(
                "therapies",
                {"patient_id": "P1", "drug": "azathioprine", "ongoing": "no"}
                | day("2012-01-01", "start")
                | day("2013-01-01", "stop"),
                {"patient_id": "P3", "drug": "azathioprine", "ongoing": "yes"} | day("2010-01-01", "start"),
            ),
        },
        title="Three invented people",
        synthetic=True,
    )


def of_azathioprine(**parts: object) -> dict[str, object]:
    groups = {"azathioprine": ["azathioprine"], "none": ["no treatment"]}
    return EVER | {"comparison": EVER["comparison"] | {"groups": groups}} | parts  # type: ignore[operator]


def test_immortal_time_is_the_time_at_risk_before_the_first_dose(three: Record) -> None:
    seen = linted(three, **of_azathioprine())["B101"]
    assert seen.people == 1
    assert seen.person_years == pytest.approx(365 / 365.25)  # seen from 2011-01-01, first dose 2012-01-01
    assert seen.says == "1 person counts as treated from onset, 1 person-years before their first dose"


def test_without_delayed_entry_the_time_before_the_first_contact_is_immortal_too(three: Record) -> None:
    seen = linted(three, **of_azathioprine(time={"delayed_entry": False}))
    assert seen["B101"].person_years == pytest.approx(730 / 365.25)
    assert (seen["B104"].people, seen["B104"].person_years) == (1, pytest.approx(365 / 365.25))


def test_time_after_the_drug_had_ended_counts_from_its_last_effect(three: Record) -> None:
    course = derive(three)
    ended = course.exposure.filter(pl.col("patient_id") == "P1")["effective_until_day"].item()
    end = course.person_time.filter(pl.col("patient_id") == "P1")["exit_day"].item()
    seen = linted(three, **of_azathioprine())["B102"]
    assert (seen.people, seen.person_years) == (1, pytest.approx((end - ended) / 365.25))


def test_an_attack_within_the_lag_counts_once(three: Record) -> None:
    comparison = {"of": "treatment", "groups": {"a": ["azathioprine"], "b": ["rituximab"]}}
    seen = linted(three, comparison=comparison, outcomes=[{"of": "all attacks"}], time={"zero": "episode start"})["B106"]
    assert seen.says == "1 person has 1 attack within 90 days of starting a drug, counted for it"
    assert seen.person_years == pytest.approx(90 / 365.25)


def test_few_tested_without_a_sign_on_record_are_a_finding_and_all_tested_are_none() -> None:
    def of(tested: int) -> Record:
        people = pl.DataFrame([person(f"P{one}", "female") for one in range(4)], infer_schema_length=None)
        done = ({"patient_id": f"P{one}", "study": "electromyography", "denervation": "none"} for one in range(tested))
        return new_record({"patients": people, "neurophysiology": rows("neurophysiology", *done)}, title="four")

    shares = [{"title": "nerves", "of": {"denervation": "neurophysiology.denervation"}}]
    assert linted(of(1), shares=shares)["B404"].says == (
        "25 % of people were tested, and no sign that called for it is on record; 1 person was tested"
    )
    assert linted(of(4), shares=shares) == {}


def test_a_finding_is_allowed_with_its_reason(three: Record) -> None:
    seen = linted(three, **of_azathioprine(lint={"allow": {"B101": "to show it"}}))
    assert seen["B101"].allowed == "to show it"
    assert seen["B102"].allowed is None


def test_a_study_keeps_what_the_linter_says(three: Record) -> None:
    study = run(Protocol.model_validate({"title": "x", "before_after": {"drugs": ["azathioprine"]}}), three)
    assert [one.code for one in study.findings] == ["B201"]


@pytest.mark.parametrize("parts", [{}, EVER, {"before_after": {"drugs": ["rituximab"], "onset_attack": "with"}}])
def test_nobody_and_nothing_give_no_finding(parts: dict[str, object]) -> None:
    assert linted(new_record({}, title="nobody"), **parts) == {}
    alone = pl.DataFrame([person("P1", "female")], infer_schema_length=None)
    assert linted(new_record({"patients": alone}, title="one"), **parts) == {}


def test_every_code_is_whole_and_every_source_is_on_file() -> None:
    sources = lint_file("sources")
    for code, kind in finding_codes().items():
        assert kind.severity in ("error", "warning"), code
        assert all((kind.title, kind.means, kind.remedy, kind.sources)), code
        assert set(kind.sources) <= set(sources), code
    assert {one["source"] for one in lint_file("settings").values()} <= set(sources)
    assert {one["mark"] for one in (*sources.values(), *lint_file("settings").values())} <= {"read", "recalled", "inferred"}


@pytest.mark.parametrize("code", finding_codes())
def test_the_bias_misses_by_more_than_what_it_is_mended_with(code: str) -> None:
    damage = lint_file("damage")[code]
    if "truth" not in damage:
        assert min(damage["biased"]) > max(damage["mended"])
        return
    biased, mended = (abs(sum(math.log(value / damage["truth"]) for value in damage[which])) for which in ("biased", "mended"))
    assert biased > mended
