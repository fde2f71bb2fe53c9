"""Living case tables: people of published reports, one row per report and person, with what was read of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from nmosd.errors import EvidenceError
from nmosd.evidence.references import Reference
from nmosd.nearest import did_you_mean

if TYPE_CHECKING:
    from nmosd.record import Record

Fits = Literal["yes", "no", "cannot tell"]
Order = Literal["other disease first", "NMOSD first", "diagnosed together", "not stated"]
_ORDERS, _FITS = get_args(Order), get_args(Fits)
_CHOICES = {"sex": ("female", "male"), "order": _ORDERS, "aqp4": ("positive", "negative"), "fits": _FITS}


@dataclass(frozen=True)
class Case:
    """One person of one report; None means not stated in what was read, never "no".

    `fits` says whether the person belongs to the question of the table, and `why` if not or not certainly; `read` says what was
    read. `order` is that of the two diseases, `years_between` their distance.
    """

    case: str
    source: str | None = None
    doi: str | None = None
    year: int | None = None
    language: str | None = None
    transcribed_from: str | None = None
    sex: str | None = None
    age: float | None = None
    country: str | None = None
    disease: str | None = None
    order: str | None = None
    years_between: float | None = None
    aqp4: str | None = None
    features: str | None = None
    acute_treatment: str | None = None
    response: str | None = None
    complication: str | None = None
    prevention: str | None = None
    outcome: str | None = None
    fits: str = "cannot tell"
    why: str | None = None
    read: str | None = None


COLUMNS = tuple(field.name for field in fields(Case))


@dataclass(frozen=True)
class SamePerson:
    """Two rows of a case table that are, or may be, one person; `certain` where the report is the same."""

    first: str
    second: str
    certain: bool
    reason: str


def read_cases(path: Path | str | Traversable) -> tuple[Case, ...]:
    """Return the rows of a case table (CSV with the columns of `Case`; only `case` must be there, an empty cell is not stated).

    Raises:
        EvidenceError: an unknown column, a case twice, or a value that cannot be; the sentence names line and column.
    """
    import csv

    source = Path(path) if isinstance(path, str) else path
    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{source} cannot be read as UTF-8 text ({error}): save it as CSV in UTF-8.") from error
    reader = csv.DictReader(lines)
    for column in reader.fieldnames or ():
        if column not in COLUMNS:
            raise EvidenceError(f"{source}: there is no column {column!r}{did_you_mean(column, COLUMNS)}.")
    cases = [_case(row, f"{source}, line {line}") for line, row in enumerate(reader, start=2)]
    named = [case.case for case in cases]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise EvidenceError(f"{source}: the case {twice!r} stands twice; give the second row a name of its own.")
    return tuple(cases)


def systemic_sclerosis_cases() -> tuple[Case, ...]:
    """Return the worked example: reports of NMOSD with systemic sclerosis, and neighbours that do not or may not fit."""
    return read_cases(files("nmosd.evidence") / "data" / "cases" / "systemic_sclerosis.csv")


def cases_to_fill(references: Sequence[Reference]) -> tuple[Case, ...]:
    """Return one row per reference to be filled, named by first author and year; nothing is guessed from abstracts."""
    rows: list[Case] = []
    for reference in references:
        author = (reference.authors[0].split(",")[0].split(" ")[0] if reference.authors else "anonymous").upper()
        stem = f"{author}{reference.year or ''}"
        taken = sum(row.case.partition("-")[0] == stem for row in rows)
        name = stem if not taken else f"{stem}-{taken + 1}"
        rows.append(Case(name, doi=reference.doi, year=reference.year, language=reference.language, read="title only"))
    return tuple(rows)


def same_people(cases: Sequence[Case]) -> tuple[SamePerson, ...]:
    """Return the pairs of rows that are one person (same report, sex and age) or may be (same country, disease, sex, age).

    What one row does not state speaks neither for nor against; for a certain pair sex and age must both be stated.
    """
    return tuple(pair for first, second in combinations(cases, 2) if (pair := _pair(first, second)) is not None)


def distinct_people(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return each person once: rows that are certainly one person are put together, the first one's words before the others'."""
    merged = {case.case: case for case in cases}
    for pair in same_people(cases):
        if pair.certain and pair.first in merged and pair.second in merged:
            second = merged.pop(pair.second)
            merged[pair.first] = _filled(merged[pair.first], second)
    return tuple(merged.values())


def case_record(cases: Sequence[Case], *, title: str) -> "Record":
    """Return the people of a case table as a record with a relative calendar, each with its publication as the source.

    What a record can hold goes in: sex, age, country, AQP4-IgG and the other disease. Rows that do not fit the question are left
    out; a person who stands in two rows is one.
    """
    import polars as pl

    from nmosd.record import new_record

    people = [case for case in distinct_people(cases) if case.fits != "no"]
    patients = [
        {
            "row_id": f"{case.case}/patients",
            "patient_id": case.case,
            "sex": case.sex,
            "age_at_report": case.age,
            "country": case.country,
            "source": f"doi:{case.doi}" if case.doi else case.source,
        }
        for case in people
    ]
    tests = [
        {"row_id": f"{case.case}/antibody_tests/1", "patient_id": case.case, "analyte": "AQP4-IgG", "result": case.aqp4}
        for case in people
        if case.aqp4
    ]
    diseases = [
        {"row_id": f"{case.case}/comorbidities/1", "patient_id": case.case, "disease": case.disease}
        for case in people
        if case.disease
    ]
    tables = {"patients": pl.DataFrame(patients, infer_schema_length=None)}
    tables |= {"antibody_tests": pl.DataFrame(tests)} if tests else {}
    tables |= {"comorbidities": pl.DataFrame(diseases)} if diseases else {}
    return new_record(tables, title=title, calendar="relative")


def _case(row: dict[str, str | None], where: str) -> Case:
    values: dict[str, object] = {name: text.strip() for name, text in row.items() if text is not None and text.strip()}
    if "case" not in values:
        raise EvidenceError(f"{where}: the row has no case; give it a name.")
    for column, allowed in _CHOICES.items():
        if column in values and values[column] not in allowed:
            raise EvidenceError(
                f"{where}, {column}: {values[column]!r} is none of {', '.join(allowed)}; leave it empty if not stated."
            )
    for column in ("age", "years_between", "year"):
        if column in values:
            try:
                number = float(str(values[column]))
            except ValueError:
                raise EvidenceError(
                    f"{where}, {column}: {values[column]!r} is no number; leave it empty if not stated."
                ) from None
            values[column] = int(number) if column == "year" else number
    return Case(**values)  # type: ignore[arg-type]


def _pair(first: Case, second: Case) -> SamePerson | None:
    if _differ(first.sex, second.sex) or _differ(first.aqp4, second.aqp4) or _differ(first.disease, second.disease):
        return None
    if first.age is not None and second.age is not None and abs(first.age - second.age) > 1:
        return None
    report = _report(first)
    if report is not None and report == _report(second):
        known = first.sex is not None and first.age is not None and (first.sex, first.age) == (second.sex, second.age)
        facts = f"the report {report}" + (f", sex ({first.sex}) and age ({first.age:g})" if known else "")
        return SamePerson(first.case, second.case, known, facts)
    shared = [f"{name} ({value})" for name, value in _shared(first, second)]
    if (
        first.age is not None
        and second.age is not None
        and {"country", "disease", "sex"} <= {name for name, _ in _shared(first, second)}
    ):
        return SamePerson(first.case, second.case, False, ", ".join([*shared, f"age ({first.age:g} and {second.age:g})"]))
    return None


def _shared(first: Case, second: Case) -> Iterator[tuple[str, str]]:
    for name in ("country", "disease", "sex", "aqp4"):
        value = getattr(first, name)
        if value is not None and value == getattr(second, name):
            yield name, value


def _differ(first: str | None, second: str | None) -> bool:
    return first is not None and second is not None and first != second


def _report(case: Case) -> str | None:
    return case.doi.casefold() if case.doi else case.source


def _filled(first: Case, second: Case) -> Case:
    return Case(**{name: getattr(first, name) if getattr(first, name) is not None else getattr(second, name) for name in COLUMNS})
