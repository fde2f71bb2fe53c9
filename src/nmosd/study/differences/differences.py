"""Two runs side by side: which figures changed, and what of that from which they were made differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from nmosd.study.differences.rows import ChangedRow, changed_rows
from nmosd.study.differences.runs import Run

NAME = ("analysis", "group", "variable", "level", "compared_with", "at_years", "measure")
NUMBERS = ("estimate", "lower", "upper", "confidence", "p_value", "n", "events", "person_years", "unknown")
_NEAR = 1e-9


@dataclass(frozen=True)
class ChangedFigure:
    """A figure that differs: its name (the columns of `NAME`), and for each number that changed what it was and what it is.

    `only_in` says in which run it stands if it is in one alone.
    """

    name: tuple[object, ...]
    numbers: Mapping[str, tuple[float | None, float | None]]
    only_in: str | None = None


@dataclass(frozen=True)
class ChangedSetting:
    """A rule, a key of the protocol or a version that differs; null where one run has none."""

    kind: str
    name: str
    before: object
    after: object


@dataclass(frozen=True)
class Differences:
    """What differs between two runs; `rows` is null where their rows cannot be compared."""

    figures: tuple[ChangedFigure, ...]
    settings: tuple[ChangedSetting, ...]
    rows: tuple[ChangedRow, ...] | None
    same_record: bool

    @property
    def verdict(self) -> str:
        """What moved the numbers, as far as two folders can tell, in one sentence."""
        causes = [f"the {one.kind} {one.name}" for one in self.settings]
        if self.rows:
            causes.append("the row " + str(self.rows[0]) if len(self.rows) == 1 else f"{len(self.rows)} rows of the record")
        elif not self.same_record:
            causes.append("the record")
        if not self.figures:
            return "No number changed."
        if not causes:
            return "Nothing that the runs are made from differs: a file was changed by hand, or the machines compute differently."
        if len(causes) == 1:
            return f"Nothing else differs, so what moved the numbers is {causes[0]}."
        return f"Any of these may have moved the numbers: {'; '.join(causes)}. Change one at a time to tell."


def differences(before: Run, after: Run) -> Differences:
    """Return what differs between two runs: figures, settings and rows."""
    rows = None
    if before.rows is not None and after.rows is not None:
        rows = tuple(changed_rows(before.rows, after.rows))
    return Differences(
        figures=tuple(_figures(before.results, after.results)),
        settings=tuple(_settings(before.manifest, after.manifest)),
        rows=rows,
        same_record=not rows if rows is not None else _files(before.manifest) == _files(after.manifest),
    )


def _files(manifest: Mapping[str, Any]) -> object:
    return manifest["cohort"].get("files"), manifest["cohort"].get("people")


def _figures(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[ChangedFigure]:
    """Yield what changed, in the order of the second run, then what that lacks; their order tells figures of one name apart."""
    old, new = (_by_name(results) for results in (before, after))
    for key, figure in new.items():
        was = old.get(key)
        if was is None:
            yield ChangedFigure(key[:-1], {column: (None, figure[column]) for column in _told(figure)}, "the second run")
        else:
            numbers = {name: (was[name], figure[name]) for name in NUMBERS if not _same(was[name], figure[name])}
            if numbers:
                yield ChangedFigure(key[:-1], numbers)
    for key, figure in old.items():
        if key not in new:
            yield ChangedFigure(key[:-1], {column: (figure[column], None) for column in _told(figure)}, "the first run")


def _by_name(results: pl.DataFrame) -> dict[tuple[object, ...], dict[str, Any]]:
    numbered = results.with_columns(_again=pl.int_range(pl.len()).over(NAME))
    return {tuple(figure[column] for column in (*NAME, "_again")): figure for figure in numbered.iter_rows(named=True)}


def _told(figure: Mapping[str, Any]) -> list[str]:
    return [column for column in NUMBERS if figure[column] is not None]


def _same(one: float | None, other: float | None) -> bool:
    """Tell whether two numbers are the same but for the last digits, which differ between machines."""
    if one is None or other is None or one == other:
        return one == other
    return abs(one - other) <= _NEAR * max(abs(one), abs(other))


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ChangedSetting]:
    parts = (
        ("version", {"nmosd": before["nmosd"]} | _schema(before), {"nmosd": after["nmosd"]} | _schema(after)),
        ("key of the protocol", _flat(before["protocol"].get("settings", {})), _flat(after["protocol"].get("settings", {}))),
        ("rule", before["definitions"]["settings"], after["definitions"]["settings"]),
    )
    for kind, old, new in parts:
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                yield ChangedSetting(kind, name, old.get(name), new.get(name))


def _schema(manifest: Mapping[str, Any]) -> dict[str, object]:
    return {"tables of the record": manifest["cohort"].get("schema_version")}


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, inner in value.items():
        flat |= _flat(inner, f"{prefix}{key}.") if isinstance(inner, dict) else {f"{prefix}{key}": inner}
    return flat
