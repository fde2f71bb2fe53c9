"""The data files of `course/`: rules with sources, presets that only change what exists."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from nmosd.course.definitions import Definitions, sources
from nmosd.course.laboratory.serostatus import AQP4_TIERS, MOG_TIERS
from nmosd.course.rules import rules

SPECS = Path(__file__).parents[2] / "spec"


@pytest.mark.parametrize("rule", rules())
def test_every_rule_has_a_sentence_and_a_source(rule):
    assert rules()[rule].text.endswith(".")
    assert rules()[rule].source in sources()


def test_every_tier_has_a_rule_and_no_rule_another_tier():
    assert {rule.tier for rule in rules("sero.").values()} == set(AQP4_TIERS)
    assert {rule.tier for rule in rules("mog.").values()} == set(MOG_TIERS)


@pytest.mark.parametrize("rule", [name for name in rules() if not name.startswith("person_time")])
def test_every_rule_is_named_by_a_spec(rule):
    text = "".join(path.read_text("utf-8") for path in sorted(SPECS.rglob("test_*.py")))
    assert re.search(rf"\b{re.escape(rule)}\b", text), f"no spec test expects the rule {rule}"


@pytest.mark.parametrize("preset", Definitions.presets())
def test_a_preset_changes_only_settings_that_exist(preset):
    folder = files("nmosd.course.definitions")
    file = folder.joinpath(f"presets/{preset}.toml")
    changed = {} if preset == "default" else tomllib.loads(file.read_text("utf-8"))
    assert set(changed) <= {setting.name for setting in Definitions().explain()}


def test_every_declared_setting_is_one_of_the_definitions():
    declared = [
        name
        for file in sorted(files("nmosd.course.definitions").joinpath("settings").iterdir(), key=lambda file: file.name)
        for name in tomllib.loads(file.read_text("utf-8"))
    ]
    assert sorted(declared) == sorted(setting.name for setting in Definitions().explain())


def test_every_source_says_whether_it_was_read():
    assert {source.mark for source in sources().values()} <= {"read", "recalled", "inferred"}
