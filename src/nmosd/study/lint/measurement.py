"""Rules about measurement: which assay, which score, who was tested, how exactly a day is known."""

from collections.abc import Iterator

import polars as pl

from nmosd.study.lint.codes import lint_setting
from nmosd.study.lint.design import Design, counted_people, number_of_people, people_are, percent
from nmosd.study.lint.finding import Found, Rule


def unconfirmed_assay(design: Design) -> Found | None:
    """B401: positive for AQP4-IgG by an assay that is not cell-based, where serostatus decides."""
    at = _where_serostatus_decides(design)
    if at is None:
        return None
    people = _of_the_study(design, design.course.serostatus)
    positive = people.filter(pl.col("group").cast(pl.String).is_in(["AQP4-IgG positive", "both positive"]))
    unconfirmed = positive.filter(pl.col("aqp4").cast(pl.String) != "positive, cell-based assay")
    share = unconfirmed.height / max(1, positive.height)
    if share <= lint_setting("unconfirmed_share"):
        return None
    who = people_are(unconfirmed.height, "is", "are")
    says = f"{who} positive by an ELISA or an assay that is not stated, {percent(share)} of the positive"
    return Found(says, unconfirmed.height, _follow_up(design, unconfirmed), at)


def seronegative_without_mog(design: Design) -> Found | None:
    """B402: counted as seronegative without a MOG-IgG result that counts."""
    at = _where_serostatus_decides(design)
    if at is None or at[0] == "adjustment":
        return None
    people = _of_the_study(design, design.course.serostatus)
    negative = pl.col("aqp4").cast(pl.String).str.starts_with("negative") & (pl.col("mog").cast(pl.String) == "unknown")
    untested = people.filter(negative)
    if untested.is_empty():
        return None
    says = f"{people_are(untested.height, 'is', 'are')} negative for AQP4-IgG and without a MOG-IgG result"
    return Found(says, untested.height, _follow_up(design, untested), at)


def _where_serostatus_decides(design: Design) -> tuple[str, ...] | None:
    comparison = design.comparison
    if comparison is not None and (comparison.of == "serostatus" or (comparison.column or "").startswith("serostatus.")):
        return ("comparison", "groups")
    if design.protocol.population.serostatus:
        return ("population", "serostatus")
    return ("adjustment", "covariates") if "serostatus" in design.protocol.adjustment.covariates else None


def _of_the_study(design: Design, table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the people who are compared, or without a comparison of all who are included."""
    return table.join(design.compared, on="patient_id", how="semi") if design.comparison is not None else table


def _follow_up(design: Design, people: pl.DataFrame) -> float:
    own = design.course.person_time.join(people, on="patient_id", how="semi")
    return float(own["person_years"].sum() or 0.0)


def score_in_attack(design: Design) -> Found | None:
    """B403: EDSS scores from within an attack, in use as if from outside."""
    parts = list(_scores_in_use(design))
    if not parts:
        return None
    used = pl.concat([part for part, _ in parts]).unique("row_id")
    since = pl.col("days_since_attack")
    inside = used.filter((since >= 0) & (since <= lint_setting("attack_window_days")))
    share = inside.height / max(1, used.height)
    if share <= lint_setting("in_attack_share"):
        return None
    number = number_of_people(inside)
    says = f"{inside.height} of {used.height} scores in use ({percent(share)}) lie in an attack, of {counted_people(number)}"
    return Found(says, number, None, parts[0][1])


def _scores_in_use(design: Design) -> Iterator[tuple[pl.DataFrame, tuple[str, ...]]]:
    """Yield scores that the study uses as those of a state, as far as the definitions do not keep them out of attacks."""
    protocol, definitions = design.protocol, design.course.definitions
    dated = design.course.disability.filter(pl.col("score").is_not_null() & pl.col("visited_day").is_not_null())
    scores = _of_the_study(design, dated).select("row_id", "patient_id", "visited_day", "days_since_attack")
    if "last EDSS" in protocol.table_1.variables:
        yield (
            scores.sort("patient_id", "visited_day").unique("patient_id", keep="last", maintain_order=True),
            ("table_1", "variables"),
        )
    outcomes = {outcome.of for outcome in protocol.outcomes}
    too_short = definitions.edss_unstable_days < lint_setting("attack_window_days")
    if too_short and ("confirmed worsening" in outcomes or "EDSS at time zero" in protocol.adjustment.covariates):
        yield scores, ("definitions", "edss_unstable_days")
    if "milestone" in outcomes and definitions.milestone_unstable_days < lint_setting("attack_window_days"):
        yield scores, ("definitions", "milestone_unstable_days")


def tested_on_suspicion(design: Design) -> Found | None:
    """B404: findings of neurophysiology, in a record in which people with signs were tested and the others were not.

    Where no sign is on record, that few were tested is enough: nobody says on what grounds.
    """
    if not design.uses("neurophysiology"):
        return None
    told = design.course.neurophysiology.select(
        "patient_id",
        tested=(pl.col("electromyography_done") | pl.col("conduction_done")).fill_null(value=False),
        signs=pl.col("called_for").fill_null(value=False),
    )
    joined = design.course.people.select("patient_id").join(told, on="patient_id", how="left")
    everyone = joined.with_columns(pl.col("tested", "signs").fill_null(value=False))
    tested, says = everyone.filter("tested"), _why_tested(everyone)
    if tested.is_empty() or says is None:
        return None
    at = ("comparison", "column") if design.comparison is not None and design.comparison.column else ("shares",)
    return Found(f"{says}; {people_are(tested.height, 'was', 'were')} tested", tested.height, _follow_up(design, tested), at)


def _why_tested(everyone: pl.DataFrame) -> str | None:
    """Return what speaks for tests on suspicion, null where nothing does."""
    share = {signs: rows.filter("tested").height / rows.height for (signs,), rows in everyone.group_by("signs")}
    if True not in share:
        few = share and share[False] < lint_setting("tested_share")
        return f"{percent(share[False])} of people were tested, and no sign that called for it is on record" if few else None
    if False not in share or share[True] < lint_setting("suspicion_ratio") * share[False]:
        return None
    return f"{percent(share[True])} of people with signs were tested and {percent(share[False])} of the others"


def examined_more(design: Design) -> Found | None:
    """B405: groups by a coexisting disease, one of which was examined more often."""
    comparison = design.comparison
    of_disease = comparison is not None and (
        comparison.of == "comorbidity" or (comparison.column or "").startswith("comorbidity.")
    )
    if not of_disease or not design.has_groups:
        return None
    tables = (design.record.visits, design.record.antibody_tests, design.record.mri_scans, design.record.eye_exams)
    rows = pl.concat([table.select("patient_id") for table in (*tables, design.record.csf_samples)])
    years = design.course.person_time.select("patient_id", "person_years")
    people = design.compared.select("patient_id", "group").join(years, on="patient_id", how="left")
    looked = people.join(rows.group_by("patient_id").len("examinations"), on="patient_id", how="left")
    sums = (
        looked.group_by("group").agg(pl.col("examinations", "person_years").sum(), n=pl.len()).filter(pl.col("person_years") > 0)
    )
    rates = sums.with_columns(rate=pl.col("examinations") / pl.col("person_years")).sort("rate", "group")
    if rates.height < 2 or rates["rate"][-1] < lint_setting("examined_ratio") * rates["rate"][0]:
        return None
    most = rates.row(-1, named=True)
    says = f"{most['rate']:.1f} examinations a year in {most['group']}, {rates['rate'][0]:.1f} in {rates['group'][0]}"
    return Found(
        says,
        int(most["n"]),
        float(most["person_years"]),
        ("comparison", "column" if comparison and comparison.column else "disease"),
    )


def imprecise_dates(design: Design) -> Found | None:
    """B406: rows in use that other days inside imprecise dates could change."""
    most: tuple[float, str, pl.DataFrame] | None = None
    for what, rows in _rows_in_use(design):
        dependent = rows.filter(pl.col("date_dependent").fill_null(value=False))
        share = dependent.height / max(1, rows.height)
        if share > lint_setting("imprecise_share") and (most is None or share > most[0]):
            most = (
                share,
                f"{dependent.height} of {rows.height} {what} ({percent(share)}) hang on days that are not known",
                dependent,
            )
    if most is None:
        return None
    return Found(most[1], number_of_people(most[2]), None, ("sensitivity", "complete_dates"))


def _rows_in_use(design: Design) -> Iterator[tuple[str, pl.DataFrame]]:
    course = design.course
    if design.outcome_attacks.height:
        marks = course.attacks.select("patient_id", "date_dependent", day="onset_day")
        yield "attacks", marks.join(design.outcome_attacks, on=["patient_id", "day"], how="semi")
    if design.episodes.height:
        yield "episodes of treatment", design.episodes
    outcomes = {outcome.of: outcome for outcome in design.protocol.outcomes}
    if "confirmed worsening" in outcomes and course.worsening.height:
        yield "confirmed worsenings", _of_the_study(design, course.worsening)
    for name in sorted(outcome.milestone for outcome in design.protocol.outcomes if outcome.milestone):
        own = _of_the_study(design, course.milestones).filter((pl.col("milestone") == name) & (pl.col("status") == "reached"))
        yield f"people who reached {name}", own


RULES: dict[str, Rule] = {
    "B401": unconfirmed_assay,
    "B402": seronegative_without_mog,
    "B403": score_in_attack,
    "B404": tested_on_suspicion,
    "B405": examined_more,
    "B406": imprecise_dates,
}
