"""What is hidden of a table, how alone people stand, and what may be shared of them and of curves."""

import zipfile

import polars as pl
import pytest
from pydantic import ValidationError

from nmosd.course import derive
from nmosd.errors import ProtocolError
from nmosd.record import new_record
from nmosd.report import write_report, write_study, write_tables
from nmosd.stats.results import results_frame
from nmosd.study import Protocol, run
from nmosd.study.disclosure.anonymity import QUASI_IDENTIFIERS, k_anonymity, outward
from nmosd.study.disclosure.sharing import shared_curves, shared_rows
from nmosd.study.disclosure.suppressed import mark, suppressed


def figure(variable, group="everyone", level=None, measure="proportion", **others):
    return {"analysis": "table 1", "group": group, "variable": variable, "level": level, "measure": measure} | others


def people(n, group="everyone"):
    return figure("people", group, measure="count", estimate=float(n), n=n, unit="people")


def share(variable, level, events, n, unknown=0, group="everyone"):
    counts = {"events": events, "n": n, "unknown": unknown, "unit": "of people", "method": "exact"}
    return figure(variable, group, level, estimate=events / n, lower=0.0, upper=1.0, **counts)


def shown(rows, smallest_cell=5):
    return suppressed(results_frame(rows), smallest_cell).to_dicts()


def test_a_level_of_few_takes_the_one_with_it_that_would_tell():
    rows = shown([people(40), share("sex", "female", 37, 40), share("sex", "male", 3, 40)])
    assert [row["events"] for row in rows] == [None, None, None]
    assert [row["n"] for row in rows] == [40, 40, 40]
    assert rows[0]["estimate"] == 40
    for row in rows[1:]:
        assert (row["estimate"], row["lower"], row["upper"]) == (None, None, None)
        assert row["method"] == "suppressed (smallest cell 5)"
        assert row["warnings"] == [mark(5)]


def test_of_three_levels_one_more_is_enough_and_zeros_are_shown():
    rows = shown([people(90), *(share("kind", level, n, 90) for level, n in (("a", 50), ("b", 37), ("c", 3), ("d", 0)))])
    assert [row["events"] for row in rows[1:]].count(None) == 2
    assert rows[4]["events"] == 0
    assert rows[4]["estimate"] == 0


def test_a_few_of_whom_it_is_unknown_hide_of_how_many_it_is_known_but_not_the_median():
    known = figure("age", measure="median", estimate=41.25, lower=30.75, upper=52.5, n=57, unknown=3, unit="years")
    row = shown([people(60), known])[1]
    assert (row["n"], row["unknown"]) == (None, None)
    assert (row["estimate"], row["lower"], row["upper"]) == (41, 31, 52)
    assert row["warnings"] == [mark(5), "Rounded to a whole number, which does not tell how many it rests on."]


@pytest.mark.parametrize(("n", "left"), [(20, ("estimate", "lower", "upper")), (19, ("estimate",)), (10, ("estimate",)), (9, ())])
def test_a_quantile_needs_the_smallest_cell_on_either_side(n, left):
    row = shown([people(n), figure("age", measure="median", estimate=41.0, lower=30.0, upper=52.0, n=n, unknown=0)])[1]
    assert tuple(column for column in ("estimate", "lower", "upper") if row[column] is not None) == left


def test_nothing_is_shown_of_a_group_of_few_and_no_other_group_tells_of_it():
    groups = (("everyone", 60), ("a", 40), ("b", 17), ("c", 3))
    rows = shown([*(people(n, group) for group, n in groups), *(share("x", "yes", 0, n, group=group) for group, n in groups)])
    sizes = {row["group"]: row["n"] for row in rows[:4]}
    assert sizes["c"] is None
    assert list(sizes.values()).count(None) == 2
    assert sizes["everyone"] == 60
    of_c = rows[7]
    assert all(of_c[column] is None for column in ("estimate", "n", "events", "unknown"))


def rate(group, events, n, person_years, variable="attacks"):
    numbers = {"estimate": events / person_years, "lower": 0.1, "upper": 0.9, "n": n, "unknown": 0, "person_years": person_years}
    return {"analysis": "rates", "group": group, "variable": variable, "measure": "rate", "events": events} | numbers


def test_a_rate_goes_with_its_events_and_person_years_with_their_people():
    sizes = (("everyone", 60), ("a", 40), ("b", 17), ("c", 3))
    rows = [people(n, group) for group, n in sizes]
    rows += [rate(*row) for row in (("everyone", 70, 60, 300.0), ("a", 60, 40, 200.0), ("b", 7, 17, 90.0), ("c", 3, 3, 10.0))]
    of_c = shown(rows)[7]
    told = {row["group"]: row["person_years"] for row in shown(rows)[4:]}
    assert all(of_c[column] is None for column in ("estimate", "lower", "upper", "events", "n", "person_years"))
    assert list(told.values()).count(None) >= 2
    for row in shown(rows)[4:]:
        assert (row["estimate"] is None) == (row["events"] is None or row["n"] is None)
        assert (row["person_years"] is None) == (row["n"] is None)


def test_two_ways_of_counting_that_differ_by_few_are_not_both_shown():
    rows = [people(60), rate("everyone", 70, 60, 300.0), rate("everyone", 73, 60, 300.0, variable="attacks with onset")]
    assert [row["events"] for row in shown(rows)[1:]] == [70, None]


def test_a_share_of_a_curve_that_stands_for_few_is_hidden():
    point = figure("first attack", measure="survival", n=40, events=12, at_years=1.0, estimate=0.95, lower=0.8, upper=0.99)
    later = point | {"at_years": 5.0, "estimate": 0.7}
    first, second = shown([people(40), point, later])[1:]
    assert first["estimate"] is None
    assert second["estimate"] == 0.7


def test_a_model_is_shown_where_a_few_more_people_were_in_another_but_not_on_how_many_it_rests():
    model = {"analysis": "models", "group": "a", "variable": "first attack", "measure": "hazard ratio", "estimate": 0.8}
    rows = [people(65), model | {"level": "crude", "n": 65, "events": 40}, model | {"level": "adjusted", "n": 64, "events": 40}]
    crude, adjusted = shown(rows)[1:]
    assert (crude["n"], crude["estimate"]) == (65, 0.8)
    assert (adjusted["n"], adjusted["estimate"]) == (None, 0.8)
    few = shown([people(65), model | {"n": 65, "events": 3, "p_value": 0.2}])[1]
    assert (few["events"], few["estimate"], few["p_value"]) == (None, None, None)


def test_who_lacks_a_covariate_is_not_told_by_rates_beside_weights():
    rate = {"analysis": "outcome rates", "group": "a", "variable": "first attack", "measure": "rate", "events": 11, "n": 38}
    tenth = {"analysis": "overlap", "group": "a", "variable": "propensity score", "measure": "proportion", "n": 37, "events": 18}
    size = tenth | {"events": None, "measure": "effective sample size", "estimate": 36.9}
    rate |= {"estimate": 0.2, "person_years": 55.0}
    told = shown([people(62, "a"), rate, tenth | {"estimate": 18 / 37}, size])
    assert len({row["n"] for row in told[1:]} - {None}) == 1
    for row in told[1:]:
        assert row["n"] is not None or row["estimate"] is None


def test_the_number_at_risk_does_not_tell_of_the_few_who_no_longer_are():
    risk = {"analysis": "curves", "group": "a", "variable": "attack", "measure": "number at risk", "n": 25}
    rows = shown([people(25, "a"), *(risk | {"at_years": years, "estimate": left} for years, left in ((1.0, 21.0), (5.0, 8.0)))])
    assert [row["estimate"] for row in rows[1:]] == [None, 8]


def test_a_share_of_a_few_beside_its_base_is_hidden():
    outside = {"analysis": "overlap", "group": "a", "variable": "score", "measure": "share outside the common range", "n": 37}
    few, many, nobody = (shown([people(37, "a"), outside | {"estimate": one / 37}])[1]["estimate"] for one in (2, 9, 0))
    assert (few, many, nobody) == (None, 9 / 37, 0)


def test_a_count_of_its_own_is_hidden_like_any_other():
    start = {"analysis": "before and after", "group": "everyone", "variable": "rituximab", "measure": "count", "unit": "people"}
    rows = shown([people(50), start | {"level": "people", "n": 50, "estimate": 49.0}, start | {"n": 50, "estimate": 1.0}])
    assert [row["estimate"] for row in rows] == [50, None, None]
    risk = {"analysis": "curves", "group": "everyone", "variable": "attack", "measure": "number at risk", "n": 50}
    assert [row["estimate"] for row in shown([people(50), *(risk | {"estimate": one} for one in (30.0, 4.0, 0.0))])][1:] == [
        30,
        None,
        0,
    ]


def test_a_group_left_out_of_a_comparison_is_not_what_its_model_lacks():
    groups = (("everyone", 60), ("a", 40), ("b", 17), ("c", 3))
    one = {"analysis": "outcome rates", "variable": "attack", "measure": "rate", "person_years": 50.0, "events": 20}
    rows = [*(people(n, group) for group, n in groups), *(one | {"group": group, "n": n} for group, n in groups[1:])]
    model = {"analysis": "models", "group": "b", "variable": "attack", "measure": "hazard ratio", "estimate": 0.5, "n": 60}
    told = {(row["analysis"], row["group"]): row["n"] for row in shown([*rows, model | {"events": 60}])}
    assert told["outcome rates", "c"] is None
    assert told["table 1", "a"] == told["outcome rates", "a"]
    assert told["table 1", "b"] == told["outcome rates", "b"]
    parts = [told["outcome rates", group] for group in "ab"]
    assert told["models", "b"] is None or None in parts


def test_numbers_in_remarks_are_taken_out():
    row = shown([people(60) | {"warnings": ["Of 3 of 60 people, 2.5 times.", "The interval is too narrow (AQP4)."]}])[0]
    assert row["warnings"] == ["Of … of … people, … times.", "The interval is too narrow (AQP4)."]


def test_who_left_the_study_for_a_reason_of_few_is_not_told_by_the_boxes():
    box = {"analysis": "flow", "group": "everyone", "measure": "count", "unit": "people"}
    left = box | {"variable": "age", "level": "under 18", "estimate": 2.0, "events": 2, "n": 62}
    rows = [box | {"variable": "people in the record", "estimate": 62.0, "n": 62}, left]
    rows += [box | {"variable": "people included", "estimate": 60.0, "n": 60}, people(60)]
    first, gone, last, _ = shown(rows)
    assert gone["events"] is None
    assert gone["estimate"] is None
    assert (first["estimate"] is None) != (last["estimate"] is None)


def test_profiles_come_from_the_protocol(six_people):
    study = run(Protocol(title="shared", disclosure={"smallest_cell": 11}), six_people)
    assert study.results["n"].drop_nulls().is_in([0]).all()
    assert study.manifest["cohort"]["people"] is None


def test_k_anonymity_counts_the_smallest_class_and_who_is_in_small_ones():
    table = pl.DataFrame({"sex": ["f", "f", "f", "m", "m", None], "era": ["2010 to 2014"] * 5 + [None]})
    found = k_anonymity(table, ["sex", "era"], 3)
    assert (found.people, found.smallest_class, found.in_small_classes, found.holds) == (6, 1, 3, False)
    assert str(k_anonymity(table.head(5), ["era"], 3)) == "Each of 5 people is alike in era with at least 4 others."
    assert str(k_anonymity(table.clear(), ["sex", "era"], 3)) == "Nobody is there to be alike in sex and era."


def test_what_is_known_outwardly_is_coarse(six_people):
    first, *_, last = outward(derive(six_people)).to_dicts()
    assert first == {
        "patient_id": "P1",
        "sex": "female",
        "age at onset": "30 to 39",
        "serostatus": "AQP4-IgG positive",
        "era of onset": "2010 to 2014",
    }
    assert last == {
        "patient_id": "P6",
        "sex": None,
        "age at onset": None,
        "serostatus": "AQP4-IgG unknown",
        "era of onset": None,
    }


def test_rows_are_shared_only_where_nobody_stands_alone(six_people):
    course = derive(six_people)
    with pytest.raises(
        ProtocolError, match=r"6 of 6 people are alike in .* with fewer than 4 others; .* or share figures alone\.$"
    ):
        shared_rows(course, 5)
    with pytest.raises(ProtocolError, match=r"There is no column 'centre' .*sex"):
        shared_rows(course, 5, known=["centre"])
    women_and_men = course.restricted(pl.Series(["P1", "P2", "P3"]))
    rows = shared_rows(women_and_men, 3, known=["sex", "serostatus"])
    assert rows.columns == ["sex", "serostatus", "first contact", "last contact", "attacks"]
    assert rows["first contact"].to_list() == [0, 0, 1826]
    assert rows["attacks"].to_list() == [[0, 516], [0], [0, 1885, 2069, 2250, 2434]]
    assert QUASI_IDENTIFIERS[0] == "sex"


def curve(*steps):
    rows = [{"outcome": "attack", "measure": "survival", "group": "a", "lower": None, "upper": None} | step for step in steps]
    return pl.DataFrame(rows, schema_overrides={"lower": pl.Float64, "upper": pl.Float64})


def test_a_curve_is_shown_in_steps_of_at_least_the_smallest_cell_and_ends_with_it_at_risk():
    steps = [{"years": 0.0, "estimate": 1.0, "at_risk": 20}]
    steps += [{"years": place / 4, "estimate": 1 - place / 20, "at_risk": 21 - place} for place in range(1, 20)]
    found = shared_curves(curve(*steps), 5)
    assert found["at_risk"].to_list() == [20, 15, 10, 5][: found.height]
    assert found["at_risk"].min() >= 5
    lost = (found["estimate"].diff().drop_nulls().abs() * 20).round(6)
    assert (lost >= 5).all()
    assert found.height > 1
    assert shared_curves(curve(*steps), 0).height == 20
    assert shared_curves(curve(*steps).clear(), 5).is_empty()


def test_the_first_step_of_a_curve_is_no_single_person():
    steps = [{"years": 1.0, "estimate": 0.9, "at_risk": 10}, {"years": 2.0, "estimate": 0.4, "at_risk": 9}]
    assert shared_curves(curve(*steps), 5)["years"].to_list() == [2.0]


@pytest.fixture(scope="module")
def shared_study(six_people):
    return run(Protocol(title="shared", disclosure={"smallest_cell": 3, "sharing": True}), six_people)


def test_no_shared_file_names_a_person_or_a_row(six_people, shared_study, tmp_path):
    written = [write_report(shared_study, tmp_path / "report.html"), *write_tables(shared_study, tmp_path)]
    tables = [getattr(six_people, name) for name in ("patients", "attacks", "therapies", "visits", "antibody_tests")]
    names = {name for table in tables for name in (*table["row_id"], *table["patient_id"])}
    for path in written:
        text = path.read_text("utf-8")
        assert not [name for name in names if f">{name}<" in text or f'"{name}"' in text or f",{name}," in text], path.name
        assert "/attacks/" not in text


def test_what_was_written_of_few_people_is_not_quoted(tmp_path):
    written = ["European"] * 8 + ["sister of the mayor"]
    names = [f"P{place}" for place in range(9)]
    people = pl.DataFrame({"row_id": [f"{name}/p" for name in names], "patient_id": names, "ancestry": written})
    asked = {"disclosure": {"smallest_cell": 5, "sharing": True}, "table_1": {"variables": ["ancestry"]}}
    study = run(Protocol(title="shared", **asked), new_record({"patients": people}, title="nine"))
    levels = study.results.filter(analysis="table 1", variable="ancestry")["level"].unique().to_list()
    assert "sister of the mayor" not in levels
    assert any(level.startswith("not named") for level in levels)
    for path in write_study(study, tmp_path):
        members = [path.read_bytes()]
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                members = [archive.read(name) for name in archive.namelist()]
        assert not any(b"mayor" in member for member in members), path.name


def test_a_report_for_sharing_needs_a_smallest_cell():
    with pytest.raises(ValidationError, match="sharing = true needs smallest_cell"):
        Protocol(title="shared", disclosure={"sharing": True})


def test_what_is_shared_does_not_lie_beside_rows_of_people(shared_study, tmp_path):
    (tmp_path / "private").mkdir()
    with pytest.raises(ProtocolError, match="give another folder"):
        write_study(shared_study, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["private"]


def test_the_page_tells_no_size_that_the_flow_hides(six_people, tmp_path):
    study = run(Protocol(title="shared", disclosure={"smallest_cell": 11, "sharing": True}), six_people)
    page = next(path for path in write_study(study, tmp_path) if path.name == "report.html").read_text("utf-8")
    assert "a number of people that is not shown in the record" in page
    assert "6 people" not in page
