"""Everything arguable about the derivations, in one frozen object.

The settings, what they mean, their bounds and their sources are data: `default.toml` declares each, the other presets list
what they change, `sources.toml` holds the citations. Attacks merge when their onsets differ by *less than*
`merge_before_days`: 31 in the SAkura trials, where day 30 still merges, and 30 under McDonald, where it separates.
"""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Self, cast

from nmosd.course.definitions.checks import Value, checked
from nmosd.errors import DefinitionsError
from nmosd.nearest import did_you_mean

__all__ = ["Definitions", "Setting", "Source", "sources"]


@dataclass(frozen=True)
class Source:
    """Where a value comes from: citation, DOI and address where they are known, and whether it was read."""

    citation: str
    mark: str
    doi: str | None = None
    url: str | None = None
    read_where: str | None = None


@dataclass(frozen=True)
class Setting:
    """One setting of some definitions, with its reason.

    `source` is the key of the source (None where the value was chosen by whoever runs the study), `citation` and `doi` what
    `sources.toml` says of it; `mark` is read, recalled, inferred or chosen.
    """

    name: str
    value: Value
    unit: str | None
    meaning: str
    source: str | None
    citation: str
    doi: str | None
    mark: str


@cache
def _file(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources of the definitions by key."""
    return {key: Source(**entry) for key, entry in _file("sources").items()}


def _declared(name: str) -> Any:
    """Make a dataclass field whose default is what `default.toml` declares for it."""
    return field(default_factory=lambda: _frozen(_file("default")[name]["value"]))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Definitions:
    """Every rule of the derivations that can be argued about; `Definitions()` is the preset `default`.

    What each setting means, its unit, bounds and source stand in `definitions/default.toml` and come back from `explain()`.

    Raises:
        DefinitionsError: a value that is out of range or not allowed.

    >>> Definitions().merge_before_days
    30
    >>> Definitions.preset("sakura").replace(date_reading="earliest").merge_before_days
    31
    """

    merge_before_days: int = _declared("merge_before_days")
    widest_date_in_windows: int = _declared("widest_date_in_windows")
    date_reading: str = _declared("date_reading")
    not_attacks: tuple[str, ...] = _declared("not_attacks")
    negative_adequate_from_days: int = _declared("negative_adequate_from_days")
    antibody_lowering_groups: tuple[str, ...] = _declared("antibody_lowering_groups")
    undated_acute_treatment_within_days: int = _declared("undated_acute_treatment_within_days")
    b_cell_classes: tuple[str, ...] = _declared("b_cell_classes")
    b_cell_effect_days: int = _declared("b_cell_effect_days")
    borderline_settled_by_negative: bool = _declared("borderline_settled_by_negative")
    aqp4_positive_tiers: tuple[str, ...] = _declared("aqp4_positive_tiers")
    inadequate_negative_counts: bool = _declared("inadequate_negative_counts")
    mog_other_assays_count: bool = _declared("mog_other_assays_count")
    edss_unstable_days: int = _declared("edss_unstable_days")
    oldest_onset_age: int = _declared("oldest_onset_age")
    pulse_dose_above_grams: int = _declared("pulse_dose_above_grams")
    exchanges_above: int = _declared("exchanges_above")
    based_on: str = "default"

    def __post_init__(self) -> None:
        if self.based_on not in self.presets():
            raise DefinitionsError(_no_such("preset", self.based_on, self.presets()))
        for name, declared in _file("default").items():
            object.__setattr__(self, name, checked(name, getattr(self, name), declared))

    @classmethod
    def presets(cls) -> tuple[str, ...]:
        """Return the names of the presets, `default` first.

        >>> Definitions.presets()
        ('default', 'mcdonald', 'prevent', 'sakura')
        """
        found = {entry.name.removesuffix(".toml") for entry in files(__name__).iterdir() if entry.name.endswith(".toml")}
        return ("default", *sorted(found - {"default", "sources"}))

    @classmethod
    def preset(cls, name: str) -> Self:
        """Return the definitions that a trial or a consensus paper used.

        Raises:
            DefinitionsError: no preset has that name; the message says which come near.
        """
        if name not in cls.presets():
            raise DefinitionsError(_no_such("preset", name, cls.presets()))
        changes = {key: _frozen(entry["value"]) for key, entry in _file(name).items()}
        return cls(based_on=name, **changes)

    def replace(self, **changes: object) -> Self:
        """Return the same definitions with some settings changed.

        Raises:
            DefinitionsError: a setting that does not exist, or a value that is out of range.
        """
        names = tuple(_file("default"))
        for name in changes:
            if name not in names:
                raise DefinitionsError(_no_such("setting", name, names))
        return dataclasses.replace(self, **cast("dict[str, Any]", changes))

    def explain(self) -> tuple[Setting, ...]:
        """Return every setting with its unit, meaning, source and mark, in the order of their declaration.

        A value that its preset does not hold was chosen by whoever runs the study: its source is None, its mark `chosen`.
        """
        return tuple(self._explain(name, declared) for name, declared in _file("default").items())

    def _explain(self, name: str, declared: dict[str, Any]) -> Setting:
        entry = _file(self.based_on).get(name, declared)
        value = getattr(self, name)
        if value != _frozen(entry["value"]):
            return Setting(name, value, declared.get("unit"), declared["meaning"], None, "chosen for this study", None, "chosen")
        source = sources()[entry["source"]]
        return Setting(
            name,
            value,
            declared.get("unit"),
            declared["meaning"],
            entry["source"],
            source.citation,
            source.doi,
            entry["mark"],
        )


def _no_such(what: str, name: object, allowed: tuple[str, ...]) -> str:
    """Say in one sentence that a name does not exist, which comes nearest, and which there are."""
    return f"The definitions have no {what} {name!r} (there are {', '.join(allowed)}){did_you_mean(str(name), allowed) or '.'}"
