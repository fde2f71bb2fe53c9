"""Incidence and prevalence from a file of denominators."""

import polars as pl
import pytest

from nmosd.course import derive
from nmosd.errors import ProtocolError
from nmosd.stats import rate
from nmosd.study import Protocol, run
from nmosd.study.frequency import frequency_rows, read_denominators
from tests.spec.conftest import make_record

PEOPLE = """
    patient | sex    | onset      | age_at_onset | first_contact | last_contact | status | death
    P1      | female | 2010-03-01 | 30           | 2010-03-01    | 2020-01-01   |        |
    P2      | male   | 2010-09-01 | 50           | 2010-09-01    | 2020-01-01   |        |
    P3      | female | 2011-02-01 | 20           | 2011-02-01    | 2011-05-01   | dead   | 2011-05-01
    P4      | female |            | 20           | 2011-02-01    | 2012-05-01   |        |
"""


@pytest.fixture
def denominators(tmp_path):
    def written(text: str):
        path = tmp_path / "population.csv"
        path.write_text(text, "utf-8")
        return path

    return written


def figures(rows):
    return {(row["variable"], row["level"]): (row["events"], row["n"], pytest.approx(row["estimate"])) for row in rows}


def test_each_year_counts_who_fell_ill_in_it_and_who_lived_with_it_at_its_middle(denominators):
    course = derive(make_record({"patients": PEOPLE}, "absolute"))
    table = read_denominators(denominators("year,population\n2010,200000\n2011,250000\n"))
    rows = list(frequency_rows(course, table, confidence=0.95))
    found = figures(rows)
    assert found["incidence", "2010"] == (2, 200_000, 1.0)
    assert found["incidence", "2011"] == (1, 250_000, 0.4)
    assert found["incidence", "all years"] == (3, 450_000, pytest.approx(300_000 / 450_000))
    assert found["prevalence", "2010"] == (1, 200_000, 0.5)
    assert found["prevalence", "2011"] == (2, 250_000, 0.8)
    exact = rate(2, 200_000)
    assert (rows[0]["lower"], rows[0]["upper"]) == (exact.lower * 100_000, exact.upper * 100_000)


def test_people_of_whom_it_cannot_be_told_are_counted_as_unknown_and_not_as_well(denominators):
    people = """
        patient | sex    | onset      | age_at_onset | last_contact | status
        P1      | female | 2010-03-01 | 30           | 2020-01-01   | alive
        P2      |        | 2010-03-01 | 30           | 2020-01-01   | alive
        P3      | female |            | 30           | 2020-01-01   | alive
        P4      | female | 2010-03-01 | 30           |              | dead
    """
    text = "year,sex,population\n2010,female,1000\n2010,male,1000\n"
    course = derive(make_record({"patients": people}, "absolute"))
    rows = list(frequency_rows(course, read_denominators(denominators(text)), confidence=0.95))
    told = {(row["variable"], row["level"]): (row["events"], row["unknown"], bool(row["warnings"])) for row in rows}
    assert told["incidence", "2010"] == (2, 2, True)
    assert told["prevalence", "2010"] == (1, 3, True)
    assert told["incidence", "2010 · female"] == (2, 2, True)
    assert told["prevalence", "2010 · female"] == (1, 3, True)
    assert told["prevalence", "2010 · male"] == (0, 1, True)
    assert told["incidence", "all years"] == (2, 2, True)


def test_bands_of_sex_and_age_are_counted_apart(denominators):
    text = "year,sex,age_from,age_below,population\n2010,female,0,40,1000\n2010,female,40,100,1000\n2010,male,0,100,2000\n"
    course = derive(make_record({"patients": PEOPLE}, "absolute"))
    found = figures(frequency_rows(course, read_denominators(denominators(text)), confidence=0.95))
    assert found["incidence", "2010 · female, age from 0 under 40"][:2] == (1, 1000)
    assert found["incidence", "2010 · female, age from 40 under 100"][:2] == (0, 1000)
    assert found["incidence", "2010 · male, age from 0 under 100"][:2] == (1, 2000)
    assert found["incidence", "2010"][:2] == (2, 4000)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jahr,population\n2010,1\n", "no column year"),
        ("year,population,town\n2010,1,x\n", "a column town"),
        ("year,population\n2010,many\n", "population is 'many'"),
        ("year,population\n2010,0\n", "0 or less"),
        ("year,population\n2010,5\n2010,6\n", "twice"),
    ],
)
def test_a_file_that_cannot_be_a_denominator_is_refused_in_one_sentence(denominators, text, words):
    with pytest.raises(ProtocolError, match=words):
        read_denominators(denominators(text))


def test_a_protocol_names_its_file_beside_itself(denominators, tmp_path):
    denominators("year,population\n2010,200000\n")
    protocol = tmp_path / "study.toml"
    protocol.write_text('title = "x"\n[frequency]\ndenominators = "population.csv"\n', "utf-8")
    study = run(protocol, make_record({"patients": PEOPLE}, "absolute"))
    assert study.results.filter(analysis="frequency", level="2010", variable="incidence")["events"].to_list() == [2]
    protocol.write_text('title = "x"\n[frequency]\ndenominators = "nowhere.csv"\n', "utf-8")
    with pytest.raises(ProtocolError, match=r"nowhere\.csv cannot be read"):
        run(Protocol.read(protocol), make_record({"patients": PEOPLE}, "absolute"))


def test_a_record_without_dates_has_no_years(denominators):
    record = make_record({"patients": "patient | onset\nP1 | day 0"}, "relative")
    table = pl.DataFrame({"year": [2010], "population": [10.0]})
    with pytest.raises(ProtocolError, match="no dates"):
        list(frequency_rows(derive(record), table, confidence=0.95))
