"""A simulated cohort: a record like a clinic's, and the truth behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nmosd.errors import SimulationError
from nmosd.nearest import nearest_or_all
from nmosd.record import Record, new_record
from nmosd.simulation.parameters.reading import data_file
from nmosd.simulation.parameters.sets import ParameterSet, parameter_set
from nmosd.simulation.records.assumptions import Assumptions, assumptions
from nmosd.simulation.records.clinic import Clinic
from nmosd.simulation.records.examinations import examinations, nadir_edss, seen_at_worst
from nmosd.simulation.records.lives import simulate_lives
from nmosd.simulation.records.reports import heard_of
from nmosd.simulation.records.tables.attacks import attack_tables
from nmosd.simulation.records.tables.people import people_tables
from nmosd.simulation.records.tables.treatment import treatment_tables
from nmosd.simulation.records.tables.visits import visit_tables
from nmosd.simulation.records.truth import Truth, truth_of

LEVELS = ("clinic", "complete")
"""What a record lacks: what clinics lack, or nothing."""
STEPS = 4
"""How often the progress of a simulation is told."""


@dataclass(frozen=True)
class SimulatedCohort:
    """The record of people who never lived, and the truth about them."""

    record: Record
    truth: Truth


def simulated_cohort(
    people: int,
    years: float,
    *,
    parameters: str | ParameterSet,
    seed: int,
    missing: str = "clinic",
    settings: Mapping[str, float] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> SimulatedCohort:
    """Return the record of this many people, each observed until so many years after the onset of the disease, and the truth.

    `parameters` is one of `PARAMETER_SETS` or a set of your own; `missing` one of `LEVELS`; `settings` are values in the place of
    those of the parameter set (`attacks_per_year`) and of the assumptions (`visit_every`, `edss_error.clinic`). The same seed
    gives the same cohort, and the first people of a larger one are those of a smaller one. `progress` is told of each of the
    `STEPS`.

    >>> cohort = simulated_cohort(20, 5, parameters="mixed", seed=1, missing="complete")
    >>> cohort.record.patients.height, cohort.truth.attacks.height >= 20
    (20, True)

    Raises:
        SimulationError: a setting that cannot be.
    """
    if missing not in LEVELS:
        raise SimulationError(f"There is no level of missingness {missing}{nearest_or_all(missing, LEVELS, 'the levels are')}")
    chosen = parameter_set(parameters) if isinstance(parameters, str) else parameters
    chosen, assumed = with_settings(chosen, settings or {})
    clinic = Clinic(simulate_lives(people, years, chosen, assumed, seed), assumed, missing)
    progress(1)
    reports = heard_of(clinic)
    worst = nadir_edss(clinic)
    tables = people_tables(clinic, reports) | attack_tables(clinic, reports, worst, seen_at_worst(clinic))
    progress(1)
    tables |= treatment_tables(clinic)
    tables |= visit_tables(clinic, reports, examinations(clinic, reports.row_of_attack >= 0))
    progress(1)
    truth = truth_of(clinic, reports, worst)
    record = new_record(tables, title=f"{people:,} invented people, parameters {chosen.name}, seed {seed}", synthetic=True)
    progress(1)
    return SimulatedCohort(record, truth)


def with_settings(parameters: ParameterSet, settings: Mapping[str, float]) -> tuple[ParameterSet, Assumptions]:
    """Return a parameter set and the assumptions with other values in their places.

    Raises:
        SimulationError: a name that is neither a parameter nor an assumption, or a value that it cannot have.
    """
    of_set = {name: value for name, value in settings.items() if name in data_file("declared.toml")}
    others = {name: value for name, value in settings.items() if name not in of_set}
    return parameters.replace(**of_set), assumptions().replace(others)
