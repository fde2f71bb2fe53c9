"""What a protocol may say, and how its mistakes are told."""

from pathlib import Path

import pytest

from nmosd.errors import CohortError, ProtocolError
from nmosd.record.store import SourceFile, write_cohort
from nmosd.study import Protocol, run

FULL = """
title = "NMO clinic"
question = "Who are these people, and how often do they have attacks?"
cohort = "cohort"

[population]
labels = ["NMOSD", "NMO"]
serostatus = ["AQP4-IgG positive", "double seronegative"]
age_at_onset = { at_least = 18, under = 80 }
include_unknown = false

[definitions]
preset = "sakura"
date_reading = "earliest"

[table_1]
by = "serostatus"
variables = ["sex", "age at onset"]

[attack_kinds]
by = "sex"

[rates]
by = "nothing"
onset_attack = ["with"]
confidence = 0.9
method = "log-normal"

[report]
swimmer = false
"""


COMPARED = "title = 'x'\n[[outcomes]]\nof = 'first attack'\n[comparison]\n"


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str) -> Path:
        path = tmp_path / "study.toml"
        path.write_text(text, "utf-8")
        return path

    return written


def test_everything_a_protocol_may_say(write):
    protocol = Protocol.read(write(FULL))
    assert protocol.population.labels == ("NMOSD", "NMO")
    assert protocol.population.age_at_onset.under == 80
    assert protocol.table_1.variables == ("sex", "age at onset")
    assert protocol.rates.confidence == 0.9
    assert protocol.course_definitions().merge_before_days == 31
    assert protocol.course_definitions().date_reading == "earliest"
    assert protocol.cohort_folder.name == "cohort"


def test_a_title_is_enough(write):
    protocol = Protocol.read(write('title = "All"'))
    assert protocol.population.labels == ()
    assert protocol.rates.onset_attack == ("without", "with")
    assert protocol.course_definitions().based_on == "default"


TREATMENTS = "title = 'x'\n[comparison]\nof = 'treatment'\ngroups = {{ a = ['{}'], b = ['azathioprine'] }}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("titel = 'x'\ntitle = 'y'", ["the protocol has no key 'titel'", "did you mean 'title'"]),
        ("title = 'x'\n[rates]\nconfidense = 0.9", ["[rates] has no key 'confidense'", "did you mean 'confidence'"]),
        ("title = 'x'\n[population.age_at_onset]\nmin = 3", ["[population.age_at_onset] has no key 'min'", "at_least, under"]),
        (
            "title = 'x'\n[population]\nlabels = ['NMSOD']",
            [":3: population.labels: ", "no label 'NMSOD'", "did you mean 'NMOSD'"],
        ),
        ("title = 'x'\n[population]\nserostatus = ['AQP4 positive']", ["serostatus group", "did you mean 'AQP4-IgG positive'"]),
        ("title = 'x'\n[rates]\nmethod = 'exakt'", ["rates.method", "did you mean 'exact'"]),
        ("title = 'x'\n[rates]\nmethod = 3", ["rates.method", "no method '3'", "exact, log-normal"]),
        (
            "title = 'x'\n[rates]\nconfidence = 95",
            ["rates.confidence is 95", "should lie between 0.5 and 0.9999: write 95 % as 0.95"],
        ),
        ("title = 'x'\n[rates]\nonset_attack = []", ["rates.onset_attack", "should have at least 1 item"]),
        ("title = 'x'\n[table_1]\nby = 'serology'", ["table_1.by", "no grouping 'serology'", "serostatus, sex, nothing"]),
        ("title = 'x'\n[table_1]\nvariables = ['age']", ["no variable 'age'", "age at onset"]),
        (f"{COMPARED}of = 'trial'", ["comparison.of", "no comparison 'trial'", "treatment, comorbidity"]),
        (f"{COMPARED}of = 'treatment'", ["comparison", "needs groups"]),
        (f"{COMPARED}of = 'treatment'\ngroups = {{a = ['rituximabb'], b = ['azathioprine']}}", ["did you mean 'rituximab'"]),
        (f"{COMPARED}of = 'treatment'\ngroups = {{a = ['rituximab'], b = ['rituximab']}}", ["'rituximab' stands in two groups"]),
        (f"{COMPARED}of = 'treatment'\ngroups = {{a = ['rituximab'], b = ['no treatment']}}", ["have no episode that starts"]),
        (f"{COMPARED}of = 'comorbidity'\ndisease = 'systemic sklerosis'", ["did you mean 'systemic sclerosis'"]),
        (f"{COMPARED}of = 'comorbidity'", ["one of disease", "and column"]),
        (f"{COMPARED}of = 'comorbidity'\ndisease = 'migraine'\nexposure = 'ever'", ['exposure belongs to of = "treatment"']),
        (f"{COMPARED}of = 'column'\ncolumn = 'people.sexx'", ["did you mean 'people.sex'"]),
        (f"{COMPARED}of = 'column'\ncolumn = 'people.sex'", ["no yes/no column", "groups are needed"]),
        (f"{COMPARED}of = 'serostatus'\ngroups = {{a = ['AQP4'], b = ['both positive']}}", ["no serostatus group 'AQP4'"]),
        (
            f"{COMPARED}of = 'treatment'\nreference = 'c'\ngroups = {{a = ['rituximab'], b = ['azathioprine']}}",
            ["'c' is no group", "a, b"],
        ),
        ("title = 'x'\n[comparison]\nof = 'comorbidity'\ndisease = 'migraine'", ["needs an outcome", "[[outcomes]]"]),
        ("title = 'x'\n[time]\nzero = 'birth'", ["time.zero", "no time zero 'birth'"]),
        ("title = 'x'\n[time]\nzero = 'episode start'", ["time.zero", "needs a comparison of treatment"]),
        ("title = 'x'\n[[outcomes]]\nof = 'milestone'", [":2: outcomes", "milestone", "is needed"]),
        ("title = 'x'\n[[outcomes]]\nof = 'milestone'\nmilestone = 'EDSS 7'", ["no milestone 'EDSS 7'"]),
        ("title = 'x'\n[[outcomes]]\nof = 'death'\n[[outcomes]]\nof = 'death'", ["'death' stands there twice"]),
        ("title = 'x'\n[adjustment]\ncovariates = ['age']", ["no covariate 'age'", "age at time zero"]),
        ("title = 'x'\n[adjustment]\nweighting = 'overlap'", ["weighting needs covariates"]),
        ("title = 'x'\n[disclosure]\nsmallest_cell = 4", ["disclosure.smallest_cell is 4", "0, 3, 5 or 11"]),
        ("title = 'x'\n[lint.allow]\nB101 = ''", ["lint.allow.B101", "at least 1 character"]),
        (
            "title = 'x'\n[population.onset]\nfrom = 2012-01-01\nbefore = 2010-01-01",
            ["population.onset", "before must be later than from"],
        ),
        ("title = 'x'\n[population.criteria]\nipnd2015 = ['yes']", ["no verdict 'yes'", "met if alternatives are excluded"]),
        ("title = 'x'\n[before_after]\ndrugs = ['ritux']", ["before_after", "no drug or class 'ritux'"]),
        ("title = 'x'\n[rates]\nby = 'comparison'", ["needs a [comparison]"]),
        (
            "title = 'x'\n[population]\nage_at_onset = { at_least = 40, under = 18 }",
            ["age_at_onset", "under must be more than at_least"],
        ),
        (
            "title = 'x'\n[population]\nage_at_onset = { at_least = -1 }",
            ["age_at_onset.at_least is -1", "greater than or equal to 0"],
        ),
        ("title = 'x'\nrates = 'all'", ["rates", "is 'all'"]),
        ("question = 'x'", ["the key 'title' is missing", "add it"]),
        ("title = ''", ["title is ''", "at least 1 character"]),
        ("title = 'x'\n[definitions]\npreset = 'sakkura'", ["[definitions]", "did you mean 'sakura'"]),
        ("title = 'x'\n[definitions]\npreset = 3", ["[definitions]", "no preset '3'"]),
        ("title = 'x'\n[definitions]\nmerge_before_day = 3", ["[definitions]", "did you mean 'merge_before_days'"]),
        ("title = 'x'\n[definitions]\nmerge_before_days = 'many'", ["[definitions]", "merge_before_days"]),
        ("title = 'x'\n[rates]\nonset_attack = ['with', 'with']", ["rates.onset_attack", "'with' stands there twice"]),
        ("title = 'x'\n[population]\nlabels = ['NMOSD', 'NMOSD']", ["population.labels", "'NMOSD' stands there twice"]),
        ("title = 'x'\n[population]\nlabels = 'NMOSD'", ["population.labels is 'NMOSD'", "a list in square brackets"]),
        ("title = 'x'\n[population]\nlabels = ['unknown']", ["no label 'unknown'"]),
        ("title = 'x'\n[population]\nage_at_onset = 18", ["age_at_onset is 18", "a table of its own"]),
        ("title = 'x'\n[rates]\nconfidence = 0.99999999999", ["rates.confidence", "between 0.5 and 0.9999"]),
        ("title = '  '", ["title is '  '", "at least 1 character"]),
        ("title = 'x\n", ["not valid TOML", "line 1"]),
        ("title = 'x'\n[rates]\nconfidence = \n", ["not valid TOML", "line 3"]),
        ("title = 'x'\nfoo = 1\nbar = 2", ["study.toml:2:", "no key 'foo'", "1 more mistake)"]),
        ("title = 'x'\n[population.onset]\nfrom = '2005'", ["study.toml:3:", "a date written as 2005-01-31"]),
        ("title = 'x'\n[[outcomes]]\nof = 'death'\n[[outcomes]]\nof = 'relapse'", ["study.toml:5: outcomes.of", "'relapse'"]),
        ("title = 'x'\n[lint.allow]\nB999 = 'why'", ["study.toml:3: lint.allow.B999: there is no finding 'B999'"]),
        (TREATMENTS.format("MabThera"), ["there is no drug or class 'MabThera'; did you mean 'rituximab'."]),
        (TREATMENTS.format("rituximb"), ["there is no drug or class 'rituximb'; did you mean 'rituximab'."]),
        ("title = 'x'\n[comparison]\nof = 'comorbidity'\ndisease = 'SLE'", ["did you mean 'systemic lupus erythematosus'."]),
    ],
)
def test_a_mistake_is_one_sentence_with_the_file_the_key_and_the_remedy(write, text, words):
    with pytest.raises(ProtocolError) as raised:
        Protocol.read(write(text))
    message = str(raised.value)
    assert "study.toml" in message
    for word in words:
        assert word in message
    assert "\n" not in message
    assert message.endswith(".")


def test_a_mark_before_the_first_letter_is_no_mistake(tmp_path):
    (tmp_path / "notepad.toml").write_bytes(b"\xef\xbb\xbftitle = 'x'\r\n")
    assert Protocol.read(tmp_path / "notepad.toml").title == "x"


def test_a_file_that_is_none(tmp_path):
    with pytest.raises(ProtocolError, match="There is no protocol"):
        Protocol.read(tmp_path / "none.toml")
    with pytest.raises(ProtocolError, match="is a folder"):
        Protocol.read(tmp_path)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00t")
    with pytest.raises(ProtocolError, match="saved as UTF-8"):
        Protocol.read(tmp_path / "bytes.toml")


def test_the_cohort_lies_beside_the_protocol_and_its_hashes_are_kept(write, tmp_path, six_people):
    write_cohort(six_people, tmp_path / "cohort", sources=[SourceFile("clinic.xlsx", "ab" * 32)])
    study = run(write('title = "x"\ncohort = "cohort"'))
    assert study.record.patients.height == 6
    assert study.manifest["cohort"]["sources"] == [{"name": "clinic.xlsx", "sha256": "ab" * 32}]
    assert set(study.manifest["cohort"]["files"]) >= {"patients", "attacks"}
    assert len(study.manifest["protocol"]["sha256"]) == 64


def test_a_study_without_a_cohort_says_what_to_add(write):
    with pytest.raises(ProtocolError, match="names no cohort: add cohort"):
        run(write('title = "x"'))
    with pytest.raises(CohortError, match="is no cohort"):
        run(write('title = "x"\ncohort = "elsewhere"'))
