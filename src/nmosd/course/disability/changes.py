"""Confirmed changes of the EDSS, worsening and improvement, found by the compiled loop.

Rule. The visits of a person that have a day and a score are walked through in time; of several on one day the highest score
counts. A visit is clear if it is not known to lie in an attack window. A change is measured from a reference: at first the first
clear visit. The onset of a change is the first later visit whose score differs from the reference by the step or more
(`steps.toml`: the step depends on the score at the reference). It is confirmed by the first clear visit that comes
`confirmation_days` after the onset, or as much earlier and later as the settings allow, if the score differs by the step in the
same direction at every visit from the onset to it; visits in attack windows count among these. A change that falls back less than
`worsening_held_days` after its onset is dropped. The search goes on after the visit that confirmed a change; where the change was
dropped and moved no reference, after its onset.

With a fixed reference every change is measured from the same visit. A roving reference moves to the visit that confirmed an
improvement, a worsening, or either, dropped or not. With `new_reference_after_attack` the reference moves, for visits later than
`attack_associated_days` after an attack, to the first clear visit since its onset, and the search goes on from there; until then
a change is still measured from before the attack. A change found again from the newer reference counts once, measured from that.

Source: the parameters are those of msprog (Montobbio 2024, doi 10.1177/13524585241243157); the rule is written anew.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import dated_attacks, runs, starts

_ANCHORS = ("reference", "previous", "onset", "confirmation")
_BEST, _WORST = 0, 20


def find_changes(visits: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return one row per confirmed change, in the order of patient and onset, as places (row numbers) among the visits.

    `visits` are sorted by patient and day, one a day, with `patient_id`, `visited_day`, `score` and `days_since_attack`,
    `attacks` as derived. `reference`, `onset`, `confirmation`, `held_until` and `free_of_attacks` (the first confirming visit
    for which no attack begins in `independence_windows`; null: none) are row numbers; `worsening` is false for an
    improvement.
    """
    from nmosd.course.disability import kernel

    people, begins = runs(visits["patient_id"])
    onsets = dated_attacks(attacks).filter(pl.col("patient_id").is_in(people.implode()))
    since = visits["days_since_attack"].fill_null(kernel.LONG_AGO)
    found = kernel.confirmed_changes(
        begins,
        visits["visited_day"].to_numpy(),
        (visits["score"] * 2).round().cast(pl.Int32).to_numpy(),
        since.to_numpy(),
        starts(onsets["patient_id"], people),
        onsets["onset_day"].to_numpy(),
        _steps(definitions.worsening_steps),
        _windows(definitions.independence_windows),
        _search(definitions),
    )
    columns = ("reference", "onset", "confirmation", "held_until", "free_of_attacks", "direction")
    changes = pl.DataFrame(found, schema=dict.fromkeys(columns, pl.Int32), orient="row")
    free = pl.col("free_of_attacks")
    return changes.with_columns(pl.when(free >= 0).then(free), worsening=pl.col("direction") > 0).drop("direction")


def _search(definitions: Definitions) -> Any:
    from nmosd.course.disability.kernel import Search

    stable_from = definitions.edss_unstable_days + 1
    roves = definitions.worsening_reference
    return Search(
        confirm_from=definitions.confirmation_days - definitions.confirmation_early_days,
        confirm_until=definitions.confirmation_days + definitions.confirmation_late_days,
        clear_at_reference=stable_from,
        clear_at_onset=definitions.worsening_onset_unstable_days + 1,
        clear_at_confirmation=stable_from,
        hold_for=definitions.worsening_held_days,
        rove_after_improvement=roves in ("roving", "roving after improvement"),
        rove_after_worsening=roves in ("roving", "roving after worsening"),
        renew_after_attack=definitions.new_reference_after_attack,
        associated=definitions.attack_associated_days,
        first_only=definitions.worsening_events == "first",
    )


@cache
def _data(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def _steps(name: str) -> npt.NDArray[np.int32]:
    """Return for each score, in half points, the change that counts, in half points."""
    declared = {float(score): step for score, step in _data("steps.toml")[name]["steps"].items()}
    scores = [half / 2 for half in range(_BEST, _WORST + 1)]
    return np.array([2 * declared[max(least for least in declared if least <= score)] for score in scores], dtype=np.int32)


@cache
def _windows(name: str) -> npt.NDArray[np.int32]:
    """Return the intervals as rows of anchor, days, anchor, days."""
    intervals = _data("independence.toml")[name]["intervals"]
    rows = [(_ANCHORS.index(one["from"]), one["from_days"], _ANCHORS.index(one["to"]), one["to_days"]) for one in intervals]
    return np.array(rows, dtype=np.int32)
