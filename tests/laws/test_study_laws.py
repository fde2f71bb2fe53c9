"""Laws of a study: what must hold whoever the people are."""

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from nmosd.course import derive
from nmosd.record import CLINICAL_TABLES, Record, new_record
from nmosd.record.vocabulary import names
from nmosd.stats.results import results_frame
from nmosd.study import Protocol, run
from nmosd.study.description.attack_kinds import attack_kind_rows
from nmosd.study.description.rates import rate_rows
from nmosd.study.groups import groups_of
from nmosd.study.population import select_people

FEWER = settings(max_examples=max(6, settings().max_examples // 4))
"""A study is a hundred times the work of one figure; the profile still decides how thorough the sweep is."""

NO_OTHER_CHOICE = {"presets": False, "lag_days": [], "confirmed_assay": False, "complete_dates": False, "date_readings": False}

SETTLED = ("AQP4-IgG positive", "MOG-IgG positive", "both positive", "double seronegative")


def maybe(strategy):
    return st.none() | strategy


def choice(vocabulary):
    return maybe(st.sampled_from(names(vocabulary)))


@st.composite
def interval(draw, name, first=0, last=4000):
    start = draw(maybe(st.integers(first, last)))
    if start is None:
        return {f"{name}_earliest": None, f"{name}_latest": None}
    end = start + draw(st.sampled_from((0, 0, 30, 364)))
    return {f"{name}_{part}": dt.date(2000, 1, 1) + dt.timedelta(day) for part, day in (("earliest", start), ("latest", end))}


@st.composite
def cohorts(draw) -> dict[str, list[dict[str, object]]]:
    """Up to ten people with whatever may be known of them, much of it unknown."""
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in ("patients", *CHILDREN)}
    for number in range(draw(st.integers(0, 10))):
        patient = f"P{number}"
        own = {
            "row_id": f"{patient}/patients",
            "patient_id": patient,
            "sex": draw(choice("sex")),
            "status": draw(choice("vital_status")),
        }
        own |= {"ancestry": draw(maybe(st.sampled_from(("a", "b")))), "age_at_onset": draw(maybe(st.integers(5, 80).map(float)))}
        own |= (
            draw(interval("onset", 0, 1000))
            | draw(interval("first_contact", 0, 2000))
            | draw(interval("last_contact", 1500, 4000))
        )
        tables["patients"].append(own)
        for table, row in CHILDREN.items():
            for index in range(draw(st.integers(0, 3))):
                tables[table].append({"row_id": f"{patient}/{table}/{index}", "patient_id": patient} | draw(row))
    return tables


def row(**fields):
    parts = [value if name.startswith("_") else value.map(lambda v, name=name: {name: v}) for name, value in fields.items()]
    return st.tuples(*parts).map(lambda dicts: {key: value for part in dicts for key, value in part.items()})


CHILDREN = {
    "attacks": row(_onset=interval("onset"), sites=maybe(st.lists(st.sampled_from(names("sites")), max_size=3, unique=True))),
    "diagnoses": row(
        _at=interval("diagnosed"), label=maybe(st.sampled_from(("NMOSD", "NMO", "MOGAD", "multiple sclerosis", "unknown")))
    ),
    "antibody_tests": row(
        analyte=st.sampled_from(("AQP4-IgG", "MOG-IgG")),
        result=st.sampled_from(("positive", "negative", "borderline", "unknown")),
        assay=st.sampled_from(("cell-based", "ELISA", "unknown")),
        _at=interval("sampled"),
    ),
    "therapies": row(drug=choice("drugs"), _at=interval("start")),
    "visits": row(edss=maybe(st.sampled_from((0.0, 1.0, 3.5, 6.0))), _at=interval("visited")),
    "comorbidities": row(disease=choice("diseases")),
}

populations = st.fixed_dictionaries(
    {},
    optional={
        "labels": st.lists(st.sampled_from(("NMOSD", "NMO", "MOGAD")), min_size=1, max_size=2, unique=True),
        "serostatus": st.lists(st.sampled_from(SETTLED), min_size=1, max_size=2, unique=True),
        "age_at_onset": st.fixed_dictionaries({"at_least": st.integers(10, 60).map(float)}),
    },
)


def record_of(tables, *, backwards=False, rename=None) -> Record:
    frames = {}
    for name, rows in tables.items():
        kept = [dict(entry) for entry in (reversed(rows) if backwards else rows)]
        for entry in kept if rename else ():
            old = entry["patient_id"]
            entry |= {"patient_id": rename[old], "row_id": rename[old] + entry["row_id"].removeprefix(old)}
        if kept:
            schema = {column: declared.dtype for column, declared in CLINICAL_TABLES[name].columns().items() if column in kept[0]}
            frames[name] = pl.DataFrame(kept, schema=schema)
    return new_record(frames, title="law")


@given(cohorts(), populations)
@FEWER
def test_row_order_and_relabelling_change_no_figure(tables, population):
    protocol = Protocol(title="law", population=population)
    before = run(protocol, record_of(tables)).results
    labels = [entry["patient_id"] for entry in tables["patients"]]
    rename = {label: f"Q{len(labels) - number}" for number, label in enumerate(labels)}
    assert_frame_equal(run(protocol, record_of(tables, backwards=True, rename=rename)).results, before)


@given(cohorts(), st.sampled_from(("serostatus", "sex")))
@FEWER
def test_groups_add_up_to_everyone(tables, by):
    asked = {part: {"by": by} for part in ("table_1", "attack_kinds", "rates")}
    results = run(Protocol(title="law", **asked, sensitivity=NO_OTHER_CHOICE), record_of(tables)).results
    figures = results.filter(
        pl.col("analysis").is_in(["table 1", "attack kinds", "rates"])
        & ~pl.col("variable").is_in(["how unevenly attacks fall on people", "people without stated follow-up"])
    )
    assert not figures.is_empty()
    keys = ["analysis", "variable", "level"]
    added = ["events", "n", "unknown", "person_years"]
    zeros = figures.with_columns(pl.col(added).fill_null(0))
    everyone = zeros.filter(pl.col("group") == "everyone").select(*keys, *added)
    parts = zeros.filter(pl.col("group") != "everyone").group_by(keys, maintain_order=True).agg(pl.col(added).sum())
    if not parts.is_empty():
        assert_frame_equal(parts, everyone)
    people = results.filter((pl.col("analysis") == "table 1") & (pl.col("variable") != "people"))
    size = dict(results.filter(pl.col("variable") == "people").select("group", "estimate").iter_rows())
    for group, n, unknown in people.select("group", "n", "unknown").iter_rows():
        assert n + unknown == size[group]


@given(cohorts(), populations, st.booleans())
def test_the_flow_balances_and_a_slow_reading_of_it_agrees(tables, population, include_unknown):
    record = record_of(tables)
    asked = Protocol(title="law", population=population | {"include_unknown": include_unknown}).population
    included, rows = select_people(record, derive(record, only=["people", "serostatus"]), asked)
    flow = results_frame(rows)
    excluded = flow.filter(pl.col("level").is_not_null())
    assert flow["estimate"][0] == record.patients.height
    assert flow["estimate"][0] == flow["estimate"][-1] + excluded["estimate"].sum()
    assert flow["estimate"][-1] == included.len()
    assert included.to_list() == slowly_included(record, population, include_unknown=include_unknown)


def slowly_included(record, population, *, include_unknown):
    """Read the criteria one person at a time, from their text."""
    course = derive(record, only=["people", "serostatus"])
    tiers = {row["patient_id"]: row for row in course.serostatus.to_dicts()}
    included = []
    for person in course.people.to_dicts():
        verdicts = []
        if "labels" in population:
            labels = person["labels"]
            met = any(label in population["labels"] for label in labels or ())
            verdicts.append(True if met else False if labels and not person["label_unknown"] else None)
        if "serostatus" in population:
            tier = tiers[person["patient_id"]]
            group = tier["group"]
            one_is_open = (group == "AQP4-IgG positive" and tier["mog"] in ("unknown", "borderline")) or (
                group == "MOG-IgG positive" and tier["aqp4"] in ("unknown", "negative, inadequate")
            )
            if group in population["serostatus"]:
                verdicts.append(True)
            elif one_is_open and "both positive" in population["serostatus"]:
                verdicts.append(None)
            elif group in SETTLED:
                verdicts.append(False)
            elif group == "AQP4-IgG negative, MOG-IgG not tested":
                could_be = {"MOG-IgG positive", "double seronegative"}
                verdicts.append(None if could_be & set(population["serostatus"]) else False)
            else:
                verdicts.append(None)
        if "age_at_onset" in population:
            age = person["age_at_onset"]
            verdicts.append(None if age is None else age >= population["age_at_onset"]["at_least"])
        if all(include_unknown if verdict is None else verdict for verdict in verdicts):
            included.append(person["patient_id"])
    return included


@given(cohorts())
def test_attack_kinds_and_rates_agree_with_counting_by_hand(tables):
    course = derive(record_of(tables), only=["people", "attacks", "person_time"])
    everyone = groups_of(course, "nothing")
    results = results_frame([*attack_kind_rows(course, everyone), *rate_rows(course, everyone)])
    people, attacks = course.people["patient_id"], course.attacks.to_dicts()
    by_kind = results.filter(pl.col("variable") == "attacks by kind")
    assert by_kind["events"].sum() == sum(bool(attack["sites"]) for attack in attacks)
    ever = results.filter(pl.col("variable") == "people who ever had an attack of this site")
    for level, events, n in ever.filter(pl.col("level").is_in(names("sites"))).select("level", "events", "n").iter_rows():
        wanted = [name for name in names("sites") if name == level or name.startswith(f"{level} ")]
        told = {True: set(), False: set(), None: set()}
        for patient in people:
            sites = [attack["sites"] for attack in attacks if attack["patient_id"] == patient]
            if any(set(wanted) & set(stated or ()) for stated in sites):
                told[True].add(patient)
            elif sites and all(sites):
                told[False].add(patient)
        assert (events, n) == (len(told[True]), len(told[True]) + len(told[False])), level
    time = [person for person in course.person_time.to_dicts() if person["person_years"] is not None]
    for number, column in enumerate(("attacks", "attacks_with_onset")):
        rate = results.filter(pl.col("measure") == "rate").row(number, named=True)
        assert rate["n"] == len(time)
        assert rate["events"] == sum(person[column] for person in time)
        assert rate["unknown"] == people.len() - len(time)
