"""Disability before and in each attack: EDSS and the functional systems, from the visits around it.

Rule. Before: the last visit that has the score, lies ahead of the onset, more than `edss_unstable_days` after the onset of the
attack before it (with no attack between), and is at most `value_before_attack_within_days` old. In the attack: the worst of the
visits from the onset until `attack_examined_within_days` after it, before the next attack; for EDSS also the nadir as stated.
Where nobody was examined before the onset attack, `unimpaired_before_onset_attack` can take every score for 0. A visit or an
attack whose date spans more days than the longer of the two windows cannot be placed; nor can an
attack without a date, which is left out (`attacks.py`).
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.record import Record

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SYSTEMS = (
    "visual_function",
    "brainstem_function",
    "pyramidal_function",
    "cerebellar_function",
    "sensory_function",
    "bowel_bladder_function",
    "cerebral_function",
)
SCORES = ("edss", *SYSTEMS)


def scores_around(
    record: Record, attacks: pl.DataFrame, stated_nadir: pl.Series, definitions: Definitions, *, reasons: bool
) -> pl.DataFrame:
    """Return one row per attack, in the order of the attacks: `<score>_before` and `<score>_in_attack` for each of `SCORES`.

    `stated_nadir` is the EDSS at the nadir as reported, one value per attack. Null: unknown. `visits_depend_on_dates`: other
    days inside the dates of the attack or of a visit could bring a visit into the attack, or before it, or out. With `reasons`,
    `score_row_ids` are the visits used.
    """
    line = _Line(record, attacks, definitions)
    found: dict[str, pl.Series] = {}
    used: list[Whole] = []
    for score in SCORES:
        before, worst = line.before(score), line.worst(score)
        used += [before, worst]
        found[f"{score}_before"] = line.values(score, before)
        found[f"{score}_in_attack"] = line.values(score, worst)
    around = pl.DataFrame(found).with_columns(
        edss_in_attack=pl.max_horizontal("edss_in_attack", pl.lit(stated_nadir)), visits_depend_on_dates=pl.Series(line.depends())
    )
    if definitions.unimpaired_before_onset_attack:
        is_onset = attacks["is_onset_attack"].fill_null(value=False)
        around = around.with_columns(
            pl.when(is_onset).then(pl.col(f"{score}_before").fill_null(0)).otherwise(f"{score}_before") for score in SCORES
        )
    return around.with_columns(score_row_ids=line.row_ids(used)) if reasons else around


class _Line:
    """All people laid end to end on one axis of days, further apart than any window, so that one search serves all."""

    def __init__(self, record: Record, attacks: pl.DataFrame, definitions: Definitions) -> None:
        self.definitions = definitions
        widest = max(definitions.edss_unstable_days, definitions.attack_examined_within_days)
        people = attacks.select("patient_id").unique(maintain_order=True).with_row_index("person")
        exact_enough = (pl.col("onset_latest_day") - pl.col("onset_earliest_day") <= widest).fill_null(value=False)
        onsets = (
            attacks.with_row_index("place").filter(exact_enough).join(people, on="patient_id", how="left", maintain_order="left")
        )
        scored = record.visits.filter(pl.any_horizontal(pl.col(SCORES).is_not_null()))
        dated = with_days(
            scored.select("row_id", "patient_id", "visited_earliest", "visited_latest", *SCORES),
            "visited",
            definitions=definitions,
        )
        visits = dated.filter(pl.col("visited_latest_day") - pl.col("visited_earliest_day") <= widest).join(
            people, on="patient_id", maintain_order="left"
        )
        self.attacks = attacks.height
        self.no_rows = no_rows(record)
        self.place: Whole = onsets["place"].to_numpy().astype(np.int64)
        self.person: Whole = onsets["person"].to_numpy().astype(np.int64)
        self._lay_out(onsets, visits)

    def _lay_out(self, onsets: pl.DataFrame, visits: pl.DataFrame) -> None:
        windows = self.definitions
        days = [*(onsets[f"onset{end}"] for end in _ENDS), *(visits[f"visited{end}"] for end in _ENDS)]
        numbers = [series.cast(pl.Int64).to_numpy() for series in days]
        start = min((int(one.min()) for one in numbers if len(one)), default=0)
        end = max((int(one.max()) for one in numbers if len(one)), default=0)
        within = max(windows.attack_examined_within_days, windows.edss_unstable_days)
        length = end - start + within + windows.value_before_attack_within_days + 1
        persons = [self.person] * 3 + [visits["person"].to_numpy().astype(np.int64)] * 3
        laid = [person * length + number - start for person, number in zip(persons, numbers, strict=True)]
        # Rows of a record are sorted, so that visits of one day stay in the order of their names.
        order = np.argsort(laid[3], kind="stable")
        self.visits = visits.select("row_id", *SCORES)
        if not np.array_equal(order, np.arange(len(order))):
            self.visits = self.visits[order]
        self.onset = dict(zip(_ENDS, laid[:3], strict=True))
        self.visited: Whole = laid[3][order]
        self.firsts, self.lasts = (np.sort(one, kind="stable") for one in laid[4:])
        self.exact = all(np.array_equal(numbers[one + 1], numbers[one + 2]) for one in (0, 3))
        self.last_attack: Whole = np.searchsorted(self.onset["_day"], self.visited, side="right") - 1
        onset_of_last = self.onset["_day"][np.maximum(self.last_attack, 0)] if len(self.place) else self.visited
        # A visit before a person's first attack finds the attack of the person before, far away.
        since = np.where(self.last_attack >= 0, self.visited - onset_of_last, length)
        self.visits_before: Whole = np.searchsorted(self.visited, self.onset["_day"], side="left")
        # Attacks of one day share their visit: what counts is that none began between it and that day.
        self.attacks_before: Whole = np.searchsorted(self.onset["_day"], self.onset["_day"], side="left")
        self.in_attack: Flags = since <= windows.attack_examined_within_days
        self.stable: Flags = since > windows.edss_unstable_days

    def before(self, score: str) -> Whole:
        """Return for each attack the place of the visit that tells the score before it; -1 where there is none."""
        found = np.full(self.attacks, -1, dtype=np.int64)
        tells = self.stable & self.visits[score].is_not_null().to_numpy()
        if not tells.any() or not len(self.place):
            return found
        last_that_tells = np.maximum.accumulate(np.where(tells, np.arange(len(tells)), -1))
        nearest = np.where(self.visits_before > 0, last_that_tells[np.maximum(self.visits_before, 1) - 1], -1)
        candidate = np.maximum(nearest, 0)
        recent = self.onset["_day"] - self.visited[candidate] <= self.definitions.value_before_attack_within_days
        none_between = self.last_attack[candidate] == self.attacks_before - 1
        found[self.place] = np.where((nearest >= 0) & recent & none_between, candidate, -1)
        return found

    def worst(self, score: str) -> Whole:
        """Return for each attack the place of the first of the visits with the worst score in it; -1 where there is none."""
        found = np.full(self.attacks, -1, dtype=np.int64)
        values = self.visits[score]
        rows = np.flatnonzero(self.in_attack & values.is_not_null().to_numpy())
        if not len(rows):
            return found
        # The visits lie in the order of their days, so that those of an attack stand together.
        attack, score_then = self.last_attack[rows], values.gather(rows).to_numpy()
        first = np.flatnonzero(np.diff(attack, prepend=-1))
        highest = np.repeat(np.maximum.reduceat(score_then, first), np.diff(first, append=len(rows)))
        worst = np.minimum.reduceat(np.where(score_then == highest, rows, len(self.visited)), first)
        found[self.place[attack[first]]] = worst
        return found

    def values(self, score: str, rows: Whole) -> pl.Series:
        if not self.visits.height:
            return pl.Series([None] * len(rows), dtype=self.visits.schema[score])
        found = self.visits[score].gather(np.maximum(rows, 0))
        return found if rows.min(initial=0) >= 0 else pl.select(pl.when(pl.Series(rows >= 0)).then(found)).to_series()

    def row_ids(self, used: list[Whole]) -> pl.Series:
        """Return the visits used for each attack, each once, in the order of their days."""
        places = pl.DataFrame([pl.Series(str(number), rows) for number, rows in enumerate(used)]).with_row_index("attack")
        long = places.unpivot(index="attack", value_name="visit").filter(pl.col("visit") >= 0)
        once = long.unique(["attack", "visit"]).sort("attack", "visit")
        named = once.select("attack", row_id=self.visits["row_id"].gather(once["visit"]))
        lists = named.group_by("attack").agg(score_row_ids="row_id")
        joined = places.select("attack").join(lists, on="attack", how="left", maintain_order="left")
        return joined.select(pl.col("score_row_ids").fill_null(self.no_rows)).to_series()

    def depends(self) -> Flags:
        """Say of each attack whether a visit could lie on either side of its onset, or of an end of a window."""
        found = np.zeros(self.attacks, dtype=bool)
        if self.exact:
            return found
        windows = self.definitions
        calm_again, later, too_old = (
            self._straddled(days)
            for days in (
                windows.edss_unstable_days + 1,
                windows.attack_examined_within_days + 1,
                -windows.value_before_attack_within_days,
            )
        )
        after_previous = np.zeros(len(self.place), dtype=bool)
        after_previous[1:] = calm_again[:-1] & (self.person[1:] == self.person[:-1])
        found[self.place] = self._straddled(0) | later | too_old | after_previous
        return found

    def _straddled(self, days: int) -> Flags:
        """Say of each attack whether a visit could lie before the day so many days after its onset, or not before it."""
        could_lie_before = np.searchsorted(self.firsts, self.onset["_latest_day"] + days, side="left")
        surely_before = np.searchsorted(self.lasts, self.onset["_earliest_day"] + days, side="left")
        straddled: Flags = could_lie_before > surely_before
        return straddled


_ENDS = ("_day", "_earliest_day", "_latest_day")
