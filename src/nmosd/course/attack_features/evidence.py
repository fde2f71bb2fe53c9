"""What speaks for and against each attack: what its reports say together, with its scans and the scores around it.

Rule. Of the reported attacks that are one, any yes is a yes; it is a no only if all say no. What was not answered stays unknown.
Another cause is the exception: it explains the whole only if it explains every part. Any no is a no, it is a yes only if all
reports that answer say yes, and unknown where none answers.
- The symptoms lasted (longer than `attack_hours`): as stated, or by any of the hours on record; the longest counts.
- The examination changed: as stated, by the scores, or as stated and else by the scores (`objective_change_from`).
- A new lesion: as stated, or as the scans of the attack show. A yes of either is a yes; a no of one stands where the other is
  silent.
- Another cause; fever, infection or heat; a partial myelitis: as stated. An attack is atypical if any feature is named that is
  not typical of multiple sclerosis.
"""

import polars as pl

from nmosd.course.answers import answered
from nmosd.course.definitions import Definitions
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary

EVIDENCE = ("lasting", "objective_change", "new_lesion", "other_cause", "fever_infection_or_heat")

_QUESTIONS = ("objective_change", "other_cause", "fever_infection_or_heat", "new_mri_lesion", "partial_myelitis")
_ANSWERS = (*_QUESTIONS, "lasting", "area_postrema_long", "atypical")
_ANY_YES_COUNTS = [answer for answer in _ANSWERS if answer != "other_cause"]
_ANSWERED_FOR_HOURS = 24  # what the field `over_24_hours` asks


def reports_together(record: Record, attacks: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return one row per attack, in the order of the attacks, with what its reports say together.

    The questions, `lasting`, `area_postrema_long` and `atypical` are true, false or null (unknown); `stated_nadir` (EDSS) and
    `area_postrema_hours` are the highest; `trigger` lists what is named, null where nothing is; `adjudication` is null where
    none is stated or the reports differ.
    """
    told = record.attacks.select(
        "row_id",
        "area_postrema_hours",
        "trigger",
        "adjudication",
        *(answered(question) for question in _QUESTIONS),
        _lasting(definitions).alias("lasting"),
        _area_postrema_long(definitions).alias("area_postrema_long"),
        # Lists are kept in the order of the vocabulary, where `none` is the last.
        (pl.col("atypical_features").list.first() != "none").alias("atypical"),
        stated_nadir="nadir_edss",
    ).with_columns(pl.when(pl.col("trigger") != "unknown").then("trigger"))
    numbered = attacks.select("row_ids", "reported").with_row_index("place")
    reports = numbered.explode("row_ids").rename({"row_ids": "row_id"}).join(told, on="row_id", how="left", maintain_order="left")
    single = reports.filter(pl.col("reported") == 1).with_columns(
        pl.when(pl.col("trigger").is_not_null()).then(pl.concat_list("trigger"))
    )
    merged = (
        reports.filter(pl.col("reported") > 1)
        .group_by("place", maintain_order=True)
        .agg(
            pl.col(_ANY_YES_COUNTS).any(ignore_nulls=False),
            pl.col("other_cause").min(),
            pl.col("stated_nadir", "area_postrema_hours").max(),
            pl.col("trigger").drop_nulls().unique().sort(),
            pl.col("adjudication").drop_nulls().unique(),
        )
        .with_columns(trigger=_named(pl.col("trigger")), adjudication=_agreed(pl.col("adjudication")))
    )
    together = pl.concat([single.select(_COLUMNS), merged.select(_COLUMNS)])
    return together.sort("place").drop("place")


_COLUMNS = ("place", *_ANSWERS, "stated_nadir", "area_postrema_hours", "trigger", "adjudication")


def with_evidence(attacks: pl.DataFrame, objective_change_by_scores: pl.Expr, definitions: Definitions) -> pl.DataFrame:
    """Return the attacks with `objective_change` and `new_lesion` as all that is known of them says.

    `attacks` have the answers of their reports, `lesion_on_scans` and what else the expression for the scores needs; those
    columns stay, the answers as `stated_objective_change` and `stated_lesion`.
    """
    attacks = attacks.rename({"objective_change": "stated_objective_change", "new_mri_lesion": "stated_lesion"}).with_columns(
        scores_show_change=objective_change_by_scores
    )
    sources = {
        "stated": pl.col("stated_objective_change"),
        "scores": pl.col("scores_show_change"),
        "stated, else scores": pl.coalesce("stated_objective_change", "scores_show_change"),
    }
    lesion = pl.max_horizontal("stated_lesion", "lesion_on_scans")
    return attacks.with_columns(objective_change=sources[definitions.objective_change_from], new_lesion=lesion)


def _lasting(definitions: Definitions) -> pl.Expr:
    limit = definitions.attack_hours

    def long_enough(hours: str) -> pl.Expr:
        return pl.col(hours) >= limit if definitions.exact_attack_hours_suffice else pl.col(hours) > limit

    stated = answered("over_24_hours")
    yes = stated & pl.lit(limit <= _ANSWERED_FOR_HOURS)
    no = ~stated & pl.lit(limit >= _ANSWERED_FOR_HOURS)
    any_long = pl.any_horizontal(long_enough(hours) for hours in ("hours", "hours_to_nadir", "area_postrema_hours"))
    return pl.when(yes | any_long).then(statement=True).when(no | ~long_enough("hours")).then(statement=False)


def _area_postrema_long(definitions: Definitions) -> pl.Expr:
    """Return whether nausea, vomiting or hiccups lasted; a report that does not speak of them says no."""
    sites = [name for name, term in vocabulary("sites").items() if term.attributes.get("core") == "C3"]
    silent = ~pl.any_horizontal(pl.col("sites").list.contains(site) for site in sites).fill_null(value=False)
    long = pl.col("area_postrema_hours") >= definitions.area_postrema_from_hours
    return pl.when(pl.col("area_postrema_hours").is_not_null()).then(long).when(silent).then(statement=False)


def _named(triggers: pl.Expr) -> pl.Expr:
    """Return the triggers that are named; `none` beside another is outweighed by it."""
    others = triggers.list.filter(pl.element() != "none")
    return pl.when(others.list.len() > 0).then(others).when(triggers.list.len() > 0).then(triggers)


def _agreed(stated: pl.Expr) -> pl.Expr:
    return pl.when(stated.list.len() == 1).then(stated.list.first())
