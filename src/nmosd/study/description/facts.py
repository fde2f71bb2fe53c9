"""One fact about each person, ready to be counted: `patient_id` and `value`, null where the record does not tell.

Each function takes the record and the course of the included people and returns one row per person, in the course's order; those
of drugs and coexisting diseases return one row per person and level.
"""

from collections.abc import Callable

import polars as pl

from nmosd.course import Course
from nmosd.course.days import with_days
from nmosd.record import Record
from nmosd.record.dates import YEARS_PER_DAY
from nmosd.record.vocabulary import names, vocabulary
from nmosd.study.description.attack_kinds import kind_of_attack

Fact = Callable[[Record, Course], pl.DataFrame]

DRUG_CLASSES = tuple(dict.fromkeys(str(term.attributes["class"]) for term in vocabulary("drugs").values()))
_UNTOLD_CLASSES = ("not specified", "other")


def of_people(column: str, *, not_told: tuple[str, ...] = ("unknown",)) -> Fact:
    """Return the fact that a column of `course.people` holds, as text; the words of `not_told` are null."""

    def fact(record: Record, course: Course) -> pl.DataFrame:
        return _everyone(course, course.people.select("patient_id", value=_told(column, not_told)))

    return fact


def of_serostatus(column: str) -> Fact:
    """Return the fact that a column of `course.serostatus` holds, as text; `unknown` is null."""

    def fact(record: Record, course: Course) -> pl.DataFrame:
        return _everyone(course, course.serostatus.select("patient_id", value=_told(column, ("unknown",))))

    return fact


def ancestry(record: Record, course: Course) -> pl.DataFrame:
    """Return ancestry in the record's own words; capitals and outer spaces make no difference, most decide."""
    words = pl.col("ancestry").str.strip_chars()
    own = _everyone(course, record.patients.select("patient_id", words, plain=words.str.to_lowercase()))
    spelling = own.drop_nulls("ancestry").group_by("plain", "ancestry").len()
    spelling = spelling.sort("plain", "len", "ancestry", descending=[False, True, False])
    usual = spelling.unique("plain", keep="first", maintain_order=True).select("plain", value="ancestry")
    told = own.filter(pl.col("plain") != "").join(usual, on="plain", how="left", maintain_order="left")
    return _everyone(course, told.select("patient_id", "value"))


def age_at_onset(record: Record, course: Course) -> pl.DataFrame:
    """Return age at the onset of disease, in years."""
    return _everyone(course, course.people.select("patient_id", value="age_at_onset"))


def disease_duration(record: Record, course: Course) -> pl.DataFrame:
    """Return years from the onset of disease to the earlier of last contact and death; null without an end, or one before it."""
    days = pl.col("exit_day") - pl.col("onset_day")
    ends = course.people.select("patient_id", "onset_day").join(course.person_time, on="patient_id", how="left")
    return _everyone(course, ends.select("patient_id", value=pl.when(days >= 0).then(days * YEARS_PER_DAY)))


def follow_up(record: Record, course: Course) -> pl.DataFrame:
    """Return the person-years of stated follow-up."""
    return _everyone(course, course.person_time.select("patient_id", value="person_years"))


def attacks_on_record(record: Record, course: Course) -> pl.DataFrame:
    """Return the number of attacks after merging; null where none is on record, for each disease began with one."""
    tally = course.attacks.group_by("patient_id").agg(value=pl.len().cast(pl.Float64))
    return _everyone(course, tally)


def onset_attack(record: Record, course: Course) -> pl.DataFrame:
    """Return the kind of the onset attack; null without one, or without a stated site."""
    first = course.attacks.filter(pl.col("is_onset_attack"))
    return _everyone(course, first.select("patient_id", value=kind_of_attack(pl.col("sites"))))


def last_edss(record: Record, course: Course) -> pl.DataFrame:
    """Return the last dated EDSS score, or the only score where none has a date.

    Null without a score, where several scores have no date among them, and where two scores of the last day differ.
    """
    scored = record.visits.filter(pl.col("edss").is_not_null()).select(
        "row_id", "patient_id", "edss", "visited_earliest", "visited_latest"
    )
    days = with_days(scored, "visited", definitions=course.definitions)
    on_the_last = days.filter(pl.col("visited_day").eq_missing(pl.col("visited_day").max().over("patient_id")))
    agreeing = pl.when(pl.col("edss").n_unique() == 1).then(pl.col("edss").first())
    undated = pl.col("visited_day").is_null().all() & (pl.len() > 1)
    last = on_the_last.group_by("patient_id").agg(value=pl.when(~undated).then(agreeing))
    return _everyone(course, last)


def drug_classes(record: Record, course: Course) -> pl.DataFrame:
    """Return for each person and class of preventive drug whether it was ever given.

    Null for a person without any drug on record, and for the classes that a person's drugs of unknown class could belong to.
    """
    classes = {name: str(term.attributes["class"]) for name, term in vocabulary("drugs").items()}
    given = record.therapies.select(
        "patient_id", drug_class=pl.col("drug").cast(pl.String).replace_strict(classes, default=None, return_dtype=pl.String)
    )
    told = ~pl.col("drug_class").is_in(_UNTOLD_CLASSES)
    per_person = given.group_by("patient_id").agg("drug_class", told=told.fill_null(value=False).all())
    return _levels(course, per_person, "drug_class", DRUG_CLASSES, known=pl.col("told"))


def comorbidities(record: Record, course: Course) -> pl.DataFrame:
    """Return for each person and coexisting disease true where it is on record, else null: no record lists what was not there."""
    diseases = record.comorbidities.select("patient_id", disease=pl.col("disease").cast(pl.String))
    per_person = diseases.group_by("patient_id").agg("disease")
    return _levels(course, per_person, "disease", names("diseases"), known=pl.lit(value=False))


def any_drug(record: Record, course: Course) -> pl.DataFrame:
    """Return true where at least one preventive drug is on record, else null."""
    with_drug = record.therapies.filter(pl.col("drug").is_not_null()).select("patient_id").unique()
    return _everyone(course, with_drug.with_columns(value=pl.lit(value=True)))


def _told(column: str, not_told: tuple[str, ...]) -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return pl.when(~text.is_in(list(not_told))).then(text)


def _everyone(course: Course, values: pl.DataFrame) -> pl.DataFrame:
    return course.people.select("patient_id").join(values, on="patient_id", how="left", maintain_order="left")


def _levels(course: Course, per_person: pl.DataFrame, column: str, levels: tuple[str, ...], *, known: pl.Expr) -> pl.DataFrame:
    everyone = _everyone(course, per_person)
    has = [
        everyone.select(
            "patient_id",
            level=pl.lit(level),
            has=pl.when(pl.col(column).list.contains(level)).then(True).when(known).then(False),
        )
        for level in levels
    ]
    return pl.concat(has)
