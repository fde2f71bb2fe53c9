"""The units in which people write the numbers of a field, as `units.toml` holds them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class UnitOfField:
    """A field's own unit with its words, and the other units that are turned into it; the keys are explained in `units.toml`."""

    words: tuple[str, ...] = ()
    factors: Mapping[str, float] = field(default_factory=dict)
    other_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plausible: tuple[float, float] | None = None
    enough: float | None = None


@cache
def units() -> Mapping[str, UnitOfField]:
    """Return what is known of each unit that a field of the record has, by its name.

    >>> units()["g/L"].factors["mg/dL"]
    0.01
    """
    raw = tomllib.loads(files("nmosd.record.vocabulary").joinpath("units.toml").read_text("utf-8"))
    return {
        name: UnitOfField(
            words=tuple(entry["words"]),
            factors={other: about["factor"] for other, about in entry.get("others", {}).items()},
            other_words={other: tuple(about["words"]) for other, about in entry.get("others", {}).items()},
            plausible=tuple(entry["plausible"]) if "plausible" in entry else None,
            enough=entry.get("enough"),
        )
        for name, entry in raw.items()
    }
