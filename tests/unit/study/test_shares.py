"""Shares of people of whom a derived yes/no column is true."""

from pathlib import Path

import polars as pl
import pytest

from nmosd.course import derive
from nmosd.course.course import ONE_ROW_PER_PERSON
from nmosd.errors import ProtocolError
from nmosd.record import Record, new_record
from nmosd.stats import proportion
from nmosd.study import Protocol, run
from nmosd.study.description.shares import yes_no_columns


def both_studies(
    patient: str, denervation: str | None, conduction: str | None, explained: str | None = None
) -> list[dict[str, object]]:
    studies = (("electromyography", denervation, None, explained), ("nerve conduction", None, conduction, None))
    return [
        {"row_id": f"{patient}/{number}", "patient_id": patient, "study": study}
        | {"denervation": found, "conduction": result, "explained_by_conduction": why}
        for number, (study, found, result, why) in enumerate(studies, start=1)
    ]


@pytest.fixture(scope="module")
def five_people() -> Record:
    """P1 unexplained denervation, P2 none, P3 abnormal conduction alone, P4 a result that is not known, P5 never tested."""
    people = [{"row_id": f"P{n}/patients", "patient_id": f"P{n}", "sex": "female" if n < 3 else "male"} for n in range(1, 6)]
    rows = [
        *both_studies("P1", "chronic", "axonal", "no"),
        *both_studies("P2", "none", "normal"),
        *both_studies("P3", "none", "axonal"),
        *both_studies("P4", "unknown", "normal"),
    ]
    tables = {"patients": pl.DataFrame(people), "neurophysiology": pl.DataFrame(rows, infer_schema_length=None)}
    return new_record(tables, title="five invented people", synthetic=True)


def shares(record: Record, **block: object) -> pl.DataFrame:
    columns = {"denervation": "neurophysiology.denervation", "conduction": "neurophysiology.abnormal_conduction"}
    protocol = Protocol.model_validate({"title": "shares", "shares": [{"title": "Findings", "of": columns} | block]})
    return run(protocol, record).results.filter(pl.col("analysis") == "shares")


def counted(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return rows.select("group", "level", "events", "n", "unknown").rows()


def test_a_share_is_out_of_the_people_of_whom_it_is_known(five_people: Record) -> None:
    rows = shares(five_people)
    assert counted(rows) == [
        ("everyone", "people", 5, 5, 0),
        ("everyone", "denervation", 1, 3, 2),
        ("everyone", "conduction", 2, 4, 1),
        ("everyone", "people in more than one of these rows", 1, 1, None),
    ]
    figure = rows.row(2, named=True)
    exact = proportion(2, 4, method="exact")
    assert (figure["estimate"], figure["lower"], figure["upper"]) == (exact.estimate, exact.lower, exact.upper)


def test_people_of_whom_it_cannot_be_told_whether_they_belong_are_in_no_share(five_people: Record) -> None:
    rows = shares(five_people, among="neurophysiology.both_done")
    assert counted(rows)[:3] == [
        ("everyone", "people", 4, 5, 1),
        ("everyone", "denervation", 1, 3, 1),
        ("everyone", "conduction", 2, 4, 0),
    ]


def test_shares_by_group_with_another_interval_and_confidence(five_people: Record) -> None:
    rows = shares(five_people, by="sex", method="wilson", confidence=0.9, note="Tested on suspicion.")
    assert counted(rows.filter(pl.col("level") == "denervation")) == [
        ("everyone", "denervation", 1, 3, 2),
        ("female", "denervation", 1, 2, 0),
        ("male", "denervation", 0, 1, 2),
    ]
    figure = rows.filter(pl.col("level") == "denervation").row(0, named=True)
    assert (figure["method"], figure["confidence"]) == ("Wilson score interval", 0.9)
    assert rows.filter(pl.col("level") == "people")["warnings"].to_list() == [["Tested on suspicion."]] * 3


def test_nobody_known_is_no_share(five_people: Record) -> None:
    rows = shares(five_people, of={"cancer": "comorbidity.cancer"})
    assert rows.select("level", "estimate", "n", "unknown").rows() == [("people", 5.0, 5, 0), ("cancer", None, 0, 5)]


def test_every_yes_no_column_of_a_table_with_one_row_a_person_can_be_asked_for(five_people: Record) -> None:
    course = derive(five_people)
    for address in yes_no_columns():
        table, column = address.split(".")
        assert table in ONE_ROW_PER_PERSON
        assert course.tables()[table].schema[column] == pl.Boolean
        assert course.tables()[table]["patient_id"].is_unique().all()
    assert {"neurophysiology.lower_motor_neuron", "comorbidity.autoimmune_disease"} <= set(yes_no_columns())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'of = {a = "neurophysiology.denervaton"}',
            "there is no derived yes/no column 'neurophysiology.denervaton'; did you mean",
        ),
        ('of = {a = "attacks.undated"}', "there is no derived yes/no column 'attacks.undated'"),
        ('of = {a = "people.sex"}', "there is no derived yes/no column 'people.sex'"),
        ('of = {a = "comorbidity.cancer"}\namongst = "x"', "has no key 'amongst'; did you mean 'among'"),
        ('of = {a = "comorbidity.cancer"}\nmethod = "wald"', "there is no method 'wald'"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_the_nearest_word(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f'title = "x"\n[[shares]]\ntitle = "s"\n{text}\n', "utf-8")
    with pytest.raises(ProtocolError) as refused:
        Protocol.read(path)
    assert said in str(refused.value)


def test_two_blocks_need_two_titles(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    block = '[[shares]]\ntitle = "s"\nof = {a = "comorbidity.cancer"}\n'
    path.write_text(f'title = "x"\n{block}{block}', "utf-8")
    with pytest.raises(ProtocolError, match="stands there twice"):
        Protocol.read(path)
