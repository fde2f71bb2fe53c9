"""Every rule that can be argued about is a setting with a value, a meaning and a source.

The presets are data files: `default`, `mcdonald` (at least 30 days between two attacks), `sakura` (symptoms less than 31 days
after the onset of a relapse belong to it; trial registry NCT02073279; doi 10.1056/NEJMoa1901747) and `prevent`, whose registered
definition names no interval (its 30 days are recalled, not read; doi 10.1056/NEJMoa1900866). A value that a study chooses for
itself is marked so.
"""

import pytest

from nmosd.course import Definitions
from nmosd.course.definitions import sources
from nmosd.errors import DefinitionsError


def test_definitions_are_the_default_preset_unless_told_otherwise():
    assert Definitions() == Definitions.preset("default")


@pytest.mark.parametrize(("preset", "days"), [("default", 30), ("mcdonald", 30), ("prevent", 30), ("sakura", 31)])
def test_attacks_merge_below_this_many_days(preset, days):
    assert Definitions.preset(preset).merge_before_days == days


@pytest.mark.parametrize(("preset", "mark"), [("mcdonald", "read"), ("sakura", "read"), ("prevent", "recalled")])
def test_a_preset_says_whether_its_window_was_read(preset, mark):
    window = Definitions.preset(preset).explain()[0]
    assert (window.name, window.mark, window.unit) == ("merge_before_days", mark, "days")


@pytest.mark.parametrize("preset", Definitions.presets())
def test_every_value_of_every_preset_has_a_meaning_a_source_and_a_mark(preset):
    for setting in Definitions.preset(preset).explain():
        assert setting.source in sources(), setting.name
        assert setting.mark in {"read", "recalled", "inferred"}, setting.name
        assert len(setting.meaning) > 20, setting.name


def test_nothing_is_marked_read_whose_source_was_not():
    for preset in Definitions.presets():
        for setting in Definitions.preset(preset).explain():
            if setting.mark == "read":
                assert sources()[setting.source].mark == "read", (preset, setting.name)


def test_a_chosen_value_says_that_it_was_chosen():
    chosen = Definitions.preset("sakura").replace(merge_before_days=60).explain()
    assert [(one.name, one.value, one.source, one.mark) for one in chosen if one.mark == "chosen"] == [
        ("merge_before_days", 60, None, "chosen")
    ]


def test_choosing_the_value_of_the_preset_changes_nothing():
    assert Definitions.preset("sakura").replace(merge_before_days=31) == Definitions.preset("sakura")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"merge_window_days": 60}, "did you mean 'merge_before_days'"),
        ({"merge_before_days": 0}, "from 1 to 366 days"),
        ({"merge_before_days": 30.5}, "a whole number"),
        ({"merge_before_days": True}, "a whole number"),
        ({"date_reading": "middle"}, "one of midpoint, earliest, latest"),
        ({"date_reading": 3}, "one of midpoint, earliest, latest"),
        ({"not_attacks": "pseudo-attack"}, "a list of"),
        ({"not_attacks": ["pseudo"]}, "holds 'pseudo'"),
        ({"b_cell_classes": ["anti-CD99"]}, "holds 'anti-CD99'"),
        ({"mog_other_assays_count": "yes"}, "true or false"),
        ({"based_on": "sakura"}, "no setting 'based_on'"),
    ],
)
def test_a_setting_that_does_not_exist_or_fit_is_refused_in_one_sentence(change, sentence):
    with pytest.raises(DefinitionsError, match=sentence):
        Definitions().replace(**change)


def test_a_preset_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(DefinitionsError, match="did you mean 'sakura'"):
        Definitions.preset("sakrua")


@pytest.mark.parametrize("name", [3, None, ["sakura"]])
def test_a_preset_that_is_no_word_is_refused_in_one_sentence(name):
    with pytest.raises(
        DefinitionsError, match=r"no preset .*(there are default, .*mcdonald, .*prevent, .*sakura|did you mean 'sakura')"
    ):
        Definitions.preset(name)


def test_lists_are_kept_in_the_order_of_the_vocabulary():
    one = Definitions().replace(not_attacks=["not an attack", "pseudo-attack"])
    assert one == Definitions()
    assert hash(one) == hash(Definitions())
