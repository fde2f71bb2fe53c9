"""Files become records; what is wrong is said in one sentence with file, record and field."""

from pathlib import Path

import pytest

import nmosd
from nmosd.errors import EvidenceError
from nmosd.evidence import check_evidence
from nmosd.evidence.base import Evidence, load_evidence, read_evidence

SOURCES = "paper: {citation: Somebody 2020, kind: article, read: abstract}\n"
RECORD = """
kind: statement
id: dose
topics: [symptoms]
category: option
text: A dose.
origin: general prescribing
about: [gabapentin]
verified: read
source: paper
"""


def read(tmp_path: Path, *records: str, sources: str = SOURCES) -> Evidence:
    (tmp_path / "sources.yaml").write_text(sources, "utf-8")
    (tmp_path / "records.yaml").write_text("\n---\n".join(records), "utf-8")
    return read_evidence(tmp_path)


def test_defaults_are_given_to_the_records_after_them(tmp_path: Path) -> None:
    base = read(tmp_path, "defaults: {topics: [harm], kind: statement}", RECORD.replace("topics: [symptoms]\n", ""))
    assert base.records["dose"].topics == ("harm",)
    assert base.records["dose"].file == "records.yaml"


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        (
            ("gabapentin", "gabapentine"),
            "records.yaml, record dose, about.0: there is no intervention 'gabapentine'; did you mean 'gabapentin'?.",
        ),
        (
            ("verified: read", "verified: seen"),
            "records.yaml, record dose, verified: input should be 'read', 'recalled' or 'inferred'.",
        ),
        (("text: A dose.\n", ""), "records.yaml, record dose, text: the field is missing."),
        (("text: A dose.", "text: A dose.\nnumber: 3"), "records.yaml, record dose, number: there is no such field"),
        (
            ("source: paper", "source: papers"),
            "records.yaml, record dose, source: there is no source 'papers'; did you mean 'paper'?",
        ),
        (("id: dose", "id: The Dose"), "records.yaml, record The Dose, id: 'The Dose' is no name of a record"),
        (("kind: statement", "kind: claim"), "records.yaml, record dose, kind: it is 'claim'; write study or statement."),
        (
            ("text: A dose.", "text: A dose.\ntext: Two."),
            "records.yaml, line 7: the key 'text' stands twice; mend the YAML there.",
        ),
        (("about: [gabapentin]", "about: [gabapentin"), "records.yaml, line "),
    ],
)
def test_a_wrong_record_is_one_sentence(tmp_path: Path, spoiled: tuple[str, str], sentence: str) -> None:
    assert spoiled[0] in RECORD
    with pytest.raises(EvidenceError) as error:
        read(tmp_path, RECORD.replace(*spoiled))
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"record dose: the id stands in records.yaml already"):
        read(tmp_path, RECORD, RECORD)


def test_a_source_has_a_real_doi(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"sources.yaml, source paper, doi: 'https://doi.org/10.1/x' is no DOI"):
        read(tmp_path, RECORD, sources="paper: {citation: S, kind: article, read: abstract, doi: https://doi.org/10.1/x}\n")


def test_a_folder_needs_its_sources(tmp_path: Path) -> None:
    (tmp_path / "records.yaml").write_text(RECORD, "utf-8")
    with pytest.raises(EvidenceError, match=r"has no sources.yaml"):
        read_evidence(tmp_path)


def test_a_finding_says_something_and_names_arms_that_exist(tmp_path: Path) -> None:
    study = RECORD.replace("kind: statement", "kind: study\ntitle: T\ndesign: cohort\ncontrol: none").replace(
        "category: option\n", ""
    )
    study = study.replace("text: A dose.\n", "").replace("origin: general prescribing\n", "").replace("about: [gabapentin]\n", "")
    study += "arms: {drug: {given: [rituximab]}}\n"
    empty = study + "findings: [{id: f, outcome: relapse, verified: read}]\n"
    with pytest.raises(EvidenceError, match=r"findings.0: the finding has neither arms nor effects nor text"):
        read(tmp_path, empty)
    with pytest.raises(EvidenceError, match=r"finding f names the arm 'drugs'; did you mean 'drug'"):
        read(tmp_path, study + "findings: [{id: f, outcome: relapse, verified: read, arms: {drugs: {events: 1}}}]\n")


def test_every_mark_of_our_own_base_is_one_of_three() -> None:
    base = load_evidence()
    marks = {record.verified for record in base.records.values()} | {finding.verified for _, finding in base.findings()}
    assert marks == {"read", "recalled", "inferred"}


def test_the_example_of_the_reference_is_read_and_passes_every_check() -> None:
    base = read_evidence(Path(nmosd.__file__).parent / "evidence" / "example")
    assert list(base.records) == ["harbour-trial"]
    assert check_evidence(base) == ()
