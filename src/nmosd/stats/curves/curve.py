"""What every curve of a group can be asked: who it rests on, and what it says at a time."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from nmosd.stats.arrays import Floats
from nmosd.stats.curves.limits import or_none
from nmosd.stats.curves.risk_sets import RiskSets
from nmosd.stats.estimates import Estimate


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a curve: its value just after each time, with its error and limits (NaN where there are none)."""

    value: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, eq=False)
class Curve(ABC):
    """A curve of one group over the distinct times at which a row of it ends."""

    label: Any
    time: Floats
    confidence: float
    method: str
    warnings: tuple[str, ...]
    _sets: RiskSets = field(repr=False)

    @property
    def people(self) -> int:
        """How many people the curve rests on."""
        return self._sets.people

    @property
    def events(self) -> int:
        """How many events, of all kinds."""
        return int(self._sets.events.sum())

    def number_at_risk(self, time: float) -> int:
        """Return how many people are at risk just before a time; at the time the first enter, how many enter then."""
        return self._sets.number_at_risk(time)

    @abstractmethod
    def _summary(self) -> list[Estimate]:
        """Return the figures that a summary shows."""

    def __str__(self) -> str:
        lines = [f"{self.label}: {self.events} events in {self.people} people, followed up to {self.time[-1]:g}"]
        lines += [f"  {figure}" for figure in self._summary()]
        return "\n".join(lines + [f"  note: {warning}" for warning in self.warnings])

    def _read(
        self,
        measure: str,
        time: float,
        line: Line,
        *,
        begin: float,
        note: Callable[[float], str | None],
        settled: bool = False,
        cause: int = 0,
        n: int | None = None,
    ) -> Estimate:
        """Return what a line says at a time, events at that time counted; `begin` is its value before the first time.

        The estimate is null after the last time, and limits are null where nobody is at risk, unless the line can change no more
        (`settled`); a warning says so. Elsewhere `note` says what there is to say of the value.
        """
        where, sets = self._sets.position(time), self._sets
        value = float(line.value[where]) if where >= 0 else begin
        estimate: float | None = value
        lower, upper = (or_none(line.lower[where]), or_none(line.upper[where])) if where >= 0 else (None, None)
        warning = note(value)
        if sets.is_empty_at(time) and not settled:
            ended = time > self.time[-1]
            lower = upper = None
            estimate = None if ended or where < 0 else value
            when = f"follow-up ends at {self.time[-1]:g}" if ended else "nobody is at risk then"
            warning = f"It cannot be told at {time:g}: {when}." if estimate is None else f"No limits at {time:g}: {when}."
        return Estimate(
            f"{measure} {time:g}",
            estimate,
            lower,
            upper,
            self.confidence,
            self.method,
            n=n,
            events=int(sets.events[cause, : where + 1].sum()),
            warnings=() if warning is None else (warning,),
        )

    def _table(self, name: str, line: Line, cause: int = 0) -> pl.DataFrame:
        columns = {
            "time": self.time,
            "at_risk": self._sets.at_risk,
            "events": self._sets.events[cause],
            name: line.value,
            "standard_error": line.standard_error,
            "lower": line.lower,
            "upper": line.upper,
        }
        return pl.DataFrame(columns).with_columns(pl.col("standard_error", "lower", "upper").fill_nan(None))
