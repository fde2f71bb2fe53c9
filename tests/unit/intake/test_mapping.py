"""`mapping.toml`: read with clear errors, written to be read by people, and left as they changed it."""

import pytest

from nmosd.errors import MappingError
from nmosd.intake import answer, open_questions, read_mapping, write_mapping
from nmosd.intake.mapping import ColumnMapping, ImportMapping, Seen, SheetMapping
from nmosd.intake.mapping_file import mapping_text

EYES = {eye: {"to": "eye_exams.acuity", "row": eye, "set": {"eye": eye}} for eye in ("right", "left")}


def mapping(**columns: ColumnMapping) -> ImportMapping:
    return ImportMapping(source="clinic.xlsx", title="NMO", sheet=(SheetMapping(name="NMO", header_row=3, columns=columns),))


def example() -> ImportMapping:
    seen = Seen(("Rituxmab", "AZA"), "2 of 3 cells read", ("look here",), ("Rituxmab",), {"xyz": ""})
    stop = ColumnMapping(to="therapies.stop", row="1", blank={"ongoing": "yes"})
    return mapping(
        ID=ColumnMapping(to="patients.patient_id"),
        Stop=stop,
        Name=ColumnMapping(to="ignore", seen=Seen(("Anna",), remarks=("left out for privacy",))),
        Drug=ColumnMapping(to="therapies.drug", row="1", split=";", values={"Rituxmab": "rituximab"}, seen=seen),
        Visus=ColumnMapping(to="todo", question="which eye?", choices=EYES),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 1", ["source is missing"]),
        ("source = 'a'\ntitle = 'b'\ncalender = 'relative'", ["calender", "did you mean 'calendar'?"]),
        ("source = 'a'\ntitle = 'b'\ncalendar = 'lunar'", ["calendar is 'lunar'", "'relative'"]),
        ("source = 'a'\ntitle = 'b'\n[[sheet]]\nheadr_row = 1", ["sheet 1", "did you mean 'header_row'?"]),
        (
            "source = 'a'\ntitle = 'b'\n[[sheet]]\n[sheet.columns.X]\nto = 'attacks.onst'",
            ["column 'X'", "did you mean 'attacks.onset'?"],
        ),
        (
            "source = 'a'\ntitle = 'b'\n[[sheet]]\n[sheet.columns.X]\nto = 'ignore'\nrwo = '1'",
            ["column 'X'", "did you mean 'row'?"],
        ),
        (
            "source = 'a'\ntitle = 'b'\n[[sheet]]\n[sheet.columns.X]\nto = 'attacks.onset'\nrow = '2-1'",
            ["'2-1'", "no name for a row"],
        ),
        ("source = 'a'\ntitle = 'b'\n[[sheet]]\n[sheet.columns.X]\nto = ['todo', 'attacks.onset']", ["'todo'", "at once"]),
        ("source = 'a'\ntitle = 'b'\n[[sheet]]\n[sheet.columns.X]\nto = 'attacks.row_id'", ["row ids itself"]),
        ("source = 'a'\ntitle = 'b'\n[[sheet]]\n[sheet.columns.X]\nto = 'todo'\nanswer = 'left'", ["'left'", "not one of"]),
        ("source = 'a'\ntitle = 'b'\nsame_person = [['P1']]", ["two or more ids"]),
        ("source = 'a'\ntitle = 'b'\nsame_person = [['P1', 'P2'], ['P2', 'P3']]", ["'P2' stands twice"]),
        ("source = 'a'\ntitle = 'b'\nnot_same_person = [['P1', 'P1']]", ["two or more ids of different people"]),
        (
            "source = 'a'\ntitle = 'b'\nsame_person = [['P1', 'P2']]\nnot_same_person = [['P2', 'P1']]",
            ["contradict each other about P2 and P1"],
        ),
        ("source = ", ["not valid TOML"]),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_its_place(tmp_path, text, words) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(MappingError) as refused:
        read_mapping(path)
    assert all(word in str(refused.value) for word in words), str(refused.value)


def test_no_mapping_is_one_clear_line(tmp_path) -> None:
    with pytest.raises(MappingError, match="There is no mapping"):
        read_mapping(tmp_path / "nowhere.toml")
    with pytest.raises(MappingError, match="cannot be read"):
        read_mapping(tmp_path)


def test_what_is_written_is_read_back(tmp_path) -> None:
    whole = example().model_copy(update={"same_person": (("P1", "P2"),), "not_same_person": (("P1", "P3"),)})
    headers = {"header_above": ("Rel 1", "Rel 2"), "skip_rows": (9,), "other_columns": "ignore"}
    whole = whole.model_copy(update={"sheets": (whole.sheets[0].model_copy(update=headers),)})
    path = write_mapping(whole, tmp_path / "mapping.toml")
    assert read_mapping(path).model_dump() == whole.model_dump()
    write_mapping(example(), path)
    assert read_mapping(path).model_dump() == example().model_dump()


def test_the_text_shows_what_was_seen_but_nothing_of_private_columns() -> None:
    text = mapping_text(example())
    assert "# such as Rituxmab · AZA; 2 of 3 cells read\n# look here\n" in text
    assert 'Rituxmab = "rituximab" # by similarity: please check' in text
    assert '# not understood: xyz = ""' in text
    assert "Anna" not in text
    assert "left out for privacy" in text
    assert 'right = {to = "eye_exams.acuity", row = "right", set = {eye = "right"}}' in text


def test_the_same_mapping_gives_the_same_bytes(tmp_path) -> None:
    first, second = (write_mapping(example(), tmp_path / name).read_bytes() for name in ("a.toml", "b.toml"))
    assert first == second


def test_a_second_writing_keeps_what_a_person_wrote(tmp_path) -> None:
    path = write_mapping(example(), tmp_path / "mapping.toml")
    path.write_text(path.read_text().replace("[sheet.columns.Visus]", "# mine\n[sheet.columns.Visus]"))
    before = read_mapping(path)
    [question] = open_questions(before)
    write_mapping(answer(before, question, "left"), path)
    text = path.read_text()
    assert "# mine" in text
    assert "# not understood" in text
    assert "todo" not in text.split("[[sheet]]")[1]
    column = read_mapping(path).sheets[0].columns["Visus"]
    assert (column.to, column.row, column.constants) == (("eye_exams.acuity",), "left", {"eye": "left"})


def test_an_answer_may_be_written_into_the_file(tmp_path) -> None:
    path = write_mapping(example(), tmp_path / "mapping.toml")
    path.write_text(path.read_text().replace('question = "which eye?"', 'question = "which eye?"\nanswer = "left"'))
    assert open_questions(read_mapping(path)) == []
    assert read_mapping(path).sheets[0].columns["Visus"].constants == {"eye": "left"}


def test_an_answer_is_a_choice_or_a_field(tmp_path) -> None:
    [question] = open_questions(example())
    assert answer(example(), question, "patients.note").sheets[0].columns["Visus"].to == ("patients.note",)
    assert answer(example(), question, "ignore").sheets[0].columns["Visus"].is_ignored
    with pytest.raises(MappingError, match="did you mean 'right'"):
        answer(example(), question, "rihgt")


def test_a_file_that_is_no_mapping_is_not_overwritten(tmp_path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text("my notes")
    with pytest.raises(MappingError, match="left as it is"):
        write_mapping(example(), path)
    assert path.read_text() == "my notes"
    assert [file.name for file in tmp_path.iterdir()] == ["mapping.toml"]
