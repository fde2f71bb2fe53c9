"""Dates as clinics write them; the expected days follow the rules in the docstring of `read_date`, not the code."""

import datetime as dt

import pytest

from nmosd.intake.cells import Cell
from nmosd.intake.values import Read, ReadOptions, Refused, date_order_of, read_value
from nmosd.record import FIELDS, DateInterval

ONSET = FIELDS["attacks.onset"]


def read(value, field=ONSET, number_format="General", **options):
    return read_value(Cell(value, number_format), field, ReadOptions(**options))


def interval(first, last=None):
    return DateInterval(dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("03/14", "2014-03-01", "2014-03-31"),
        ("3/2014", "2014-03-01", "2014-03-31"),
        ("03.2014", "2014-03-01", "2014-03-31"),
        ("2014-02", "2014-02-01", "2014-02-28"),
        ("2012/02", "2012-02-01", "2012-02-29"),
        ("Mar 2014", "2014-03-01", "2014-03-31"),
        ("mar. 2014", "2014-03-01", "2014-03-31"),
        ("Mar '14", "2014-03-01", "2014-03-31"),
        ("Mar-14", "2014-03-01", "2014-03-31"),
        ("März 2014", "2014-03-01", "2014-03-31"),
        ("Maerz 2014", "2014-03-01", "2014-03-31"),
        ("Jänner 2014", "2014-01-01", "2014-01-31"),
        ("août 2014", "2014-08-01", "2014-08-31"),
        ("déc. 2014", "2014-12-01", "2014-12-31"),
        ("enero 2014", "2014-01-01", "2014-01-31"),
        ("septiembre de 2014", "2014-09-01", "2014-09-30"),
        ("2014 Mar", "2014-03-01", "2014-03-31"),
        ("in March 2014", "2014-03-01", "2014-03-31"),
        ("201403", "2014-03-01", "2014-03-31"),
        ("2012", "2012-01-01", "2012-12-31"),
        ("spring 2016", "2016-03-01", "2016-05-31"),
        ("Frühjahr 2016", "2016-03-01", "2016-05-31"),
        ("summer 2016", "2016-06-01", "2016-08-31"),
        ("été 2016", "2016-06-01", "2016-08-31"),
        ("fall 2016", "2016-09-01", "2016-11-30"),
        ("Herbst 2016", "2016-09-01", "2016-11-30"),
        ("otoño 2016", "2016-09-01", "2016-11-30"),
        ("spring '16", "2016-03-01", "2016-05-31"),
        ("winter 2016", "2015-12-01", "2017-02-28"),
        ("Winter 2015/16", "2015-12-01", "2016-02-29"),
        ("winter 2015/2016", "2015-12-01", "2016-02-29"),
        ("winter 1999/00", "1999-12-01", "2000-02-29"),
        ("Q2 2015", "2015-04-01", "2015-06-30"),
        ("2015 Q4", "2015-10-01", "2015-12-31"),
        ("2. Quartal 2015", "2015-04-01", "2015-06-30"),
        ("T3 2015", "2015-07-01", "2015-09-30"),
        ("early 2012", "2012-01-01", "2012-04-30"),
        ("Anfang 2012", "2012-01-01", "2012-04-30"),
        ("mid-2012", "2012-05-01", "2012-08-31"),
        ("Mitte 2012", "2012-05-01", "2012-08-31"),
        ("late 2012", "2012-09-01", "2012-12-31"),
        ("end of 2012", "2012-09-01", "2012-12-31"),
        ("Ende 2012", "2012-09-01", "2012-12-31"),
        ("début 2012", "2012-01-01", "2012-04-30"),
        ("finales de 2012", "2012-09-01", "2012-12-31"),
        ("early March 2014", "2014-03-01", "2014-03-10"),
        ("Mitte März 2014", "2014-03-11", "2014-03-20"),
        ("end of Feb 2014", "2014-02-21", "2014-02-28"),
        ("2012-2013", "2012-01-01", "2013-12-31"),
        ("between 2012 and 2013", "2012-01-01", "2013-12-31"),
        ("2012 bis 2013", "2012-01-01", "2013-12-31"),
        ("Mar-May 2014", "2014-03-01", "2014-05-31"),
        ("03/2014 - 05/2014", "2014-03-01", "2014-05-31"),
        ("2014-03-01 - 2014-03-05", "2014-03-01", "2014-03-05"),
        ("12.03.2014", "2014-03-12", None),
        ("12.3.14", "2014-03-12", None),
        ("12. 3. 2014", "2014-03-12", None),
        ("05.04.2014", "2014-04-05", None),
        ("2014-03-12", "2014-03-12", None),
        ("2014/03/12", "2014-03-12", None),
        ("2014.03.12", "2014-03-12", None),
        ("12-Mar-2014", "2014-03-12", None),
        ("12-MAR-14", "2014-03-12", None),
        ("12. März 2014", "2014-03-12", None),
        ("12th March 2014", "2014-03-12", None),
        ("March 12, 2014", "2014-03-12", None),
        ("1er mars 2014", "2014-03-01", None),
        ("12 de marzo de 2014", "2014-03-12", None),
        ("2014-03-12 00:00:00", "2014-03-12", None),
        ("2014-03-12T14:05:00Z", "2014-03-12", None),
        ("25/04/2014", "2014-04-25", None),
        ("04/25/2014", "2014-04-25", None),
        ("04/04/2014", "2014-04-04", None),
        ("29.02.2012", "2012-02-29", None),
        ("41710", "2014-03-12", None),
        ("20140312", "2014-03-12", None),
    ],
)
def test_texts_that_are_dates(text, first, last):
    assert read(text) == Read({"onset": interval(first, last)})


@pytest.mark.parametrize("text", ["~2012", "ca. 2012", "2012?", "circa 2012", "about 2012", "etwa 2012", "2012 (?)", "vers 2012"])
def test_about_is_read_as_written_and_marked(text):
    outcome = read(text)
    assert outcome.fields == {"onset": interval("2012-01-01", "2012-12-31")}
    assert not outcome.certain
    assert "not made wider" in outcome.note


@pytest.mark.parametrize(
    ("text", "first", "last"), [("Febuary 2014", "2014-02-01", "2014-02-28"), ("Mar 14", "2014-03-01", "2014-03-31")]
)
def test_what_is_only_likely_is_marked(text, first, last):
    outcome = read(text)
    assert outcome.fields == {"onset": interval(first, last)}
    assert not outcome.certain


def test_a_remark_on_a_date_stays_unread_and_is_said():
    outcome = read("06/2014 (recall)")
    assert outcome.fields == {"onset": interval("2014-06-01", "2014-06-30")}
    assert (outcome.certain, "recall" in outcome.note) == (False, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("05/04/2014", "I102"),
        ("5-4-2014", "I102"),
        ("14-03-12", "I102"),
        ("31.02.2014", "I103"),
        ("29.02.2013", "I103"),
        ("13/2014", "I103"),
        ("2014-13", "I103"),
        ("32.01.2014", "I103"),
        ("1850", "I103"),
        ("12.03.1850", "I103"),
        ("winter 2015/18", "I103"),
        ("2014 to 2012", "I103"),
        ("03/45", "I103"),
        ("before 2010", "I104"),
        ("vor 2010", "I104"),
        (">2014", "I104"),
        ("since 2012", "I104"),
        ("ongoing", "I104"),
        ("laufend", "I104"),
        ("12/2013; 03/2014", "I106"),
        ("12.03.2014 and 15.04.2015", "I106"),
        ("2002-2014", "I106"),
        ("14/03", "I101"),
        ("03.14", "I101"),
        ("March", "I101"),
        ("after the baby", "I104"),
        ("childhood", "I101"),
        ("2012-13", "I103"),
        ("2014.5", "I101"),
        ("06/2014 (or before)", "I104"),
        ("06/2014 (2013?)", "I122"),
        ("12/03/2014 or 13/03/2014", "I122"),
        ("12:30", "I101"),
        ("99999999", "I101"),
        ("pos", "I101"),
    ],
)
def test_texts_that_are_refused(text, code):
    outcome = read(text)
    assert isinstance(outcome, Refused), outcome
    assert (outcome.code, text in outcome.message) == (code, True)


def test_day_and_month_follow_the_order_of_the_column():
    assert read("05/04/2014", date_order="day-month") == Read({"onset": interval("2014-04-05")})
    assert read("05/04/2014", date_order="month-day") == Read({"onset": interval("2014-05-04")})
    assert read("14-03-12", date_order="day-month") == Read({"onset": interval("2012-03-14")})
    assert read("04/25/2014", date_order="day-month").code == "I103"
    assert read("05.04.2014", date_order="month-day") == Read({"onset": interval("2014-04-05")})


@pytest.mark.parametrize(
    ("number_format", "first", "last"),
    [
        ("mm/yy", "2014-03-01", "2014-03-31"),
        ("mmm-yy", "2014-03-01", "2014-03-31"),
        ("mmm yyyy", "2014-03-01", "2014-03-31"),
        (r"[$-407]mmm\ yyyy;@", "2014-03-01", "2014-03-31"),
        (r"[$-de-DE]mmmm\ yy", "2014-03-01", "2014-03-31"),
        ('mm"/"yyyy', "2014-03-01", "2014-03-31"),
        ('"day "mm/yyyy', "2014-03-01", "2014-03-31"),
        ("yyyy", "2014-01-01", "2014-12-31"),
        ("yyyy;@", "2014-01-01", "2014-12-31"),
        ("dd.mm.yyyy", "2014-03-12", None),
        ("mm-dd-yy", "2014-03-12", None),
        ("m/d/yy h:mm", "2014-03-12", None),
        ("yyyy-mm-dd hh:mm:ss", "2014-03-12", None),
        ("General", "2014-03-12", None),
    ],
)
def test_the_number_format_says_how_precise_a_date_cell_is(number_format, first, last):
    assert read(dt.datetime(2014, 3, 12, 9, 30), number_format=number_format) == Read({"onset": interval(first, last)})


def test_dates_that_the_spreadsheet_program_made_up_are_refused():
    typed_without_year = read(dt.datetime(2025, 3, 14), number_format="d-mmm")
    assert typed_without_year.code == "I105"
    year_typed_into_a_date_cell = read(dt.datetime(1905, 7, 4), number_format="dd.mm.yyyy")
    assert (year_typed_into_a_date_cell.code, "2012" in year_typed_into_a_date_cell.message) == ("I105", True)
    assert read(dt.time(9, 30)).code == "I101"


def test_numbers_in_a_date_column():
    assert read(41710) == Read({"onset": interval("2014-03-12")})
    assert read(41710.75) == Read({"onset": interval("2014-03-12")})
    assert read(2012) == Read({"onset": interval("2012-01-01", "2012-12-31")})
    assert read(2012.0) == Read({"onset": interval("2012-01-01", "2012-12-31")})
    assert read(20140312) == Read({"onset": interval("2014-03-12")})
    assert read(3.2014).code == "I101"
    assert read(7).code == "I101"
    assert read(-41710).code == "I101"
    assert read(True).code == "I101"
    since_1904 = Cell(40248, epoch=dt.date(1904, 1, 1))
    assert read_value(since_1904, ONSET, ReadOptions()) == Read({"onset": interval("2014-03-12")})


def test_two_digit_years_turn_at_the_latest_year_and_births_lie_in_the_past():
    assert read("03/14", latest_year=2020) == Read({"onset": interval("2014-03-01", "2014-03-31")})
    assert read("03/85") == Read({"onset": interval("1985-03-01", "1985-03-31")})
    birth = FIELDS["patients.birth"]
    assert read("03/56", birth) == Read({"birth": interval("1956-03-01", "1956-03-31")})
    assert read("03/45", birth) == Read({"birth": interval("1945-03-01", "1945-03-31")})
    assert read("03/21", birth, latest_year=2019) == Read({"birth": interval("1921-03-01", "1921-03-31")})
    assert read("03/21", latest_year=2019).code == "I103"
    assert read("2021", latest_year=2019).code == "I103"


@pytest.mark.parametrize("text", ["ongoing", "laufend", "continues", "en cours", "Ongoing.", "still on"])
def test_an_open_stop_of_a_drug_is_two_fields(text):
    outcome = read(text.rstrip("."), FIELDS["therapies.stop"])
    assert outcome == Read({"stop": None, "ongoing": "yes"})


def test_start_and_stop_in_one_cell_is_refused():
    assert read("2012-2013", FIELDS["therapies.start"]).code == "I106"
    assert read("2012-2013", FIELDS["therapies.stop"]).code == "I106"


def test_since_starts_a_drug_but_leaves_it_uncertain():
    outcome = read("since 03/2014", FIELDS["therapies.start"])
    assert (outcome.fields, outcome.certain) == ({"start": interval("2014-03-01", "2014-03-31")}, False)


def test_the_order_of_a_column():
    assert date_order_of([Cell("05/04/2014"), Cell("25/04/2014"), Cell("n/a"), Cell(3.0)]) == "day-month"
    assert date_order_of([Cell("04/25/2014")]) == "month-day"
    assert date_order_of([Cell("25/04/2014"), Cell("04/25/2014")]) is None
    assert date_order_of([Cell("05/04/2014"), Cell("25.04.2014"), Cell("14-03-25")]) is None
    assert date_order_of([]) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("0", 0, 0),
        ("index", 0, 0),
        ("onset", 0, 0),
        ("0 months", 0, 0),
        ("day 12", 12, 12),
        ("d12", 12, 12),
        ("Tag 12", 12, 12),
        ("12 days", 12, 12),
        ("7 weeks", 46, 52),  # 6.5 to 7.5 weeks are 45.5 to 52.5 days
        ("6 months", 168, 197),  # 5.5 to 6.5 months of 30.4375 days are 167.4 to 197.8
        ("month 6", 168, 197),
        ("6 Monate", 168, 197),
        ("1.6 months", 48, 50),  # 1.55 to 1.65 months are 47.2 to 50.2
        ("1,6 months", 48, 50),
        ("15 years", 5297, 5661),  # 14.5 to 15.5 years of 365.25 days are 5296.1 to 5661.4
        ("15 ans", 5297, 5661),
        ("1 year 6 months", 533, 563),  # 365.25 + 182.625 = 547.9, half a month to both sides: 532.7 to 563.1
        ("-2 months", -76, -46),
        ("2 months before onset", -76, -46),
        ("day 30 to 45", 30, 45),
        ("30 to 45 days", 30, 45),
        ("day -10 to 3", -10, 3),
        ("6 bis 7 Monate", 168, 228),  # 5.5 to 7.5 months
    ],
)
def test_times_from_onset(text, first, last):
    zero = dt.date(1970, 1, 1)
    expected = DateInterval(zero + dt.timedelta(first), zero + dt.timedelta(last))
    assert read(text, calendar="relative") == Read({"onset": expected})


def test_bare_times_from_onset_take_the_unit_of_their_column():
    zero = dt.date(1970, 1, 1)
    expected = DateInterval(zero + dt.timedelta(168), zero + dt.timedelta(197))
    assert read(6, calendar="relative", unit="months") == Read({"onset": expected})
    assert read("6", calendar="relative", unit="months") == Read({"onset": expected})
    assert read(0, calendar="relative") == Read({"onset": DateInterval(zero, zero)})
    refused = read("6", calendar="relative")
    assert (refused.code, "unit is not stated" in refused.message) == ("I107", True)


@pytest.mark.parametrize(
    "value", ["2014-03", "3-4 months", "six months", "6 light years", "about 6 months", dt.datetime(2014, 3, 1)]
)
def test_what_is_no_time_from_onset_is_refused(value):
    assert read(value, calendar="relative").code == "I107"


def test_a_stretch_from_onset_that_may_be_a_start_and_a_stop_is_refused_but_in_our_own_tables():
    start = FIELDS["therapies.start"]
    assert read_value(Cell("day 30 to 45"), start, ReadOptions(calendar="relative")).code == "I106"
    expected = DateInterval(dt.date(1970, 1, 31), dt.date(1970, 2, 15))
    own = ReadOptions(calendar="relative", own_notation=True)
    assert read_value(Cell("day 30 to 45"), start, own) == Read({"start": expected})
    assert read_value(Cell("day 45 to 30"), start, own).code == "I103"


def test_in_our_own_tables_a_start_may_be_a_stretch_of_days_and_nothing_vaguer():
    start, own = FIELDS["therapies.start"], ReadOptions(own_notation=True)
    expected = DateInterval(dt.date(2014, 3, 1), dt.date(2014, 5, 31))
    assert read_value(Cell("2014-03-01 to 2014-05-31"), start, own) == Read({"start": expected})
    assert read_value(Cell("2014-03-01 to 2014-05-31"), start, ReadOptions()).code == "I106"
    assert read_value(Cell("2014 to 2016"), start, own).code == "I106"
    assert read_value(Cell("2014-05-31 to 2014-03-01"), start, own).code == "I103"


def test_a_time_longer_than_a_life_is_refused():
    assert read("999 years", calendar="relative").code == "I103"
    assert read("6 months").code == "I101"
