"""The words above the columns of clinics' sheets, as `headers.toml` holds them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, eq=False)
class HeaderGroup:
    """Columns that fill one row of a table; the keys are explained in `headers.toml`."""

    name: str
    table: str
    words: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = False
    moments: bool = False
    eyes: bool = False
    names: str | None = None
    name_field: str | None = None
    flag: bool = False
    of: str | None = None
    leave_out: frozenset[str] = frozenset()
    also: Mapping[str, str] = field(default_factory=dict)
    row: str | None = None


@dataclass(frozen=True, eq=False)
class HeaderWords:
    """Everything that `headers.toml` holds."""

    private: Mapping[str, tuple[str, ...]]
    unread: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, ...]]
    fillers: frozenset[str]
    ordinals: Mapping[str, tuple[str, ...]]
    single: Mapping[str, tuple[str, ...]]
    groups: tuple[HeaderGroup, ...]
    moments: Mapping[str, tuple[str, ...]]
    invented: tuple[str, ...]
    summary_rows: frozenset[str]


@cache
def header_words() -> HeaderWords:
    """Return the words that people write above columns, and which field each means."""
    raw = tomllib.loads(files("nmosd.record.vocabulary").joinpath("headers.toml").read_text("utf-8"))
    groups = {name: _group(name, entry, raw["group"]) for name, entry in raw["group"].items()}
    return HeaderWords(
        private=_words(raw["private"]),
        unread=_words(raw["unread"]),
        units=_words(raw["units"]),
        fillers=frozenset(raw["fillers"]["words"]),
        ordinals=_words(raw["ordinals"]),
        single=_words(raw["single"]),
        groups=tuple(groups.values()),
        moments=_words(raw["moments"]),
        invented=tuple(raw["invented"]["words"]),
        summary_rows=frozenset(raw["summary_rows"]["words"]),
    )


def _words(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in lists.items()}


def _group(name: str, entry: Mapping[str, Any], entries: Mapping[str, Any]) -> HeaderGroup:
    like = entries.get(entry.get("like", ""), {})
    plain_keys = {"table", "numbered", "moments", "eyes", "names", "name_field", "flag", "of", "row"}
    return HeaderGroup(
        name=name,
        words=tuple(entry.get("words", ())),
        fields=_words(entry.get("fields", like.get("fields", {}))),
        sheets=tuple(entry.get("sheets", ())),
        constants=dict(entry.get("set", {})),
        leave_out=frozenset(entry.get("leave_out", ())),
        also=dict(entry.get("also", {})),
        **{key: value for key, value in entry.items() if key in plain_keys},
    )
