"""The EDSS that functional systems and walking allow.

Rule. The visual and the bowel and bladder grade are converted; what the seven grades give for somebody who walks 500 metres
without aid stands in `systems.csv`; walking sets a floor under it from 300 to 500 metres, and decides alone below that and with
any aid (`walking.csv`, under the rules that `Definitions.edss_walking_rules` names). What is not stated may be anything: a system
any of its grades, walking any distance with any aid. The score is known where all of that leads to the same one.

A walk of 500 metres or more without aid may be unrestricted or not, which the record does not ask. In the Neurostatus scoring it
is no less than 2.0 if it is not, so that a score below 2.0 from systems and a stated distance leaves all up to 2.0 possible.
Walking that is not stated and taken as unrestricted (`walking_unstated`) leaves the score of the systems. Death is no score from
systems.

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
from nmosd.record.vocabulary import names

_COUNTS = 8
# What a converted grade adds to the place of a score: its digit counts the systems that have it.
_CODES = (0, 1, _COUNTS, _COUNTS**2, _COUNTS**3, _COUNTS**4)
_HALF_POINTS = 11
"""From 0.0 to 5.0, what systems alone can give."""

Floats = npt.NDArray[np.float64]
Halves = npt.NDArray[np.int8]
Ways = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]


def edss_from_systems(visits: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the least and the greatest score that each visit's functional systems and walking allow, in the order of the visits.

    `edss_at_least` and `edss_at_most` are null where neither any system nor walking is stated.
    """
    least, most, unstated = _from_grades(visits)
    way, any_way = _walking(visits, definitions)
    least_scores, most_scores = _bounds(definitions.edss_walking_rules, definitions.walking_unstated)
    nothing = unstated & (way == any_way)
    found = {"edss_at_least": least_scores[least, way], "edss_at_most": most_scores[most, way]}
    for scores in found.values():
        scores[nothing] = np.nan
    return pl.DataFrame(found, nan_to_null=True)


@cache
def _bounds(rules: str, unstated: str) -> tuple[Floats, Floats]:
    """Return the least and the greatest score by that of the systems, in half points, and by the number of the way of walking."""
    allowed, _ = _walking_table(rules, unstated)
    grid = pl.DataFrame({"systems": [half / 2 for half in range(_HALF_POINTS)]}).join(allowed, how="cross", maintain_order="left")

    def bound(choose: str) -> pl.Expr:
        with_systems = pl.col(f"{choose}_with_systems")
        by_systems = pl.when(with_systems.is_not_null()).then(pl.max_horizontal("systems", with_systems))
        both = (by_systems, pl.col(f"{choose}_by_walking"))
        return pl.min_horizontal(both) if choose == "lowest" else pl.max_horizontal(both)

    least, most = (
        grid.select(bound(choose)).to_series().to_numpy().reshape(_HALF_POINTS, -1) for choose in ("lowest", "highest")
    )
    return least, most


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


def _from_grades(visits: pl.DataFrame) -> tuple[Halves, Halves, Booleans]:
    """Return the score of somebody who walks 500 metres, in half points, and whether no system is stated.

    A grade that is not stated is taken as the lowest for the first, as the highest for the second.
    """
    scores = _scores()
    lowest = np.zeros(visits.height, dtype=np.int32)
    more = np.zeros(visits.height, dtype=np.int32)
    unstated = np.ones(visits.height, dtype=np.bool_)
    for system, converted in _systems().items():
        codes = np.array([_CODES[counts_as] for counts_as in converted.values()], dtype=np.int32)
        grades = visits[system].fill_null(len(codes)).to_numpy()
        unstated &= grades == len(codes)
        lowest += np.append(codes, codes.min())[grades]
        if visits[system].has_nulls():
            more += np.where(grades == len(codes), codes.max() - codes.min(), 0)
    return scores[lowest], scores[lowest + more], unstated


@cache
def _scores() -> Halves:
    """Return the score in half points for every number of fives, fours, threes, twos and ones, as `_CODES` add them up."""
    scores = np.zeros((_COUNTS,) * 5, dtype=np.int8)
    for row in reversed(_table("systems.csv").rows()):
        score, *cells = row
        scores[np.ix_(*(_numbers(cell) for cell in cells))] = round(2 * float(score))
    return scores.ravel()


def _numbers(cell: str | None) -> list[int]:
    """Return the numbers that a cell of the table stands for: `2`, `3-4`, `2+`, or any where it is blank."""
    if cell is None:
        return list(range(_COUNTS))
    if cell.endswith("+"):
        return list(range(int(cell[:-1]), _COUNTS))
    first, _, last = cell.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _walking(visits: pl.DataFrame, definitions: Definitions) -> tuple[Ways, int]:
    """Return the number of each visit's way of walking, an aid and a band of distance, and the number of the one not stated."""
    allowed, starts = _walking_table(definitions.edss_walking_rules, definitions.walking_unstated)
    bands, not_stated = len(starts) + 1, len(starts)
    number = {aid: place for place, aid in enumerate(allowed["aid"].gather_every(bands))}
    aids = visits["walking_aid"].cast(pl.Enum(names("walking_aid"))).fill_null("unknown")
    by_word = np.array([number[word] for word in names("walking_aid")], dtype=np.int32)
    distance = visits["walking_distance"]
    band = np.searchsorted(starts, distance.fill_null(0).to_numpy(), side="right") - 1
    band[distance.is_null().to_numpy()] = not_stated
    ways = by_word[aids.to_physical().to_numpy()] * bands + band
    return ways.astype(np.int32), number["unknown"] * bands + not_stated


@cache
def _walking_table(rules: str, unstated: str) -> tuple[pl.DataFrame, tuple[float, ...]]:
    """Return what each aid (or `unknown`) allows in each band of distance (the last: not stated), and where bands start."""
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
    allowed = pl.concat([stated, any_aid]).group_by("aid", "band")
    systems = pl.col("systems")
    return (
        allowed.agg(
            lowest_with_systems=pl.col("lowest").filter(systems).min(),
            highest_with_systems=pl.col("lowest").filter(systems).max(),
            lowest_by_walking=pl.col("lowest").filter(~systems).min(),
            highest_by_walking=pl.col("highest").filter(~systems).max(),
        ).sort("aid", "band"),
        starts,
    )
