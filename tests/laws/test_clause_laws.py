"""The clause algebra is Kleene's three-valued logic, for a cohort as for one person; what decides is what brute force finds."""

from itertools import product

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nmosd.criteria.clause import Clause, Fact, answer, answered, at_least, every, not_known, some, walked
from nmosd.criteria.deciding import MOST_TOGETHER, deciding
from tests.laws.deciding_twin import smallest_deciding_sets

NAMES = ("a", "b", "c", "d", "e")
FACTS = [Fact(name, f"{name} is so") for name in NAMES]
answers = st.fixed_dictionaries({name: st.sampled_from((True, False, None)) for name in NAMES})


def clauses() -> st.SearchStrategy[Clause]:
    def composed(parts: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
        several = st.lists(parts, min_size=2, max_size=4)
        return st.one_of(
            several.map(lambda found: every(*found)),
            several.map(lambda found: some(*found)),
            parts.map(lambda part: ~part),
            st.builds(lambda found, least: at_least(min(least, len(found)), *found), several, st.integers(1, 4)),
        )

    return st.recursive(st.sampled_from(FACTS), composed, max_leaves=10)


def test_tables_of_truth():
    a, b = FACTS[:2]
    for left, right in product((True, False, None), repeat=2):
        known = {"a": left, "b": right}
        both, either = answer(a & b, known), answer(a | b, known)
        assert both is (False if False in (left, right) else None if None in (left, right) else True)
        assert either is (True if True in (left, right) else None if None in (left, right) else False)
        assert answer(~a, known) is (None if left is None else not left)
        assert answer(not_known(a), known) is (left is not True)
        assert answer(at_least(2, a, b), known) is both
        assert answer(at_least(1, a, b), known) is either


@given(left=clauses(), right=clauses(), known=answers)
def test_de_morgan(left, right, known):
    assert answer(~(left & right), known) is answer(~left | ~right, known)
    assert answer(~(left | right), known) is answer(~left & ~right, known)
    assert answer(~~left, known) is answer(left, known)


@given(clause=clauses(), people=st.lists(answers, min_size=1, max_size=6))
def test_a_cohort_is_answered_as_each_person(clause, people):
    facts = pl.DataFrame(people, schema=dict.fromkeys(NAMES, pl.Boolean))
    for with_unknown in (clause, every(clause, not_known(clause)).named("guarded", "guarded")):
        together = answered(facts, with_unknown).rows(named=True)
        assert together == [{one.id: answer(one, known) for one in walked(with_unknown)} for known in people]


@given(clause=clauses(), known=answers, forgotten=st.sets(st.sampled_from(NAMES)))
def test_forgetting_never_gives_another_definite_answer(clause, known, forgotten):
    less = answer(clause, {name: None if name in forgotten else value for name, value in known.items()})
    assert less is None or less is answer(clause, known)


@given(clause=clauses(), known=answers)
def test_what_decides_is_what_brute_force_finds(clause, known):
    found = deciding(clause, known)
    wanted = smallest_deciding_sets(clause, known, most=MOST_TOGETHER)
    assert {frozenset(fact.id for fact in facts) for facts in found.sets} == wanted
    if answer(clause, known) is None:
        missing = [name for name in NAMES if known[name] is None and name in {one.id for one in walked(clause)}]
        tried = {(name, value, answer(clause, {**known, name: value})) for name in missing for value in (True, False)}
        assert {(fact.id, value, verdict) for fact, value, verdict in found.single} == {
            one for one in tried if one[2] is not None
        }
    else:
        assert not found.single


def test_a_fact_that_must_not_be_known_could_decide_too():
    a, b = FACTS[:2]
    found = deciding(every(b, not_known(a)), {"a": None, "b": None})
    assert found.sets == ((b,),)
    assert set(found.single) == {(b, True, True), (b, False, False), (a, True, False)}
