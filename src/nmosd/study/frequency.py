"""How often the disease is in a population: incidence and prevalence, from the record and a file of how many people there are.

Incidence of a year counts people of the study whose disease began in it, over the population of the year; prevalence counts those
alive with the disease on 1 July. Both are too low where people are not found: of whoever was never seen in this record nothing is
known. A year of onset that a date leaves open is that of the reading of the definitions.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from nmosd.course import Course
from nmosd.errors import ProtocolError
from nmosd.record.dates import DAYS_PER_YEAR
from nmosd.stats import Estimate, rate
from nmosd.study.description.summaries import Row
from nmosd.study.groups import EVERYONE

_COLUMNS = {"year": pl.Int64, "population": pl.Float64, "sex": pl.String, "age_from": pl.Float64, "age_below": pl.Float64}
_NEEDED = ("year", "population")
_PER = 100_000


def frequency_rows(course: Course, denominators: pl.DataFrame, *, confidence: float) -> Iterator[Row]:
    """Yield incidence per 100,000 person-years and prevalence per 100,000, each year and over all years, in all and by band.

    `denominators` are as `read_denominators` returns them. `n` is the population (of all years together: person-years), `unknown`
    the people of the study of whom it cannot be told whether they belong in the figure: onset, sex or age is not known, or when
    they died. They are not counted.

    Raises:
        ProtocolError: a record without dates.
    """
    if course.calendar == "relative":
        raise ProtocolError(
            "The record has no dates, only days from onset, so it tells no frequency by year: leave [frequency] out."
        )
    bands = denominators.select(pl.exclude("year", "population")).unique(maintain_order=True)
    cells: list[tuple[str, pl.DataFrame]] = [("", denominators)]
    if bands.width:
        cells += [(_words(band), _rows_of(denominators, band)) for band in bands.iter_rows(named=True)]
    for band, rows in cells:
        found = _found(course, rows)
        per_year = [(str(year), *counts) for year, *counts in found.iter_rows()]
        for year, population, new, living, new_or_not, living_or_not in [*per_year, _over_all(found)]:
            level = f"{year} · {band}" if band else year
            for variable, events, untold in (("incidence", new, new_or_not), ("prevalence", living, living_or_not)):
                if events is not None:
                    row = _row(variable, rate(events, population, confidence=confidence)) | {"level": level, "unknown": untold}
                    yield row | {"warnings": [_not_counted(untold)] if untold else None}


def read_denominators(path: Path) -> pl.DataFrame:
    """Return how many people a population has, by year and perhaps by sex and age, from a CSV.

    Columns: `year`, `population`, and perhaps `sex` (as the record has it), `age_from` (included) and `age_below` (not).

    Raises:
        ProtocolError: no such file, a column that is missing or not known, a value that is no number, or a year twice.
    """
    try:
        raw = pl.read_csv(path, infer_schema_length=0)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ProtocolError(f"{path} cannot be read as CSV: give a file with the columns year and population.") from error
    unknown = [name for name in raw.columns if name not in _COLUMNS]
    missing = [name for name in _NEEDED if name not in raw.columns]
    if unknown or missing:
        said = f"has no column {missing[0]}" if missing else f"has a column {unknown[0]}, which is not known"
        raise ProtocolError(
            f"{path} {said}: its columns are to be {', '.join(_NEEDED)}, and perhaps sex, age_from and age_below."
        )
    table = raw.select(pl.col(name).str.strip_chars().cast(_COLUMNS[name], strict=False) for name in raw.columns)
    for name in raw.columns:
        bad = raw.filter(table[name].is_null())
        if bad.height:
            raise ProtocolError(f"{path}: {name} is {bad[name][0]!r} in one row, which is no value of it: give one in every row.")
    if (table["population"] <= 0).any():
        raise ProtocolError(f"{path}: a population is 0 or less: leave out years and bands without people.")
    if table.select(pl.exclude("population")).is_duplicated().any():
        raise ProtocolError(f"{path} has a year or band twice: give each once.")
    return table.sort(pl.exclude("population"))


def _rows_of(denominators: pl.DataFrame, band: dict[str, object]) -> pl.DataFrame:
    return denominators.filter(pl.all_horizontal(pl.col(name) == value for name, value in band.items()))


def _words(band: dict[str, object]) -> str:
    ages = [f"from {band['age_from']:g}"] if "age_from" in band else []
    ages += [f"under {band['age_below']:g}"] if "age_below" in band else []
    return ", ".join([str(band["sex"])] * ("sex" in band) + [" ".join(["age", *ages])] * bool(ages))


def _found(course: Course, rows: pl.DataFrame) -> pl.DataFrame:
    """Return per year the population, those whose disease began in it, those alive with it on 1 July, and of how many each
    cannot be told.
    """
    sex = pl.col("sex").cast(pl.String)
    people = course.people.select(
        "patient_id",
        "onset_day",
        "death_day",
        "age_at_onset",
        died=pl.col("death_day").is_not_null() | (pl.col("status").cast(pl.String) == "dead").fill_null(value=False),
        own_sex=pl.when(sex != "unknown").then(sex),
    )
    cells = rows.join(people, how="cross").with_columns(
        began=pl.col("onset_day").cast(pl.Date).dt.year().cast(pl.Int64), middle=pl.date("year", 7, 1).cast(pl.Int32)
    )
    at_middle = pl.col("age_at_onset") + (pl.col("middle") - pl.col("onset_day")) / DAYS_PER_YEAR

    def in_band(age: pl.Expr) -> pl.Expr:
        inside = pl.col("own_sex") == pl.col("sex") if "sex" in rows.columns else pl.lit(value=True)
        if "age_from" in rows.columns:
            inside &= age >= pl.col("age_from")
        if "age_below" in rows.columns:
            inside &= age < pl.col("age_below")
        return inside

    new = (pl.col("began") == pl.col("year")) & in_band(pl.col("age_at_onset"))
    dead = pl.when("died").then(pl.col("death_day") <= pl.col("middle")).otherwise(statement=False)
    lives = (pl.col("onset_day") <= pl.col("middle")) & ~dead & in_band(at_middle)
    told = cells.select("year", "patient_id", new=new, living=lives).group_by("year", "patient_id")
    # Who belongs in one band of a year belongs in no other.
    placed = told.agg(_any("new"), _any("living")).group_by("year")
    counted = placed.agg(
        pl.col("new", "living").sum(),
        new_or_not=pl.col("new").null_count(),
        living_or_not=pl.col("living").null_count(),
    )
    population = rows.group_by("year").agg(pl.col("population").sum())
    return population.join(counted, on="year", how="left").sort("year").select("year", "population", *_COUNTED)


_COUNTED = ("new", "living", "new_or_not", "living_or_not")


def _any(name: str) -> pl.Expr:
    """Return whether one of several is true; null where none is and one is not known."""
    return pl.when(pl.col(name).any()).then(statement=True).when(pl.col(name).null_count() == 0).then(statement=False).alias(name)


def _over_all(found: pl.DataFrame) -> tuple[str, float, int, None, int, None]:
    """Return the sums over all years; of whom it cannot be told in one of them is unknown once."""
    return (
        "all years",
        float(found["population"].sum()),
        int(found["new"].sum()),
        None,
        max(found["new_or_not"].to_list(), default=0),
        None,
    )


def _not_counted(people: int) -> str:
    who = "1 person is" if people == 1 else f"{people} people are"
    return f"{who} not counted, since onset, sex, age or day of death is not known: the figure may be too low."


_SAID = {
    "incidence": "People of the study whose disease began in the year, over the population of the year.",
    "prevalence": "People of the study alive with the disease on 1 July, over the population. People lost to follow-up count as "
    "alive, which is too high; people never found are missing, which is too low.",
}


def _row(variable: str, figure: Estimate) -> Row:
    assert figure.estimate is not None
    assert figure.lower is not None
    assert figure.upper is not None
    assert figure.person_years is not None
    of_people = variable == "prevalence"
    return figure.row(
        analysis="frequency",
        group=EVERYONE,
        variable=variable,
        measure=variable,
        estimate=figure.estimate * _PER,
        lower=figure.lower * _PER,
        upper=figure.upper * _PER,
        unit="per 100,000" if of_people else "per 100,000 person-years",
        n=round(figure.person_years),
        person_years=None if of_people else figure.person_years,
        definition=_SAID[variable],
    )
