"""The swimmer plot shows each person once, and draws as known only what is known."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from nmosd.record import Record
from nmosd.report.study.courses import AttackMark, Line, TreatmentBar, lines_of, site_group
from nmosd.report.study.swimmer import LARGEST_PART, MOST_PEOPLE, swimmer
from nmosd.study import Study

SVG = "{http://www.w3.org/2000/svg}"


def line(patient_id: str = "P1", **changes: Any) -> Line:
    known = {"placed": True, "entry": 0.0, "exit": 5.0, "ended": 5.0, "last_known": 5.0, "end": None}
    return Line(**{"patient_id": patient_id, **known, "attacks": (), "treatments": (), "followed": "0.0 to 5.0", **changes})


def attack(at: float | None, *, precise: bool = True, wide: float = 0.0, group: str = "optic nerve") -> AttackMark:
    ends = (None, None) if at is None else (at - wide, at + wide)
    return AttackMark(1, at, *ends, group, precise, "said")


def tooltips(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}title")]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_included_person_has_one_line(clinic: Study) -> None:
    plot = swimmer(lines_of(clinic))
    named = [text for part in plot.parts for text in texts(part) if re.fullmatch(r"P\d{3}", text)]
    assert sorted([*named, *plot.not_placed]) == clinic.included.to_list()


def test_every_dated_attack_is_drawn_once(clinic: Study) -> None:
    plot = swimmer(lines_of(clinic))
    drawn = [text for part in plot.parts for text in tooltips(part) if ", attack " in text]
    dated = clinic.course.attacks.filter(~clinic.course.attacks["undated"]).height
    assert len(drawn) == len(set(drawn)) == dated


def test_lines_are_sorted_by_the_length_of_the_course(clinic: Study) -> None:
    lengths = [entry.ended for entry in lines_of(clinic) if entry.placed and entry.ended is not None]
    assert lengths == sorted(lengths, reverse=True)


def test_the_same_lines_give_the_same_bytes_however_many_charts_were_drawn_before(clinic: Study) -> None:
    lines = lines_of(clinic)
    assert swimmer(lines).parts == swimmer(lines).parts


def test_ids_are_unique_over_the_parts(clinic: Study) -> None:
    ids = [found for part in swimmer(lines_of(clinic)).parts for found in re.findall(r'\bid="([^"]+)"', part)]
    assert len(ids) == len(set(ids))


def test_no_colour_is_fixed_so_that_the_figure_follows_the_page(clinic: Study) -> None:
    for part in swimmer(lines_of(clinic)).parts:
        assert "var(--optic-nerve)" in part
        assert not re.search(r'(fill|stroke)="(#|rgb|black|white)', part)


def test_an_imprecise_attack_is_hollow_and_has_a_line_of_its_days() -> None:
    precise, imprecise = (swimmer([line(attacks=(attack(2.0, precise=p, wide=w),))]) for p, w in ((True, 0.0), (False, 0.5)))
    assert not precise.imprecise
    assert imprecise.imprecise
    assert 'fill="var(--page)"' in imprecise.parts[0]
    assert 'stroke="var(--optic-nerve)"' in imprecise.parts[0]
    assert 'fill="var(--optic-nerve)"' in precise.parts[0]
    assert 'fill="var(--optic-nerve)"' not in imprecise.parts[0]


def test_an_undated_attack_is_counted_beside_the_line() -> None:
    plot = swimmer([line(attacks=(attack(1.0), attack(None)))])
    assert "1 undated" in texts(plot.parts[0])


def test_follow_up_that_cannot_be_told_is_never_drawn_as_stated() -> None:
    unknown = swimmer([line(entry=None, exit=None, ended=None, end="died", attacks=(attack(3.0),), last_known=3.0)])
    assert "P1: follow-up not stated" in tooltips(unknown.parts[0])
    assert not any("followed" in text for text in tooltips(unknown.parts[0]))
    assert "died, time not stated" in texts(unknown.parts[0])


def test_a_person_without_an_onset_is_named_and_not_placed() -> None:
    plot = swimmer([line("P1"), line("P2", placed=False)])
    assert plot.not_placed == ("P2",)
    assert "P2" not in texts(plot.parts[0])


def test_treatment_without_a_stop_is_left_open() -> None:
    closed, left_open = (
        swimmer([line(treatments=(TreatmentBar("rituximab", "anti-CD20", 1.0, stop, "said"),))]) for stop in (2.0, None)
    )
    assert not closed.open_bars
    assert left_open.open_bars
    assert "stroke-dasharray" in left_open.parts[0]


def test_a_treatment_without_any_date_is_not_drawn_and_not_in_the_key() -> None:
    plot = swimmer([line(treatments=(TreatmentBar("rituximab", "anti-CD20", None, None, "said"),))])
    assert plot.classes == ()


@pytest.mark.parametrize("people", [1, 3, LARGEST_PART, LARGEST_PART + 1])
def test_parts_fit_on_a_sheet(people: int) -> None:
    plot = swimmer([line(f"P{number}") for number in range(people)])
    assert len(plot.parts) == (1 if people <= LARGEST_PART else 2)


def test_of_very_many_people_every_kth_is_drawn_and_the_rest_are_counted() -> None:
    plot = swimmer([line(f"P{number}") for number in range(2 * MOST_PEOPLE)])
    assert (plot.drawn, plot.left_out) == (MOST_PEOPLE, MOST_PEOPLE)


def test_nobody_gives_no_picture() -> None:
    assert swimmer([]).parts == ()


def test_a_relative_calendar_never_shows_a_date(study_of: Callable[..., Study], record_of: Callable[..., Record]) -> None:
    lines = lines_of(study_of(record_of(3, calendar="relative")))
    said = " ".join(attack.said for entry in lines for attack in entry.attacks)
    assert "day 0" in said
    assert not re.search(r"\b(19|20)\d\d-", said)


@pytest.mark.parametrize(
    ("sites", "group"),
    [
        (["optic nerve right", "optic nerve left"], "optic nerve"),
        (["spinal cord"], "spinal cord"),
        (["area postrema"], "area postrema"),
        (["brainstem"], "other or several sites"),
        (["optic nerve", "spinal cord"], "other or several sites"),
        ([], "site not stated"),
        (None, "site not stated"),
    ],
)
def test_the_group_of_an_attacks_sites(sites: list[str] | None, group: str) -> None:
    assert site_group(sites) == group


def test_a_person_without_an_attack_says_so() -> None:
    assert "no attack on record" in texts(swimmer([line()]).parts[0])
    assert "no attack on record" not in texts(swimmer([line(attacks=(attack(1.0),))]).parts[0])
