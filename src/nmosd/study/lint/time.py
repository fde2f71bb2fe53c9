"""Rules about time: who counts from when to when, and what was known by then."""

import polars as pl

from nmosd.study.design.drug_groups import group_of_drug
from nmosd.study.lint.codes import lint_setting
from nmosd.study.lint.design import Design, counted_people, number_of_people, people_are, percent, person_years
from nmosd.study.lint.finding import Found, Rule
from nmosd.study.lint.known import known_days


def immortal_time(design: Design) -> Found | None:
    """B101: time at risk before the first dose, counted for the drug."""
    treated = _ever_treated(design)
    if treated is None:
        return None
    before = treated.with_columns(until=pl.min_horizontal("first_day", "end_day")).filter(pl.col("until") > pl.col("start_day"))
    if before.is_empty():
        return None
    years, number = person_years(before, end="until"), number_of_people(before)
    who, zero = people_are(number, "counts", "count"), design.protocol.time.zero
    says = f"{who} as treated from {zero}, {years:.0f} person-years before their first dose"
    return Found(says, number, years, ("comparison", "exposure"))


def ever_treated(design: Design) -> Found | None:
    """B102: time at risk after the drug had ended, or after another of the drugs compared was started."""
    treated = _ever_treated(design)
    if treated is None:
        return None
    over = pl.min_horizontal("last_day", "other_day")
    after = treated.with_columns(over=pl.max_horizontal(over, "start_day")).filter(pl.col("over") < pl.col("end_day"))
    if after.is_empty():
        return None
    years, number = person_years(after, start="over"), number_of_people(after)
    who = people_are(number, "counts", "count")
    says = f"{who} as treated after the drug had ended or another one was started, {years:.0f} person-years"
    return Found(says, number, years, ("comparison", "exposure"))


def _ever_treated(design: Design) -> pl.DataFrame | None:
    """Return the people compared who were ever given their group's drug.

    `first_day` and `last_day` on it (null: unknown), `other_day` on which a drug of another group was first given.
    """
    comparison = design.treatments
    if comparison is None or comparison.exposure != "ever":
        return None
    given = design.course.exposure.select(
        "patient_id",
        "from_day",
        last=pl.when(pl.col("end") == "ongoing").then(pl.lit(1 << 30)).otherwise(pl.col("effective_until_day")),
        given=group_of_drug(comparison),
    ).filter(pl.col("given").is_not_null() & pl.col("from_day").is_not_null())
    joined = design.compared.join(given, on="patient_id", how="inner", maintain_order="left")
    own = pl.col("given") == pl.col("group")
    per_person = joined.group_by("patient_id", maintain_order=True).agg(
        pl.col("start_day", "end_day").first(),
        first_day=pl.col("from_day").filter(own).min(),
        last_day=pl.when(pl.col("last").filter(own).null_count() == 0).then(pl.col("last").filter(own).max()),
        other_day=pl.col("from_day").filter(~own).min(),
    )
    return per_person.filter(pl.col("first_day").is_not_null())


def known_later(design: Design) -> Found | None:
    """B103: a group that was known only after the person had been at risk for a while."""
    if design.comparison is None or not design.has_groups:
        return None
    known = known_days(design)
    if known is None:
        return None
    joined = design.compared.join(known, on=["patient_id"], how="inner", maintain_order="left")
    joined = joined.filter(pl.col("known_day").is_not_null()).with_columns(until=pl.min_horizontal("known_day", "end_day"))
    late = joined.filter(pl.col("until") - pl.col("start_day") > lint_setting("late_days"))
    if late.height <= lint_setting("late_share") * joined.height:
        return None
    years, number = person_years(late, end="until"), number_of_people(late)
    who, what = people_are(number, "is", "are"), design.comparison.what
    says = f"{who} grouped by {what} as it was known only later, {years:.0f} person-years at risk until then"
    return Found(says, number, years, ("comparison", "column" if design.comparison.column else "of"))


def left_truncation(design: Design) -> Found | None:
    """B104: time before the first contact, counted as observed."""
    if design.protocol.time.delayed_entry or not design.protocol.outcomes:
        return None
    entry = design.course.person_time.select("patient_id", "entry_day")
    joined = design.compared.join(entry, on="patient_id", how="left", maintain_order="left")
    unseen = joined.with_columns(until=pl.min_horizontal("entry_day", "end_day")).filter(pl.col("until") > pl.col("start_day"))
    if unseen.is_empty():
        return None
    years, number = person_years(unseen, end="until"), number_of_people(unseen)
    says = f"{people_are(number, 'counts', 'count')} as observed before their first contact, {years:.0f} person-years"
    return Found(says, number, years, ("time", "delayed_entry"))


def recalled_attacks(design: Design) -> Found | None:
    """B105: attacks counted that came before the first contact, or are known from memory alone."""
    used = pl.concat([design.outcome_attacks.select("patient_id", "day"), _attacks_before_treatment(design)]).unique()
    if used.is_empty():
        return None
    recalled = used.join(_known_from_memory(design), on=["patient_id", "day"], how="semi")
    share = recalled.height / used.height
    if share <= lint_setting("recalled_share"):
        return None
    number = number_of_people(recalled)
    counted = f"{recalled.height} of {used.height} attacks counted ({percent(share)})"
    says = f"{counted} are known from memory, of {counted_people(number)}"
    at = ("time", "delayed_entry") if design.protocol.before_after is None else ("before_after", "before_years")
    return Found(says, number, None, at)


def _attacks_before_treatment(design: Design) -> pl.DataFrame:
    """Return the attacks in the time before treatment of a comparison of before and after: `patient_id`, `day`."""
    from nmosd.study.lint.counting import time_before

    before = time_before(design)
    days = design.course.attacks.filter(~pl.col("undated")).select("patient_id", day="onset_day")
    if before is None:
        return days.clear()
    joined = days.join(before, on="patient_id")
    return joined.filter((pl.col("day") >= pl.col("begin_day")) & (pl.col("day") < pl.col("from_day"))).select(
        "patient_id", "day"
    )


def _known_from_memory(design: Design) -> pl.DataFrame:
    """Return the dated attacks before the first contact, and those all of whose reports are recalled: `patient_id`, `day`."""
    reports = design.record.attacks.select("row_id", by_memory=pl.col("report_source") == "patient recall")
    attacks = design.course.attacks.filter(~pl.col("undated")).join(
        design.course.people.select("patient_id", "first_contact_day"), on="patient_id", how="left"
    )
    rows = attacks.select("patient_id", "onset_day", "first_contact_day", row_id="row_ids").explode("row_id", empty_as_null=False)
    told = (
        rows.join(reports, on="row_id", how="left")
        .group_by("patient_id", "onset_day")
        .agg(memory=pl.col("by_memory").fill_null(value=False).all(), contact=pl.col("first_contact_day").first())
    )
    return told.filter(pl.col("memory") | (pl.col("onset_day") < pl.col("contact"))).select("patient_id", day="onset_day")


def no_lag(design: Design) -> Found | None:
    """B106: attacks soon after the start of a drug, counted for it."""
    comparison, definitions = design.treatments, design.course.definitions
    if comparison is None or comparison.exposure == "ever" or definitions.treatment_lag_days or definitions.lag_by_drug:
        return None
    starts = design.episodes.filter(pl.col("from_day").is_not_null()).select("patient_id", "from_day").unique()
    soon = pl.col("from_day") + round(lint_setting("lag_days"))
    joined = starts.join(design.outcome_attacks.select("patient_id", "day").unique(), on="patient_id")
    early = joined.filter((pl.col("day") > pl.col("from_day")) & (pl.col("day") <= soon))
    if early.is_empty():
        return None
    counted = early.unique(["patient_id", "day"]).height
    spans = early.unique(["patient_id", "from_day"]).with_columns(until=soon)
    number = number_of_people(early)
    attacks = "1 attack" if counted == 1 else f"{counted} attacks"
    who, days = people_are(number, "has", "have"), round(lint_setting("lag_days"))
    says = f"{who} {attacks} within {days} days of starting a drug, counted for it"
    return Found(says, number, person_years(spans, "from_day", "until"), ("comparison", "lag_days"))


def informative_stop(design: Design) -> Found | None:
    """B107: people who leave because treatment stopped for a reason that tells of the outcome."""
    if design.protocol.time.end != "episode end" or not design.at_risk:
        return None
    primary = design.at_risk[0]
    with_event = primary.table.filter(pl.col("event") == 1) if not primary.outcome.recurs else primary.table.clear()
    reasons = design.course.exposure.select("patient_id", "episode", reason=pl.col("stop_reason").cast(pl.String))
    left = (
        design.compared.filter(pl.col("ended_by") == "episode")
        .join(with_event, on="subject", how="anti")
        .join(reasons, on=["patient_id", "episode"], how="left", maintain_order="left")
        .filter(pl.col("reason").fill_null("unknown").is_in(["attack", "adverse event", "unknown"]))
    )
    share = left.height / max(1, design.compared.height)
    if share <= lint_setting("informative_stop_share"):
        return None
    number = number_of_people(left)
    tally = left.group_by(pl.col("reason").fill_null("unknown")).len().sort("reason").rows()
    words = ", ".join(f"{reason} {count}" for reason, count in tally)
    who = people_are(number, "leaves", "leave")
    says = f"{who} when treatment stops for a telling reason ({words}), {percent(share)} of those compared"
    return Found(says, number, person_years(left), ("time", "end"))


def calendar_era(design: Design) -> Found | None:
    """B108: groups whose clocks start in different calendar years."""
    if not design.has_groups or design.course.calendar == "relative":
        return None
    if "calendar year" in design.protocol.adjustment.covariates:
        return None
    years = design.compared.with_columns(year=pl.col("zero_day").cast(pl.Date).dt.year())
    medians = years.group_by("group").agg(pl.col("year").median()).sort("year", "group")
    if medians.height < 2 or medians["year"][-1] - medians["year"][0] < lint_setting("era_years"):
        return None
    later = years.filter(pl.col("group") == medians["group"][-1])
    says = (
        f"the clock starts in {medians['year'][-1]:.0f} in {medians['group'][-1]}, in {medians['year'][0]:.0f} in "
        f"{medians['group'][0]} (medians)"
    )
    return Found(says, number_of_people(later), person_years(later), ("adjustment", "covariates"))


RULES: dict[str, Rule] = {
    "B101": immortal_time,
    "B102": ever_treated,
    "B103": known_later,
    "B104": left_truncation,
    "B105": recalled_attacks,
    "B106": no_lag,
    "B107": informative_stop,
    "B108": calendar_era,
}
