"""The data files of `course/`: rules with sources, presets that only change what exists."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from nmosd.course.definitions import Definitions, sources
from nmosd.course.rules import rules
from nmosd.course.serostatus import AQP4_TIERS, MOG_TIERS

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
    raw = tomllib.loads(files("nmosd.course.definitions").joinpath(f"{preset}.toml").read_text("utf-8"))
    declared = {setting.name for setting in Definitions().explain()}
    assert set(raw) <= declared
    assert preset != "default" or set(raw) == declared


def test_every_source_says_whether_it_was_read():
    assert {source.mark for source in sources().values()} <= {"read", "recalled", "inferred"}
