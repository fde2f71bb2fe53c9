"""The commented protocol runs as it stands, names every key there is, and each of its comments would be understood."""

import json
import re
import tomllib

import pytest
from pydantic import BaseModel

from nmosd.study import Protocol
from nmosd.study.protocol.start import commented_protocol, protocol_schema

WRITTEN = commented_protocol('The "NMO" clinic', "out/cohort")


def every_key(model: type[BaseModel]) -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        found.add(field.alias or name)
        for part in [field.annotation, *getattr(field.annotation, "__args__", ())]:
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= every_key(part)
    return found


def uncommented(text: str) -> str:
    """Return the text with every commented key and table taken in."""
    return re.sub(r"^# (?=\[|[a-z_0-9]+ = |B\d)", "", text, flags=re.MULTILINE)


def test_it_reads_as_a_description_of_the_cohort(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(WRITTEN, "utf-8")
    protocol = Protocol.read(path)
    assert protocol.title == 'The "NMO" clinic'
    assert protocol.cohort_folder == tmp_path / "out" / "cohort"
    attacks = {"method": "between people"}
    plain = Protocol(title=protocol.title, cohort=protocol.cohort, definitions={"preset": "default"}, rates=attacks)
    assert protocol.model_dump() == plain.model_dump()


def test_every_key_of_a_protocol_is_named():
    words = set(re.findall(r"[a-z_0-9]+", WRITTEN))
    assert every_key(Protocol) <= words


def test_what_is_commented_out_would_be_understood(tmp_path):
    whole = uncommented(WRITTEN)
    # Two ways to compare cannot stand together: those of the comorbidity are looked at on their own.
    of_treatment = re.sub(r"^(disease|column|unrecorded) = .*\n", "", whole, flags=re.MULTILINE)
    path = tmp_path / "study.toml"
    path.write_text(of_treatment, "utf-8")
    protocol = Protocol.read(path)
    assert protocol.comparison.of == "treatment"
    assert [outcome.of for outcome in protocol.outcomes] == ["first attack", "milestone", "blindness"]
    assert protocol.before_after.drugs == ("rituximab",)
    assert protocol.lint.allow


@pytest.mark.parametrize("words", ['disease = "systemic sclerosis"', 'column = "comorbidity.autoimmune_disease"'])
def test_the_lines_of_a_comorbidity_would_be_understood(words):
    assert f"# {words}" in WRITTEN
    asked = tomllib.loads(f'of = "comorbidity"\nunrecorded = "unknown"\n{words}')
    Protocol.model_validate({"title": "x", "comparison": asked, "outcomes": [{"of": "death"}]}).check()


def test_the_schema_tells_editors_the_words():
    schema = protocol_schema()
    json.dumps(schema)
    assert "treatment" in schema["$defs"]["Comparison"]["properties"]["of"]["enum"]
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(Protocol.model_fields)


def test_every_default_in_the_comments_is_the_default():
    fresh, table, compared = Protocol(title="x").model_dump(), "", 0
    for line in WRITTEN.splitlines():
        table = line.strip("[]") if line.startswith("[") else "" if line.startswith("# [") else table
        key, _, rest = line.removeprefix("# ").partition(" = ")
        if table in DEFAULTS and line.startswith("# ") and key in fresh[table]:
            value = tomllib.loads(f"x = {rest.split('  ')[0]}")["x"]
            default = fresh[table][key]
            compared += 1
            assert value == (list(default) if isinstance(default, tuple) else default), (table, key)
    assert compared >= 10


DEFAULTS = ("milestones", "criteria", "multiplicity", "sensitivity", "disclosure", "report")
