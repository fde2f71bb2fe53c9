"""Vaccinations and screening tests that belong before a drug, and whether the record shows them.

Rule. `precautions.toml` says which vaccination or test belongs before which class of drug, and how many days before where its
source says so. For each episode of such a drug: done in time (recorded on a day at least that many days before the start), done
late (after that), not done (recorded as not done), done on an unknown day, or not on record. What is not on record was not
necessarily left undone: the record is silent.

Sources: those of each row of `precautions.toml`, with their marks. This is a question to the record, not advice.
"""

import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.sorting import sorted_by
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary

STATUSES = ("done in time", "done late", "done, day unknown", "not done", "not on record")


def derive_precautions(
    record: Record, exposure: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per episode of a drug and precaution that belongs before it, sorted by patient and episode.

    Within an episode they stand in the order of `precautions.toml`. `row_id` is the episode; `kind` is `vaccination` or
    `screening`; `status` is one of `STATUSES`; `days_before` counts from the latest time it was done up to the start to the start
    (negative: the first time after it), null unless both days are known. With `reasons`: `rule` and `row_ids` (the episode and
    the events that decided).
    """
    wanted = _wanted(exposure)
    events = _events(record, definitions)
    pairs = wanted.join(events, on=["patient_id", "precaution"], maintain_order="left_right")
    before = pl.col("from_day") - pl.col("happened_day")
    done = pl.col("done")
    judged = pairs.with_columns(
        place=pl.when(done & (before >= pl.col("lead_days")))
        .then(0)
        .when(done & before.is_not_null())
        .then(1)
        .when(done)
        .then(2)
        .when(~done)
        .then(3),
        before=before,
    ).filter(pl.col("place").is_not_null())
    best = (
        judged.sort("place", pl.col("before").abs(), "event_row_id", nulls_last=True)
        .group_by("row_id", "precaution", maintain_order=True)
        .agg(pl.col("place", "before", "event_row_id").first())
    )
    joined = wanted.join(best, on=["row_id", "precaution"], how="left", maintain_order="left")
    status = (
        pl.col("place").fill_null(len(STATUSES) - 1).replace_strict(dict(enumerate(STATUSES)), return_dtype=pl.Enum(STATUSES))
    )
    rows = pl.concat_list("row_id").list.concat(pl.concat_list("event_row_id").list.drop_nulls())
    return joined.select(
        "patient_id",
        "row_id",
        "drug",
        "from_day",
        "precaution",
        "kind",
        status=status,
        days_before="before",
        **({"rule": pl.lit("precautions.before_a_drug"), "row_ids": rows} if reasons else {}),
    )


@cache
def _declared() -> pl.DataFrame:
    """Return the precautions, one row per drug, in the order of the file: `drug`, `precaution`, `kind`, `lead_days`."""
    raw = tomllib.loads(files(__package__).joinpath("precautions.toml").read_text("utf-8"))
    rows = [
        {"drug": drug, "precaution": entry["name"], "kind": entry["kind"], "lead_days": entry.get("days_before", 0)}
        for entry in raw["precaution"]
        for drug, term in vocabulary("drugs").items()
        if term.attributes.get("class") in entry.get("classes", ()) or drug in entry.get("drugs", ())
    ]
    names, kinds = (pl.Enum(list(dict.fromkeys(row[column] for row in rows))) for column in ("precaution", "kind"))
    return pl.DataFrame(rows).with_columns(pl.col("precaution").cast(names), pl.col("kind").cast(kinds))


def _wanted(exposure: pl.DataFrame) -> pl.DataFrame:
    episodes = sorted_by(exposure.select("patient_id", "row_id", "from_day", "drug"), "patient_id", "from_day", "row_id")
    declared = _declared().with_columns(pl.col("drug").cast(exposure.schema["drug"]))
    return episodes.join(declared, on="drug", maintain_order="left_right")


def _events(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return vaccinations and tests with whether they were done: a test whose result is `not done` was not."""
    dated = with_days(record.safety_events, "happened", definitions=definitions)
    result = pl.col("screening_result").cast(pl.String)
    what = pl.coalesce(pl.col("vaccine").cast(pl.String), pl.col("screening_test").cast(pl.String))
    return dated.filter(pl.col("kind").is_in(["vaccination", "screening"])).select(
        "patient_id",
        "happened_day",
        # What belongs before no drug is no precaution: null, and joined to nothing.
        precaution=what.cast(_declared().schema["precaution"], strict=False),
        done=pl.when(pl.col("kind") == "vaccination").then(pl.lit(value=True)).otherwise(result.ne_missing("not done")),
        event_row_id="row_id",
    )
