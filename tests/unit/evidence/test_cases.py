"""The living case table: the person who stands twice is found, reviews are held against it, references become rows to fill."""

from pathlib import Path

import pytest

from nmosd.errors import EvidenceError
from nmosd.evidence import (
    Case,
    case_figures,
    case_record,
    cases_to_fill,
    distinct_people,
    read_cases,
    read_references,
    reconcile,
    same_people,
    systemic_sclerosis_cases,
    systemic_sclerosis_reviews,
)
from nmosd.stats import proportion, results_frame

RIS = """TY  - JOUR
AU  - Deeb, Khaled
AU  - Eby, Jessika
TI  - Demyelinating syndrome in systemic sclerosis
  and neuromyelitis optica
PY  - 2019/10/14
DO  - 10.1186/s12883-019-1472-6
LA  - English
ER  -
TY  - JOUR
AU  - Nobody, A
TI  - Without an identifier
PY  - 2020
ER  -
"""
NBIB = """PMID- 31607267
TI  - Demyelinating syndrome in systemic sclerosis and neuromyelitis optica.
LID - 10.1186/s12883-019-1472-6 [doi]
FAU - Deeb, Khaled
AU  - Deeb K
LA  - eng
DP  - 2019 Oct 14

PMID- 35864935
TI  - Systemic sclerosis, reversible cerebral vasoconstriction
      syndrome, and neuromyelitis optica in a patient.
AU  - Etemadifar M
DP  - 2022
"""


@pytest.fixture
def cases() -> tuple[Case, ...]:
    return systemic_sclerosis_cases()


def test_the_person_who_stands_twice_is_found(cases: tuple[Case, ...]) -> None:
    (pair,) = same_people(cases)
    assert (pair.first, pair.second, pair.certain) == ("SSc01", "EN111776", True)
    assert "10.1186/s12883-019-1472-6" in pair.reason
    people = distinct_people(cases)
    assert len(people) == len(cases) - 1
    assert [case.case for case in people if case.doi == "10.1186/s12883-019-1472-6"] == ["SSc01"]


def test_at_least_five_reports_with_a_doi_each_with_what_was_read(cases: tuple[Case, ...]) -> None:
    assert len({case.doi for case in cases}) >= 5
    assert all(case.doi and case.read for case in cases)
    assert all(case.why for case in cases if case.fits != "yes")


def test_each_person_counts_once_with_exact_intervals(cases: tuple[Case, ...]) -> None:
    frame = results_frame(case_figures(cases))
    women = frame.filter(variable="sex").row(0, named=True)
    exact = proportion(3, 3, method="exact")
    assert (women["events"], women["n"], women["lower"], women["upper"]) == (3, 3, exact.lower, exact.upper)
    serology = frame.filter(variable="AQP4-IgG").row(0, named=True)
    assert (serology["events"], serology["n"], serology["unknown"]) == (2, 2, 1), "not stated is not negative"
    assert frame.filter(variable="age")["estimate"].to_list() == [35, 44]


def test_the_reviews_counts_are_reconciled(cases: tuple[Case, ...]) -> None:
    bollo, de_sousa = (reconcile(cases, review) for review in systemic_sclerosis_reviews())
    assert (bollo.review.counts, bollo.review.of, bollo.at_least_missing) == (7, "articles", 4)
    reasons = dict(bollo.cannot_be)
    assert reasons["10.1155/2022/8541329"] == "published in 2022, after 2020"
    assert reasons["10.1007/s10072-022-05984-2"].startswith("the review's own case")
    assert "10.1186/s12883-019-1472-6" in bollo.can_be
    assert (de_sousa.review.counts, de_sousa.at_least_missing) == (3, 2), "its two Portuguese reports are not here"
    assert len(de_sousa.can_be) > 1, "which of these is its English one is not known"


def test_a_case_table_is_a_record_whose_source_is_a_publication(cases: tuple[Case, ...]) -> None:
    record = case_record(cases, title="NMOSD with systemic sclerosis")
    assert record.about["calendar"].item() == "relative"
    patients = record.patients.sort("patient_id")
    assert patients["patient_id"].to_list() == ["BOL2022", "ETE2022", "MOU2013", "SSc01", "TOR2004"]
    assert patients.filter(patient_id="SSc01")["source"].item() == "doi:10.1186/s12883-019-1472-6"
    assert record.antibody_tests["result"].unique().to_list() == ["positive"]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"doi": "10.1/x", "sex": "female", "age": 40}, {"doi": "10.1/X", "sex": "female", "age": 40}, True),
        ({"doi": "10.1/x", "sex": "female", "age": 40}, {"doi": "10.1/x", "sex": "female", "age": 50}, None),
        ({"doi": "10.1/x", "sex": "female"}, {"doi": "10.1/x", "sex": "female", "age": 40}, False),
        ({"doi": "10.1/x", "sex": "female", "age": 40}, {"doi": "10.1/x", "sex": "male", "age": 40}, None),
        ({"doi": "10.1/x", "age": 40, "aqp4": "positive"}, {"doi": "10.1/x", "age": 40, "aqp4": "negative"}, None),
        (
            {"doi": "10.1/x", "country": "Iran", "disease": "d", "sex": "female", "age": 40},
            {"doi": "10.1/y", "country": "Iran", "disease": "d", "sex": "female", "age": 41},
            False,
        ),
        ({"doi": "10.1/x", "sex": "female", "age": 40}, {"doi": "10.1/y", "sex": "female", "age": 40}, None),
        ({"sex": "female", "age": 40}, {"sex": "female", "age": 40}, None),
    ],
)
def test_who_may_be_one_person(first: dict[str, object], second: dict[str, object], found: bool | None) -> None:
    pairs = same_people([Case("A", **first), Case("B", **second)])  # type: ignore[arg-type]
    assert [pair.certain for pair in pairs] == ([] if found is None else [found])


def test_what_the_second_row_adds_is_kept() -> None:
    one = Case("A", doi="10.1/x", sex="female", age=40, outcome="better")
    other = Case("B", doi="10.1/x", sex="female", age=40, outcome="worse", country="Iran")
    (person,) = distinct_people([one, other])
    assert (person.case, person.outcome, person.country) == ("A", "better", "Iran")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("case,sexe\nA,female\n", "there is no column 'sexe'; did you mean 'sex'"),
        ("case,sex\nA,f\n", "line 2, sex: 'f' is none of female, male; leave it empty if not stated"),
        ("case,age\nA,forty\n", "line 2, age: 'forty' is no number"),
        ("case,sex\nA,female\nA,male\n", "the case 'A' stands twice"),
        ("case,sex\n,female\n", "line 2: the row has no case"),
    ],
)
def test_a_wrong_table_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(EvidenceError) as error:
        read_cases(path)
    assert sentence in str(error.value)


def test_lists_of_references_begin_a_table(tmp_path: Path) -> None:
    (tmp_path / "list.ris").write_text(RIS, "utf-8")
    (tmp_path / "list.nbib").write_text(NBIB, "utf-8")
    ris, nbib = read_references(tmp_path / "list.ris"), read_references(tmp_path / "list.nbib")
    assert ris[0].title == "Demyelinating syndrome in systemic sclerosis and neuromyelitis optica"
    assert ris[0].authors == ("Deeb, Khaled", "Eby, Jessika")
    assert (ris[0].year, ris[0].doi, ris[0].language) == (2019, "10.1186/s12883-019-1472-6", "English")
    assert [reference.pmid for reference in nbib] == ["31607267", "35864935"]
    assert nbib[1].title.endswith("vasoconstriction syndrome, and neuromyelitis optica in a patient.")
    rows = cases_to_fill([*ris, *nbib])
    assert [row.case for row in rows] == ["DEEB2019", "NOBODY2020", "DEEB2019-2", "ETEMADIFAR2022"]
    assert {row.fits for row in rows} == {"cannot tell"}
    assert {row.sex for row in rows} == {None}, "nothing is guessed"


def test_a_publication_stands_once_in_a_list(tmp_path: Path) -> None:
    (tmp_path / "twice.nbib").write_text(NBIB + "\n" + NBIB, "utf-8")
    assert len(read_references(tmp_path / "twice.nbib")) == 2


@pytest.mark.parametrize(
    ("name", "text", "sentence"), [("a.txt", "TI", "neither .ris nor .nbib"), ("a.ris", "", "has no reference")]
)
def test_a_list_that_is_none(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(EvidenceError, match=sentence):
        read_references(tmp_path / name)
