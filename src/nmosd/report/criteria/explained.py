"""One person's verdict on a terminal: the criterion clause by clause, the rows that decided, and what would decide.

A tree shows what made the answer: of a yes the parts that are true, of a no one part that is false, of a question mark the parts
that are true and those that are open. What is unknown throughout is one line that says what is missing. The whole tree has every
part of every clause.
"""

from collections.abc import Iterator, Sequence

from nmosd.course import Definitions
from nmosd.course.definitions import sources
from nmosd.criteria import Explanation
from nmosd.criteria.clause import Every, Fact, Some
from nmosd.criteria.deciding import MOST_TOGETHER
from nmosd.criteria.explanation import Answered
from nmosd.record import Record
from nmosd.report.criteria.row_words import row_words

_SIGNS = {True: "yes", False: "no", None: "?"}
_MOST_ROWS, _MOST_SETS, _MOST_MISSING = 2, 4, 4
_BELOW_THE_ARMS = 2
"""From this depth on a clause that comes down to one of its parts is shown as that part."""


def explained_text(explanations: Sequence[Explanation], record: Record, definitions: Definitions, *, whole: bool = False) -> str:
    """Return why a person has a verdict on each of some criteria; `record` is the cohort's, for the words of its rows.

    `whole`: every part of every clause, whether or not it made the answer.
    """
    words = row_words(record, explanations[0].patient_id)
    told = [_criterion(explanation, words, whole=whole) for explanation in explanations]
    return "\n\n".join([*told, _rules(definitions)])


def _criterion(explanation: Explanation, words: dict[str, str], *, whole: bool) -> str:
    parts = [explanation.requires, *([explanation.alternatives] if explanation.alternatives else [])]
    shown: set[str] = set()
    branches = [
        line
        for place, part in enumerate(parts)
        for line in _tree(part, "  ", shown, depth=0, last=place == len(parts) - 1, whole=whole)
    ]
    width = max(len(left) for left, _ in branches)
    head = " · ".join([explanation.patient_id, explanation.criterion.title, explanation.verdict])
    return "\n".join(
        [
            f"{head} (unconfirmed assay)" if explanation.unconfirmed else head,
            *(f"{left:<{width}}  {_beside(node, words, whole=whole)}".rstrip() for left, node in branches),
            *_deciding(explanation),
            *(f"  red flag: {flag.clause.says}{_rows(_rows_of(flag), words, before=': ')}" for flag in explanation.red_flags),
            *_source(explanation),
        ]
    )


def _tree(node: Answered, before: str, shown: set[str], *, depth: int, last: bool, whole: bool) -> Iterator[tuple[str, Answered]]:
    """Give a line for a node and the parts that made its answer; what is shown already is not opened again."""
    parts = node.parts if whole else _that_made_it(node, depth)
    alone = len(parts) == 1 and isinstance(node.clause, Every | Some) and (depth == 0 or depth >= _BELOW_THE_ARMS)
    if alone and not whole:
        yield from _tree(parts[0], before, shown, depth=depth + 1, last=last, whole=whole)
        return
    yield f"{before}{'└─' if last else '├─'} {_SIGNS[node.answer]:<3} {node.clause.says}{_mark(node)}", node
    if node.clause.id in shown:
        return
    shown.add(node.clause.id)
    below = before + ("   " if last else "│  ")
    for place, part in enumerate(parts):
        yield from _tree(part, below, shown, depth=depth + 1, last=place == len(parts) - 1, whole=whole)


def _that_made_it(node: Answered, depth: int) -> Sequence[Answered]:
    if _unknown_throughout(node):
        return ()
    parts = node.parts if len(node.parts) > 1 else ()
    every = isinstance(node.clause, Every)
    if node.answer is None:
        found = [part for part in parts if part.answer is not False]
        # What MRI shows of an attack matters once the attack is known.
        return found[:1] if every and depth >= _BELOW_THE_ARMS and found and found[0].answer is None else found
    alike = [part for part in parts if part.answer is node.answer]
    return alike[:1] if node.answer is False and every else alike


def _unknown_throughout(node: Answered) -> bool:
    return node.answer is None and all(fact.answer is None for fact in _facts(node))


def _facts(node: Answered) -> Iterator[Answered]:
    if isinstance(node.clause, Fact):
        yield node
    for part in node.parts:
        yield from _facts(part)


def _mark(node: Answered) -> str:
    return "" if node.clause.mark == "read" else f" [{node.clause.mark}]"


def _beside(node: Answered, words: dict[str, str], *, whole: bool) -> str:
    """Return what stands beside a node that is not opened: the rows that decided it, or what is missing."""
    if node.empty:
        return _nobody_has(node.empty)
    if not isinstance(node.clause, Fact):
        if not whole and _unknown_throughout(node):
            return _missing_of(node)
        return "" if len(node.parts) > 1 else _rows(_rows_of(node), words)
    if node.answer is None:
        return f"not known: {node.clause.missing or node.clause.says}{_rows(node.rows, words, before=': asked of ')}"
    return _rows(node.rows, words)


def _nobody_has(tables: Sequence[str]) -> str:
    return f"nobody in this cohort has {' or '.join(table.replace('_', ' ') for table in tables)}"


def _missing_of(node: Answered) -> str:
    """Return what is missing of a node of which nothing is known: the tables that nobody has rows of, else what to look up."""
    facts = list(_facts(node))
    if all(fact.empty for fact in facts):
        return _nobody_has(list(dict.fromkeys(table for fact in facts for table in fact.empty)))
    missing = _in_words([fact.clause for fact in facts if isinstance(fact.clause, Fact)])
    more = f"; and {len(missing) - _MOST_MISSING} more" if len(missing) > _MOST_MISSING else ""
    return f"nothing known: {'; '.join(missing[:_MOST_MISSING])}{more}"


def _in_words(facts: Sequence[Fact]) -> list[str]:
    """Return what would be looked up for some facts, each thing once."""
    return list(dict.fromkeys(fact.missing or fact.says for fact in facts))


def _rows_of(node: Answered) -> tuple[str, ...]:
    """Return the rows that decided a node, of its parts where it has none of its own."""
    found = [*node.rows, *(row for part in node.parts for row in _rows_of(part))]
    return tuple(dict.fromkeys(found))


def _rows(rows: Sequence[str], words: dict[str, str], *, before: str = "") -> str:
    if not rows:
        return ""
    more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
    return before + "; ".join(words[row] for row in rows[:_MOST_ROWS]) + more


def _deciding(explanation: Explanation) -> list[str]:
    """Return what would decide: the smallest sets of facts, and the single facts that could."""
    if explanation.verdict == "met if alternatives are excluded":
        return ["  decides: whether alternatives are excluded, which only a person can say"]
    sets = explanation.deciding.sets
    if explanation.verdict == "cannot tell" and not sets:
        return [f"  decides: only more than {MOST_TOGETHER} missing facts together", *_could_decide(explanation, set())]
    lines = [_set(explanation, facts) for facts in sets[:_MOST_SETS]]
    if len(sets) > _MOST_SETS:
        lines.append(f"  or one of {len(sets) - _MOST_SETS} other sets of as many")
    alone = {fact.id for facts in sets if len(facts) == 1 for fact in facts}
    return [*lines, *_could_decide(explanation, alone)]


def _could_decide(explanation: Explanation, but_for: set[str]) -> list[str]:
    """Return the single facts of which some value decides, a line for each value and verdict."""
    lines: dict[tuple[bool, str], list[str]] = {}
    for fact, value, _ in explanation.deciding.single:
        if fact.id not in but_for:
            lines.setdefault((value, explanation.verdict_with(**{fact.id: value})), []).append(fact.says)
    return [
        f"  could decide: {' or '.join(says)}? {'yes' if value else 'no'}: {verdict}" for (value, verdict), says in lines.items()
    ]


def _set(explanation: Explanation, facts: tuple[Fact, ...]) -> str:
    if len(facts) > 1:
        return f"  decide together: {'; '.join(_in_words(facts))}"
    fact = facts[0]
    yes, no = (explanation.verdict_with(**{fact.id: value}) for value in (True, False))
    return f"  decides: {fact.missing or fact.says} ({fact.says}? yes: {yes}; no: {no})"


def _source(explanation: Explanation) -> list[str]:
    source = sources()[explanation.criterion.source]
    known = [f"doi {source.doi}"] if source.doi else []
    return [f"  {source.citation}", "  " + " · ".join([*known, f"{source.mark}: {source.read_where}"])]


def _rules(definitions: Definitions) -> str:
    usual = Definitions.preset(definitions.based_on)
    changed = [one.name for one in definitions.explain() if one.value != getattr(usual, one.name)]
    return f"Definitions: {definitions.based_on}" + (f", with {', '.join(changed)}" if changed else "")
