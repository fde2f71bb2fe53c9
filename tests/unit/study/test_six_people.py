"""Every figure of six invented people, worked out on paper; the people stand in `conftest.py`."""

import pytest

from nmosd.stats import Results
from nmosd.study import Protocol, run

# Days of follow-up: P1 1461, P2 730, P3 2191, P4 1096; a year is 365.25 days.
EVERYONE_YEARS = (1461 + 730 + 2191 + 1096) / 365.25
AQP4_YEARS = (1461 + 730 + 2191) / 365.25


@pytest.fixture(scope="module")
def study(six_people):
    return run(Protocol(title="Six people"), six_people)


@pytest.fixture(scope="module")
def results(study):
    return study.results


def test_every_row_is_a_row_of_results_with_its_definition_and_method(results):
    Results.validate(results)
    assert results["definition"].null_count() == 0
    assert results["method"].null_count() == 0
    assert results["analysis"].unique(maintain_order=True).to_list() == [
        "flow",
        "table 1",
        "attack kinds",
        "rates",
        "criteria",
        "clauses",
        "clauses failing together",
        "imprecise dates",
        "milestones",
        "sensitivity",
    ]


def test_groups_are_everyone_then_serostatus(results):
    people = results.filter((results["analysis"] == "table 1") & (results["variable"] == "people"))
    assert dict(people.select("group", "estimate").iter_rows()) == {
        "everyone": 6,
        "AQP4-IgG positive": 3,
        "MOG-IgG positive": 1,
        "AQP4-IgG unknown": 2,
    }


@pytest.mark.parametrize(
    ("variable", "level", "group", "counts"),
    [
        ("sex", "female", "everyone", (3, 5, 1)),  # P6's sex is unknown
        ("sex", "male", "everyone", (2, 5, 1)),
        ("sex", "male", "AQP4-IgG unknown", (1, 1, 1)),  # P5, of P5 and P6
        ("ancestry", "European", "everyone", (2, 3, 3)),  # P1 and P2; P4 to P6 not stated
        ("first diagnosis", "NMOSD", "everyone", (2, 4, 2)),  # P1, P3; P5's label is `unknown`, P6 has none
        ("first diagnosis", "multiple sclerosis", "everyone", (1, 4, 2)),  # P2, labelled NMO only later
        ("onset attack", "optic nerve, one side", "everyone", (2, 4, 2)),  # P1, P4; P5's site is not stated
        ("onset attack", "optic nerve and spinal cord", "AQP4-IgG positive", (1, 3, 0)),  # P2
        ("AQP4-IgG", "positive, cell-based assay", "everyone", (3, 4, 2)),
        ("AQP4-IgG", "negative, cell-based assay", "MOG-IgG positive", (1, 1, 0)),
        ("MOG-IgG", "positive", "everyone", (1, 1, 5)),  # only P4 was tested
        (
            "preventive treatment ever",
            "anti-CD20",
            "everyone",
            (2, 3, 3),
        ),  # P1, P2; not P4; P3's drug could be one; P5, P6 untold
        ("preventive treatment ever", "antimetabolite", "everyone", (2, 3, 3)),  # P1, P4; not P2
        ("preventive treatment ever", "anti-CD20", "AQP4-IgG positive", (2, 2, 1)),
        ("status at last contact", "alive", "everyone", (2, 4, 2)),
    ],
)
def test_shares_of_table_1(results, figure, *, variable, level, group, counts):
    events, n, unknown = counts
    row = figure(results, analysis="table 1", variable=variable, level=level, group=group)
    assert (row["events"], row["n"], row["unknown"]) == (events, n, unknown)
    assert row["estimate"] == pytest.approx(events / n)
    assert row["lower"] < row["estimate"] + 1e-12 < row["upper"] + 2e-12


def test_a_share_has_the_wilson_interval(results, figure):
    # 3 of 5, z = 1.96: centre (0.6 + 3.8415 / 10) / (1 + 3.8415 / 5) = 0.5565; half 0.3258
    row = figure(results, analysis="table 1", variable="sex", level="female", group="everyone")
    assert (row["lower"], row["upper"]) == (pytest.approx(0.2307, abs=1e-4), pytest.approx(0.8824, abs=1e-4))
    assert row["method"] == "Wilson score interval"


@pytest.mark.parametrize(
    ("variable", "group", "quartiles", "counts"),
    [
        ("age at onset", "everyone", (35, 27.5, 42.5), (4, 2)),  # 20 30 40 50
        ("age at onset", "AQP4-IgG positive", (40, 35, 45), (3, 0)),  # 30 40 50
        ("age at onset", "AQP4-IgG unknown", (None, None, None), (0, 2)),
        ("attacks on record", "everyone", (2, 1, 2), (5, 1)),  # 1 1 2 2 5; P6 has none on record, which is not the same as none
        ("disease duration", "everyone", ((4 + 2191 / 365.25) / 2, None, None), (4, 2)),  # P4 3.0, P1 4, P3 6.0, P2 7.0
        ("follow-up", "AQP4-IgG positive", (4, None, None), (3, 0)),  # P2 2.0, P1 4, P3 6.0
        ("last EDSS", "everyone", (2, 1.5, 4), (3, 3)),  # P3 1, P1 2, P2 6; P4 has two without a date
    ],
)
def test_medians_of_table_1(results, figure, *, variable, group, quartiles, counts):
    middle, lower, upper = quartiles
    n, unknown = counts
    row = figure(results, analysis="table 1", variable=variable, group=group)
    assert (row["n"], row["unknown"]) == (n, unknown)
    assert row["estimate"] == (None if middle is None else pytest.approx(middle))
    if lower is not None:
        assert (row["lower"], row["upper"]) == (pytest.approx(lower), pytest.approx(upper))


def test_what_a_record_never_lists_as_absent_is_counted_and_has_no_share(results, figure):
    disease = figure(results, variable="coexisting disease on record", level="systemic lupus erythematosus", group="everyone")
    drug = figure(results, variable="preventive treatment on record", group="everyone")
    assert (disease["measure"], disease["estimate"], disease["unknown"]) == ("count", 1, 5)
    assert (drug["measure"], drug["estimate"], drug["unknown"]) == ("count", 4, 2)


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("optic nerve, one side", 3),  # P1 right, P4 left twice
        ("optic nerve, both sides", 4),  # P2
        ("optic nerve and spinal cord", 1),  # P2 at onset
        ("spinal cord", 1),  # P1
        ("area postrema", 1),  # P3
    ],
)
def test_attack_kinds(results, figure, level, events):
    row = figure(results, analysis="attack kinds", variable="attacks by kind", level=level, group="everyone")
    assert (row["events"], row["n"], row["unknown"], row["unit"]) == (events, 10, 1, "of attacks")  # P5's attack has no site
    assert row["estimate"] == pytest.approx(events / 10)
    assert (row["lower"], row["upper"]) == (None, None)


def test_number_of_attacks(results, figure):
    row = figure(results, analysis="attack kinds", variable="attacks", group="everyone")
    assert (row["estimate"], row["n"], row["unknown"]) == (11, 5, 1)


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("optic nerve", 3),  # P1, P2, P4; not P3
        ("optic nerve, both sides in one attack", 1),  # P2
        ("spinal cord", 2),  # P1, P2
        ("area postrema", 1),  # P3
    ],
)
def test_people_who_ever_had_an_attack_of_a_site(results, figure, level, events):
    row = figure(results, variable="people who ever had an attack of this site", level=level, group="everyone")
    assert (row["events"], row["n"], row["unknown"]) == (events, 4, 2)


@pytest.mark.parametrize(
    ("group", "with_onset", "counts", "years", "poisson"),
    [
        # Exact limits of a Poisson count of 6: 2.2019 and 13.0595; of 5: 1.6235 and 11.6683; of 9: 4.1154 and 17.0848.
        ("everyone", "not counted", (6, 4, 2), EVERYONE_YEARS, (2.2019, 13.0595)),  # P1 1, P2 4, P3 0, P4 1
        ("AQP4-IgG positive", "not counted", (5, 3, 0), AQP4_YEARS, (1.6235, 11.6683)),
        ("everyone", "counted", (9, 4, 2), EVERYONE_YEARS, (4.1154, 17.0848)),  # P1, P3, P4 entered at onset; P2 five years later
    ],
)
def test_rates(results, figure, *, group, with_onset, counts, years, poisson):
    events, n, unknown = counts
    row = figure(results, analysis="rates", variable=f"attacks, onset attack {with_onset}", group=group)
    assert (row["events"], row["n"], row["unknown"]) == (events, n, unknown)
    assert row["person_years"] == pytest.approx(years)
    assert row["estimate"] == pytest.approx(events / years)
    assert row["lower"] == pytest.approx(poisson[0] / years, rel=1e-4)
    assert row["upper"] == pytest.approx(poisson[1] / years, rel=1e-4)
    assert (row["confidence"], row["unit"], row["method"]) == (0.95, "per person-year", "exact Poisson interval")


def test_attacks_of_one_person_make_the_interval_too_narrow_and_the_figure_says_so(results, figure):
    # Expected of 6 attacks by share of days: P1 1.600, P2 0.800, P3 2.400, P4 1.200. Pearson's statistic
    # 0.6^2/1.6 + 3.2^2/0.8 + 2.4^2/2.4 + 0.2^2/1.2 = 0.225 + 12.8 + 2.4 + 0.033 = 15.46; over 3 degrees of freedom 5.15.
    row = figure(results, analysis="rates", variable="how unevenly attacks fall on people", group="everyone")
    assert row["estimate"] == pytest.approx(5.15, abs=0.02)
    for with_onset in ("not counted", "counted"):
        rate = figure(results, analysis="rates", variable=f"attacks, onset attack {with_onset}", group="everyone")
        assert "5.2 times as much as chance" in rate["warnings"][0]
        assert "too narrow" in rate["warnings"][0]


def test_people_without_follow_up_are_counted_with_the_reason(results, figure):
    row = figure(results, variable="people without stated follow-up", level="no last contact or death stated", group="everyone")
    assert (row["estimate"], row["n"]) == (1, 6)  # P5
    without = results.filter((results["variable"] == "people without stated follow-up") & (results["group"] == "everyone"))
    assert without["estimate"].sum() == 2


def test_no_person_time_is_a_readable_figure(results, figure):
    row = figure(results, analysis="rates", variable="attacks, onset attack not counted", group="AQP4-IgG unknown")
    assert (row["estimate"], row["lower"], row["upper"]) == (None, None, None)
    assert (row["n"], row["unknown"], row["person_years"]) == (0, 2, 0)
    assert row["warnings"] == ["There is no person-time in this group, so there is no rate."]


def test_flow_of_inclusion(six_people, figure):
    protocol = Protocol(
        title="NMOSD, 35 or over",
        population={"labels": ["NMOSD", "NMO"], "serostatus": ["AQP4-IgG positive"], "age_at_onset": {"at_least": 35}},
    )
    study = run(protocol, six_people)
    flow = study.results.filter(study.results["analysis"] == "flow").select("variable", "level", "estimate", "n")
    assert flow.rows() == [
        ("people in the record", None, 6, 6),
        ("diagnosis given", "never given the diagnosis NMOSD or NMO", 1, 6),  # P4
        ("diagnosis given", "diagnosis not known", 2, 6),  # P5, P6
        ("serostatus", "serostatus other than AQP4-IgG positive", 0, 3),
        ("serostatus", "serostatus not known well enough", 0, 3),
        ("age at onset", "under 35 at onset", 1, 3),  # P1
        ("age at onset", "age at onset not known", 0, 3),
        ("people included", None, 2, 2),
    ]
    assert study.included.to_list() == ["P2", "P3"]
    for frame in (study.course.people, study.course.serostatus, study.course.attacks, study.course.person_time):
        assert set(frame["patient_id"]) == {"P2", "P3"}
    assert figure(study.results, analysis="table 1", variable="people", group="everyone")["estimate"] == 2
    assert "2 of 6 people" in str(study)


def test_unknown_people_are_kept_if_the_protocol_says_so_and_the_flow_says_it(six_people):
    study = run(Protocol(title="x", population={"labels": ["NMOSD", "NMO"], "include_unknown": True}), six_people)
    assert study.included.to_list() == ["P1", "P2", "P3", "P5", "P6"]
    row = study.results.filter(study.results["variable"] == "diagnosis given").row(0, named=True)
    assert (row["estimate"], row["unknown"]) == (1, 2)
    assert row["warnings"] == ["2 people are included although it cannot be told: diagnosis not known."]


def test_a_negative_without_a_mog_test_could_still_be_double_seronegative(six_people):
    tests = six_people.antibody_tests.to_dicts()
    without_mog = [test for test in tests if test["analyte"] != "MOG-IgG"]
    record = type(six_people).validate(
        six_people.to_dict()
        | {"antibody_tests": type(six_people).member_schemas()["antibody_tests"].validate(_frame(without_mog), cast=True)}
    )
    wanted = run(Protocol(title="x", population={"serostatus": ["double seronegative"]}), record)
    flow = {row["level"]: row["estimate"] for row in wanted.results.filter(wanted.results["analysis"] == "flow").to_dicts()}
    assert flow["serostatus not known well enough"] == 3  # P4 lacks MOG-IgG; P5 and P6 lack both
    assert flow["serostatus other than double seronegative"] == 3


def _frame(rows):
    import polars as pl

    from nmosd.record.record import complete

    return complete("antibody_tests", pl.DataFrame(rows, infer_schema_length=None))


def test_the_grouping_can_be_sex_or_nothing(six_people):
    by_sex = run(Protocol(title="x", table_1={"by": "sex"}, rates={"by": "nothing"}), six_people).results
    people = by_sex.filter((by_sex["analysis"] == "table 1") & (by_sex["variable"] == "people"))
    assert dict(people.select("group", "estimate").iter_rows()) == {"everyone": 6, "female": 3, "male": 2, "sex not known": 1}
    assert by_sex.filter(by_sex["analysis"] == "rates")["group"].unique().to_list() == ["everyone"]


def test_log_normal_interval_where_asked_and_the_exact_one_where_there_is_no_attack(six_people, figure):
    record = six_people
    results = run(
        Protocol(title="x", rates={"method": "log-normal", "by": "sex"}, population={"age_at_onset": {"at_least": 45}}), record
    ).results
    row = figure(results, analysis="rates", variable="attacks, onset attack not counted", group="female")  # P3 alone: no attack
    assert (row["estimate"], row["method"]) == (0, "exact Poisson interval")
    assert "instead of the log-normal" in row["warnings"][0]


def test_manifest_is_the_same_every_time_and_names_what_was_used(six_people):
    one, other = (run(Protocol(title="x", definitions={"preset": "sakura"}), six_people).manifest for _ in range(2))
    assert one == other
    assert one["definitions"]["preset"] == "sakura"
    assert one["definitions"]["settings"]["merge_before_days"] == 31
    assert one["cohort"]["synthetic"] is True
