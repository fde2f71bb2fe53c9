"""Two ids of one person are reported, and merged where the mapping says so; two people are left alone."""

import pytest

COLUMNS = {
    "ID": "patients.patient_id",
    "Sex": "patients.sex",
    "Age": "patients.age_at_onset",
    "DOB": "patients.birth",
    "Source": "patients.source",
    "AQP4": {"to": "antibody_tests.result", "row": "aqp4", "set": {"analyte": "AQP4-IgG"}},
    "R1": {"to": "attacks.onset", "row": "1"},
    "T1": {"to": "attacks.sites", "row": "1"},
    "R2": {"to": "attacks.onset", "row": "2"},
    "Rx1": {"to": "acute_treatments.treatment", "row": "1", "link": {"attack": "1"}},
}
HEADER = list(COLUMNS)
DOI = "10.1186/s12883-019-1472-6"


def pairs(imported, *rows, **top):
    done = imported([HEADER, *rows], COLUMNS, **top)
    found = done.record.problems.filter(done.record.problems["code"] == "I301")
    return [tuple(name.split("/")[0] for name in row_ids) for row_ids in found["row_ids"]]


def test_two_reports_with_one_source_sex_and_age_are_a_pair(imported) -> None:
    first = ["SSc01", "F", 44, None, DOI, "pos", None, None, None, None]
    second = ["EN111776", "F", 44, None, f"https://doi.org/{DOI}", "pos", None, None, None, None]
    assert pairs(imported, first, second) == [("EN111776", "SSc01")]


@pytest.mark.parametrize(
    "second",
    [
        ["B", "M", 44, None, DOI, "pos", None, None, None, None],
        ["B", "F", 39, None, DOI, "pos", None, None, None, None],
        ["B", "F", 44, None, DOI, "neg", None, None, None, None],
        ["B", "F", 44, None, "10.1000/other", "pos", None, None, None, None],
        ["B", None, 44, None, DOI, "pos", None, None, None, None],
    ],
)
def test_two_people_of_one_publication_are_none(imported, second) -> None:
    assert pairs(imported, ["A", "F", 44, None, DOI, "pos", None, None, None, None], second) == []


@pytest.mark.parametrize(
    ("one", "other", "pair"),
    [
        (["1970-03", "2014-03-12", "2016"], ["03/1970", "03/2014", None], True),
        (["1970-03", "2014-03-12", "2016"], ["1970-03", "2015", None], False),
        (["1970", "2014-03-12", None], ["1970", "2014-03-12", None], False),
        ([None, "2014-03-12", "2016-05"], [None, "2014-03-12", "2016-05"], True),
        ([None, "2014-03-12", "2016"], [None, "2014-03-12", "2016"], False),
    ],
)
def test_a_month_of_birth_or_two_dated_attacks_make_a_pair(imported, one, other, pair) -> None:
    rows = [[name, "F", None, birth, None, None, r1, None, r2, None] for name, (birth, r1, r2) in (("A", one), ("B", other))]
    assert pairs(imported, *rows) == ([("A", "B")] if pair else [])


def test_one_person_is_merged_and_no_cell_is_lost(imported) -> None:
    rows = [
        HEADER,
        ["B", "F", 45, None, DOI, "pos (CBA)", "2014", "TM", "2017", "PLEX"],
        ["A", "F", 44, None, None, "pos", "2014-03", None, "2016", "IVMP"],
    ]
    done = imported(rows, COLUMNS, same_person=[["A", "B"]])
    assert done.record.patients.select("patient_id", "age_at_onset", "source").rows() == [("A", 44.0, DOI)]
    assert done.record.antibody_tests.select("row_id", "assay").rows() == [("A/antibody_tests/aqp4", "cell-based")]
    attacks = done.record.attacks.select("row_id", "sites").rows()
    assert attacks == [("A/attacks/1", ["spinal cord"]), ("A/attacks/2", None), ("A/attacks/2-2", None)]
    assert done.record.acute_treatments["attack"].to_list() == ["A/attacks/1", "A/attacks/1"]
    assert done.record.problems.select("code", "cell").rows() == [("I204", "C2"), ("I302", None)]
    assert done.counts.cells == done.counts.recorded + done.counts.set_aside
    kept = {
        row_id
        for name in ("patients", "attacks", "antibody_tests", "acute_treatments")
        for row_id in getattr(done.record, name)["row_id"]
    }
    assert set(done.record.origins["row_id"]) <= kept


def test_a_pair_that_the_mapping_calls_two_people_is_never_asked_about_again(imported) -> None:
    alike = [[name, "F", None, "1970-03", None, None, "2014-03-12", None, None, None] for name in "ABC"]
    assert pairs(imported, *alike) == [("A", "B"), ("A", "C"), ("B", "C")]
    assert pairs(imported, *alike, not_same_person=[["A", "B"]]) == [("A", "C"), ("B", "C")]
    assert pairs(imported, *alike, not_same_person=[["A", "B", "C"]]) == []
    assert pairs(imported, *alike, not_same_person=[["C", "B"]], same_person=[["A", "B"]]) == []
