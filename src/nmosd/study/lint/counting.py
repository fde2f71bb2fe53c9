"""Rules about counting: what is counted before and after, how sure a rate is, who counts twice."""

import polars as pl

from nmosd.course.checks.asking import Material
from nmosd.course.checks.identity import same_person_twice
from nmosd.record.dates import DAYS_PER_YEAR
from nmosd.stats import dispersion
from nmosd.study.lint.design import Design, counted_people, number_of_people, people_are, person_years
from nmosd.study.lint.finding import Found, Rule


def before_after_alone(design: Design) -> Found | None:
    """B201: attacks before and after a start, and nobody at the same time who did not start."""
    before = time_before(design)
    if before is None or before.is_empty() or _has_control(design):
        return None
    number = number_of_people(before)
    says = f"{people_are(number, 'is', 'are')} compared with their own past and with nobody else"
    return Found(says, number, person_years(before, "begin_day", "from_day"), ("before_after", "drugs"))


def _has_control(design: Design) -> bool:
    """Return whether the protocol also compares one of the drugs with something else, from the start on."""
    comparison, block = design.treatments, design.protocol.before_after
    if comparison is None or block is None or comparison.exposure == "ever":
        return False
    return any(word in comparison.group_of_word for word in block.drugs)


def time_before(design: Design) -> pl.DataFrame | None:
    """Return the time before treatment of a comparison of before and after; null where the protocol has none.

    One row per person who started one of the drugs: `patient_id`, `begin_day` (not before the onset) and `from_day`.
    """
    block = design.protocol.before_after
    if block is None:
        return None
    words = list(block.drugs)
    of_them = pl.col("drug").cast(pl.String).is_in(words) | pl.col("class").cast(pl.String).is_in(words)
    own = design.course.exposure.filter(of_them & pl.col("from_day").is_not_null())
    started = own.group_by("patient_id", maintain_order=True).agg(pl.col("from_day").min())
    people = design.course.people.select("patient_id", "onset_day")
    begin = pl.col("from_day") - round(block.before_years * DAYS_PER_YEAR)
    joined = started.join(people, on="patient_id", how="left", maintain_order="left")
    return joined.with_columns(begin_day=pl.max_horizontal(begin, "onset_day")).filter(pl.col("begin_day") < pl.col("from_day"))


def onset_attack_before(design: Design) -> Found | None:
    """B202: the attack that made people cases, counted in the time before treatment."""
    block, before = design.protocol.before_after, time_before(design)
    if block is None or before is None or block.onset_attack == "without":
        return None
    with_onset = before.filter(pl.col("begin_day") == pl.col("onset_day"))
    if with_onset.is_empty():
        return None
    number = number_of_people(with_onset)
    says = f"{people_are(number, 'has', 'have')} the onset attack in the time before treatment, where it counts"
    return Found(says, number, person_years(with_onset, "begin_day", "from_day"), ("before_after", "onset_attack"))


def poisson_interval(design: Design) -> Found | None:
    """B203: a rate whose interval takes attacks as independent, although they are not."""
    if design.protocol.rates.method == "between people":
        return None
    known = design.course.person_time.filter(pl.col("person_years") > 0)
    spread = dispersion(known["attacks"].to_list(), known["person_years"].to_list())
    if spread is None or not spread.is_clear:
        return None
    says = f"variance is {spread.ratio:.1f} times the mean of the attacks of {counted_people(known.height)}"
    return Found(says, known.height, float(known["person_years"].sum()), ("rates", "method"))


def same_person(design: Design) -> Found | None:
    """B204: people who may be one."""
    included = design.course.people["patient_id"].to_list()
    rows = design.record.patients.filter(pl.col("patient_id").is_in(included)).select("row_id", "patient_id")
    person = dict(rows.iter_rows())
    material = Material(design.record, design.course, design.course.definitions)
    pairs = [[person[row] for row in asked.row_ids if row in person] for asked in same_person_twice(material)]
    alike = sorted({one for pair in pairs if len(pair) > 1 for one in pair})
    if not alike:
        return None
    years = design.course.person_time.filter(pl.col("patient_id").is_in(alike))["person_years"].sum()
    shown = ", ".join(alike[:_SHOWN]) + (" ..." if len(alike) > _SHOWN else "")
    return Found(
        f"{people_are(len(alike), 'looks', 'look')} like somebody else on record ({shown})",
        len(alike),
        float(years),
        ("population",),
    )


_SHOWN = 4
"""How many people a line names."""


def eyes_as_people(design: Design) -> Found | None:
    """B205: an outcome of each eye, with people of whom both eyes count."""
    for place, risk in enumerate(design.at_risk):
        if risk.outcome.eyes != "each":
            continue
        eyes = risk.table.group_by("patient_id").agg(pl.col("subject").n_unique(), years=(pl.col("stop") - pl.col("start")).sum())
        both = eyes.filter(pl.col("subject") > 1)
        if both.height:
            says = f"{risk.outcome.name}: {people_are(both.height, 'counts', 'count')} with both eyes"
            return Found(says, both.height, float(both["years"].sum()), ("outcomes", str(place), "eyes"))
    return None


RULES: dict[str, Rule] = {
    "B201": before_after_alone,
    "B202": onset_attack_before,
    "B203": poisson_interval,
    "B204": same_person,
    "B205": eyes_as_people,
}
