"""A study, from its protocol and a record to every figure of it in one table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nmosd import __version__
from nmosd.course import Course, derive
from nmosd.errors import ProtocolError
from nmosd.record import SCHEMA_VERSION, Record
from nmosd.record.store import read_cohort, read_manifest
from nmosd.stats.results import results_frame
from nmosd.study.comparison.before_after import before_after_rows
from nmosd.study.comparison.compared import comparison_rows
from nmosd.study.comparison.milestones import milestone_rows
from nmosd.study.comparison.treatment_response import treatment_response_rows
from nmosd.study.description.attack_kinds import attack_kind_rows
from nmosd.study.description.criteria_met import criteria_rows
from nmosd.study.description.imprecise_dates import imprecise_date_rows
from nmosd.study.description.rates import rate_rows
from nmosd.study.description.shares import share_rows
from nmosd.study.description.summaries import Row
from nmosd.study.description.table_one import table_one_rows
from nmosd.study.design.subjects import Subjects, subjects
from nmosd.study.disclosure.disclosed import disclosed
from nmosd.study.frequency import frequency_rows, read_denominators
from nmosd.study.groups import Group, groups_of
from nmosd.study.lint import LINTED, Finding, findings
from nmosd.study.population import select_people
from nmosd.study.protocol import Protocol
from nmosd.study.sensitivity.shown import sensitivity_rows


@dataclass(frozen=True)
class Study:
    """A study that has run.

    `included` names the people in it, sorted; `course` holds only them; `record` is the whole record. `results` is a `Results`
    table with every figure: the analyses `flow`, `table 1`, `attack kinds`, `rates`, `shares` (where asked for), `criteria`,
    `clauses`, `clauses failing together` (where somebody meets a criterion not), `imprecise dates` and `milestones`, in that
    order, then those of its outcomes (`comparison_rows`). `curves` has a row per step of every curve, `tables` the analysis
    table of each outcome (rows at risk with group, covariates and weight), `main` the main model of each. `manifest` says what
    it was made from: hashes, versions and definitions, no times. `findings` is what the linter says of the design.
    """

    protocol: Protocol
    record: Record
    course: Course
    included: pl.Series
    results: pl.DataFrame
    curves: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    main: Mapping[str, str]
    manifest: dict[str, Any]
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        people = f"{self.included.len()} of {self.record.patients.height} people"
        return f"{self.protocol.title}: {people}, {self.course.attacks.height} attacks, {self.results.height} figures"


STEPS = 4
"""How many steps a study is told in while it runs."""


def run(
    protocol: Protocol | Path | str, record: Record | None = None, *, step: Callable[[int], None] = lambda done: None
) -> Study:
    """Run a study and return it with all its figures.

    `protocol` is a TOML file or a `Protocol`; without a `record`, the cohort folder that the protocol names is read, and its
    hashes are kept in the manifest. `step` is told of each of the `STEPS` that is done.

    Raises:
        ProtocolError: the protocol cannot be read or asks for what does not exist, or names no cohort where none is given.
        CohortError: the cohort that it names cannot be read.
    """
    if not isinstance(protocol, Protocol):
        protocol = Protocol.read(protocol)
    cohort: dict[str, Any] = {}
    if record is None:
        record, cohort = _read_cohort(protocol)
    whole = derive(record, protocol.course_definitions())
    included, flow = select_people(record, whole, protocol.population)
    course = whole.restricted(included)
    step(1)
    who = subjects(course, protocol)
    reached, steps = milestone_rows(course, groups_of(course, protocol.milestones.by, who), protocol.milestones.at_years)
    compared = comparison_rows(record, course, protocol, who)
    step(1)
    figures = [*flow, *_figures(protocol, record, course, who), *reached, *compared.rows]
    step(1)
    figures += sensitivity_rows(record, protocol)
    step(1)
    study = Study(
        protocol,
        record,
        course,
        included,
        results_frame(figures),
        pl.concat([steps, compared.curves]),
        compared.tables,
        compared.main,
        _manifest(protocol, record, course, cohort),
        findings(record, course, protocol),
    )
    return disclosed(study)


def lint(protocol: Protocol, record: Record | None = None) -> tuple[Finding, ...]:
    """Return what is wrong in the design of a study, before any figure is made; without a `record`, as `run` reads it.

    Raises:
        ProtocolError, CohortError: as `run`.
    """
    if record is None:
        record, _ = _read_cohort(protocol)
    whole = derive(record, protocol.course_definitions(), only=None if protocol.population.criteria else LINTED)
    included, _ = select_people(record, whole, protocol.population)
    return findings(record, whole.restricted(included), protocol)


def _read_cohort(protocol: Protocol) -> tuple[Record, dict[str, Any]]:
    folder = protocol.cohort_folder
    if folder is None:
        raise ProtocolError(f'{protocol.name} names no cohort: add cohort = "the folder of the record", or give the record.')
    manifest = read_manifest(folder)
    return read_cohort(folder), {"sources": manifest.get("sources", []), "files": manifest["files"]}


def _figures(protocol: Protocol, record: Record, course: Course, compared: Subjects) -> Iterator[Row]:
    usual = "serostatus" if protocol.comparison is None else "comparison"

    def split(by: str | None) -> tuple[Group, ...]:
        return groups_of(course, by or usual, compared)

    table, rates = protocol.table_1, protocol.rates
    yield from table_one_rows(record, course, split(table.by), table.variables)
    yield from attack_kind_rows(course, split(protocol.attack_kinds.by))
    yield from rate_rows(
        course,
        split(rates.by),
        onset_attack=rates.onset_attack,
        confidence=rates.confidence,
        method=rates.method,
    )
    if protocol.comparison is not None and protocol.comparison.of != "treatment":
        yield from treatment_response_rows(course, split("comparison"))
    for block in protocol.shares:
        yield from share_rows(course, block, split(block.by))
    yield from criteria_rows(record, course, protocol.criteria.of)
    yield from imprecise_date_rows(course)
    if protocol.before_after is not None:
        delayed, seed = protocol.time.delayed_entry, protocol.adjustment.seed
        yield from before_after_rows(course, protocol.before_after, delayed_entry=delayed, seed=seed)
    if protocol.frequency is not None:
        denominators = read_denominators(protocol.beside(protocol.frequency.denominators))
        yield from frequency_rows(course, denominators, confidence=protocol.frequency.confidence)


_MOVES_NO_NUMBER = {"title", "question", "cohort", "definitions", "report", "lint"}
"""What of a protocol is left out of the settings in the manifest; the definitions stand there in full."""


def _manifest(protocol: Protocol, record: Record, course: Course, cohort: dict[str, Any]) -> dict[str, Any]:
    """Say what a study was made from; the same input gives the same manifest."""
    return {
        "nmosd": __version__,
        "protocol": {
            "file": protocol.name,
            "sha256": protocol.sha256,
            "settings": protocol.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=_MOVES_NO_NUMBER),
        },
        "cohort": {
            "title": record.about["title"].item(),
            "calendar": record.calendar,
            "synthetic": record.about["synthetic"].item(),
            "schema_version": SCHEMA_VERSION,
            "people": record.patients.height,
            **cohort,
        },
        "definitions": {
            "preset": course.definitions.based_on,
            "settings": {setting.name: _plain(setting.value) for setting in course.definitions.explain()},
        },
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
