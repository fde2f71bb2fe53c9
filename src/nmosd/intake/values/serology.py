"""A result of an antibody test in words: result, assay, titre and specimen out of one cell."""

import re
from functools import cache, lru_cache

from nmosd.intake.values.choices import bare_dash, is_harmless, remark_note, similarity_note
from nmosd.intake.values.numbers import check
from nmosd.intake.values.outcomes import Read, Refused, Value, quoted
from nmosd.intake.values.words import caution, exact, find, key, normalise, reading_words, word_meanings
from nmosd.record import FIELDS, Field
from nmosd.record.vocabulary import vocabulary

_TITRE = re.compile(r"(?<![0-9.,/:])(?:1\s*[:/]\s*)(?P<titre>[0-9]{1,3}(?:[.,' ][0-9]{3})+|[0-9]+)(?![0-9/:]|[.,][0-9])")
_REMARK = re.compile(r"\((?P<remark>[^()]*)\)")
_PIECES = re.compile(r"[^\s,;:/&|=]+")
_PARTS = ("result", "assay", "specimen", "analyte", "on_treatment")
_LONGEST = 5


def read_result(text: str, field: Field) -> Read | Refused:
    """Return the result, and what else the cell says: `assay`, `titre`, `specimen`, `analyte`, `on_treatment`, `lab_call`.

    Every word must be understood; only a remark in brackets may stay unread, if it holds no result, assay, negation or doubt.
    A titre without a result is refused, because the cut-off is the laboratory's; so are two results in one cell, and a dash
    alone. Beside an analyte or an assay a sign is the result: `AQP4+`, `CBA -`.
    """
    plain = normalise(text)
    if key(text) == "-":
        return bare_dash(text, field)
    if (whole := exact(text, "result")) is not None:
        return Read({"result": whole, **_call(text)})
    found: dict[str, Value] = {}
    rest = _take_titre(plain, found)
    notes: list[str] = []
    rest = _take_remarks(rest, notes)
    clash, leftover = _take_words(rest, found)
    if leftover:
        return _refuse_leftover(text, leftover, found, field)
    refusal = _refuse_parts(text, clash, found, field)
    if refusal is not None:
        return refusal
    similar_note = found.pop("similar", None)
    notes += [str(similar_note)] if similar_note else []
    return Read(found, not notes, " ".join(notes) or None)


def _refuse_parts(text: str, clash: str | None, found: dict[str, Value], field: Field) -> Refused | None:
    """Return why parts that were each understood make no result together, None if they do."""
    if clash or ("titre" in found and found["titre"] is None):
        return Refused("I131", f"{quoted(text)} holds more than one {clash or 'titre'}.")
    if "result" not in found and "titre" in found:
        return Refused("I130", f"{quoted(text)} gives a titre but not whether the result was positive.")
    if "result" not in found:
        return Refused("I124", f"{quoted(text)} names no result for {field.path}.")
    titre = found.get("titre")
    return check(float(titre), text, FIELDS["antibody_tests.titre"]) if isinstance(titre, int) else None


def _take_titre(text: str, found: dict[str, Value]) -> str:
    """Put the titre into `found` (None if there are several) and return the text without it."""
    titres = {int(re.sub(r"[^0-9]", "", one["titre"])[:12]) for one in _TITRE.finditer(text)}
    if titres:
        found["titre"] = titres.pop() if len(titres) == 1 else None
    return _TITRE.sub(" ", text)


def _take_remarks(text: str, notes: list[str]) -> str:
    """Return the text with each remark in brackets either opened (to be understood) or left out with a note."""

    def replaced(one: re.Match[str]) -> str:
        remark = one["remark"].strip()
        if not re.search(r"\w", remark):
            return one[0] if remark else " "
        harmless = all(is_harmless(remark, part) for part in _PARTS if part != "on_treatment") and not _said_in(remark)
        if not harmless:
            return f" {remark} "
        notes.append(remark_note(remark))
        return " "

    return _REMARK.sub(replaced, text)


def _said_in(remark: str) -> bool:
    """Return whether a remark as a whole is something that the record keeps."""
    return any(exact(remark, part) for part in _PARTS)


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind in ("positive", "negative") for word in reading_words("serology")[kind]}


def _canonical(phrase: str) -> str:
    """Return a phrase in which `pos` and `positiv` are the same word."""
    return " ".join(_kinds().get(word, word) for word in normalise(phrase).split())


@cache
def _results() -> dict[str, str]:
    return {_canonical(word): name for name, term in vocabulary("result").items() for word in (name, *term.synonyms)}


@cache
def _calls() -> dict[str, str]:
    return {_canonical(word): name for name, term in vocabulary("lab_call").items() for word in (name, *term.synonyms)}


def _call(phrase: str) -> dict[str, Value]:
    """Return what the words of a result say of how sure the laboratory is: `low positive` is borderline, and called low."""
    name = _calls().get(_canonical(phrase))
    return {"lab_call": name} if name not in (None, "unknown") else {}


@lru_cache(maxsize=4096)
def _meaning(phrase: str) -> tuple[str, str] | None:
    """Return (field, name) of a phrase. A `no` or a figure among other words is not the result: `no CBA` is no negative."""
    if phrase in reading_words("serology")["only_alone"]:
        return None
    for part in _PARTS:
        name = exact(phrase, part) or (_results().get(_canonical(phrase)) if part == "result" else None)
        if name is not None and not (part == "on_treatment" and name in ("none", "unknown")) and name != "other":
            return part, name
    return None


def _take_words(text: str, found: dict[str, Value]) -> tuple[str | None, str | None]:
    """Put what the words say into `found`; return the field that has two values, and the word that was not understood."""
    words = [piece.strip(".'\"()") or piece for piece in _PIECES.findall(_signs_apart(text))]
    position = 0
    while position < len(words):
        length, meaning = _longest(words, position)
        if meaning is not None:
            part, name = meaning
            if _refined(found.get(part), name) is None:
                return part, None
            found[part] = _refined(found.get(part), name)
            found |= _call(" ".join(words[position : position + length])) if part == "result" else {}
        elif not _is_separator(words, position) and words[position] not in reading_words("serology")["filler"]:
            match = find(words[position], "result") if caution(words[position]) is None else None
            if match is None or match.certain:
                return None, words[position]
            if found.setdefault("result", match.name) != match.name:
                return "result", None
            found["similar"] = similarity_note(words[position], match)
        position += length
    return None, None


def _refined(known: Value, said: str) -> str | None:
    """Return what two words for one thing come to: a fixed cell-based assay is a cell-based assay. None if they contradict."""
    if known is None or known == said or said.endswith(f" {known}"):
        return said
    return str(known) if str(known).endswith(f" {said}") else None


def _is_separator(words: list[str], position: int) -> bool:
    """A dash between words only separates them if another word is the result."""
    if words[position] != "-" or not 0 < position < len(words) - 1:
        return False
    others = words[:position] + words[position + 1 :]
    return any((meaning := _meaning(word)) and meaning[0] == "result" and word != "-" for word in others)


def _signs_apart(text: str) -> str:
    """Return the text with a sign that ends a word set apart from it: `aqp4+` as `aqp4 +`."""
    apart = re.sub(r"(?<=[a-z0-9])(\(\+\)|\++|\+/-|-)(?=[\s,;()]|$)", r" \1", text)
    return re.sub(r"(?<![\S])\(([a-z])", r"\1", apart)


def _longest(words: list[str], position: int) -> tuple[int, tuple[str, str] | None]:
    for length in range(min(_LONGEST, len(words) - position), 0, -1):
        phrase = " ".join(words[position : position + length])
        meaning = _meaning(phrase)
        if meaning is not None and not (length == 1 and _is_separator(words, position)):
            return length, meaning
    return 1, None


def _refuse_leftover(text: str, leftover: str, found: dict[str, Value], field: Field) -> Refused:
    kind = "doubt" if "?" in text else word_meanings("caution").get(leftover)
    if kind == "doubt":
        return Refused("I122", f"{quoted(text)} is in doubt about {field.path}.")
    if kind == "negation":
        return Refused("I125", f"{quoted(text)} holds a negation that cannot be read for {field.path}.")
    code = "I124" if found else "I120"
    return Refused(code, f"{quoted(text)} cannot be read for {field.path}: {quoted(leftover)} is not understood.")
