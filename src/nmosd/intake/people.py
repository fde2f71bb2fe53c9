"""Who stands in the sheets, under which ids and in which of them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from nmosd.intake.ledger import Ledger
from nmosd.intake.mapping import ImportMapping
from nmosd.intake.plan import PlannedSheet
from nmosd.nearest import nearest


class People:
    """The people of one import by the id that is kept, in the order in which they were met."""

    def __init__(self, mapping: ImportMapping) -> None:
        self._kept = {other: group[0] for group in mapping.same_person for other in group[1:]}
        self._different = mapping.different_people
        self._sheets: defaultdict[str, set[int]] = defaultdict(set)
        self._ids: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def has_other_id(self, patient: str) -> bool:
        """Return whether an id is a further one of a person who is kept under another."""
        return patient in self._kept

    def met(self, patient: str, sheet: int) -> str:
        """Return the id that is kept for the person of a row."""
        kept = self._kept.get(patient, patient)
        self._sheets[kept].add(sheet)
        self._ids[kept][patient] = None
        return kept

    def note_those_of_one_sheet(self, sheets: Sequence[PlannedSheet], ledger: Ledger) -> None:
        """Note each person whom no sheet with facts about people knows: most often a typing error in an id."""
        main = {
            number
            for number, sheet in enumerate(sheets)
            if any(target.row is None and not plan.names_patient for plan in sheet.columns.values() for target in plan.targets)
        }
        known = [patient for patient in self if self._sheets[patient] & main]
        for patient in self if known else ():
            if not self._sheets[patient] & main:
                near = nearest(patient, known)
                message = f"{patient} is not in the sheet that describes the people{f'; {near} is' if near else ''}."
                ledger.note_person("I206", message, patient, f"{patient}/patients")

    def note_those_whose_ids_are_alike(self, ledger: Ledger) -> None:
        """Note each group of ids that are one when case, spaces, signs and leading zeros do not count: `P01`, `p1`, `P-1`."""
        alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for patient in self:
            alike[_bare(patient)].append(patient)
        for group in alike.values():
            pairs = {frozenset(pair) for pair in combinations(group, 2)}
            if pairs - self._different:
                message = f"The ids {' and '.join(group)} differ only in case, signs or leading zeros; they were kept apart."
                ledger.note_person("I303", message, group[0], *(f"{patient}/patients" for patient in group))

    def note_those_with_two_ids(self, ledger: Ledger) -> None:
        """Note each person who stands in the sheets under several ids, as the mapping says."""
        for first, ids in self._ids.items():
            others = [name for name in ids if name != first]
            if others:
                message = f"{first} and {' and '.join(others)} are one person by the mapping: their rows were read as {first}."
                ledger.note_person("I302", message, first, f"{first}/patients")


def _bare(patient: str) -> tuple[str, ...]:
    """Return the letters and the numbers of an id, one after the other, as they are compared."""
    runs = re.findall(r"[^\W\d_]+|\d+", patient.casefold())
    return tuple(run.lstrip("0") or "0" if run.isdecimal() else run for run in runs) or (patient,)
