"""The linter finds each of its biases where it is planted, is silent where it is mended, and on sound designs says nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.damage.writing import DAMAGE, damage_toml
from nmosd.course import derive
from nmosd.record import Record
from nmosd.simulation.records.cohort import simulated_cohort
from nmosd.study.lint import LINTED, finding_codes, findings
from tests.laws.lint_cohorts import ready
from tests.laws.lint_designs import PLANTED, SIMULATED, SOUND, protocol
from tests.laws.test_study_laws import FEWER, cohorts, record_of


def found(change, asked):
    return {one.code: one for one in findings(*ready(change, asked), asked)}


def test_every_code_has_a_planted_design_and_there_are_at_least_twenty_sound_ones() -> None:
    assert set(PLANTED) == set(finding_codes())
    assert len(SOUND) >= 20


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_bias_is_found(code: str) -> None:
    seen = found(*PLANTED[code].biased())
    assert code in seen, seen
    assert seen[code].people > 0


@pytest.mark.parametrize("code", PLANTED)
def test_the_same_design_mended_is_silent(code: str) -> None:
    assert found(*PLANTED[code].sound()) == {}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_design_has_no_finding(name: str) -> None:
    assert found(*SOUND[name]) == {}


@pytest.fixture(scope="module")
def complete() -> Record:
    return simulated_cohort(200, 8, parameters="mixed", seed=1, missing="complete").record


@pytest.mark.parametrize("name", SIMULATED)
def test_a_sound_design_of_a_complete_simulated_record_has_no_finding(complete: Record, name: str) -> None:
    asked = protocol(**SIMULATED[name])
    assert findings(complete, derive(complete, asked.course_definitions(), only=LINTED), asked) == ()


EVERY_PROTOCOL = [*(one.biased()[1] for one in PLANTED.values()), *(one for _, one in SOUND.values())]


@given(cohorts(), st.sampled_from(EVERY_PROTOCOL))
@FEWER
def test_whatever_the_record_each_finding_concerns_somebody_and_no_negative_time(tables, asked) -> None:
    record = record_of(tables)
    seen = findings(record, derive(record, asked.course_definitions(), only=LINTED), asked)
    assert [one.code for one in seen] == sorted({one.code for one in seen})
    for one in seen:
        assert 0 < one.people <= record.patients.height
        assert one.person_years is None or one.person_years >= 0


@pytest.mark.long
def test_the_damage_is_what_the_simulation_shows_now() -> None:
    assert DAMAGE.read_text("utf-8") == damage_toml(), "run `python -m docs.damage`"
