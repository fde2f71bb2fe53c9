"""Disability before and in each attack: EDSS and the functional systems, from the visits around it.

Rule. Before: the last visit that has the score, lies ahead of the onset, more than `edss_unstable_days` after the onset of the
attack before it (with no attack between), and is at most `value_before_attack_within_days` old. In the attack: the worst of the
visits from the onset until `attack_examined_within_days` after it, before the next attack; for EDSS also the nadir as stated.
Where nobody was examined before the onset attack, `unimpaired_before_onset_attack` can take every score for 0. A visit or an
attack whose date spans more days than the longer of the two windows cannot be placed; nor can an
attack without a date, which is left out (`attacks.py`).
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import starts
from nmosd.course.keys import no_rows
from nmosd.course.sorting import sorted_by
from nmosd.record import Record

Codes = NDArray[np.int8]
Places = NDArray[np.int32]
Flags = NDArray[np.bool_]

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
_COLUMNS = [f"{score}_{when}" for when in ("before", "in_attack") for score in SCORES]
_STEPS = {"edss": 2}
_ENDS = ("_day", "_earliest_day", "_latest_day")


def scores_around(
    record: Record, attacks: pl.DataFrame, stated_nadir: pl.Series, definitions: Definitions, *, reasons: bool
) -> pl.DataFrame:
    """Return one row per attack, in the order of the attacks: `<score>_before` and `<score>_in_attack` for each of `SCORES`.

    `stated_nadir` is the EDSS at the nadir as reported, one value per attack. Null: unknown. `visits_depend_on_dates`: other
    days inside the dates of the attack or of a visit could bring a visit into the attack, or before it, or out. With `reasons`,
    `score_row_ids` are the visits used.
    """
    onsets, visits = _onsets(attacks, definitions), _visits(record, definitions)
    codes = _codes(visits)
    used, depends = _used(record.patients["patient_id"].sort(), onsets, visits, codes, definitions)
    if onsets.height < attacks.height:
        used, depends = _of_all(attacks, onsets, used, depends)
    around = _values(codes, used, visits.schema).with_columns(
        edss_in_attack=pl.max_horizontal("edss_in_attack", pl.lit(stated_nadir)), visits_depend_on_dates=pl.Series(depends)
    )
    if definitions.unimpaired_before_onset_attack:
        is_onset = attacks["is_onset_attack"].fill_null(value=False)
        around = around.with_columns(
            pl.when(is_onset).then(pl.col(f"{score}_before").fill_null(0)).otherwise(f"{score}_before") for score in SCORES
        )
    return around.with_columns(score_row_ids=_row_ids(record, visits, used)) if reasons else around


def _widest(definitions: Definitions) -> int:
    return max(definitions.edss_unstable_days, definitions.attack_examined_within_days)


def _onsets(attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the attacks that can be placed in time, with their `place` among all."""
    dated = attacks.select("patient_id", *(f"onset{end}" for end in _ENDS)).with_row_index("place")
    return dated.filter(pl.col("onset_latest_day") - pl.col("onset_earliest_day") <= _widest(definitions))


def _visits(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the visits with a score that can be placed in time, by patient and day; those of one day by their names."""
    scored = record.visits.select("row_id", "patient_id", "visited_earliest", "visited_latest", *SCORES).filter(
        pl.any_horizontal(pl.col(SCORES).is_not_null())
    )
    dated = with_days(scored, "visited", definitions=definitions)
    placed = dated.filter(pl.col("visited_latest_day") - pl.col("visited_earliest_day") <= _widest(definitions))
    return sorted_by(placed, "patient_id", "visited_day", "row_id")


def _codes(visits: pl.DataFrame) -> Codes:
    """Return the scores as small numbers (the EDSS in half points): a row for each, a column for each visit, and one of none."""
    from nmosd.course.attack_features.kernel import MISSING

    codes = np.full((len(SCORES), visits.height + 1), MISSING, np.int8)
    for row, score in zip(codes, SCORES, strict=True):
        row[:-1] = (visits[score] * _STEPS.get(score, 1)).cast(pl.Int8).fill_null(MISSING).to_numpy()
    return codes


def _used(
    people: pl.Series, onsets: pl.DataFrame, visits: pl.DataFrame, codes: Codes, definitions: Definitions
) -> tuple[Places, Flags]:
    """Return for each of `_COLUMNS` and each attack the place of the visit that tells it, and which attacks depend on dates."""
    from nmosd.course.attack_features import kernel

    windows = kernel.Windows(
        definitions.value_before_attack_within_days, definitions.edss_unstable_days, definitions.attack_examined_within_days
    )
    start, visit_start = starts(onsets["patient_id"], people), starts(visits["patient_id"], people)
    onset, earliest, latest = (onsets[f"onset{end}"].to_numpy() for end in _ENDS)
    day, first, last = (visits[f"visited{end}"].to_numpy() for end in _ENDS)
    used = kernel.visits_of_attacks(start, onset, visit_start, day, codes, windows)
    return used, kernel.depends_on_dates(start, earliest, latest, visit_start, first, last, windows)


def _of_all(attacks: pl.DataFrame, onsets: pl.DataFrame, used: Places, depends: Flags) -> tuple[Places, Flags]:
    """Return the same for all attacks: where one cannot be placed, there is nothing."""
    places = onsets["place"].to_numpy()
    all_used, all_depend = np.full((len(used), attacks.height), -1, np.int32), np.zeros(attacks.height, np.bool_)
    all_used[:, places], all_depend[places] = used, depends
    return all_used, all_depend


def _values(codes: Codes, used: Places, types: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the scores at the visits used; where none is, the last code stands for it."""
    from nmosd.course.attack_features.kernel import MISSING

    found = {column: codes[row % len(SCORES)][used[row]] for row, column in enumerate(_COLUMNS)}
    score = {column: pl.when(pl.col(column) != MISSING).then(column) for column in _COLUMNS}
    return pl.DataFrame(found).select(
        (score[column] / _STEPS[of] if of in _STEPS else score[column]).cast(types[of]).alias(column)
        for column, of in zip(_COLUMNS, 2 * SCORES, strict=True)
    )


def _row_ids(record: Record, visits: pl.DataFrame, used: Places) -> pl.Series:
    """Return the visits used for each attack, each once, in the order of their days."""
    places = pl.DataFrame(dict(zip(_COLUMNS, used, strict=True))).with_row_index("attack")
    long = places.unpivot(index="attack", value_name="visit").filter(pl.col("visit") >= 0)
    once = long.unique(["attack", "visit"]).sort("attack", "visit")
    named = once.select("attack", row_id=visits["row_id"].gather(once["visit"]))
    lists = named.group_by("attack").agg(score_row_ids="row_id")
    joined = places.select("attack").join(lists, on="attack", how="left", maintain_order="left")
    return joined.select(pl.col("score_row_ids").fill_null(no_rows(record))).to_series()
