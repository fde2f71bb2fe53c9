"""What headers and values together leave open: each doubt is a question with the answers that settle it."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nmosd.intake.cells import Cell
from nmosd.intake.headers import plain
from nmosd.intake.trials import ENOUGH, Sight, Trial, tried, units_that_fit
from nmosd.intake.values.dates import converted_by_half
from nmosd.record import FIELDS
from nmosd.record.vocabulary.headers import header_words
from nmosd.record.vocabulary.units import units

_DASHES = ("-", "–", "—", "−")
_Choices = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Doubt:
    """A question about a column, and the settings that each answer stands for."""

    question: str
    choices: Mapping[str, Mapping[str, Any]]


def doubt_about(header: str, best: Trial, cells: Sequence[Cell], sight: Sight) -> Doubt | None:
    """Return the first thing that is not clear about the best reading of a column, or None where all is."""
    return (
        _men_or_women(best, cells)
        or _meaning_of_a_cross(best)
        or _order(best)
        or _swapped(best, cells)
        or _unit(best, cells, sight)
        or _contradiction(best)
        or (None if sight.names_eyes else _eye(header, best))
        or _meaning_of_a_dash(best)
    )


def read_as_no(header: str, trial: Trial) -> dict[str, str]:
    """Return what a dash means in a column whose header says that its cells are plus or minus; else nothing."""
    dash, no = _dash(trial), _no(trial)
    return {dash: no} if dash and no and re.search(r"\+\s*/\s*[-–−]", header) else {}


def _meaning_of_a_cross(best: Trial) -> Doubt | None:
    crosses = [text for text in best.unread if text.casefold() == "x"]
    readable = best.read + sum(best.unread[text] for text in crosses)
    if best.guess.flag is None or not crosses or readable < ENOUGH * best.said:
        return None
    answers = {"yes": best.guess.flag, "not known": ""}
    choices = {answer: _with_values(best, dict.fromkeys(crosses, meaning)) for answer, meaning in answers.items()}
    return Doubt(f"does {crosses[0]!r} mean yes, {best.guess.flag}?", choices)


def _men_or_women(best: Trial, cells: Sequence[Cell]) -> Doubt | None:
    """`M` beside `H` (hombre, homme) is a woman in Spanish (mujer), and a man where `H` is something else."""
    texts = {cell.text.strip() for cell in cells}
    letters = {text.casefold() for text in texts}
    if best.guess.to != "patients.sex" or not {"h", "m"} <= letters or letters & {"f", "w"}:
        return None
    choices = {
        "female": {"m": "female", "h": "male"},
        "male": {"m": "male"},
    }
    return Doubt(
        "H and M: does M mean female (mujer) or male?",
        {
            answer: _with_values(best, {text: meaning[text.casefold()] for text in sorted(texts) if text.casefold() in meaning})
            for answer, meaning in choices.items()
        },
    )


def _unit(best: Trial, cells: Sequence[Cell], sight: Sight) -> Doubt | None:
    measure = units().get(FIELDS[best.guess.to].unit or "")
    if best.guess.unit is None and measure and measure.plausible and any(re.fullmatch(r"[0-9.,]+", cell.text) for cell in cells):
        possible = units_that_fit(best.guess, cells) or [FIELDS[best.guess.to].unit or "", *measure.factors]
        return Doubt("in which unit are these numbers?", {unit: best.settings() | {"unit": unit} for unit in possible})
    if best.share >= ENOUGH or not (FIELDS[best.guess.to].unit or sight.calendar == "relative"):
        return None
    by_unit = {unit: tried(replace(best.guess, unit=unit), cells, sight) for unit in header_words().units}
    if max(trial.share for trial in by_unit.values()) < ENOUGH:
        return None
    return Doubt("in which unit are these numbers?", {unit: trial.settings() for unit, trial in by_unit.items()})


def _contradiction(best: Trial) -> Doubt | None:
    if best.share >= ENOUGH:
        return None
    question = f"its header says {best.guess.to}, but only {best.read} of its {best.said} cells can be read so; what is it?"
    return Doubt(question, {best.guess.to: best.settings()})


def _eye(header: str, best: Trial) -> Doubt | None:
    if not best.guess.lacks_eye:
        return None
    row = re.sub(r"[^a-z0-9 ]", "", plain(header)).strip() or "eye"
    choices: _Choices = {}
    for eye in ("right", "left", "better", "worse"):
        settings = best.settings()
        choices[eye] = settings | {"row": f"{row} {eye}", "set": settings.get("set", {}) | {"eye": eye}}
    return Doubt("which eye?", choices)


def _meaning_of_a_dash(best: Trial) -> Doubt | None:
    dash, no = _dash(best), _no(best)
    if not dash or not no:
        return None
    choices = {answer: _with_values(best, {dash: meaning}) for answer, meaning in ((no, no), ("not known", ""))}
    return Doubt(f"what does {dash!r} mean here?", choices)


def _order(best: Trial) -> Doubt | None:
    if not best.order_matters or best.if_ordered < ENOUGH * best.said:
        return None
    orders = {"day first": "day-month", "month first": "month-day"}
    choices = {answer: best.settings() | {"date_order": order} for answer, order in orders.items()}
    example = next((text for text in best.unread if re.search(r"\d[./-]\d", text)), "")
    return Doubt(f"does the day or the month come first in {example!r}?", choices)


def _swapped(best: Trial, cells: Sequence[Cell]) -> Doubt | None:
    if FIELDS[best.guess.to].kind != "date" or not converted_by_half(cells):
        return None
    example = next(cell for cell in cells if isinstance(cell.value, dt.date) and cell.value.day != cell.value.month)
    assert isinstance(example.value, dt.date)
    other = f"{example.value.year}-{example.value.day:02}-{example.value.month:02}"
    choices = {"swap them back": best.settings() | {"date_cells": "swapped"}, "as they stand": best.settings()}
    question = f"the spreadsheet program may have swapped day and month: is {example.value:%Y-%m-%d} ({example.address}) {other}?"
    return Doubt(question, choices)


def _with_values(trial: Trial, values: Mapping[str, str]) -> dict[str, Any]:
    settings = trial.settings()
    return settings | {"values": settings.get("values", {}) | dict(values)}


def _dash(trial: Trial) -> str:
    if FIELDS[trial.guess.to].kind != "choice":
        return ""
    return next((text for text in trial.unread if text in _DASHES), "")


def _no(trial: Trial) -> str:
    return next((name for name in ("negative", "no") if name in FIELDS[trial.guess.to].allowed), "")
