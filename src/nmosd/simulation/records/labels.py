"""Wrong labels before the diagnosis, and the drugs that follow from one of multiple sclerosis."""

from dataclasses import dataclass

import numpy as np

from nmosd.simulation.records.assumptions import Assumptions
from nmosd.simulation.records.features import AttackKinds
from nmosd.simulation.records.persons import Persons
from nmosd.stats.arrays import Floats, Integers

MULTIPLE_SCLEROSIS = "multiple sclerosis"


@dataclass(frozen=True)
class Labels:
    """The label that each person got first where it was wrong, one entry of each column per person.

    `label` is a place in `labels` (-1: the first label was right) and `labelled` its day; `drug` is a place among the drugs for
    multiple sclerosis, `drug_start` and `drug_stop` its days (infinite: none). All days count from the onset of the disease.
    """

    labels: tuple[str, ...]
    label: Integers
    labelled: Integers
    drug: Integers
    drug_start: Floats
    drug_stop: Floats


def first_labels(persons: Persons, onset: AttackKinds, assumed: Assumptions) -> Labels:
    """Return the wrong labels of people by the kind of their first attack."""
    draws = persons.draws
    tables = {group: assumed.table(f"wrong_label_{group}") for group in ("cord", "optic", "brain")}
    labels = tuple(sorted({label for table in tables.values() for label in table}))
    weights = np.array([[tables[_group(kind)].get(label, 0.0) for label in labels] for kind in onset.names])
    shares = weights / weights.sum(axis=1, keepdims=True)
    labelled = draws.days("wrong label", assumed.number("wrong_label_days"))
    wrong = draws.chance("labelled wrongly", assumed.number("wrong_label")) & (labelled < persons.diagnosed)
    label = np.where(wrong, draws.choice("which wrong label", shares[onset.place]), -1)
    start = labelled + draws.days("drug for multiple sclerosis", assumed.number("start_days"))
    is_ms = label == (labels.index(MULTIPLE_SCLEROSIS) if MULTIPLE_SCLEROSIS in labels else -2)
    treated = is_ms & draws.chance("treated for multiple sclerosis", assumed.number("multiple_sclerosis_treated"))
    treated &= start < persons.diagnosed
    return Labels(
        labels=labels,
        label=label,
        labelled=labelled,
        drug=draws.choice("which drug for multiple sclerosis", assumed.shares("multiple_sclerosis_drug")[1]),
        drug_start=np.where(treated, start.astype(np.float64), np.inf),
        drug_stop=np.where(treated, persons.diagnosed.astype(np.float64), np.inf),
    )


def _group(kind: str) -> str:
    """Return which of the tables of wrong labels serves a kind of attack: the cord goes before the optic nerve."""
    sites = kind.split(" and ")
    return "cord" if "spinal cord" in sites else "optic" if "optic nerve" in sites else "brain"
