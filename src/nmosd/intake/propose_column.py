"""What one column is proposed to be: its header and its values together, or a question."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nmosd.intake.cells import Cell
from nmosd.intake.doubts import doubt_about, read_as_no
from nmosd.intake.guesses import SURE, guesses
from nmosd.intake.header_phrases import listed_as
from nmosd.intake.mapping import ColumnMapping, Seen
from nmosd.intake.stated import Guess, dating_field
from nmosd.intake.trials import ENOUGH, Sight, Trial, tried
from nmosd.record import FIELDS
from nmosd.record.vocabulary.headers import header_words

_MOST_EXAMPLES = 3
_SHARE_PRIVATE = 0.3
_PRIVATE_VALUES = {
    "an e-mail address": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}"),
    "a telephone number": re.compile(r"(?!\d+[./-]\d+[./-]\d+$)(?:\+|00?)\d[\d /().-]{7,}"),
    "a person's name": re.compile(r"[A-ZÄÖÜÉ][a-zäöüßéèç]+,\s?[A-ZÄÖÜÉ][a-zäöüßéèç]+"),
}


def proposed_column(header: str, cells: Sequence[Cell], sight: Sight) -> ColumnMapping:
    """Return the proposal for one column; `cells` are its non-empty cells below the header, in order."""
    found = list(guesses(header, sight.sheet_name))
    sure = bool(found) and found[0].score >= 0.97
    reason = listed_as(header, header_words().private, within=not sure)
    if reason:
        return _left_out(f"left out for privacy: it looks like {reason}")
    if not cells:
        return _settled(tried(found[0], cells, sight), cells) if sure else _left_out("the column is empty")
    best = _best(found, cells, sight)
    if best is None or FIELDS[best.guess.to].kind in ("text", "identifier") or best.share < ENOUGH:
        reason = _private_values(cells)
        if reason:
            return _left_out(f"left out for privacy: its cells look like {reason}")
    reason = None if sure else listed_as(header, header_words().unread)
    if reason:
        return _left_out(f"left out: {reason}")
    return _unknown(found, cells, sight) if best is None else _judged(header, best, cells, sight)


def _best(found: Sequence[Guess], cells: Sequence[Cell], sight: Sight) -> Trial | None:
    """Return the reading on which header and values agree best, or None where the header says nothing."""
    trials = [tried(guess, cells, sight) for guess in found if guess.score >= SURE][:5]
    dated = [_dated(trial, cells, sight) for trial in trials if trial.guess.flag and trial.share < 1]
    trials += [trial for trial in dated if trial.read]
    return max(trials, key=lambda trial: trial.score, default=None)


def _left_out(remark: str) -> ColumnMapping:
    return ColumnMapping(to=("ignore",), seen=Seen(remarks=(remark,)))


def _dated(trial: Trial, cells: Sequence[Cell], sight: Sight) -> Trial:
    """Read a column that is headed by a name (`RTX`) as dates: then they say since when."""
    field = FIELDS[trial.guess.to]
    constants = {**trial.guess.constants, field.name: trial.guess.flag or ""}
    begins = f"{field.table}.{dating_field(field.table)}"
    guess = replace(trial.guess, to=begins, flag=None, constants=constants, score=0.9 * trial.guess.score)
    return tried(guess, cells, sight)


def _private_values(cells: Sequence[Cell]) -> str | None:
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    for reason, pattern in _PRIVATE_VALUES.items():
        if texts and sum(bool(pattern.fullmatch(text.strip())) for text in texts) >= _SHARE_PRIVATE * len(cells):
            return reason
    return None


def _judged(header: str, best: Trial, cells: Sequence[Cell], sight: Sight) -> ColumnMapping:
    remark = None
    dash = read_as_no(header, best)
    if dash:
        values = {**best.values, **dash}
        best = replace(tried(best.guess, [cell for cell in cells if cell.text not in dash], sight), values=values)
        remark = f"{next(iter(dash))!r} is taken for {next(iter(dash.values()))!r}, because the header says so"
    doubt = doubt_about(header, best, cells, sight)
    if doubt is None:
        return _settled(best, cells, remark)
    choices = {**doubt.choices, "ignore": {"to": "ignore"}}
    settings = {"to": "todo", "question": doubt.question, "choices": choices, "seen": _seen(best, cells)}
    return ColumnMapping.model_validate(settings)


def _settled(trial: Trial, cells: Sequence[Cell], remark: str | None = None) -> ColumnMapping:
    seen = _seen(trial, cells)
    if remark:
        seen = replace(seen, remarks=(*seen.remarks, remark))
    return ColumnMapping.model_validate({**trial.settings(), "seen": seen})


def _unknown(found: Sequence[Guess], cells: Sequence[Cell], sight: Sight) -> ColumnMapping:
    choices: dict[str, dict[str, Any]] = {}
    for guess in found:
        trial = tried(guess, cells, sight)
        if trial.share >= ENOUGH and len(choices) < 3:
            choices.setdefault(guess.to, trial.settings())
    choices["ignore"] = {"to": "ignore"}
    seen = Seen(examples=_examples(cells), reads=f"{len(cells)} cells")
    return ColumnMapping.model_validate({"to": "todo", "question": "what is in this column?", "choices": choices, "seen": seen})


def _seen(trial: Trial, cells: Sequence[Cell]) -> Seen:
    words = FIELDS[trial.guess.to].kind in ("choice", "choices")
    unread = dict(sorted(trial.unread.items(), key=lambda entry: (-entry[1], entry[0])))
    return Seen(
        examples=_examples(cells),
        reads=_share_read(trial),
        similar=tuple(trial.similar),
        unread={text: _suggestion(text, trial) for text in list(unread)[:12]} if words else {},
    )


def _share_read(trial: Trial) -> str:
    if not trial.said:
        return "no cell says anything"
    kind = {"date": "dates"}.get(FIELDS[trial.guess.to].kind, "cells")
    text = f"{trial.read} of {trial.said} {kind} read"
    if trial.by_month and kind == "dates" and trial.options.calendar == "absolute":
        text += f", {100 * trial.by_month / trial.said:.0f} % not to the day"
    return text


def _suggestion(text: str, trial: Trial) -> str:
    from rapidfuzz import fuzz, process

    allowed = FIELDS[trial.guess.to].allowed
    found = process.extractOne(text.casefold(), allowed, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=60)
    return found[0] if found else ""


def _examples(cells: Sequence[Cell]) -> tuple[str, ...]:
    texts = dict.fromkeys(" ".join(cell.text.split()) for cell in cells)
    return tuple(text if len(text) <= 30 else f"{text[:27]}..." for text in list(texts)[:_MOST_EXAMPLES])
