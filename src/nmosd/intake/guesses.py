"""What a header may mean: fields whose words it holds, best first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from nmosd.intake.header_phrases import dropped, likeness, number_in, taken, telling, unit_in, without, words_of
from nmosd.record import FIELDS
from nmosd.record.vocabulary import vocabulary
from nmosd.record.vocabulary.headers import HeaderGroup, header_words

SURE = 0.75  # from this score on a header may be believed if its values agree
POSSIBLE = 0.45  # from this score on a field is worth suggesting


@dataclass(frozen=True)
class Guess:
    """One reading of a header: the field, the row of its table, and what else the header states.

    `score` is 1 for a header that is exactly one of the field's words. `flag` is the name that a "yes" in the column stands for.
    `lacks_eye`: an acuity whose eye the header does not say.
    """

    to: str
    score: float
    row: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    link: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None
    flag: str | None = None
    lacks_eye: bool = False


@lru_cache(maxsize=1024)
def guesses(header: str, sheet_name: str | None = None) -> tuple[Guess, ...]:
    """Return what a header may mean, best first; equal scores in the order of the fields' declaration.

    `sheet_name` gives the context where it is the name of a table ("relapses"): a bare "date" is then that table's date.

    >>> guesses("Rel2 type")[0].to, guesses("Rel2 type")[0].row
    ('attacks.sites', '2')
    """
    words = words_of(header)
    context = _context(sheet_name)
    found: list[Guess] = []
    for address, score in _single(words):
        local = score if context is None or address == "patients.patient_id" else score * 0.9
        found.append(Guess(address, local, unit=unit_in(words)))
    for group in header_words().groups:
        found.extend(_of_group(group, words))
        if group is context:
            found.extend(replace(guess, score=guess.score * 0.96) for guess in _fields_of(group, words, (), None))
    if unit_in(words) and ({"follow", "up"} <= set(words) or "followup" in words):
        found = [guess for guess in found if FIELDS[guess.to].kind != "date"]  # a length of time is no day
    if "logmar" in words:
        found = [replace(guess, unit="logMAR") if guess.to == "eye_exams.acuity" else guess for guess in found]
    order = {address: place for place, address in enumerate(FIELDS)}
    best: dict[tuple[str, str | None], Guess] = {}
    for guess in found:
        key = (guess.to, guess.row)
        if guess.score >= POSSIBLE and (key not in best or best[key].score < guess.score):
            best[key] = guess
    return tuple(sorted(best.values(), key=lambda guess: (-guess.score, order[guess.to], guess.row or "")))


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
        score = max(likeness(bare, phrases), 0.99 * likeness(without_unit, phrases) if without_unit else 0.0)
        if score >= POSSIBLE:
            yield address, score


@lru_cache(maxsize=256)
def _context(sheet_name: str | None) -> HeaderGroup | None:
    bare = telling(words_of(sheet_name or ""))
    return next((group for group in header_words().groups if any(bare == telling(words_of(name)) for name in group.sheets)), None)


@cache
def _group_words(group: HeaderGroup) -> tuple[tuple[tuple[str, ...], str | None], ...]:
    """Return the words of a group with the name that each stands for, longest first."""
    listed: dict[tuple[str, ...], str | None] = {words_of(word): None for word in group.words}
    for term in vocabulary(group.names).values() if group.names else ():
        if term.name not in ("other", "immunosuppressant, not specified"):
            for word in (term.name, *term.synonyms):
                listed.setdefault(words_of(word), term.name)
    return tuple(sorted(((words, name) for words, name in listed.items() if words), key=lambda entry: -len(" ".join(entry[0]))))


def _of_group(group: HeaderGroup, words: tuple[str, ...]) -> Iterator[Guess]:
    for phrase, name in _group_words(group):
        if name is not None and len("".join(phrase)) < 3 and phrase != words:
            continue  # `Ro` is an antibody only where nothing else stands in the header
        rest = without(words, phrase)
        if rest is not None:
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
    stated = _Stated.of(group, rest, name)
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


@dataclass(frozen=True)
class _Stated:
    """What the words of a header say beside the field: number, moment, eye, year, specimen and assay."""

    rest: tuple[str, ...]
    number: str | None = None
    moment: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    lacks_eye: bool = False

    @classmethod
    def of(cls, group: HeaderGroup, rest: tuple[str, ...], name: str | None) -> "_Stated":
        constants = dict(group.constants)
        if name is not None and group.name_field is not None:
            constants[group.name_field] = name
        moment = None
        if group.table == "visits" or group.eyes:
            year = next((word for word in rest if word.isdecimal() and len(word) == 4 and word[:2] in ("19", "20")), None)
            if year is not None:
                rest, moment = dropped(rest, year), year
                constants["visited" if group.table == "visits" else "examined"] = year
            else:
                rest, moment = taken(rest, header_words().moments)
        if group.table == "antibody_tests" and name is not None:
            for field_name in ("specimen", "assay"):
                shorter, found = taken(rest, _synonyms(field_name))
                if found is not None:
                    rest, constants[field_name] = shorter, found
        number, rest = number_in(rest) if group.numbered or group.names or moment is None else (None, rest)
        eye = None
        if group.eyes:
            rest, eye = taken(rest, _synonyms("eye"))
            if eye is not None:
                constants["eye"] = eye
        return cls(rest, number, moment, constants, group.eyes and eye is None)

    def guess(self, group: HeaderGroup, target: str, score: float, name: str | None) -> Guess:
        """Return the guess that a target of the group stands for."""
        address = target if "." in target else f"{group.table}.{target}"
        constants = {key: value for key, value in self.constants.items() if f"{group.table}.{key}" != address}
        link = {}
        if "." in target:
            constants = {}
            link = {"attack": self.number or "1"} if group.table == "attacks" else {}
        unit = unit_in(self.rest) if FIELDS[address].kind in ("date", "number") else None
        flag = name if group.flag and target == group.name_field else None
        lacks = self.lacks_eye and target == "acuity"
        score = score if self.number is not None or not group.numbered else score * 0.97
        return Guess(address, 0.99 * score, self._row(name), constants, link, unit, flag, lacks)

    def _row(self, name: str | None) -> str:
        parts = [_row_name(name) if name else None, self.moment]
        parts += [_row_name(self.constants[key]) for key in ("eye", "region", "specimen", "assay") if key in self.constants]
        parts.append(self.number if self.number != "1" or not any(parts) else None)
        text = " ".join(part for part in parts if part)
        return text or "1"


def _row_name(name: str) -> str:
    """Return a name as the name of a row: `AQP4-IgG` is `aqp4`."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).removesuffix("-igg").strip("-")


@cache
def _synonyms(vocabulary_name: str) -> dict[str, tuple[str, ...]]:
    return {
        term.name: (term.name, *term.synonyms)
        for term in vocabulary(vocabulary_name).values()
        if term.name not in ("other", "unknown", "serum")
    }
