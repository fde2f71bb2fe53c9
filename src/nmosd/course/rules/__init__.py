"""The rules that derived rows name as their reasons, read from a data file for each subject beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Rule:
    """One rule: what it says in a sentence, the key of its source, and for the antibody rules the tier that it gives."""

    text: str
    source: str
    tier: str | None = None


@cache
def rules(prefix: str = "") -> Mapping[str, Rule]:
    """Return the rules whose id starts with `prefix`, by id, in the order of their rank.

    >>> next(iter(rules("sero.")))
    'sero.positive.cell_based'
    """
    found: dict[str, Rule] = {}
    for subject in sorted(entry.name for entry in files(__name__).iterdir() if entry.name.endswith(".toml")):
        raw = tomllib.loads(files(__name__).joinpath(subject).read_text("utf-8"))
        found |= {name: Rule(**entry) for name, entry in raw.items() if name.startswith(prefix)}
    return found
