"""The values of each measure before, at the nadir of, and after each attack."""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import in_time, starts
from nmosd.course.keys import at_places
from nmosd.course.vision.eye_attacks import EYES, attacks_by_eye

_EYES = ("right", "left")
MEASURE = pl.Enum(["EDSS", *(f"acuity {eye}" for eye in _EYES)])
_ENDS = ("_day", "_earliest_day", "_latest_day")


def with_values(
    attacks: pl.DataFrame,
    reports: pl.DataFrame,
    series: dict[str, pl.DataFrame],
    definitions: Definitions,
) -> pl.DataFrame:
    """Return one row per attack and measure, sorted by patient, attack and measure.

    `attacks` have their `place`, `reports` are the reported attacks in the order of the places of those that hold them, `series`
    the values of each measure (`values_in_time`). The columns are `before`, `nadir` and `after`, each with its `_day` and
    `_row_id`; `struck`; and `datable`, whether the attack's date is exact enough to count days from.
    """
    people = attacks["patient_id"].unique(maintain_order=True)
    struck = _by_measure(attacks, definitions)
    parts = []
    for name, values in series.items():
        found = _found(struck[name], values, people, name, definitions)
        parts.append(_with_stated_nadirs(found, reports) if name == "EDSS" else found)
    whole = pl.concat(parts, rechunk=True)
    order = whole.select(pl.col("place") * len(parts) + pl.col("measure").to_physical()).to_series().arg_sort()
    return whole[order]


def values_in_time(disability: pl.DataFrame, eyes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the values of each measure by patient and day; `nadir_of` is the attack at whose worst point a value was taken."""
    scored = disability.filter(pl.col("score").is_not_null()).select(
        "patient_id",
        "row_id",
        *(pl.col(f"visited{end}").alias(f"taken{end}") for end in _ENDS),
        value=pl.col("score").cast(pl.Float64),
        nadir_of=pl.lit(None, pl.UInt32),
    )
    found = {"EDSS": in_time(scored, "taken_day")}
    for eye in _EYES:
        seen = eyes.filter((pl.col("eye") == eye) & pl.col("logmar").is_not_null()).select(
            "patient_id",
            "row_id",
            *(pl.col(f"examined{end}").alias(f"taken{end}") for end in _ENDS),
            value=pl.col("logmar").cast(pl.Float64),
            nadir_of="attack",
        )
        found[f"acuity {eye}"] = in_time(seen, "taken_day")
    return found


def _by_measure(attacks: pl.DataFrame, definitions: Definitions) -> dict[str, pl.DataFrame]:
    """Return the attacks that bear on each measure, in order; one without sites may bear on an eye, and is not `listed` there."""
    span = pl.col("onset_latest_day") - pl.col("onset_earliest_day")
    known = attacks.select(
        "place",
        "patient_id",
        "attack",
        "sites",
        "onset_day",
        "is_onset_attack",
        datable=(span <= _widest(definitions)).fill_null(value=False),
        listed=pl.col("sites").is_not_null(),
    )
    by_eye = attacks_by_eye(known, _EYES)
    eyes = {f"acuity {eye}": by_eye.filter(pl.col("eye") == EYES.index(eye)).drop("eye") for eye in _EYES}
    return {"EDSS": known.drop("sites").with_columns(listed=pl.lit(value=True), struck=pl.lit(value=True))} | eyes


def _widest(definitions: Definitions) -> int:
    return definitions.recovery_until_days - definitions.recovery_from_days


def _found(
    attacks: pl.DataFrame, values: pl.DataFrame, people: pl.Series, measure: str, definitions: Definitions
) -> pl.DataFrame:
    from nmosd.course.attacks.recovery_kernel import UNKNOWN, Windows, values_of_attacks

    values = values.filter(pl.col("patient_id").is_in(people.implode()))
    span = values["taken_latest_day"] - values["taken_earliest_day"]
    placeable = (span <= _widest(definitions)).fill_null(value=False) & values["nadir_of"].is_null()
    places = values_of_attacks(
        starts(attacks["patient_id"], people),
        attacks["attack"].cast(pl.Int32).to_numpy(),
        attacks["onset_day"].fill_null(UNKNOWN).to_numpy(),
        attacks["datable"].to_numpy(),
        starts(values["patient_id"], people),
        values["taken_day"].fill_null(UNKNOWN).to_numpy(),
        values["value"].to_numpy(),
        placeable.to_numpy(),
        values["nadir_of"].cast(pl.Int32).fill_null(-1).to_numpy(),
        Windows(
            definitions.value_before_attack_within_days,
            definitions.edss_unstable_days if measure == "EDSS" else definitions.vision_unstable_days,
            definitions.recovery_from_days,
            definitions.recovery_until_days,
            definitions.recovery_target_days,
            definitions.recovery_value == "best",
        ),
    )
    columns = [pl.lit(measure, MEASURE).alias("measure")]
    for name, found in zip(("before", "nadir", "after"), map(pl.Series, places), strict=True):
        place = found.set(found < 0, None)
        taken = {"": "value", "_day": "taken_day", "_row_id": "row_id"}
        columns += [pl.lit(values[column].gather(place)).alias(name + end) for end, column in taken.items()]
    return attacks.with_columns(columns).filter("listed").drop("listed", "onset_day")


def _with_stated_nadirs(rows: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Put the worst of the stated nadirs of an attack in the place of a value that is no worse; each attack has a row."""
    told = reports.filter(pl.col("nadir_edss").is_not_null()).select("place", stated="nadir_edss", stated_row_id="row_id")
    again = (told["place"] == told["place"].shift()).fill_null(value=False)
    several = again | again.shift(-1, fill_value=False)
    worst = told.filter(several).sort("place", "stated", "stated_row_id", descending=[False, True, False])
    single = pl.concat([told.filter(~several), worst.unique("place", keep="first")])
    of_attacks = at_places(single, rows.height)
    joined = pl.concat([rows, of_attacks], how="horizontal")
    takes = pl.col("stated").is_not_null() & (pl.col("nadir").is_null() | (pl.col("stated") >= pl.col("nadir")))
    return joined.with_columns(
        nadir=pl.when(takes).then("stated").otherwise("nadir"),
        nadir_day=pl.when(~takes).then("nadir_day"),
        nadir_row_id=pl.when(takes).then("stated_row_id").otherwise("nadir_row_id"),
    ).drop("stated", "stated_row_id")
