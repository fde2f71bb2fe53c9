"""An interval that has no width says that all is known; none is printed where the method cannot give one."""

import math

import pytest

from nmosd.stats import proportion, rate, two_by_two
from nmosd.stats.estimates import normal_quantile


def test_a_risk_ratio_of_groups_in_which_everybody_has_the_event_has_no_interval() -> None:
    found = two_by_two([[3, 0], [2, 0]]).risk_ratio
    assert (found.estimate, found.lower, found.upper) == (1, None, None)
    assert "has no width" in found.warnings[0]


def test_a_risk_ratio_with_others_in_one_group_keeps_its_interval() -> None:
    found = two_by_two([[3, 0], [2, 1]]).risk_ratio
    assert found.estimate == pytest.approx(1.5)
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < 1.5 < found.upper
    assert found.warnings == ()


@pytest.mark.parametrize("confidence", [math.nextafter(1, 0), 1e-300])
def test_every_confidence_between_0_and_1_has_a_quantile(confidence: float) -> None:
    assert 0 <= normal_quantile(confidence) < 10
    assert proportion(3, 7, confidence=confidence).lower is not None
    assert rate(3, 7.0, confidence=confidence, method="log-normal").upper is not None
