"""Laws of reading one cell: it never raises, what it gives conforms to its field, a written date is read as it was written."""

import datetime as dt
import math
from calendar import monthrange

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nmosd.intake.cells import Cell
from nmosd.intake.values import Read, ReadOptions, Refused, date_order_of, read_many, read_value
from nmosd.record import FIELDS, DateInterval, Field, finding_kinds
from nmosd.record.vocabulary import vocabularies, vocabulary

FIELD = st.sampled_from([FIELDS[path] for path in sorted(FIELDS)])
DAY = st.dates(dt.date(1950, 1, 1), dt.date(2029, 12, 31))
ONSET = FIELDS["attacks.onset"]
FORMATS = st.sampled_from(
    ["General", "mm/yy", "mmm yyyy", "yyyy", "dd.mm.yyyy", "d-mmm", "[$-407]mmm\\ yyyy;@", "0.00", "h:mm", '"x"d', "@"]
) | st.text(alphabet='ymdhs/.;@"\\[]$-407_* ', max_size=12)
VOCABULARY = sorted(
    {word for name in vocabularies() for term in vocabulary(name).values() for word in (term.name, *term.synonyms)}
)
TURNS = ["no", "not", "?", "or", "/", "+", "-", ";", "(", ")", "~", "left", "re", "bds", "C3-T2", "1:320", "x5", "1000 mg"]
PLACES = ["2014", "03/14", "12.03.2014", "spring", "Mar", "day", "months", "0,5", "20/200", "1,000", "-0.0"]
WORDS = st.sampled_from([*VOCABULARY, *TURNS, *PLACES])
PHRASES = st.lists(WORDS, min_size=1, max_size=4).flatmap(
    lambda words: st.sampled_from(["", " ", ", ", "; "]).map(lambda glue: glue.join(words))
)
TEXTS = PHRASES | st.text(max_size=20) | st.text(alphabet="0123456789./-, :+<>~?()xQ", max_size=14)
VALUES = (
    TEXTS
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.datetimes()
    | st.dates()
    | st.times()
    | st.sampled_from(["#REF!", "#N/A", "=A1", "", " ", "\x00", "x" * 40_000, 10**400])
)
OPTIONS = st.builds(
    ReadOptions,
    date_order=st.sampled_from([None, "day-month", "month-day"]),
    values=st.dictionaries(TEXTS, TEXTS, max_size=2),
    calendar=st.sampled_from(["absolute", "relative"]),
    unit=st.sampled_from([None, "days", "weeks", "months", "years", "light years"]),
    latest_year=st.integers(1950, 2100),
    own_notation=st.booleans(),
)


def assert_conforms(name: str, value: object, field: Field) -> None:
    """A value is None or exactly what its field's declaration allows, in type and range."""
    if value is None:
        return
    match field.kind:
        case "choice":
            assert value in field.allowed, name
        case "choices":
            assert isinstance(value, tuple)
            assert set(value) <= set(field.allowed)
            assert list(value) == [allowed for allowed in field.allowed if allowed in value]
            assert value
        case "date":
            assert isinstance(value, DateInterval)
            assert value.earliest <= value.latest
            assert type(value.earliest) is dt.date
            assert type(value.latest) is dt.date
        case "number" | "whole number":
            assert type(value) is (float if field.kind == "number" else int)
            assert field.low <= value <= field.high
            assert value not in field.excluded
            assert field.step is None or math.isclose(value / field.step, round(value / field.step), abs_tol=0)
        case _:
            assert isinstance(value, str)
            assert value


@settings(max_examples=5 * settings().max_examples)
@given(VALUES, FORMATS, FIELD, OPTIONS)
@example("31.02.2014", "General", ONSET, ReadOptions())
@example("0000", "General", ONSET, ReadOptions())
@example("9999", "General", ONSET, ReadOptions(latest_year=9999))
@example("winter 9999", "General", ONSET, ReadOptions(latest_year=9999))
@example("99999 years", "General", ONSET, ReadOptions(calendar="relative"))
@example(10**400, "General", ONSET, ReadOptions())
@example(10**400, "General", FIELDS["eye_exams.acuity"], ReadOptions())
@example(-(10**400), "General", FIELDS["visits.edss"], ReadOptions())
@example(dt.datetime(1, 1, 1), "dd", ONSET, ReadOptions())
def test_reading_never_raises_and_gives_only_what_the_fields_allow(value, number_format, field, options):
    outcome = read_value(Cell(value, number_format), field, options)
    if isinstance(outcome, Refused):
        assert outcome.code in finding_kinds()
        assert outcome.code.startswith("I")
        assert outcome.message.endswith(".")
        return
    assert isinstance(outcome, Read)
    assert field.name in outcome.fields
    for name, found in outcome.fields.items():
        assert_conforms(name, found, FIELDS[f"{field.table}.{name}"])
    assert outcome.certain or outcome.note


@given(VALUES, FORMATS, FIELD, OPTIONS, st.text(max_size=2))
def test_several_values_in_a_cell_never_raise_and_lose_no_part(value, number_format, field, options, separator):
    outcomes = read_many(Cell(value, number_format), field, options, separator)
    assert outcomes
    assert all(isinstance(outcome, Read | Refused) for outcome in outcomes)
    if isinstance(value, str) and separator and not options.values:
        assert len(outcomes) == max(1, sum(bool(part.strip()) for part in value.split(separator)))


ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
GERMAN = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")
FRENCH = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
SPANISH = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
DAY_STYLES = {
    "2014-03-12": lambda d: d.isoformat(),
    "2014/03/12": lambda d: f"{d:%Y/%m/%d}",
    "20140312": lambda d: f"{d:%Y%m%d}",
    "12.03.2014": lambda d: f"{d:%d.%m.%Y}",
    "12.3.14": lambda d: f"{d.day}.{d.month}.{d:%y}",
    "12-Mar-2014": lambda d: f"{d.day}-{ENGLISH[d.month - 1][:3]}-{d.year}",
    "March 12, 2014": lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    "12. März 2014": lambda d: f"{d.day}. {GERMAN[d.month - 1]} {d.year}",
    "12 mars 2014": lambda d: f"{d.day} {FRENCH[d.month - 1]} {d.year}",
    "12 de marzo de 2014": lambda d: f"{d.day} de {SPANISH[d.month - 1]} de {d.year}",
    "timestamp": lambda d: f"{d.isoformat()} 00:00:00",
    "serial": lambda d: str((d - dt.date(1899, 12, 30)).days),
}
MONTH_STYLES = {
    "2014-03": lambda d: f"{d:%Y-%m}",
    "03/14": lambda d: f"{d:%m/%y}",
    "3/2014": lambda d: f"{d.month}/{d.year}",
    "3.2014": lambda d: f"{d.month}.{d.year}",
    "Mar 2014": lambda d: f"{ENGLISH[d.month - 1][:3]} {d.year}",
    "Mar-14": lambda d: f"{ENGLISH[d.month - 1][:3]}-{d:%y}",
    "März 2014": lambda d: f"{GERMAN[d.month - 1]} {d.year}",
    "MARS 2014": lambda d: f"{FRENCH[d.month - 1].upper()} {d.year}",
    "marzo de 2014": lambda d: f"{SPANISH[d.month - 1]} de {d.year}",
}


@pytest.mark.parametrize("style", DAY_STYLES)
@given(written=DAY)
def test_a_written_day_is_read_as_that_day(style, written):
    outcome = read_value(Cell(DAY_STYLES[style](written)), ONSET, ReadOptions())
    assert isinstance(outcome, Read), outcome
    assert outcome.fields == {"onset": DateInterval(written, written)}


@pytest.mark.parametrize("style", MONTH_STYLES)
@given(written=DAY)
def test_a_written_month_is_read_as_all_its_days(style, written):
    outcome = read_value(Cell(MONTH_STYLES[style](written)), ONSET, ReadOptions())
    last = written.replace(day=monthrange(written.year, written.month)[1])
    assert isinstance(outcome, Read), outcome
    assert outcome.fields == {"onset": DateInterval(written.replace(day=1), last)}


@given(DAY, st.sampled_from(["day-month", "month-day"]))
def test_a_date_with_slashes_is_read_in_the_order_of_its_column_and_never_without(written, order):
    text = f"{written:%d/%m/%Y}" if order == "day-month" else f"{written:%m/%d/%Y}"
    told = read_value(Cell(text), ONSET, ReadOptions(date_order=order))
    assert isinstance(told, Read)
    assert told.fields == {"onset": DateInterval(written, written)}
    untold = read_value(Cell(text), ONSET, ReadOptions())
    if written.day <= 12 and written.day != written.month:
        assert isinstance(untold, Refused)
        assert untold.code == "I102"
    else:
        assert untold == told


@given(st.lists(DAY, max_size=8), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_the_order_of_a_column_is_inferred_only_from_what_one_order_allows(days, style):
    order = date_order_of([Cell(f"{day:{style}}") for day in days])
    if order is not None:
        assert order == ("day-month" if style == "%d/%m/%Y" else "month-day")
    assert (order is None) == all(day.day <= 12 for day in days)


@given(
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2029, 12, 31)),
    st.sampled_from(["mm/yy", "mmm yy", "mmm\\ yyyy", "[$-407]mmm\\ yyyy;@"]),
)
def test_a_date_cell_that_shows_a_month_is_the_month(value, number_format):
    outcome = read_value(Cell(value, number_format), ONSET, ReadOptions())
    last = monthrange(value.year, value.month)[1]
    assert isinstance(outcome, Read)
    assert outcome.fields == {"onset": DateInterval(value.date().replace(day=1), value.date().replace(day=last))}


@given(
    st.sampled_from(sorted(vocabulary("drugs"))),
    st.sampled_from(["no {}", "not {}", "{}?", "{} or other drug", "never {}", "kein {}", "ohne {}"]),
)
def test_a_negated_or_doubted_drug_is_never_read_as_given(drug, phrase):
    outcome = read_value(Cell(phrase.format(drug)), FIELDS["therapies.drug"], ReadOptions())
    assert isinstance(outcome, Refused)


@given(
    st.sampled_from(["pos", "positive", "positiv", "+"]),
    st.sampled_from(["not {}", "no {}", "{}?", "{}/neg", "non {}", "nicht {}", "never {}", "{} or neg"]),
)
def test_a_negated_or_doubted_result_is_never_read_as_positive(word, phrase):
    outcome = read_value(Cell(phrase.format(word)), FIELDS["antibody_tests.result"], ReadOptions())
    assert isinstance(outcome, Refused), outcome


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["visits.edss", "visits.mrs", "patients.age_at_onset"]))
def test_a_number_is_read_as_itself_or_not_at_all(number, path):
    outcome = read_value(Cell(number), FIELDS[path], ReadOptions())
    if isinstance(outcome, Read):
        assert outcome.fields[FIELDS[path].name] == number


@given(st.integers(1, 110), st.sampled_from(["days", "weeks", "months", "years"]))
def test_a_time_from_onset_holds_its_middle_and_less_than_one_unit(number, unit):
    days = number * {"days": 1, "weeks": 7, "months": 365.25 / 12, "years": 365.25}[unit]
    outcome = read_value(Cell(f"{number} {unit}"), ONSET, ReadOptions(calendar="relative"))
    assert isinstance(outcome, Read)
    interval = outcome.fields["onset"]
    first, last = ((point - dt.date(1970, 1, 1)).days for point in (interval.earliest, interval.latest))
    assert first <= round(days) <= last
    assert last - first <= days / number


@given(st.sampled_from(sorted(FIELDS)), st.sampled_from(["n/a", "?", "unknown", "k.A.", "nicht getestet"]))
def test_cells_that_say_not_known_are_read_and_never_become_no(path, text):
    outcome = read_value(Cell(text), FIELDS[path], ReadOptions())
    assert isinstance(outcome, Read)
    assert set(outcome.fields.values()) <= {None, "unknown", "not done"}
