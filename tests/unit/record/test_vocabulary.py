"""The data files of the vocabulary: no word means two things, every fact names its source, every code names a term."""

import re
import tomllib
import unicodedata
from importlib.resources import files

import polars as pl
import pytest

from nmosd.record.vocabulary import codes as codes_module
from nmosd.record.vocabulary import names, vocabularies, vocabulary
from nmosd.record.vocabulary.codes import MARKS, codes
from nmosd.record.vocabulary.letter_chart import letter_chart

LONG = ("drugs", "sites", "diseases")


def plain(word: str) -> str:
    """Lower case, without accents, punctuation and spaces; a sign in front (`-ve`), or a word of signs alone, stays."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if sign.isalnum())
    in_front = word.strip()[:1] if word.strip()[:1] in ("+", "-", "±") else ""
    return in_front + letters if letters else word.strip()


def sources() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("nmosd.record.vocabulary").joinpath("sources.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", vocabularies())
def test_no_word_means_two_terms_of_a_vocabulary(name):
    meanings: dict[str, set[str]] = {}
    for term in vocabulary(name).values():
        for word in (term.name, *term.synonyms):
            meanings.setdefault(plain(word), set()).add(term.name)
    assert {word: terms for word, terms in meanings.items() if len(terms) > 1} == {}


@pytest.mark.parametrize("name", LONG)
def test_no_word_is_written_twice(name):
    words = [plain(word) for term in vocabulary(name).values() for word in (term.name, *term.synonyms)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("name", LONG)
def test_every_fact_names_a_source_that_stands_in_the_list(name):
    known = sources()
    for term in vocabulary(name).values():
        for key, value in term.attributes.items():
            if key.endswith("_source"):
                assert set(re.split(r", *", value)) <= known.keys(), term.name
                assert term.attributes[key.replace("_source", "_mark")] in ("read", "recalled", "inferred"), term.name


def test_a_claim_of_harm_or_of_a_licence_has_its_source_and_its_mark():
    for term in vocabulary("drugs").values():
        if "harmful_in_nmosd" in term.attributes:
            assert term.attributes["harmful_in_nmosd"] in ("reported", "by class")
            assert {"harmful_note", "harmful_source", "harmful_mark"} <= term.attributes.keys()
        if "approved_for_nmosd" in term.attributes:
            assert {"approved_source", "approved_mark"} <= term.attributes.keys()


def test_no_source_is_listed_for_nothing():
    used = {
        key
        for name in LONG
        for term in vocabulary(name).values()
        for attribute, value in term.attributes.items()
        if attribute.endswith("_source")
        for key in re.split(r", *", value)
    }
    elsewhere = {"wingerchuk2015", letter_chart().source}
    assert set(sources()) - used == elsewhere, "the criteria stand in the header of sites.toml, the letters in letter_chart.toml"


def test_what_was_only_recalled_never_looks_read():
    for name, source in sources().items():
        if source["read"] in ("recalled", "inferred"):
            for term in vocabulary("drugs").values():
                for key, value in term.attributes.items():
                    if key.endswith("_source") and name in value:
                        assert term.attributes[key.replace("_source", "_mark")] == source["read"]


def test_b_cell_therapies_are_exactly_the_drugs_against_cd20_and_cd19():
    drugs = vocabulary("drugs").values()
    marked = {drug.name for drug in drugs if drug.attributes.get("b_cell_therapy")}
    assert marked == {drug.name for drug in drugs if drug.attributes["class"] in ("anti-CD20", "anti-CD19")}
    assert {"rituximab", "ocrelizumab", "inebilizumab"} <= marked


@pytest.mark.parametrize("drug", ["interferon beta", "natalizumab", "fingolimod", "alemtuzumab", "dimethyl fumarate"])
def test_the_drugs_reported_to_harm_are_marked(drug):
    assert vocabulary("drugs")[drug].attributes["harmful_in_nmosd"] == "reported"


@pytest.mark.parametrize(
    ("written", "drug"),
    [
        ("Rituxmab", "rituximab"),
        ("Rituximap", "rituximab"),
        ("Truxima", "rituximab"),
        ("RTX", "rituximab"),
        ("azathioprin", "azathioprine"),
        ("AZA", "azathioprine"),
        ("Ciclosporine", "ciclosporin"),
        ("cyclosporine", "ciclosporin"),
        ("RoActemra", "tocilizumab"),
        ("Decortin", "prednisone"),
        ("Decortin H", "prednisolone"),
        ("pred", "oral steroid"),
        ("IFN-β", "interferon beta"),
    ],
)
def test_what_clinics_write_is_a_word_of_the_drug(written, drug):
    words = {plain(word) for word in (drug, *vocabulary("drugs")[drug].synonyms)}
    assert plain(written) in words


@pytest.mark.parametrize("ambiguous", ["APS", "SS", "CP", "DM", "PSS"])
def test_an_abbreviation_of_two_things_stands_under_neither(ambiguous):
    for name in ("drugs", "diseases"):
        assert plain(ambiguous) not in {plain(word) for term in vocabulary(name).values() for word in (term.name, *term.synonyms)}


def test_every_site_but_two_stands_for_a_core_characteristic():
    core = {name: site.attributes.get("core") for name, site in vocabulary("sites").items()}
    assert core.pop("cerebellum") is None
    assert core.pop("other") is None
    assert set(core.values()) == {"C1", "C2", "C3", "C4", "C5", "C6"}
    for site in vocabulary("sites").values():
        if "part_of" in site.attributes:
            assert vocabulary("sites")[site.attributes["part_of"]].attributes["core"] == site.attributes["core"]
            assert site.attributes["side"] in ("right", "left")


def test_every_disease_has_a_group_and_its_antibodies_are_analytes():
    groups = {"autoimmune, systemic", "autoimmune, organ", "autoimmune, neurological", "infection", "cancer", "other"}
    for disease in vocabulary("diseases").values():
        assert disease.attributes["group"] in groups, disease.name
        assert set(disease.attributes.get("antibodies", ())) <= set(names("analyte")), disease.name


def test_every_code_stands_for_a_term_of_its_vocabulary():
    for row in codes().filter(pl.col("term").is_not_null()).iter_rows(named=True):
        assert row["term"] in names(row["vocabulary"]), row["code"]
    assert codes().filter(pl.col("term").is_null() != pl.col("vocabulary").is_null()).is_empty()


def test_every_code_has_a_mark_and_what_was_seen_has_a_source():
    table = codes()
    assert table["mark"].dtype == pl.Enum(MARKS)
    assert table.null_count().select("system", "code", "label", "mark").sum_horizontal().item() == 0
    assert table.filter((pl.col("mark") == "seen") & pl.col("source").is_null()).is_empty()
    assert table.filter((pl.col("mark") == "conflict") & pl.col("note").is_null()).is_empty()


def test_codes_are_unique_and_sorted():
    table = codes()
    keys = table.select("system", "code", "vocabulary", "term")
    assert keys.is_unique().all()
    assert table.equals(table.sort("system", "code", "vocabulary", "term", maintain_order=True))


def test_a_drug_answers_with_its_old_and_new_codes():
    assert codes("eculizumab", "ATC")["code"].to_list() == ["L04AA25", "L04AJ01"]
    assert codes("azathioprine", "RxNorm")["mark"].to_list() == ["partly seen", "conflict"]
    assert codes("no such drug").is_empty()


def test_one_laboratory_code_says_analyte_specimen_and_assay():
    meaning = codes(system="LOINC").filter(pl.col("code") == "63439-4")
    assert dict(meaning.select("vocabulary", "term").iter_rows()) == {
        "analyte": "AQP4-IgG",
        "assay": "cell-based",
        "specimen": "serum",
    }


def test_the_code_table_is_read_as_text():
    assert codes_module.codes(system="ICD-9-CM")["code"].to_list() == ["341.0"]
