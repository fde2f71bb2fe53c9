"""Counts and the sums that they obey: what a reader can add and subtract."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

Place = tuple[int, str]
"""Number of a row of `Results` and the column in which a count stands."""


@dataclass
class Cells:
    """Counts, where each is shown, and relations between them: a sign for each cell concerned, so that the signed sum is zero.

    A count that several figures show is one cell. A cell that is shown nowhere is what is left of one when others are taken away.
    `least` is what a reader knows from the mere list of figures: a level that is listed has somebody. `price` is what it costs to
    hide a cell: more where many figures show it.
    """

    values: list[int] = field(default_factory=list)
    least: list[int] = field(default_factory=list)
    price: list[float] = field(default_factory=list)
    shown: list[list[Place]] = field(default_factory=list)
    relations: list[dict[int, int]] = field(default_factory=list)
    _of_key: dict[Hashable, int] = field(default_factory=dict)

    def cell(self, key: Hashable, value: int, *places: Place, least: int = 0, price: float = 0.0) -> int:
        """Return the cell of a key, a new one where there is none yet; it is shown at these places too."""
        if key not in self._of_key:
            self._of_key[key] = len(self.values)
            self.values.append(value)
            self.least.append(0)
            self.price.append(1.0 if value else 3.0)
            self.shown.append([])
        found = self._of_key[key]
        self.least[found] = max(self.least[found], least)
        self.price[found] += price
        self.shown[found].extend(places)
        return found

    def relate(self, whole: int, parts: Sequence[int]) -> None:
        """Note that the parts add up to the whole, if they do."""
        if self.values[whole] != sum(self.values[part] for part in parts):
            return
        signs: dict[int, int] = defaultdict(int)
        for part in parts:
            signs[part] += 1
        signs[whole] -= 1
        relation = {cell: sign for cell, sign in sorted(signs.items()) if sign}
        if relation and relation not in self.relations:
            self.relations.append(relation)

    def left(self, whole: int, *parts: int) -> None:
        """Enter what is left of the whole without the parts as a cell, unless that is less than nothing."""
        value = self.values[whole] - sum(self.values[part] for part in parts)
        if value >= 0:
            rest = self.cell(("left", whole, *sorted(parts)), value)
            self.relate(whole, [rest, *parts])
