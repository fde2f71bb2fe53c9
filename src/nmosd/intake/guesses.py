"""What a header may mean: fields whose words it holds, best first."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from nmosd.intake.header_phrases import likeness, telling, unit_in, without, without_measure, words_of
from nmosd.intake.stated import Guess, Stated
from nmosd.intake.values.words import reading_words
from nmosd.record import FIELDS
from nmosd.record.vocabulary import vocabulary
from nmosd.record.vocabulary.headers import HeaderGroup, header_words

SURE = 0.75  # from this score on a header may be believed if its values agree
POSSIBLE = 0.45  # from this score on a field is worth suggesting


@lru_cache(maxsize=1024)
def guesses(header: str, sheet_name: str | None = None) -> tuple[Guess, ...]:
    """Return what a header may mean, best first; equal scores in the order of the fields' declaration.

    `sheet_name` gives the context where it is the name of a table ("relapses"): a bare "date" is then that table's date, and what
    the table knows goes before what other tables know (the "segments" of electromyography are none of the cord).

    >>> guesses("Rel2 type")[0].to, guesses("Rel2 type")[0].row
    ('attacks.sites', '2')
    """
    header, measured, unit_of_column = without_measure(header)
    words = words_of(header)
    found = _found(words, sheet_name)
    if all(guess.score < SURE for guess in found):
        found += _found(words_of(header.casefold()), sheet_name)  # `MenACWY` and `mRS` are one word each
    if unit_in(words) and ({"follow", "up"} <= set(words) or "followup" in words):
        found = [guess for guess in found if FIELDS[guess.to].kind != "date"]  # a length of time is no day
    scale = "logMAR" if "logmar" in words else "letters" if reading_words("acuity")["letters"] & set(words) else None
    if scale:
        found = [replace(guess, unit=scale) if guess.to == "eye_exams.acuity" else guess for guess in found]
    if measured:
        found = [replace(guess, unit=unit_of_column) if FIELDS[guess.to].unit == measured else guess for guess in found]
    order = {address: place for place, address in enumerate(FIELDS)}
    best: dict[tuple[str, str | None], Guess] = {}
    for guess in found:
        key = (guess.to, guess.row)
        if guess.score >= POSSIBLE and (key not in best or best[key].score < guess.score):
            best[key] = guess
    return tuple(sorted(best.values(), key=lambda guess: (-guess.score, order[guess.to], guess.row or "")))


def _found(words: tuple[str, ...], sheet_name: str | None) -> list[Guess]:
    context = _context(sheet_name)
    found: list[Guess] = []
    for address, score in _single(words):
        local = score if context is None or address == "patients.patient_id" else score * 0.9
        found.append(Guess(address, local, unit=unit_in(words)))
    own = [] if context is None else list(_fields_of(context, words, (), None))
    known_here = any(guess.score >= 0.9 for guess in own)
    for group in header_words().groups:
        elsewhere = known_here and context is not None and group.table != context.table
        found.extend(replace(guess, score=guess.score * 0.7) if elsewhere else guess for guess in _of_group(group, words))
        if group is context:
            found.extend(replace(guess, score=guess.score * 0.96) for guess in own)
    return found


@cache
def _single_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    phrases = {}
    for address, about in FIELDS.items():
        if about.table == "patients" and about.name != "row_id":
            listed = (*header_words().single.get(address, ()), about.name.replace("_", " "))
            phrases[address] = tuple(dict.fromkeys(telling(words_of(phrase)) for phrase in listed))
    return phrases


def _single(words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    bare = telling(words)
    without_unit = telling(word for word in words if unit_in((word,)) is None)
    for address, phrases in _single_phrases().items():
        counts = FIELDS[address].kind in ("date", "number", "whole number")  # `Hospital days` is no text
        score = max(likeness(bare, phrases), 0.99 * likeness(without_unit, phrases) if without_unit and counts else 0.0)
        if score >= POSSIBLE:
            yield address, score


@lru_cache(maxsize=256)
def _context(sheet_name: str | None) -> HeaderGroup | None:
    bare = telling(words_of(sheet_name or ""))
    return next((group for group in header_words().groups if any(bare == telling(words_of(name)) for name in group.sheets)), None)


@cache
def _group_words(group: HeaderGroup) -> tuple[tuple[tuple[str, ...], str | None], ...]:
    """Return the words of a group with the name that each stands for: names before the group's own words, longest first."""
    listed: dict[tuple[str, ...], str | None] = {words_of(word): None for word in group.words}
    for term in vocabulary(group.names).values() if group.names else ():
        if term.name not in ("other", "immunosuppressant, not specified") and term.name not in group.leave_out:
            for word in (term.name, *term.synonyms):
                listed.setdefault(words_of(word), term.name)
    return tuple(sorted(((words, name) for words, name in listed.items() if words), key=_names_and_longest_first))


def _names_and_longest_first(entry: tuple[tuple[str, ...], str | None]) -> tuple[bool, int]:
    return entry[1] is None, -len(" ".join(entry[0]))


def _of_group(group: HeaderGroup, words: tuple[str, ...]) -> Iterator[Guess]:
    for phrase, name in _group_words(group):
        if name is not None and len("".join(phrase)) < 3 and phrase != words:
            continue  # `Ro` is an antibody only where nothing else stands in the header
        rest = without(words, phrase)
        if rest is not None:
            if name is not None:
                rest = next(
                    (less for word, none in _group_words(group) if none is None and (less := without(rest, word)) is not None),
                    rest,
                )
            yield from _fields_of(group, rest, phrase, name)
            return
    if group.names is None:
        from rapidfuzz import fuzz

        for place, word in enumerate(words):
            if len(word) >= 5 and any(
                len(phrase) == 1 and fuzz.ratio(word, phrase[0]) >= 84 for phrase, _ in _group_words(group)
            ):
                rest = words[:place] + words[place + 1 :]
                yield from (replace(guess, score=0.92 * guess.score) for guess in _fields_of(group, rest, (), None))
                return


def _fields_of(group: HeaderGroup, rest: tuple[str, ...], phrase: tuple[str, ...], name: str | None) -> Iterator[Guess]:
    """Yield the fields that the words beside the group's own may mean."""
    stated = Stated.of(group, rest, name)
    for target, phrases in _phrases(group).items():
        score = likeness(telling(stated.rest), phrases) if stated.rest else float(() in phrases)
        if not stated.rest and phrase and telling(phrase) in phrases and not score:
            score = 0.99
        if not score and unit_in(stated.rest):
            score = 0.98 * likeness(telling(word for word in stated.rest if not unit_in((word,))), phrases)
        if not score and () in phrases:
            score = 0.5
        if score:
            yield stated.guess(group, target, score, name)


@cache
def _phrases(group: HeaderGroup) -> dict[str, tuple[tuple[str, ...], ...]]:
    phrases = {}
    own = [
        about.name for about in FIELDS.values() if about.table == group.table and about.kind not in ("identifier", "reference")
    ]
    for target in dict.fromkeys([*group.fields, *own]):
        listed = group.fields.get(target, ())
        words = [telling(words_of(phrase)) for phrase in listed]
        if target not in (group.name_field, *group.constants) and "." not in target:
            words.append(telling(words_of(target.replace("_", " "))))
        phrases[target] = tuple(dict.fromkeys(words))
    return phrases
