"""Rules about treatment: what else was given, and who could have been given either."""

import polars as pl

from nmosd.record.dates import YEARS_PER_DAY
from nmosd.stats import StatisticsError, propensity_scores
from nmosd.study.lint.codes import lint_setting
from nmosd.study.lint.design import Design, number_of_people, people_are, percent, person_years
from nmosd.study.lint.finding import Found, Rule


def bridging_steroid(design: Design) -> Found | None:
    """B301: a steroid taken while the drug was started, and not held equal."""
    if design.treatments is None or "steroid at time zero" in design.protocol.adjustment.covariates:
        return None
    starts = design.episodes.filter((pl.col("class") != "steroid") & pl.col("from_day").is_not_null())
    steroid = design.course.exposure.filter(pl.col("class") == "steroid").select(
        "patient_id", taken_from="from_day", taken_until=pl.coalesce("until_day", "known_until_day")
    )
    near = design.course.definitions.same_line_within_days
    over = starts.join(steroid, on="patient_id").filter(
        (pl.col("taken_from") <= pl.col("from_day") + near) & (pl.col("taken_until") > pl.col("from_day"))
    )
    share = over.unique(["patient_id", "episode"]).height / max(1, starts.height)
    if share <= lint_setting("steroid_share"):
        return None
    number = number_of_people(over)
    years = person_years(
        over,
        pl.max_horizontal("taken_from", "from_day"),
        pl.min_horizontal("taken_until", pl.coalesce("until_day", "known_until_day")),
    )
    who = people_are(number, "was", "were")
    says = f"{who} on a steroid when the drug was started ({percent(share)} of starts), {years:.0f} person-years on both"
    return Found(says, number, years, ("adjustment", "covariates"))


def no_overlap(design: Design) -> Found | None:
    """B302: people who, by the covariates, could only have been in the group in which they are."""
    names = design.protocol.adjustment.covariates
    if not design.has_groups or not names or design.protocol.adjustment.weighting == "overlap":
        return None
    complete = design.covariates.drop_nulls()
    reference = design.subjects.reference
    outside, said = [], []
    for group in design.subjects.groups[1:]:
        pair = complete.filter(pl.col("group").is_in([reference, group]))
        lonely, words = _outside(pair, names, pl.col("group") == group)
        if lonely.height:
            outside.append(lonely)
            said.append(f"{group} and {reference}: {words}")
    if not outside:
        return None
    rows = design.compared.join(pl.concat(outside).unique("subject"), on="subject", how="semi")
    return Found("; ".join(said), number_of_people(rows), person_years(rows), ("adjustment", "weighting"))


def _outside(pair: pl.DataFrame, names: tuple[str, ...], treated: pl.Expr) -> tuple[pl.DataFrame, str]:
    """Return the subjects of two groups whose score the other group does not reach, if they are many, and what is to be said."""
    flags = pair.select(treated.cast(pl.Int8).alias("treated"))["treated"]
    varying = [name for name in names if pair[name].n_unique() > 1]
    if not varying or flags.n_unique() < 2:
        return pair.select("subject").clear(), ""
    try:
        scores = propensity_scores(flags.to_numpy(), pair.select(varying)).scores
    except StatisticsError as error:
        told = "separated" in str(error)
        return (pair.select("subject") if told else pair.select("subject").clear()), str(error).split(":")[0].rstrip(".")
    scored = pair.select("subject").with_columns(treated=flags, score=pl.Series(scores))
    range_of = scored.group_by("treated").agg(low=pl.col("score").min(), high=pl.col("score").max())
    low, high = range_of["low"].max(), range_of["high"].min()
    lonely = scored.filter((pl.col("score") < low) | (pl.col("score") > high))
    sizes, alone = (frame.group_by("treated").len() for frame in (scored, lonely))
    most = max((n / total for n, total in sizes.join(alone, on="treated").select("len_right", "len").iter_rows()), default=0.0)
    if most <= lint_setting("outside_share"):
        return lonely.select("subject").clear(), ""
    return lonely.select("subject"), f"{percent(most)} of a group have a score that the other does not reach"


def started_because_of_attacks(design: Design) -> Found | None:
    """B303: starts of a drug soon after attacks, compared with time on no treatment."""
    from nmosd.study.protocol.comparison import NO_TREATMENT

    comparison = design.treatments
    if comparison is None or NO_TREATMENT not in comparison.group_of_word or comparison.exposure == "ever":
        return None
    held_equal = any(name.startswith("attacks") for name in design.protocol.adjustment.covariates)
    lagged = design.course.definitions.treatment_lag_days or design.course.definitions.lag_by_drug
    if comparison.exposure == "sequential" and held_equal and lagged:
        return None
    seen = design.course.person_time.filter(pl.col("person_years") > 0).select("patient_id", "entry_day", "exit_day")
    starts = design.episodes.select("patient_id", "episode", "from_day").join(seen, on="patient_id")
    starts = starts.filter(pl.col("from_day").is_between("entry_day", "exit_day"))
    within = round(lint_setting("because_days"))
    days = design.course.attacks.filter(~pl.col("undated")).select("patient_id", day="onset_day")
    after = pl.col("from_day") - pl.col("day")
    because = starts.join(days, on="patient_id").filter(after.is_between(0, within)).unique(["patient_id", "episode"])
    share, usual = because.height / max(1, starts.height), _share_of_days(seen, days, within)
    if share <= lint_setting("because_ratio") * usual:
        return None
    number = number_of_people(because)
    who = people_are(number, "was given a drug", "were given a drug")
    soon = f"within {within} days of an attack ({percent(share)} of starts, {percent(usual)} of all days), compared with none"
    since = because.sort("patient_id", "from_day").unique("patient_id", keep="first", maintain_order=True)
    return Found(f"{who} {soon}", number, person_years(since, "from_day", "exit_day"), ("comparison", "groups"))


def _share_of_days(seen: pl.DataFrame, days: pl.DataFrame, within: int) -> float:
    """Return the share of the days of follow-up that lie so soon after an attack."""
    spans = (
        days.join(seen, on="patient_id")
        .sort("patient_id", "day")
        .with_columns(until=pl.min_horizontal(pl.col("day") + within, pl.col("day").shift(-1).over("patient_id"), "exit_day"))
    )
    inside = person_years(spans, pl.max_horizontal("day", "entry_day"), "until")
    return inside / max(person_years(seen, "entry_day", "exit_day"), YEARS_PER_DAY)


RULES: dict[str, Rule] = {"B301": bridging_steroid, "B302": no_overlap, "B303": started_because_of_attacks}
