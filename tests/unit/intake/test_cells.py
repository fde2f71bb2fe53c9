"""Cells: their address, and what a person saw there."""

import datetime as dt

import pytest

from nmosd.intake.cells import Cell
from nmosd.intake.number_formats import date_precision, show_date

DAY = dt.datetime(2014, 3, 2, 14, 5, 9)


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_the_address_is_the_spreadsheets(column, letters):
    assert Cell("x", row=12, column=column).address == f"{letters}12"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (" pos ", "General", "pos"),
        (3.0, "General", "3"),
        (3.5, "General", "3.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "1e+20"),
        (17, "General", "17"),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
        (DAY, "mm/yy", "03/14"),
        (DAY, "mmm yyyy", "Mar 2014"),
        (DAY, r"[$-407]mmm\ yyyy;@", "Mar 2014"),
        (DAY, 'd". "mmmm\\ yy', "2. March 14"),
        (DAY, "dddd, dd/mm/yyyy", "Sunday, 02/03/2014"),
        (DAY, "ddd d", "Sun 2"),
        (DAY, "mmmmm", "M"),
        (DAY, "yyyy-mm-dd hh:mm:ss", "2014-03-02 14:05:09"),
        (DAY, "m/d/yy h:mm AM/PM", "3/2/14 2:05 PM"),
        (DAY, "General", "2014-03-02 14:05:09"),
        (dt.date(2014, 3, 2), "General", "2014-03-02"),
        (dt.time(9, 5), "h:mm", "9:05"),
        (dt.time(9, 5), "dd.mm.yyyy", "09:05:00"),
    ],
)
def test_the_text_is_what_a_person_saw(value, number_format, text):
    assert Cell(value, number_format).text == text


@pytest.mark.parametrize(
    ("number_format", "precision"),
    [
        ("mm/yy", "month"),
        ("MM/YY", "month"),
        ("mmm", "month"),
        ("yyyy", "year"),
        ("dd.mm.yyyy", "day"),
        ("[$-F800]dddd, mmmm dd, yyyy", "day"),
        ("d-mmm", "day without year"),
        ("dd/mm", "day without year"),
        ("h:mm", "day"),
        ("hh:mm:ss yyyy", "year"),
        ("yyyy hh:mm", "year"),
        ('"dm "yyyy', "year"),
        (r"\d\myyyy", "year"),
        ("_dyyyy", "year"),
        ('mm/yy;dd.mm.yyyy;"d"', "month"),
        ("General", "day"),
        ("", "day"),
    ],
)
def test_the_precision_of_a_format(number_format, precision):
    assert date_precision(number_format) == precision


def test_a_format_that_shows_nothing_of_a_date_leaves_it_in_iso_form():
    assert show_date(dt.date(2014, 3, 2), "0.00") == "2014-03-02"
