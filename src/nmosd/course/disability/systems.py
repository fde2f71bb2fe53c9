"""The EDSS that functional systems and walking allow.

Rule. The visual and the bowel and bladder grade are converted; what the seven grades give for somebody who walks 500 metres
without aid stands in `systems.csv`; walking sets a floor under it from 300 to 500 metres, and decides alone below that and with
any aid (`walking.csv`, under the rules that `Definitions.edss_walking_rules` names). What is not stated may be anything: a system
any of its grades, walking any distance with any aid. The score is known where all of that leads to the same one.

A walk of 500 metres or more without aid counts as unrestricted. The scale's floor of 2.0 for a restriction beyond that is left
out, because the record does not ask for it. Death is no score from systems.

Source: Neurostatus scoring as public calculators compute it; Kurtzke 1983, doi 10.1212/WNL.33.11.1444.
"""

import tomllib
from functools import cache
from importlib.resources import files
from io import StringIO

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.course.definitions import Definitions

_GRADES = 6
_COUNTS = 8


def edss_from_systems(visits: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the least and the greatest score that each visit's functional systems and walking allow, in the order of the visits.

    `edss_at_least` and `edss_at_most` are null where neither any system nor walking is stated.
    """
    walking = visits.select("walking_distance", aid=pl.col("walking_aid").cast(pl.String))
    walking = walking.with_columns(aid=pl.when(pl.col("aid") != "unknown").then("aid"))
    stated = visits.select(pl.any_horizontal(pl.col(list(_systems())).is_not_null())).to_series()
    stated = stated | walking["aid"].is_not_null() | walking["walking_distance"].is_not_null()
    some = stated.fill_null(value=False).arg_true()
    bounds = _bounds(visits[some].select(list(_systems())), walking[some], definitions)
    found = np.full((visits.height, 2), np.nan)
    found[some.to_numpy()] = bounds.to_numpy()
    return pl.DataFrame(found, schema=bounds.schema, nan_to_null=True)


def _bounds(systems: pl.DataFrame, walking: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    scores = pl.DataFrame({"least": _from_grades(systems, unknown="lowest"), "most": _from_grades(systems, unknown="highest")})
    allowed = _walking(walking, definitions)

    def bound(score: str, choose: str) -> pl.Expr:
        with_systems = pl.max_horizontal(score, f"{choose}_with_systems")
        by_systems = pl.when(pl.col(f"{choose}_with_systems").is_not_null()).then(with_systems)
        both = (by_systems, pl.col(f"{choose}_by_walking"))
        return pl.min_horizontal(both) if choose == "lowest" else pl.max_horizontal(both)

    return pl.concat([scores, allowed], how="horizontal").select(
        edss_at_least=bound("least", "lowest"), edss_at_most=bound("most", "highest")
    )


@cache
def _systems() -> dict[str, dict[int, int]]:
    """Return for each functional system what each of its grades counts as; six counts as five."""
    declared = tomllib.loads(files(__package__).joinpath("systems.toml").read_text("utf-8"))
    converted = {}
    for system, one in declared.items():
        changed = {int(grade): counts_as for grade, counts_as in one.get("converted", {}).items()}
        converted[system] = {grade: min(5, changed.get(grade, grade)) for grade in range(one["highest"] + 1)}
    return converted


def _table(name: str) -> pl.DataFrame:
    """Return a data file of this folder as text."""
    text = files(__package__).joinpath(name).read_text("utf-8")
    return pl.read_csv(StringIO(text), comment_prefix="#", infer_schema=False)


def _from_grades(systems: pl.DataFrame, *, unknown: str) -> pl.Series:
    """Return the score of somebody who walks 500 metres, a grade that is not stated taken as the `unknown` (lowest, highest)."""
    counts = np.zeros((_GRADES, systems.height), dtype=np.int64)
    rows = np.arange(systems.height)
    for system, converted in _systems().items():
        instead = min(converted.values()) if unknown == "lowest" else max(converted.values())
        grades = systems[system].replace_strict(converted, default=None, return_dtype=pl.Int64).fill_null(instead)
        counts[grades.to_numpy(), rows] += 1
    return pl.Series(_scores()[counts[5], counts[4], counts[3], counts[2], counts[1]])


@cache
def _scores() -> npt.NDArray[np.float64]:
    """Return the score for every number of fives, fours, threes, twos and ones."""
    scores = np.full((_COUNTS,) * 5, np.nan)
    for row in reversed(_table("systems.csv").rows()):
        score, *cells = row
        scores[np.ix_(*(_numbers(cell) for cell in cells))] = float(score)
    return scores


def _numbers(cell: str | None) -> list[int]:
    """Return the numbers that a cell of the table stands for: `2`, `3-4`, `2+`, or any where it is blank."""
    if cell is None:
        return list(range(_COUNTS))
    if cell.endswith("+"):
        return list(range(int(cell[:-1]), _COUNTS))
    first, _, last = cell.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _walking(walking: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return what walking allows: the lowest and highest score by itself, and those of the rows where systems count."""
    allowed, starts = _walking_table(definitions.edss_walking_rules, definitions.walking_unstated)
    distance = walking["walking_distance"]
    band = pl.Series(np.searchsorted(starts, distance.fill_null(0).to_numpy(), side="right") - 1, dtype=pl.Int64)
    sought = walking.select(
        aid=pl.col("aid").fill_null("unknown"), band=pl.when(distance.is_not_null()).then(band).otherwise(len(starts))
    )
    return sought.join(allowed, on=["aid", "band"], how="left", maintain_order="left").drop("aid", "band")


@cache
def _walking_table(rules: str, unstated: str) -> tuple[pl.DataFrame, tuple[float, ...]]:
    """Return the scores that each aid (or `unknown`) allows in each band of distance (the last: not stated), and where bands start."""
    numbers = pl.col("from", "below", "lowest", "highest").cast(pl.Float64)
    table = _table("walking.csv").filter(rules=rules).with_columns(numbers, pl.col("systems") == "yes")
    starts = tuple(sorted(set(table["from"]) | set(table["below"].drop_nulls())))
    everywhere = [(number, start) for number, start in enumerate(starts)]
    in_band = pl.DataFrame(everywhere, schema={"band": pl.Int64, "start": pl.Float64}, orient="row").join(table, how="cross")
    in_band = in_band.filter(
        (pl.col("from") <= pl.col("start")) & (pl.col("start") < pl.col("below").fill_null(float("inf")))
    ).drop("start")
    any_band = table.with_columns(band=pl.lit(len(starts), pl.Int64))
    stated = pl.concat([in_band, any_band.select(in_band.columns)])
    any_aid = stated.with_columns(aid=pl.lit("unknown"))
    if unstated == "unrestricted":
        any_aid = any_aid.filter((pl.col("band") < len(starts)) | (pl.col("systems") & (pl.col("lowest") == 0)))
    allowed = pl.concat([stated, any_aid]).group_by("aid", "band", maintain_order=True)
    systems = pl.col("systems")
    return (
        allowed.agg(
            lowest_with_systems=pl.col("lowest").filter(systems).min(),
            highest_with_systems=pl.col("lowest").filter(systems).max(),
            lowest_by_walking=pl.col("lowest").filter(~systems).min(),
            highest_by_walking=pl.col("highest").filter(~systems).max(),
        ),
        starts,
    )
