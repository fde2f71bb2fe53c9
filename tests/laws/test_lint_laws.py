"""The linter finds each of its biases where it is planted, is silent where it is mended, and on sound designs says nothing."""

import pytest

from nmosd.study.lint import finding_codes, findings
from tests.laws.lint_designs import PLANTED, SOUND, ready


def found(change, protocol):
    return {one.code: one for one in findings(*ready(change, protocol), protocol)}


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
