"""One reading of a header, and what its words say beside the field: number, moment, eye, specimen, assay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from nmosd.intake.header_phrases import dropped, number_in, taken, unit_in
from nmosd.record import FIELDS
from nmosd.record.vocabulary import vocabulary
from nmosd.record.vocabulary.headers import HeaderGroup, header_words


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


@dataclass(frozen=True)
class Stated:
    """What the words of a header say beside the field: number, moment, eye, year, specimen and assay."""

    rest: tuple[str, ...]
    number: str | None = None
    moment: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    lacks_eye: bool = False
    links_to: str | None = None

    @classmethod
    def of(cls, group: HeaderGroup, rest: tuple[str, ...], name: str | None) -> "Stated":
        """Return what the words say that are left beside the group's own, which stand for `name` if they are a name."""
        constants = dict(group.constants)
        if name is not None and group.name_field is not None:
            constants[group.name_field] = name
            attributes = vocabulary(str(group.names))[name].attributes
            constants |= {field_name: str(attributes[attribute]) for field_name, attribute in group.also.items()}
        rest, moment = _moment(group, rest, constants)
        if group.table == "antibody_tests" and name is not None:
            for field_name in ("specimen", "assay"):
                shorter, found = taken(rest, _synonyms(field_name))
                if found is not None:
                    rest, constants[field_name] = shorter, found
        number, rest = number_in(rest) if group.numbered or group.names or moment is None else (None, rest)
        links_to = None
        if group.of:
            rest, found = taken(rest, {group.of: _words_of_group(group.of)})
            links_to = (number or "1") if found else None
        eye = None
        if group.eyes:
            rest, eye = taken(rest, _synonyms("eye"))
            if eye is not None:
                constants["eye"] = eye
        return cls(rest, number, moment, constants, group.eyes and eye is None, links_to)

    def guess(self, group: HeaderGroup, target: str, score: float, name: str | None) -> Guess:
        """Return the guess that a target of the group stands for."""
        address = target if "." in target else f"{group.table}.{target}"
        constants = {key: value for key, value in self.constants.items() if f"{group.table}.{key}" != address}
        link = {"attack": self.links_to} if self.links_to else {}
        if "." in target:
            constants = {}
            link = {"attack": self.number or "1"} if group.table == "attacks" else {}
        unit = unit_in(self.rest) if FIELDS[address].kind in ("date", "number") else None
        flag = name if group.flag and target == group.name_field else None
        lacks = self.lacks_eye and target not in ("examined", "eye", "oct_device")
        score = score if self.number is not None or not group.numbered else score * 0.97
        own = group.row if FIELDS[address].table == group.table else None
        return Guess(address, 0.99 * score, self._row(name, own), constants, link, unit, flag, lacks)

    def _row(self, name: str | None, own: str | None) -> str:
        parts = [own, _row_name(name) if name else None, self.moment]
        parts += [_row_name(self.constants[key]) for key in ("eye", "region", "specimen", "assay") if key in self.constants]
        parts.append(self.number if self.number != "1" or not any(parts) else None)
        text = " ".join(part for part in parts if part)
        return text or "1"


def _moment(group: HeaderGroup, rest: tuple[str, ...], constants: dict[str, str]) -> tuple[tuple[str, ...], str | None]:
    """Return the words without the moment that they state, and that moment; a year becomes the date of the row."""
    if not group.moments:
        return rest, None
    year = next((word for word in rest if word.isdecimal() and len(word) == 4 and word[:2] in ("19", "20")), None)
    if year is None:
        return taken(rest, header_words().moments)
    constants[dating_field(group.table)] = year
    return dropped(rest, year), year


@cache
def dating_field(table: str) -> str:
    """Return the field that dates a row of a table: its first date."""
    return next(about.name for about in FIELDS.values() if about.table == table and about.kind == "date")


@cache
def _words_of_group(name: str) -> tuple[str, ...]:
    return next(group.words for group in header_words().groups if group.name == name)


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
