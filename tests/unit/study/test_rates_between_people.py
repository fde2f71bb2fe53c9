"""Rates whose interval comes from how unevenly attacks fall on people."""

from nmosd.record import Record
from nmosd.report.study.methods import methods
from nmosd.stats import rate_between_people
from nmosd.study import Protocol, run
from nmosd.study.description.rates import TOO_NARROW


def test_the_interval_is_that_between_people_and_is_not_called_too_narrow(six_people: Record, figure) -> None:
    study = run(Protocol(title="x", rates={"method": "between people", "onset_attack": ["without"]}), six_people)
    seen = figure(study.results, analysis="rates", group="everyone", measure="rate")
    known = study.course.person_time.drop_nulls("person_years").filter(study.course.person_time["person_years"].drop_nulls() > 0)
    wanted = rate_between_people(known["attacks"].to_list(), known["person_years"].to_list())
    assert (seen["estimate"], seen["lower"], seen["upper"]) == (wanted.estimate, wanted.lower, wanted.upper)
    assert not any(TOO_NARROW in warning for warning in seen["warnings"] or ())
    assert "from how unevenly attacks fell on people" in " ".join(methods(study))


def test_without_an_attack_the_interval_is_the_exact_one_and_says_so(six_people: Record, figure) -> None:
    protocol = Protocol(title="x", population={"sex": ["male"]}, rates={"method": "between people", "onset_attack": ["without"]})
    seen = figure(run(protocol, six_people).results, analysis="rates", group="everyone", measure="rate")
    assert seen["method"] == "exact Poisson interval"
    assert "fewer than two people or no attack" in " ".join(seen["warnings"])
