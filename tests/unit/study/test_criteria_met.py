"""Verdicts, labels, clauses and what fails together, counted over the people of a study."""

import polars as pl
import pytest

from nmosd.course import Definitions
from nmosd.criteria import classify, known_criteria, labels
from nmosd.errors import ProtocolError
from nmosd.record import Record
from nmosd.study import Protocol, Study, run
from nmosd.study.description.criteria_met import LABEL, limbs_of, said_in
from tests.laws.criteria_records import random_patients

NAMES = ("ipnd2015", "nmo2006", "mogad2023", "mcdonald2024")
TITLES = {criterion.id: criterion.title for criterion in known_criteria(Definitions())}


@pytest.fixture(scope="module")
def record() -> Record:
    return random_patients(150, seed=7)


@pytest.fixture(scope="module")
def study(record: Record) -> Study:
    return run(Protocol.model_validate({"title": "criteria", "criteria": {"of": NAMES}}), record)


def rows(study: Study, analysis: str, variable: str) -> list[dict[str, object]]:
    return study.results.filter(analysis=analysis, variable=variable).rows(named=True)


@pytest.mark.parametrize("name", NAMES)
def test_verdicts_are_those_of_classify_and_add_up(record: Record, study: Study, name: str) -> None:
    counted = dict(classify(record).filter(criterion=TITLES[name]).group_by("verdict").len().iter_rows())
    found = {row["level"]: row["events"] for row in rows(study, "criteria", TITLES[name])}
    assert {level: number for level, number in found.items() if number} == counted
    assert sum(found.values()) == 150


def test_labels_add_up_to_everybody(record: Record, study: Study) -> None:
    counted = dict(labels(record).group_by("label").len().iter_rows())
    found = {row["level"]: row["events"] for row in rows(study, "criteria", LABEL)}
    assert {level: number for level, number in found.items() if number} == counted


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_is_counted_as_it_is_answered(record: Record, study: Study, name: str) -> None:
    answers = classify(record, clauses=True).filter(criterion=TITLES[name])
    criterion = next(one for one in known_criteria(Definitions()) if one.id == name)
    counted = {row["level"]: row for row in rows(study, "clauses", TITLES[name])}
    for clause in criterion.requires.parts:
        row, own = counted[clause.says], answers[clause.id]
        assert (row["events"], row["n"], row["unknown"]) == (own.sum(), own.len() - own.null_count(), own.null_count())


@pytest.mark.parametrize("name", NAMES)
def test_what_fails_together_is_what_is_known_not_to_hold_of_those_who_do_not_meet_it(
    record: Record, study: Study, name: str
) -> None:
    not_met = classify(record, clauses=True).filter(criterion=TITLES[name], verdict="not met")
    limbs = {limb.says: limb.id for limb in limbs_of(next(one for one in known_criteria(Definitions()) if one.id == name))}
    by_hand: dict[frozenset[str], int] = {}
    for person in not_met.iter_rows(named=True):
        failing = frozenset(says for says, column in limbs.items() if person[column] is False)
        by_hand[failing] = by_hand.get(failing, 0) + 1
    found = rows(study, "clauses failing together", TITLES[name])
    assert {frozenset(said_in(str(row["level"]))): row["events"] for row in found} == by_hand
    assert {row["n"] for row in found} == {not_met.height}
    assert [row["events"] for row in found] == sorted((row["events"] for row in found), reverse=True)


def test_people_who_are_not_in_the_study_are_in_no_count(record: Record) -> None:
    few = run(Protocol.model_validate({"title": "few", "population": {"age_at_onset": {"under": 18}}}), record)
    assert 0 < few.included.len() < 150
    assert sum(row["events"] for row in rows(few, "criteria", "IPND 2015")) == few.included.len()
    of_them = classify(record).filter(pl.col("patient_id").is_in(few.included.implode()), criterion="IPND 2015")
    counted = {row["level"]: row["events"] for row in rows(few, "criteria", "IPND 2015")}
    assert counted["not met"] == of_them.filter(verdict="not met").height


def test_a_criterion_that_is_not_there_is_refused_with_those_that_are(tmp_path) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text('title = "t"\n[criteria]\nof = ["ipnd"]\n', "utf-8")
    with pytest.raises(ProtocolError, match="there is no criterion 'ipnd'; did you mean 'ipnd2015'"):
        Protocol.read(path)
