"""Confirmed worsening of disability, and whether an attack explains it.

Rule. Confirmed changes are found as `changes.py` says; those for the worse are listed. One is associated with an attack if
its onset lies from the onset of an attack until `attack_associated_days` after it. Else it is independent if for one of the
visits that confirm it (in the time allowed, stable, the change held from its onset) no attack begins in the windows that
`Definitions.independence_windows` names. Else it is undetermined. Unless associated, it is also undetermined where the person
has an attack without a date (see `attacks.py`), and where no attack at all is on record: NMOSD begins with one, so attacks were
not recorded.

The score at the onset may be the peak of an attack, of which only a part stays. What was confirmed is the lowest score from the
onset to the confirmation, both included.

Worsening without attacks is rare in NMOSD; each is asked about (a missed attack, spasticity, another disease).

`date_dependent`: the day of one of the person's scored visits or attacks is not known exactly, or an attack has no date, whether
or not it matters here.

Sources: `steps.toml`, `independence.toml`; rarity: J Neurol 2025;272:339, doi 10.1007/s00415-025-13064-6.
"""

import numpy as np
import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.changes import find_changes
from nmosd.course.disability.series import one_a_day, runs

_COLUMNS = (
    "patient_id",
    "event",
    "baseline",
    "reference_day",
    "onset_day",
    "confirmed_day",
    "held_until_day",
    "held_to_last_visit",
    "from_edss",
    "to_edss",
    "confirmed_edss",
    "kind",
    "days_since_attack",
    "date_dependent",
)
_OF_VISIT = (
    "patient_id",
    "row_id",
    "visited_day",
    "visited_earliest_day",
    "visited_latest_day",
    "score",
    "days_since_attack",
)


def derive_worsening(
    disability: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per confirmed worsening, sorted by patient and onset; who had none has no row.

    `disability` and `attacks` are what `derive_disability` and `derive_attacks` returned. `event` counts from 1. `baseline` names
    the scheme, `reference_day` is the visit measured from. `from_edss` and `to_edss` are the scores at the reference and at the
    onset, `confirmed_edss` is the lowest from the onset to the confirmation. `held_until_day` is the last visit at which it held,
    `held_to_last_visit` whether that is the person's last. `kind` is `relapse-associated`, `independent` or `undetermined`;
    `days_since_attack` is null where no attack with a date had begun. With `reasons`, `rule` names the rule of the kind and
    `row_ids` the visits: reference, onset, confirmation.
    """
    visits = scored_visits(disability)
    changes = find_changes(visits, attacks, definitions).filter("worsening")
    is_last = visits["patient_id"] != visits["patient_id"].shift(-1)
    table = pl.DataFrame(
        {
            "patient_id": visits["patient_id"].gather(changes["onset"]),
            "reference_day": visits["visited_day"].gather(changes["reference"]),
            "onset_day": visits["visited_day"].gather(changes["onset"]),
            "confirmed_day": visits["visited_day"].gather(changes["confirmation"]),
            "held_until_day": visits["visited_day"].gather(changes["held_until"]),
            "held_to_last_visit": is_last.fill_null(value=True).gather(changes["held_until"]),
            "from_edss": visits["score"].gather(changes["reference"]),
            "to_edss": visits["score"].gather(changes["onset"]),
            "confirmed_edss": _lowest(visits["score"], changes["onset"], changes["confirmation"]),
            "days_since_attack": visits["days_since_attack"].gather(changes["onset"]),
            "free_of_attacks": changes["free_of_attacks"].is_not_null(),
        }
    )
    _, begins = runs(table["patient_id"])
    table = table.with_columns(
        baseline=pl.lit(_scheme(definitions)),
        event=pl.Series(np.arange(1, table.height + 1) - np.repeat(begins[:-1], np.diff(begins)), dtype=pl.UInt32),
        date_dependent=pl.col("patient_id").is_in(_imprecise(visits, attacks)),
    )
    table = _with_kind(table, attacks, definitions)
    if not reasons:
        return table.select(_COLUMNS)
    row_ids = pl.concat_list(*(visits["row_id"].gather(changes[name]) for name in ("reference", "onset", "confirmation")))
    return table.with_columns(row_ids=row_ids).select(*_COLUMNS, "rule", "row_ids")


def scored_visits(disability: pl.DataFrame) -> pl.DataFrame:
    """Return the visits that have a day and a score, one per person and day: the one with the highest score."""
    return one_a_day(disability.select(_OF_VISIT).drop_nulls(["visited_day", "score"]), "visited_day", "score")


def _lowest(scores: pl.Series, first: pl.Series, last: pl.Series) -> pl.Series:
    """Return the lowest score from each first place to the last one, both included."""
    bounds = np.column_stack([first.to_numpy(), last.to_numpy() + 1]).ravel()
    # The end of a stretch may lie behind the last score.
    return pl.Series(np.minimum.reduceat(np.append(scores.to_numpy(), np.inf), bounds)[::2], dtype=pl.Float64)


def _scheme(definitions: Definitions) -> str:
    renewed = ", renewed after attacks" if definitions.new_reference_after_attack else ""
    return definitions.worsening_reference + renewed


def _imprecise(visits: pl.DataFrame, attacks: pl.DataFrame) -> pl.Series:
    """Return the people with a scored visit or an attack whose day is not known exactly, as one list."""
    visited = visits.filter(pl.col("visited_earliest_day") < pl.col("visited_latest_day"))
    began = attacks.filter("undated" | (pl.col("onset_earliest_day") < pl.col("onset_latest_day")))
    return pl.concat([visited["patient_id"], began["patient_id"]]).unique().implode()


def _with_kind(table: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    person = pl.col("patient_id")
    with_attacks = attacks["patient_id"].unique().implode()
    with_undated = attacks.filter("undated")["patient_id"].unique().implode()
    rule = (
        pl.when(pl.col("days_since_attack") <= definitions.attack_associated_days)
        .then(pl.lit("worsening.relapse_associated"))
        .when(~person.is_in(with_attacks))
        .then(pl.lit("worsening.no_attack_on_record"))
        .when(person.is_in(with_undated))
        .then(pl.lit("worsening.undated_attack"))
        .when("free_of_attacks")
        .then(pl.lit("worsening.independent"))
        .otherwise(pl.lit("worsening.undetermined"))
    )
    kinds = {"worsening.relapse_associated": "relapse-associated", "worsening.independent": "independent"}
    return table.with_columns(rule=rule).with_columns(
        kind=pl.col("rule").replace_strict(kinds, default="undetermined", return_dtype=pl.String)
    )
