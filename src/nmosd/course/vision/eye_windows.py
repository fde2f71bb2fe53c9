"""Whether an examination of an eye lies in an attack that struck it, and whether that eye had an optic neuritis before.

Rule. An examination lies in an attack if the record says that it was made at the worst point of one, or if it was made from the
onset of an optic neuritis of that eye (`eye_attacks`) until `vision_unstable_days` after it. Where only an attack of unstated
sites, or without a side, lies in reach, it cannot be told. Attacks of other sites leave the eye as it is. Nor can it be told
where the date of the examination spans more days than the window and some of them lie in it; or where no other attack decides and
one that struck the eye, or may have, has no date (`attacks.py`), or a date of that span and the examination may lie in its
window.

An optic neuritis came before if one that struck that eye began no later than the day of the examination. It cannot be told where
that eye may have been struck, or where an attack that did or may have done so has no date.
"""

import polars as pl

from nmosd.course.attacks.windows import nearest, numbered, stated_places
from nmosd.course.definitions import Definitions
from nmosd.course.vision.eye_attacks import EYES, attacks_by_eye


def with_attack_windows(exams: pl.DataFrame, attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the examinations in their order, with what is known of attacks on that eye.

    `attack` (a reported attack's row id) becomes the number of the merged attack, null where none is named or it was set aside.
    `in_attack_window` and `optic_neuritis_before` are three-valued, `swollen` is true where an optic neuritis of that eye, or
    one that may be, began at most `nerve_fibre_swollen_days` before. `rule` says what decided the window, `reason_attack` by
    which attack.
    """
    named = _with_stated_attack(exams, attacks)
    eyes = [EYES[number] for number in sorted(named["eye_number"].unique())]
    dated = attacks.select("patient_id", "attack", "sites", "undated", *(f"onset{end}" for end in _ENDS))
    people = attacks["patient_id"].unique(maintain_order=True)
    theirs = attacks_by_eye(dated, eyes or EYES)
    theirs = theirs.with_columns(numbered(theirs, people) * len(EYES) + theirs["eye"])
    named = named.with_columns(numbered(named, people) * len(EYES) + named["eye_number"])
    surely, maybe = theirs.filter("struck"), theirs.filter(pl.col("struck").is_null())
    window = definitions.vision_unstable_days
    by_sure, by_maybe = (nearest(named, these, "examined", before=0, after=window) for these in (surely, maybe))
    placed = named.with_columns(
        surely["attack"].gather(by_sure["place"]).alias("surely"),
        maybe["attack"].gather(by_maybe["place"]).alias("maybe"),
        (by_sure["date_dependent"] | by_maybe["date_dependent"]).alias("date_dependent"),
        _perhaps_in_a_vague_attack(named, theirs, window),
        _swollen(named, theirs, definitions.nerve_fibre_swollen_days),
    )
    return _with_history(placed.with_columns(_rule(window)), theirs).with_columns(
        in_attack_window=pl.col("rule").replace_strict(_IN_WINDOW, return_dtype=pl.Boolean),
        date_dependent=pl.col("date_dependent") & pl.col("attack").is_null(),
        reason_attack=pl.coalesce("attack", "surely", "maybe"),
    )


_ENDS = ("_day", "_earliest_day", "_latest_day")


def _with_stated_attack(exams: pl.DataFrame, attacks: pl.DataFrame) -> pl.DataFrame:
    named = exams.rename({"attack": "stated"}).with_columns(attacks["attack"].gather(stated_places(exams["attack"], attacks)))
    numbers = {eye: number for number, eye in enumerate(EYES[:-1])}
    eye = pl.col("eye").replace_strict(numbers, return_dtype=pl.Int64).fill_null(len(numbers))
    return named.with_columns(eye.alias("eye_number"))


_IN_WINDOW = {
    "eyes.worst_point": True,
    "eyes.in_attack": True,
    "eyes.perhaps_in_attack": None,
    "eyes.vague_attack": None,
    "eyes.stable": False,
    "eyes.vague_date": None,
    "eyes.undated": None,
}


def _rule(window: int) -> pl.Expr:
    span = pl.col("examined_latest_day") - pl.col("examined_earliest_day")
    rule = (
        pl.when(pl.col("attack").is_not_null())
        .then(pl.lit("eyes.worst_point"))
        .when(pl.col("examined_day").is_null())
        .then(pl.lit("eyes.undated"))
        .when((span > window) & pl.col("date_dependent"))
        .then(pl.lit("eyes.vague_date"))
        .when(pl.col("surely").is_not_null())
        .then(pl.lit("eyes.in_attack"))
        .when(pl.col("maybe").is_not_null())
        .then(pl.lit("eyes.perhaps_in_attack"))
        .when("in_vague_attack")
        .then(pl.lit("eyes.vague_attack"))
        .otherwise(pl.lit("eyes.stable"))
    )
    return rule.alias("rule")


def _perhaps_in_a_vague_attack(exams: pl.DataFrame, attacks: pl.DataFrame, window: int) -> pl.Series:
    span = pl.col("onset_latest_day") - pl.col("onset_earliest_day")
    undated, vague = attacks.filter("undated"), attacks.filter(span > window)
    # A date as vague as this ties nothing, so that what depends on it is what it may reach.
    in_reach = nearest(exams, vague, "examined", before=0, after=window)["date_dependent"]
    in_undated = exams["group"].is_in(undated["group"].unique().implode()).fill_null(value=False)
    return (in_reach | in_undated).alias("in_vague_attack")


def _swollen(exams: pl.DataFrame, attacks: pl.DataFrame, days: int) -> pl.Series:
    measured = exams.with_row_index("place").filter(pl.col("nerve_fibre_layer").is_not_null())
    reached = nearest(measured, attacks, "examined", before=0, after=days)["place"].is_not_null()
    places = measured.filter(reached)["place"]
    return pl.int_range(exams.height, eager=True).is_in(places.implode()).alias("swollen")


def _with_history(exams: pl.DataFrame, attacks: pl.DataFrame) -> pl.DataFrame:
    onset = pl.col("onset_day")
    history = attacks.group_by("group").agg(
        onset.filter(pl.col("struck").fill_null(value=False)).min().alias("first_sure"),
        onset.filter(pl.col("struck").is_null()).min().alias("first_maybe"),
        onset.is_null().any().alias("any_undated"),
    )
    joined = exams.join(history, on="group", how="left", maintain_order="left")
    day = pl.col("examined_day")
    undecided = (pl.col("first_maybe") <= day) | pl.col("any_undated") | (day.is_null() & pl.col("any_undated").is_not_null())
    before = (
        pl.when(pl.col("first_sure") <= day).then(pl.lit(value=True)).when(undecided).then(None).otherwise(pl.lit(value=False))
    )
    return joined.with_columns(optic_neuritis_before=before)
