"""The main result under other choices."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nmosd.course import Definitions, derive
from nmosd.study import Protocol, run
from nmosd.study.sensitivity.courses import Courses
from nmosd.study.sensitivity.shown import needed_tables
from nmosd.study.sensitivity.variants import AS_ASKED, people_with_complete_dates, variants
from tests.spec.conftest import make_record
from tests.unit.report.conftest import clinic_record

RECORD = {
    "patients": """
        patient | onset      | first_contact | last_contact
        P1      | 2010-01-01 | 2010-01-01    | 2014-01-01
        P2      | 2010-01-01 | 2010-01-01    | 2014-01-01
        P3      | 2010-01-01 | 2010-01-01    | 2014-01-01
    """,
    "attacks": """
        patient | onset      | sites
        P1      | 2010-01-01 | spinal cord
        P1      | 2012-01-01 | spinal cord
        P1      | 2012-01-25 | spinal cord
        P2      | 2010-01-01 | spinal cord
        P2      | 2013-12    | spinal cord
        P3      | 2010-01-01 | spinal cord
    """,
    "antibody_tests": """
        patient | analyte  | assay           | specimen | result   | sampled
        P1      | AQP4-IgG | live cell-based | serum    | positive | 2010-02-01
        P2      | AQP4-IgG | ELISA           | serum    | positive | 2010-02-01
    """,
}


def protocol(**more):
    return Protocol.model_validate({"title": "x"} | more)


def shown(asked, tables=RECORD):
    rows = run(asked, make_record(tables, "absolute")).results.filter(analysis="sensitivity")
    return {row["level"]: row for row in rows.iter_rows(named=True)}


def test_a_merge_window_of_20_days_is_another_number_of_attacks():
    found = shown(protocol(definitions={"merge_before_days": 20}))
    assert found[AS_ASKED]["events"] == 3
    assert found["definitions: sakura"]["events"] == 3
    assert shown(protocol())[AS_ASKED]["events"] == 2


def test_only_cell_based_assays_leave_people_out():
    found = shown(protocol(population={"serostatus": ["AQP4-IgG positive"]}, definitions={"aqp4_positive_tiers": ANY_ASSAY}))
    assert found[AS_ASKED]["n"] == 2
    assert found["AQP4-IgG by cell-based assay only"]["n"] == 1


def test_another_assay_is_no_variant_where_nothing_hangs_on_serostatus():
    words = {variant.words for variant in variants(protocol())}
    asked = {variant.words for variant in variants(protocol(population={"serostatus": ["AQP4-IgG positive"]}))}
    assert asked - words == {"AQP4-IgG by cell-based assay only"}


ANY_ASSAY = ["positive, cell-based assay", "positive, other assay", "positive, assay not stated"]


def test_only_people_whose_dates_are_complete():
    record = make_record(RECORD, "absolute")
    assert people_with_complete_dates(record).to_list() == ["P1", "P3"]
    assert shown(protocol())["people whose dates are all known to the day"]["n"] == 2


def test_every_reading_of_imprecise_dates():
    tables = RECORD | {"patients": RECORD["patients"].replace("2014-01-01\n        P3", "2013-12-10\n        P3")}
    found = shown(protocol(), tables)
    events = {level: row["events"] for level, row in found.items() if level == AS_ASKED or "dates read" in level}
    assert events == {
        AS_ASKED: 1,
        "imprecise dates read as early as they may be": 2,
        "imprecise dates read as late as they may be": 1,
    }


def test_all_presets_lags_assays_and_readings_are_shown_unless_told_otherwise():
    words = [variant.words for variant in variants(protocol(**TREATED))]
    assert words[0] == AS_ASKED
    assert {f"definitions: {name.replace('_', ' ')}" for name in Definitions.presets() if name != "default"} <= set(words)
    assert "no lag after the start of treatment" in words
    assert "lag of 180 days after the start of treatment" in words
    assert "lag of 90 days after the start of treatment" not in words  # that is the protocol's own
    assert len(words) == len(set(words))
    nothing = {"presets": False, "lag_days": [], "confirmed_assay": False, "complete_dates": False, "date_readings": False}
    assert [variant.words for variant in variants(protocol(**TREATED, sensitivity=nothing))] == [AS_ASKED]


def test_the_first_row_is_the_main_figure_of_the_study():
    study = run(protocol(), make_record(RECORD, "absolute"))
    main = study.results.filter(pl.col("analysis") == "rates", group="everyone", measure="rate").row(0, named=True)
    row = study.results.filter(analysis="sensitivity").row(0, named=True)
    assert [row[name] for name in ("estimate", "lower", "upper", "n", "events")] == [
        main[name] for name in ("estimate", "lower", "upper", "n", "events")
    ]


TREATED = {
    "comparison": {"of": "treatment", "groups": {"a": ["rituximab"], "b": ["azathioprine"]}, "lag_days": 90},
    "outcomes": [{"of": "first attack"}],
}


@pytest.mark.parametrize("asked", [{}, TREATED, {"definitions": {"preset": "sakura"}}])
def test_a_course_that_is_not_derived_anew_is_the_one_that_would_be(asked):
    record = clinic_record(40)
    courses, kept = Courses(record), 0
    for variant in variants(protocol(**asked)):
        definitions, only = variant.protocol.course_definitions(), needed_tables(variant.protocol)
        found, anew = courses.under(definitions, only), derive(record, definitions, only=only)
        assert (found.definitions, found.calendar) == (definitions, "absolute")
        for name, table in anew.tables().items():
            assert_frame_equal(found.tables()[name], table)
        kept += found.attacks is courses.under(protocol(**asked).course_definitions(), only).attacks
    assert kept > 1


@pytest.mark.parametrize("exposure", ["episodes", "ever", "time-varying", "sequential"])
def test_nobody_treated_is_a_readable_row_under_every_choice(exposure):
    groups = {"a": ["rituximab"], "b": ["azathioprine"] if exposure == "episodes" else ["no treatment"]}
    zero = "episode start" if exposure == "episodes" else "onset"
    asked = protocol(
        comparison={"of": "treatment", "groups": groups, "exposure": exposure},
        outcomes=[{"of": "first attack"}],
        time={"zero": zero},
    )
    rows = shown(asked)
    assert len(rows) >= 10
    for row in rows.values():
        assert row["estimate"] is None
        assert row["warnings"]
