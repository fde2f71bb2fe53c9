"""Printed tables hold the figures of the results: nothing lost, nothing added, unknowns shown."""

from typing import Any

import polars as pl
import pytest

from nmosd.report.layout import Notes, figure_cell, made_table, narrow_share_cell, share_cell, stacked
from nmosd.report.study.result_tables import MANY_GROUPS, attack_kind_tables, rate_tables, remarks, table_one
from nmosd.stats.results import results_frame
from nmosd.study import Study


def figure(**values: Any) -> dict[str, Any]:
    where = {"analysis": "table 1", "group": "everyone", "variable": "sex", "level": "female", "measure": "proportion"}
    return results_frame([{**where, **values}]).row(0, named=True)


def test_a_share_is_people_with_the_percentage() -> None:
    assert figure_cell(figure(estimate=0.5, lower=0.2, upper=0.8, events=3, n=6)).text == "3 (50\u202f%)"


def test_a_share_with_its_interval_has_the_counts_under_it() -> None:
    wide = share_cell(figure(estimate=0.5, lower=0.2, upper=0.8, events=3, n=6))
    assert (wide.text, wide.under) == ("0.50 (0.20 to 0.80)", "3 of 6")
    narrow = narrow_share_cell(figure(estimate=0.5, lower=0.2, upper=0.8, events=3, n=6))
    assert (narrow.text, narrow.under) == ("3/6 (0.50)", "0.20 to 0.80")


def test_what_cannot_be_told_is_said_and_never_zero() -> None:
    cell = figure_cell(figure(estimate=None, n=0, events=0, unknown=4))
    assert cell.cannot_tell
    assert "4" in cell.said


def test_limits_go_under_the_estimate_and_percentages_stay() -> None:
    assert stacked(figure_cell(figure(measure="median", estimate=41.5, lower=30.2, upper=52.0))).under == "30.2 to 52.0"
    assert stacked(figure_cell(figure(estimate=0.5, lower=0.2, upper=0.8, events=3, n=6))).text == "3 (50\u202f%)"


def test_a_number_says_its_definition_what_it_rests_on_and_what_to_know() -> None:
    said = figure_cell(
        figure(estimate=1.0, measure="rate", definition="Attacks over time", person_years=2.5, warnings=["Careful"])
    ).said
    assert said == "Attacks over time. Rests on 2.5 person-years. Careful."


def test_a_definition_is_noted_once() -> None:
    notes = Notes()
    first, second = notes.of(figure(definition="One.")), notes.of(figure(definition="One.", group="others"))
    assert (first, second, notes.of(figure(definition="Two."))) == (1, 1, 2)
    assert notes.of(figure()) is None


def test_an_empty_table_has_no_rows_and_its_columns() -> None:
    table = made_table("t", "Nothing", [("", ""), ("Everyone", "")], [], Notes())
    assert table.rows == ()
    assert [column.whole for column in table.columns] == [1, 1]


def test_table_one_shows_every_figure_and_every_unknown(clinic: Study) -> None:
    figures = clinic.results.filter(pl.col("analysis") == "table 1")
    table = table_one(clinic.results)
    printed = sum(bool(cell.text) for row in table.rows if "unknown" not in row.kind for cell in row.cells)
    assert printed == figures.filter(pl.col("variable") != "people").height
    groups = figures["group"].unique(maintain_order=True)
    assert len(table.columns) == groups.len() + 1
    with_unknown = figures.filter((pl.col("unknown") > 0) & (pl.col("measure") != "count"))["variable"].n_unique()
    assert sum("unknown" in row.kind for row in table.rows) == with_unknown


def test_tables_with_many_groups_are_marked_wide(clinic: Study) -> None:
    assert table_one(clinic.results).wide == (len(table_one(clinic.results).columns) - 1 > MANY_GROUPS)


def test_attack_kinds_come_as_shares_of_attacks_and_shares_of_people(clinic: Study) -> None:
    of_attacks, of_people = attack_kind_tables(clinic.results)
    assert "interval" in of_people.explanation
    assert "interval" not in of_attacks.explanation
    assert of_attacks.rows[0].cells[0].text == str(clinic.course.attacks.height)


def test_rates_stand_with_and_without_the_onset_attack_and_count_whom_they_leave_out(clinic: Study) -> None:
    without, with_onset, missing = rate_tables(clinic.results)
    everyone = without.rows[0].cells
    assert everyone[1].text == str(clinic.course.person_time["person_years"].null_count())
    assert int(with_onset.rows[0].cells[2].text) > int(everyone[2].text)
    assert sum(int(row.cells[0].text) for row in missing.rows) == int(everyone[1].text)


@pytest.mark.parametrize("group", ["everyone", "a group"])
def test_a_remark_names_its_groups_and_is_made_once(group: str) -> None:
    rows = [figure(group=group, warnings=["Mind this."]), figure(group=group, variable="other", warnings=["Mind this."])]
    assert remarks(rows) == [f"{group[0].upper()}{group[1:]}: Mind this."]
