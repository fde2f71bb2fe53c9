"""Which other choices a study is shown under: each is a protocol, and perhaps fewer people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd.course import Definitions
from nmosd.record import CLINICAL_TABLES, Record

if TYPE_CHECKING:
    from nmosd.study.protocol import Protocol

AS_ASKED = "as in the protocol"
_READINGS = {
    "earliest": "imprecise dates read as early as they may be",
    "midpoint": "imprecise dates read in their middle",
    "latest": "imprecise dates read as late as they may be",
}
_CELL_BASED = ("positive, cell-based assay",)


@dataclass(frozen=True)
class Variant:
    """Another choice: what it is in words, the protocol with it, and whether only people with complete dates count."""

    words: str
    protocol: "Protocol"
    complete_dates: bool = False


def variants(protocol: "Protocol") -> Iterator[Variant]:
    """Yield the protocol as it is, then every other choice that it asks to be shown, each once.

    A choice that gives the definitions of one before it is left out: it would show the same figures.
    """
    asked = protocol.sensitivity
    yield Variant(AS_ASKED, protocol)
    seen = [protocol.course_definitions()]
    for variant in _others(protocol):
        definitions = variant.protocol.course_definitions()
        if definitions not in seen:
            seen.append(definitions)
            yield variant
    if asked.complete_dates:
        yield Variant("people whose dates are all known to the day", protocol, complete_dates=True)


def _others(protocol: "Protocol") -> Iterator[Variant]:
    asked = protocol.sensitivity
    if asked.presets:
        for name in Definitions.presets():
            yield Variant(f"definitions: {name.replace('_', ' ')}", _with(protocol, preset=name))
    if protocol.comparison is not None and protocol.comparison.of == "treatment":
        for days in asked.lag_days:
            lagged = protocol.comparison.model_copy(update={"lag_days": days})
            words = f"lag of {days} days after the start of treatment" if days else "no lag after the start of treatment"
            yield Variant(words, protocol.model_copy(update={"comparison": lagged}))
    if asked.confirmed_assay and _asks_for_serostatus(protocol):
        yield Variant("AQP4-IgG by cell-based assay only", _with(protocol, aqp4_positive_tiers=_CELL_BASED))
    if asked.date_readings:
        for reading, words in _READINGS.items():
            yield Variant(words, _with(protocol, date_reading=reading))


def _asks_for_serostatus(protocol: "Protocol") -> bool:
    """Tell whether the main figure hangs on who is seropositive; where it does not, another assay would change nothing."""
    population, comparison = protocol.population, protocol.comparison
    compared = comparison is not None and (comparison.of == "serostatus" or (comparison.column or "").startswith("serostatus."))
    return bool(compared or population.serostatus or population.criteria or "serostatus" in protocol.adjustment.covariates)


def _with(protocol: "Protocol", **changes: Any) -> "Protocol":
    return protocol.model_copy(update={"definitions": dict(protocol.definitions) | changes})


def people_with_complete_dates(record: Record) -> pl.Series:
    """Return the people none of whose dates is imprecise or missing where an attack, a contact or a treatment has one."""
    incomplete = [_incomplete(getattr(record, name), columns) for name, columns in _NEEDED.items() if name in CLINICAL_TABLES]
    return record.patients.filter(~pl.col("patient_id").is_in(pl.concat(incomplete).unique().implode()))["patient_id"].sort()


_NEEDED = {
    "patients": ("onset", "first_contact", "last_contact"),
    "attacks": ("onset",),
    "therapies": ("start",),
    "therapy_doses": ("given",),
    "visits": ("visited",),
}


def _incomplete(table: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    """Return the people of rows with a date that is not known to the day; a stop may be blank, but not imprecise."""
    exact = [(pl.col(f"{name}_earliest") == pl.col(f"{name}_latest")).fill_null(value=False) for name in columns]
    if "stop_earliest" in table.columns:
        exact.append(pl.col("stop_earliest").eq_missing(pl.col("stop_latest")))
    return table.filter(~pl.all_horizontal(exact))["patient_id"]
