"""Whether what the criteria require of an attack was found: the rule of the lesions in `attack_facts`, from the rows that answer.

Of many scans few answer a question, and only those are looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.criteria.facts.asking import NO, UNKNOWN, YES, Codes, any_coded
from nmosd.criteria.facts.material import Material

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """What scans or examinations say of one finding: the people in whom it was seen, and the attacks that have it or lack it."""

    people: Places
    with_it: Places
    without_it: Places

    @classmethod
    def among(cls, people: Places, places: Places, answers: pl.Series) -> "Found":
        """Return what rows say, given for each the number of its person, the place of its attack (-1: none) and its answer."""
        yes, no = (which.arg_true().to_numpy() for which in (answers, ~answers))
        return cls(people[yes], places[yes], places[no])


def places_of_attacks(material: Material, attacks: pl.DataFrame, rows: pl.DataFrame) -> Places:
    """Return for each row where its `attack` stands among the attacks, -1 for a row that belongs to none.

    The attacks of a person lie side by side and are numbered from 1; rows that are no attacks come after all of them.
    """
    numbers = attacks.filter(pl.col("attack").is_not_null())["patient_id"].to_numpy()
    first = np.zeros(material.people.height, dtype=np.int64)
    starts = np.flatnonzero(np.diff(numbers, prepend=-1)) if len(numbers) else np.zeros(0, dtype=np.int64)
    first[numbers[starts]] = starts
    attack = rows["attack"].fill_null(0).to_numpy().astype(np.int64)
    return np.where(attack > 0, first[rows["patient_id"].to_numpy()] + attack - 1, -1)


def required_findings(
    material: Material,
    attacks: pl.DataFrame,
    required: Mapping[str, tuple[Codes, Found]],
) -> pl.DataFrame:
    """Return for everybody whether each finding is there that is required of an attack.

    `required` holds for each name the codes of the attacks that it is required of, in the order of `attacks`, and what was found.
    """
    patients = attacks["patient_id"]
    codes = {name: _of_attacks(material, patients, wanted, found) for name, (wanted, found) in required.items()}
    return any_coded(material, patients, codes, without_rows=material.without_attacks)


def _of_attacks(material: Material, patients: pl.Series, wanted: Codes, found: Found) -> Codes:
    own = np.full(len(wanted), UNKNOWN)
    for places, answer in ((found.without_it, NO), (found.with_it, YES)):
        own[places[places >= 0]] = answer
    if len(found.people) and material.definitions.required_lesion_on == "any scan":
        anywhere = np.full(material.people.height, NO)
        anywhere[found.people] = YES
        own = np.maximum(own, anywhere[patients.to_numpy()])
    return np.minimum(wanted, own)
