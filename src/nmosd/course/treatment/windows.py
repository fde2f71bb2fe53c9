"""What is known of each preventive drug's effect: how it is given, how long it acts, from when."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from nmosd.course.definitions import Definitions
from nmosd.record.vocabulary import vocabulary


@dataclass(frozen=True)
class EffectWindow:
    """One drug: its class, whether it is given in doses, its days of effect after the last one, its latency (None: unknown)."""

    drug_class: str
    in_doses: bool
    effect_days: int | None
    latency_days: int | None


@lru_cache(maxsize=64)
def effect_windows(definitions: Definitions) -> Mapping[str, EffectWindow]:
    """Return the effect window of every drug of the vocabulary, under the definitions; sources stand in effect_windows.toml.

    >>> rituximab = effect_windows(Definitions())["rituximab"]
    >>> rituximab.in_doses, rituximab.effect_days
    (True, 182)
    """
    return {name: _window(name, str(term.attributes["class"]), definitions) for name, term in vocabulary("drugs").items()}


def _window(drug: str, drug_class: str, definitions: Definitions) -> EffectWindow:
    declared = _declared()
    facts = declared["class"][drug_class] | declared["drug"].get(drug, {})
    setting = facts.get("effect_days_from")
    days = getattr(definitions, setting) if setting else facts.get("effect_days")
    scaled = None if days is None else days * definitions.effect_window_percent // 100
    return EffectWindow(drug_class, facts["given"] == "in doses", scaled, facts.get("latency_days"))


@cache
def _declared() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("effect_windows.toml").read_text("utf-8"))
