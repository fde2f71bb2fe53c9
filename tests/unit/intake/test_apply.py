"""A sheet and its mapping make rows, origins and problems."""

import datetime as dt
from typing import Any

import pytest

from nmosd.errors import MappingError
from nmosd.intake.mapping_reading import mapping_from

ID = "patients.patient_id"


def rows_of(frame: Any, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select(columns).rows()


def test_attacks_sideways_become_rows_that_bear_their_names(imported) -> None:
    done = imported(
        [["ID", "Rel1", "Rel1 type", "Rel2", "Rel2 type"], ["P1", "03/14", "ON re", "2016", None], ["P2", None, "?", None, None]],
        {
            "ID": ID,
            "Rel1": {"to": "attacks.onset", "row": "1"},
            "Rel1 type": {"to": "attacks.sites", "row": "1"},
            "Rel2": {"to": "attacks.onset", "row": "2"},
            "Rel2 type": {"to": "attacks.sites", "row": "2"},
        },
    )
    assert rows_of(done.record.attacks, "row_id", "onset_earliest", "onset_latest", "sites") == [
        ("P1/attacks/1", dt.date(2014, 3, 1), dt.date(2014, 3, 31), ["optic nerve right"]),
        ("P1/attacks/2", dt.date(2016, 1, 1), dt.date(2016, 12, 31), None),
    ]
    assert rows_of(done.record.patients, "patient_id") == [("P1",), ("P2",)]
    assert ("P2/attacks/1", "attacks", "sites", "C3", "?") in rows_of(
        done.record.origins, "row_id", "table", "field", "cell", "text"
    )


def test_constants_stand_only_where_the_cell_says_something(imported) -> None:
    aqp4 = {"to": "antibody_tests.result", "row": "aqp4", "set": {"analyte": "AQP4-IgG"}}
    done = imported([["ID", "AQP4"], ["P1", "pos"], ["P2", None], ["P3", "not done"]], {"ID": ID, "AQP4": aqp4})
    assert rows_of(done.record.antibody_tests, "patient_id", "analyte", "result") == [
        ("P1", "AQP4-IgG", "positive"),
        ("P3", "AQP4-IgG", "not done"),
    ]


def test_a_column_goes_before_the_constants_of_its_neighbours(imported) -> None:
    drug = {"to": "therapies.drug", "row": "rtx", "values": {"yes": "rituximab", "no": ""}}
    start = {"to": "therapies.start", "row": "rtx", "set": {"drug": "rituximab"}}
    rows = [["ID", "RTX?", "RTX start"], ["P1", "yes", "2014"], ["P2", "no", "2015"]]
    both = imported(rows, {"ID": ID, "RTX?": drug, "RTX start": start})
    assert rows_of(both.record.therapies, "patient_id", "drug") == [("P1", "rituximab"), ("P2", None)]
    alone = imported(rows, {"ID": ID, "RTX?": "ignore", "RTX start": start})
    assert rows_of(alone.record.therapies, "patient_id", "drug") == [("P1", "rituximab"), ("P2", "rituximab")]


def test_an_empty_meaning_says_nothing_and_keeps_its_origin(imported) -> None:
    drug = {"to": "therapies.drug", "row": "rtx", "values": {"yes": "rituximab", "no": ""}}
    done = imported([["ID", "RTX?"], ["P1", "Yes"], ["P2", "no"]], {"ID": ID, "RTX?": drug})
    assert rows_of(done.record.therapies, "patient_id", "drug") == [("P1", "rituximab")]
    assert done.counts.recorded == 4


def test_several_values_in_one_cell_are_rows_linked_to_their_attack(imported) -> None:
    done = imported(
        [["ID", "Rel1", "Rx"], ["P1", "2014", "IVMP; PLEX + gargling"]],
        {
            "ID": ID,
            "Rel1": {"to": "attacks.onset", "row": "1"},
            "Rx": {"to": "acute_treatments.treatment", "row": "1", "split": [";", "+"], "link": {"attack": "1"}},
        },
    )
    assert rows_of(done.record.acute_treatments, "row_id", "treatment", "attack") == [
        ("P1/acute_treatments/1.1", "intravenous methylprednisolone", "P1/attacks/1"),
        ("P1/acute_treatments/1.2", "plasma exchange", "P1/attacks/1"),
    ]
    assert rows_of(done.record.problems, "code", "cell") == [("I205", "C2")]
    assert done.counts.partly == 1
    assert done.counts.set_aside == 0


def test_one_cell_may_fill_several_fields(imported) -> None:
    done = imported(
        [["ID", "Last visit", "EDSS"], ["P1", "2020-05-04", 3]],
        {
            "ID": ID,
            "Last visit": {"to": ["patients.last_contact", "visits.visited"], "row": "last"},
            "EDSS": {"to": "visits.edss", "row": "last"},
        },
    )
    assert rows_of(done.record.visits, "visited_earliest", "edss") == [(dt.date(2020, 5, 4), 3.0)]
    assert done.record.patients["last_contact_latest"].to_list() == [dt.date(2020, 5, 4)]


def test_the_column_of_its_own_goes_before_what_a_neighbour_says_beside(imported) -> None:
    done = imported(
        [["ID", "AQP4", "assay"], ["P1", "pos (CBA)", "ELISA"], ["P2", "pos (CBA)", None]],
        {
            "ID": ID,
            "AQP4": {"to": "antibody_tests.result", "row": "aqp4"},
            "assay": {"to": "antibody_tests.assay", "row": "aqp4"},
        },
    )
    assert rows_of(done.record.antibody_tests, "patient_id", "result", "assay") == [
        ("P1", "positive", "ELISA"),
        ("P2", "positive", "cell-based"),
    ]
    assert rows_of(done.record.problems, "code", "patient_id", "cell") == [("I205", "P1", "B2")]


def test_a_second_row_of_a_person_adds_rows_and_may_not_contradict(imported) -> None:
    done = imported(
        [["ID", "Sex", "DOB", "Rel1"], ["P1", "F", "1970", "2014"], ["P1", "m", "03/1970", "2015"], ["P1", "?", None, None]],
        {"ID": ID, "Sex": "patients.sex", "DOB": "patients.birth", "Rel1": "attacks.onset"},
    )
    assert rows_of(done.record.attacks, "row_id") == [("P1/attacks/1",), ("P1/attacks/2-1",)]
    assert rows_of(done.record.patients, "sex", "birth_earliest") == [("female", dt.date(1970, 3, 1))]
    [problem] = done.record.problems.rows(named=True)
    assert (problem["code"], problem["cell"], problem["text"]) == ("I204", "B3", "m")
    assert "B2" in problem["message"]


def test_a_relative_calendar_reads_the_unit_of_the_column(imported) -> None:
    done = imported(
        [["ID", "Rel2 (months)"], ["P1", 6]],
        {"ID": ID, "Rel2 (months)": {"to": "attacks.onset", "row": "2", "unit": "months"}},
        calendar="relative",
    )
    [(earliest, latest)] = rows_of(done.record.attacks, "onset_earliest", "onset_latest")
    assert earliest < dt.date(1970, 1, 1) + dt.timedelta(6 * 30.4375) < latest
    assert done.record.calendar == "relative"


def test_equal_headers_are_told_apart_and_blank_ones_named_by_their_letter(imported) -> None:
    done = imported(
        [["ID", "EDSS", "EDSS", None], ["P1", 3, 4, "loose"]],
        {
            "ID": ID,
            "EDSS": {"to": "visits.edss", "row": "1"},
            "EDSS (2)": {"to": "visits.edss", "row": "2"},
            "(column D)": "ignore",
        },
    )
    assert rows_of(done.record.visits, "row_id", "edss") == [("P1/visits/1", 3.0), ("P1/visits/2", 4.0)]
    assert done.counts.ignored == 1


ROWS = [["ID", "Rel1", "Type", "Rx"], ["P1", "2014", "ON", "IVMP"]]
RX = {"to": "acute_treatments.treatment", "row": "1"}


@pytest.mark.parametrize(
    ("columns", "sheet", "top", "words"),
    [
        ({}, {}, {"source": "other.xlsx"}, ["other.xlsx", "clinic.xlsx"]),
        ({}, {"name": "NMOO"}, {}, ["NMOO", "did you mean 'NMO'?"]),
        ({"Rel 1": "attacks.onset"}, {}, {}, ["'Rel 1'", "did you mean 'Rel1'?"]),
        ({"Type": None}, {}, {}, ["'Type'", "does not name", "other_columns"]),
        ({"Type": {"to": "todo", "question": "what is it?"}}, {}, {}, ["todo", "what is it?"]),
        ({"Type": ID}, {}, {}, ["'ID'", "'Type'", "both name the patient"]),
        ({"ID": "ignore"}, {}, {}, ["patients.patient_id"]),
        ({"Type": "attacks.onset"}, {}, {}, ["'Rel1'", "'Type'", "both fill attacks.onset"]),
        ({"Rx": RX | {"set": {"treatmnt": "x"}}}, {}, {}, ["treatmnt", "did you mean 'treatment'?"]),
        ({"Rel1": {"to": "attacks.onset", "set": {"trigger": "infektion"}}}, {}, {}, ["infektion", "did you mean 'infection'?"]),
        ({"Rel1": {"to": "attacks.onset", "set": {"nadir_edss": 0.5}}}, {}, {}, ["0.5", "attacks.nadir_edss"]),
        ({"Rel1": {"to": "attacks.onset", "set": {"patients.sex": "female"}}}, {}, {}, ["a table that the column does not fill"]),
        ({"Rx": RX | {"link": {"attack": "2"}}}, {}, {}, ["row '2' of attacks"]),
        ({"Rx": RX | {"link": {"treatment": "1"}}}, {}, {}, ["does not refer"]),
        ({"Rx": RX | {"set": {"attack": "1"}}}, {}, {}, ["use link"]),
        ({"Type": "attacks.patient_id"}, {}, {}, ["patients.patient_id"]),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_in_one_sentence(imported, columns, sheet, top, words) -> None:
    given = {"ID": ID, "Rel1": "attacks.onset", "Type": "attacks.sites", "Rx": RX} | columns
    with pytest.raises(MappingError) as refused:
        imported(ROWS, {header: to for header, to in given.items() if to is not None}, sheet, **top)
    assert all(word in str(refused.value) for word in words), str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_id_that_only_the_attacks_know_is_reported_with_the_nearest(source) -> None:
    from nmosd.intake import import_source

    people = {"name": "people", "columns": {"ID": {"to": ID}, "Sex": {"to": "patients.sex"}}}
    attacks = {"name": "attacks", "columns": {"ID": {"to": ID}, "Date": {"to": "attacks.onset"}}}
    mapping = mapping_from({"source": "clinic.xlsx", "title": "t", "sheet": [people, attacks]}, "mapping.toml")
    sheets = {"people": [["ID", "Sex"], ["P017", "f"]], "attacks": [["ID", "Date"], ["P017", "2014"], ["P17", "2015"]]}
    record = import_source(source(sheets), mapping).record
    assert [(row["code"], row["patient_id"]) for row in record.problems.rows(named=True)] == [("I206", "P17"), ("I303", "P017")]
    assert "P017 is" in record.problems["message"][0]
