"""What a field allows, in words."""

import pytest

from nmosd.record import FIELDS
from nmosd.record.described import allowed_text, checks_text, example


def test_what_a_field_allows_is_said_in_words():
    assert allowed_text(FIELDS["attacks.nadir_edss"]) == "0 to 10 in steps of 0.5, never 0.5"
    assert allowed_text(FIELDS["antibody_tests.titre"]) == "1 to 10 000 000"
    assert allowed_text(FIELDS["acute_treatments.attack"]) == "a row_id of attacks"
    assert allowed_text(FIELDS["eye_exams.eye"]) == "right; left; better; worse"
    assert "drop-down" in allowed_text(FIELDS["therapies.drug"], longest=16)
    assert checks_text(FIELDS["patients.death"]) == "not before last_contact; only where status is dead"


@pytest.mark.parametrize("path", [path for path, field in FIELDS.items() if field.kind in ("number", "whole number")])
def test_the_example_of_a_number_is_allowed(path):
    field = FIELDS[path]
    value = float(example(field))
    assert field.low <= value <= field.high
    assert value not in field.excluded
    assert field.step is None or (value / field.step).is_integer()
