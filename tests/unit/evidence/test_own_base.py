"""The base that comes with nmosd: searchable, sourced, exported whole; and no fact of it stands in a Python file."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest

import nmosd
from nmosd.errors import EvidenceError
from nmosd.evidence import bibtex, citations, evidence_csv, load_evidence, search, symptom_map
from nmosd.evidence.models import Statement, Study
from nmosd.evidence.vocabulary import evidence_words, interventions, plain, resolve_intervention

BASE = load_evidence()
SOURCE = Path(nmosd.__file__).parent


def test_a_brand_finds_the_drug_and_its_groups() -> None:
    assert resolve_intervention("Soliris") == ("eculizumab", "C5 inhibitors", "approved antibodies")
    assert "prevent" in {record.id for record in search(BASE, about="soliris")}
    assert "c5-vaccines-before" in {record.id for record in search(BASE, about="eculizumab")}


def test_words_topic_design_and_mark_narrow_a_search() -> None:
    assert [record.id for record in search(BASE, ["scrambler"], design="randomised trial")] == ["scrambler-trial"]
    assert {record.verified for record in search(BASE, topic="guidance", mark="recalled")} == {"recalled"}
    assert search(BASE, ["no such word"]) == ()
    kinds = [isinstance(record, Study) for record in search(BASE, ["rituximab"])]
    assert kinds == sorted(kinds, reverse=True), "studies stand before statements"


def test_accents_and_case_do_not_count() -> None:
    assert search(BASE, ["KUMPFEL"]) == search(BASE, ["kümpfel"]) != ()


@pytest.mark.parametrize(
    ("asked", "sentence"), [({"topic": "harms"}, "did you mean 'harm'"), ({"about": "rituxmabb"}, "did you mean 'rituximab'")]
)
def test_a_filter_that_does_not_exist_is_an_error(asked: dict[str, str], sentence: str) -> None:
    with pytest.raises(EvidenceError, match=sentence):
        search(BASE, **asked)  # type: ignore[arg-type]


def test_no_word_stands_under_two_interventions() -> None:
    owners: dict[str, set[str]] = {}
    for name, term in interventions().items():
        for word in {plain(other) for other in (name, *term.synonyms)}:
            owners.setdefault(word, set()).add(name)
    own = {name for name, term in interventions().items() if "kind" in term.attributes}
    assert {word: names for word, names in owners.items() if len(names) > 1 and names & own} == {}
    members = {member for term in interventions().values() for member in term.attributes.get("members", ())}
    assert members <= set(interventions())


def test_every_topic_symptom_and_row_of_the_map_is_filled() -> None:
    assert {topic for record in BASE.records.values() for topic in record.topics} == set(evidence_words("topic"))
    rows = {row.name: row for row in symptom_map(BASE)}
    assert set(rows) == {*evidence_words("symptom"), *evidence_words("restorative")}
    for row in rows.values():
        assert any(row.options.values()), row.name
        assert row.gaps, row.name


def test_options_of_the_map_say_where_their_evidence_comes_from() -> None:
    rows = {row.name: row for row in symptom_map(BASE)}
    assert rows["neuropathic pain"].origins("neuromodulation")[0] == "NMOSD trial"
    assert rows["weakness and gait"].origins("drug") == ("transverse myelitis trial",), "not a trial in NMOSD"
    against = {name for s in rows["neuropathic pain"].options["drug"] if s.category == "advised against" for name in s.about}
    assert against == {"lidocaine plaster or capsaicin patch", "cannabinoids", "valproate", "levetiracetam", "mexiletine"}


def test_citations_name_sources_and_give_no_dose() -> None:
    found = citations(BASE, topic="acute attack")
    assert [c.text for c in found] == sorted(c.text for c in found)
    kleiter = next(c for c in found if c.key == "kleiter2018")
    assert (kleiter.designs, kleiter.certainty, kleiter.link) == (
        ("cohort",),
        "compared, not at random",
        "https://doi.org/10.1212/NXI.0000000000000504",
    )
    prevention = {c.key: c for c in citations(BASE, topic="relapse prevention")}
    assert prevention["yamamura2019"].certainty == "compared at random"
    assert prevention["pittock2023"].certainty == "compared, not at random", "its control is external"
    doses = {s.dose for s in BASE.statements if s.dose}
    assert not any(dose in citation.text for citation in found for dose in doses)


def test_the_table_holds_every_record_and_finding_with_mark_and_source() -> None:
    rows = list(csv.DictReader(io.StringIO(evidence_csv(BASE))))
    assert {row["record"] for row in rows} == set(BASE.records)
    assert {(row["record"], row["finding"]) for row in rows if row["finding"]} == {(s.id, f.id) for s, f in BASE.findings()}
    assert all(row["verified"] in ("read", "recalled", "inferred") for row in rows)
    assert all(row["citation"] for row in rows if row["verified"] == "read")
    prevent = next(row for row in rows if (row["record"], row["finding"], row["arm"]) == ("prevent", "relapse", "placebo"))
    assert (prevent["n"], prevent["events"], prevent["crude_percent"], prevent["kaplan_meier_percent"]) == (
        "47",
        "20",
        "43.0",
        "",
    )


def test_bibtex_has_one_entry_per_source_and_is_balanced() -> None:
    text = bibtex(BASE)
    keys = re.findall(r"^@\w+\{([^,]+),$", text, flags=re.MULTILINE)
    assert keys == sorted(set(keys))
    assert "general-practice" not in keys, "no publication"
    assert text.count("{") == text.count("}")


def test_a_statement_on_seronegative_people_never_rests_on_positive_people_only() -> None:
    """The rule that matters most, said once more without the check's own code."""
    for statement in BASE.statements:
        if statement.population.serostatus != "negative" or not statement.rests_on:
            continue
        for name in statement.rests_on:
            record_id, _, finding_id = name.partition("/")
            record = BASE.records[record_id]
            own = next((f.serostatus for f in record.findings if f.id == finding_id), None) if isinstance(record, Study) else None
            assert (own or record.population.serostatus) != "positive", statement.id


def _texts(path: Path) -> list[str]:
    """Return the string constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


# One question to the clinic is about the dose of one attack treatment, and names it by its name in the record's vocabulary.
NAMES_A_TREATMENT = SOURCE / "course" / "checks" / "treatment.py"
FILES = sorted(path for path in SOURCE.rglob("*.py") if path != NAMES_A_TREATMENT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_drugs_trials_dois_and_registry_numbers_stand_only_in_data_files(path: Path) -> None:
    text = "\n".join(_texts(path)).casefold()
    drugs = [
        name
        for name, term in interventions().items()
        if str(term.attributes.get("kind", "drug")) in ("drug", "symptomatic drug") and len(name) > 6
    ]
    generic = {"apheresis", "immunoadsorption", "oral steroid", "plasma exchange", "immunosuppressant, not specified"}
    trials = [study.title.casefold() for study in BASE.studies if re.fullmatch(r"[A-Z][\w-]*[A-Z][\w-]*", study.title)]
    assert [drug for drug in drugs if drug.casefold() in text and drug not in generic] == []
    assert [trial for trial in trials if re.search(rf"\b{re.escape(trial)}\b", text)] == []
    assert re.findall(r"10\.\d{4,9}/\w|nct\d{8}", text) == []
    assert len(FILES) > 100


def test_statements_and_studies_are_all_that_there_is() -> None:
    assert len(BASE.studies) + sum(isinstance(record, Statement) for record in BASE.records.values()) == len(BASE.records)


def test_texts_are_short_and_in_our_own_words() -> None:
    """Figures and facts are free; sentences of a paper are its authors': nothing here is in quotation marks or runs on."""
    for record in BASE.records.values():
        parts = [record.note or ""]
        if isinstance(record, Study):
            parts += [*record.traps, *(part for f in record.findings for part in (f.text or "", f.note or ""))]
        elif isinstance(record, Statement):
            parts.append(record.text)
        for part in parts:
            assert not set(part) & set('"“”«»'), record.id
            assert len(part.split()) <= 60, record.id
