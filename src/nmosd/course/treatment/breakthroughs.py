"""Breakthrough attacks, and what counts as failure of a preventive treatment.

Rule. An attack breaks through a treatment if it began after the drug was taken to act (after the first day plus the lag, see
`exposure`) and no later than the last day on which it certainly acted. Where the end of a treatment is unknown, later attacks
may have broken through it too: they are not listed, which does not say that the person was off the drug. Nor are attacks without
a date (`attacks.py`). Bridging steroids are no treatment here.

An attack counts as failure under the named definitions of failure_definitions.toml: how many attacks on the treatment it takes
and inside how many days, from which latency on they count, whether a switch must follow. A switch is a stop whose recorded
reason is an attack, or the start of another drug, in the days after the attack; where the treatment ended then for a reason
that is not recorded (stopped, or its effect lapsed because no dose followed), or on an unknown day, it cannot be told.

Source: no agreed definition for NMOSD was found. Failure rates depend on it: Mealy 2014 (doi 10.1001/jamaneurol.2013.5699) gives
them without saying, in the abstract, what counts.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.disability.series import starts
from nmosd.course.treatment.windows import effect_windows


def derive_breakthroughs(
    attacks: pl.DataFrame, exposure: pl.DataFrame, person_time: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per attack and episode that it broke through, sorted by patient, attack and episode.

    `days_on_drug` is counted from the first day of the episode; `after_last_dose`: the drug was no longer given, its effect went
    on. `in_follow_up`: the attack lies inside the person's follow-up (null: not known). `failure_<definition>` says whether
    the attack makes the treatment a failure (null: cannot be told), `counts_as_failure` the same under `failure_definition`.

    `date_dependent`: the onset, that of another attack that may have come before, or a date that marks the episode in `exposure`
    is not exact; an upper bound. With `reasons`, `rule` names the rule and `row_ids` the reported attacks and the row that opened
    the episode.
    """
    broken = _pairs(attacks, exposure, person_time["patient_id"], definitions, reasons=reasons)
    verdicts = {name: _failure(broken, facts) for name, facts in failure_definitions().items()}
    broken = broken.with_columns(verdict.alias(_column(name)) for name, verdict in verdicts.items())
    follow_up = person_time.filter(pl.col("person_years").is_not_null()).select("patient_id", "entry_day", "exit_day")
    broken = broken.join(follow_up, on="patient_id", how="left", maintain_order="left").with_columns(
        in_follow_up=(pl.col("entry_day") < pl.col("onset_day")) & (pl.col("onset_day") <= pl.col("exit_day")),
        counts_as_failure=pl.col(_column(definitions.failure_definition)),
        rule=pl.lit("breakthroughs.acting"),
    )
    failures = tuple(_column(name) for name in failure_definitions())
    return broken.select(*_COLUMNS, *failures, "date_dependent", *(["rule", "row_ids"] if reasons else []))


_COLUMNS = (
    "patient_id",
    "attack",
    "episode",
    "drug",
    "onset_day",
    "days_on_drug",
    "after_last_dose",
    "in_follow_up",
    "counts_as_failure",
)


@cache
def failure_definitions() -> Mapping[str, Mapping[str, Any]]:
    """Return the named definitions of treatment failure, with source and mark.

    >>> failure_definitions()["any attack"]["attacks"]
    1
    """
    return tomllib.loads(files(__package__).joinpath("failure_definitions.toml").read_text("utf-8"))


def _column(definition: str) -> str:
    return "failure_" + definition.replace(" ", "_")


def _pairs(
    attacks: pl.DataFrame, exposure: pl.DataFrame, people: pl.Series, definitions: Definitions, *, reasons: bool
) -> pl.DataFrame:
    """Return the attacks with the episodes that they broke through, in order.

    `days_to_next` counts from the attack to the first start of another drug after it, `days_to_unnamed` to one that may be
    another.
    """
    from nmosd.course.treatment.kernel import UNKNOWN, broken_through

    days = ("drug", "from_day", "effective_from_day", "known_until_day")
    dated = _with_first_vague_day(attacks).filter(~pl.col("undated"))
    found = broken_through(
        starts(dated["patient_id"], people),
        dated["onset_day"].to_numpy(),
        starts(exposure["patient_id"], people),
        (~exposure["bridging"].fill_null(value=False)).to_numpy(),
        *(exposure[name].to_physical().cast(pl.Int32).fill_null(UNKNOWN).to_numpy() for name in days),
    )
    attack, episode, to_next, to_unnamed = map(pl.Series, found.T)
    latencies = {name: window.latency_days for name, window in effect_windows(definitions).items()}
    of_attack = ("patient_id", "attack", "onset_day", "first_vague_day", *(["row_ids"] if reasons else []))
    of_episode = (
        "episode",
        "drug",
        "from_day",
        "until_day",
        "effective_until_day",
        "end",
        "stop_day",
        "stop_reason",
        "date_dependent",
        "row_id",
    )
    broken = dated.select(of_attack)[attack].hstack(exposure.select(of_episode)[episode].rename({"row_id": "opened_by"}))
    broken = broken.with_columns(
        latency=pl.col("drug").replace_strict(latencies, default=None, return_dtype=pl.Int32),
        days_to_next=to_next.set(to_next == UNKNOWN, None),
        days_to_unnamed=to_unnamed.set(to_unnamed == UNKNOWN, None),
        days_on_drug=pl.col("onset_day") - pl.col("from_day"),
        after_last_dose=pl.col("onset_day") > pl.col("until_day"),
        date_dependent=pl.col("date_dependent") | (pl.col("onset_day") >= pl.col("first_vague_day")).fill_null(value=False),
    )
    return broken.with_columns(row_ids=pl.col("row_ids").list.concat(pl.concat_list("opened_by"))) if reasons else broken


def _with_first_vague_day(attacks: pl.DataFrame) -> pl.DataFrame:
    """Add the first possible day of the person's attacks whose date, or merging, is not exact."""
    inexact = (pl.col("onset_earliest_day") < pl.col("onset_latest_day")) | pl.col("date_dependent")
    first = attacks.filter(inexact).group_by("patient_id").agg(first_vague_day=pl.col("onset_earliest_day").min())
    return attacks.join(first, on="patient_id", how="left", maintain_order="left")


def _failure(broken: pl.DataFrame, facts: Mapping[str, Any]) -> pl.Series:
    """Return for each row whether the attack fulfils a definition; null where it cannot be told."""
    latency = {"none": pl.lit(0), "drug": pl.col("latency")}.get(str(facts["latency"]), pl.lit(facts["latency"]))
    counts = pl.col("days_on_drug") > latency
    verdict = counts
    if facts["attacks"] > 1:
        verdict &= _had_before(broken, counts, facts["attacks"] - 1, facts.get("within_days"))
    if "switch_within_days" in facts:
        verdict &= _switched(facts["switch_within_days"])
    return broken.select(verdict.alias("verdict")).to_series()


def _had_before(broken: pl.DataFrame, counts: pl.Expr, number: int, within: int | None) -> pl.Series:
    """Return whether enough earlier attacks on the same episode count; null for an attack that may not count itself."""
    of_episode = ["patient_id", "episode"]
    in_order = broken.with_row_index("place").filter(counts).sort(*of_episode, "onset_day", "attack")
    same = pl.struct(of_episode) == pl.struct(of_episode).shift(number)
    near = (pl.col("onset_day") - pl.col("onset_day").shift(number) <= within) if within else pl.lit(value=True)
    found = in_order.select("place", before=(same & near).fill_null(value=False))
    joined = broken.with_row_index("place").join(found, on="place", how="left", maintain_order="left")
    return joined.select(pl.when(counts).then("before").alias("before")).to_series()


def _switched(within: int) -> pl.Expr:
    """Return whether the drug was stopped for an attack, or another one started, at most so many days after the attack."""
    since = pl.col("stop_day") - pl.col("onset_day")
    stopped = since.is_between(0, within).fill_null(value=False)
    reason = pl.when(pl.col("stop_reason") != "unknown").then(pl.col("stop_reason"))
    switched = (stopped & (reason == "attack")).fill_null(value=False) | (pl.col("days_to_next") <= within).fill_null(value=False)
    lapsed_after = pl.col("effective_until_day") - pl.col("onset_day")
    lapsed = (pl.col("end") == "lapsed") & lapsed_after.is_between(0, within).fill_null(value=True)
    unnamed = (pl.col("days_to_unnamed") <= within).fill_null(value=False)
    perhaps = (stopped & reason.is_null()) | lapsed | (pl.col("end") == "unknown") | unnamed
    return pl.when(switched).then(statement=True).when(~perhaps).then(statement=False)
