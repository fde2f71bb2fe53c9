"""Citations for what a record names: sources with design, certainty and people; what is missing; no dose, nothing ranked."""

import re
from types import SimpleNamespace

import polars as pl
import pytest

from nmosd.evidence import load_evidence, not_on_record, related_to, search
from nmosd.evidence.related import _before_choice
from nmosd.record import FIELDS, Record, new_record
from nmosd.report.evidence.cited import published_on
from nmosd.report.study.page import report_html
from nmosd.study import Protocol, run

BASE = load_evidence()


@pytest.fixture(scope="module")
def record() -> Record:
    """Two people: P1 with everything that a choice depends on, P2 with an ELISA and an untold disease."""

    def rows(table: str, *entries: dict[str, str]) -> pl.DataFrame:
        return pl.DataFrame([{"row_id": f"{e['patient_id']}/{table}/{i}"} | e for i, e in enumerate(entries)])

    p1, p2 = {"patient_id": "P1"}, {"patient_id": "P2"}
    return new_record(
        {
            "patients": rows("patients", p1 | {"ancestry": "Han Chinese"}, p2 | {"ancestry": "unknown"}),
            "antibody_tests": rows(
                "antibody_tests",
                p1 | {"analyte": "AQP4-IgG", "assay": "live cell-based", "result": "positive"},
                p1 | {"analyte": "MOG-IgG", "assay": "live cell-based", "result": "negative"},
                p2 | {"analyte": "AQP4-IgG", "assay": "ELISA", "result": "positive"},
                p2 | {"analyte": "MOG-IgG", "assay": "live cell-based", "result": "not done"},
            ),
            "therapies": rows("therapies", p1 | {"drug": "rituximab"}, p2 | {"drug": "natalizumab"}),
            "acute_treatments": rows("acute_treatments", p1 | {"treatment": "plasma exchange"}),
            "comorbidities": rows("comorbidities", p1 | {"disease": "systemic sclerosis"}),
        },
        title="Two invented people",
        synthetic=True,
    )


def test_what_a_record_names_is_cited_by_kind_and_name(record: Record) -> None:
    found = related_to(BASE, record)
    assert [(one.kind, one.subject) for one in found] == [
        ("treatment", "natalizumab"),
        ("treatment", "plasma exchange"),
        ("treatment", "rituximab"),
        ("coexisting disease", "systemic sclerosis"),
    ]
    rituximab = found[2]
    keys = {citation.key for citation in rituximab.citations}
    assert keys == {r.source for r in search(BASE, about="rituximab") if r.source and BASE.sources[r.source].kind != "reasoning"}
    trial = next(citation for citation in rituximab.citations if "randomised trial" in citation.designs)
    assert (trial.certainty, trial.people[0]) == ("compared at random", "NMOSD, AQP4-IgG positive")
    assert rituximab.compared_at_random >= 1


def test_one_person_is_cited_what_that_person_s_rows_name(record: Record) -> None:
    assert [one.subject for one in related_to(BASE, record, patients=["P2"])] == ["natalizumab"]


def test_symptoms_are_found_by_the_words_of_the_record_unless_they_were_absent() -> None:
    symptoms = pl.DataFrame(
        {
            "patient_id": ["P1", "P1", "P1", "P1"],
            "symptom": ["tonic spasm", "pain", "fatigue", "work"],
            "present": ["yes", None, "no", "yes"],
        }
    )
    found = related_to(BASE, SimpleNamespace(symptoms=symptoms))  # type: ignore[arg-type]
    assert [one.subject for one in found] == ["neuropathic pain", "painful tonic spasms"]
    assert found[1].gaps == ("No randomised trial.",)


def test_what_a_choice_depends_on_and_nobody_wrote_down(record: Record) -> None:
    missing = {item.name: (item.without, item.people) for item in not_on_record(BASE, record)}
    assert missing == {
        "AQP4-IgG by a cell-based assay": (1, 2),
        "MOG-IgG": (1, 2),
        "coexisting diseases": (1, 2),
        "ancestry": (1, 2),
    }
    assert not_on_record(BASE, record, patients=["P1"]) == ()
    marks = {item.name: item.mark for item in not_on_record(BASE, record)}
    assert marks["MOG-IgG"] == "recalled", "the weakest mark of what it rests on"


def test_the_data_file_names_fields_and_records_that_exist() -> None:
    for entry in _before_choice().values():
        columns = [entry["column"]] if "column" in entry else [part["column"] for part in entry["holds"]]
        for column in columns:
            assert f"{entry['table']}.{column}" in FIELDS
        for part in entry.get("holds", ()):
            assert set(part["values"]) <= set(FIELDS[f"{entry['table']}.{part['column']}"].allowed)
        for place in entry["rests_on"]:
            BASE.record(place)


def test_the_study_s_page_cites_and_gives_no_dose(record: Record) -> None:
    page = report_html(run(Protocol(title="Two invented people"), record))
    begin = page.index('<section id="published"')
    section = page[begin : page.index("</section>", begin)]
    text = re.sub(r"<[^>]+>", "", section)
    for one in published_on(record).related:
        assert one.subject in text
    assert "not on record for 1 of 2 people" in text
    assert "Nothing here is ranked, proposed or recommended" in text
    doses = {statement.dose for statement in BASE.statements if statement.dose}
    assert not any(dose in text for dose in doses)
    assert not re.search(r"\d\s?(mg|g|mL|µg|units)\b", text)
