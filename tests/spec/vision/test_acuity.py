"""Visual acuity on one scale, and blindness under each published threshold.

logMAR is minus the decimal logarithm of the acuity: 20/20 is 0, 20/200 is 1. What lies below any chart gets a number from a named
table. Acuities less than half a letter (0.01 logMAR) apart are the same, so that 6/36 and the logMAR 0.78 that many write for it
do not differ. "20/200 or worse" and "worse than 20/200" part exactly at 20/200.
"""

import pytest


def test_fractions_decimals_and_categories_have_one_order(spec):
    spec(
        eye_exams="""
            patient | id | eye   | acuity_category     | acuity
            P1      | a  | right | measured            | 2.0
            P1      | b  | right | measured            | 1.0
            P1      | c  | right | measured            | 0.5
            P1      | d  | right | measured            | 0.1
            P1      | e  | right | counting fingers    |
            P1      | f  | right | hand motion         |
            P1      | g  | right | light perception    |
            P1      | h  | right | no light perception |
            P1      | i  | right | measured            |
            P1      | j  | right |                     |
        """,
        expect_eyes="""
            patient | row_id | logmar | conversion
            P1      | a      | -0.30  | freiburg
            P1      | b      | 0.00   | freiburg
            P1      | c      | 0.30   | freiburg
            P1      | d      | 1.00   | freiburg
            P1      | e      | 1.90   | freiburg
            P1      | f      | 2.30   | freiburg
            P1      | g      | 2.70   | freiburg
            P1      | h      | 3.00   | freiburg
            P1      | i      |        | freiburg
            P1      | j      |        | freiburg
        """,
    )


def test_another_conversion_changes_only_what_lies_below_a_chart_and_may_have_no_number_for_it(spec):
    spec(
        eye_exams="""
            patient | id | eye   | acuity_category     | acuity
            P1      | a  | right | measured            | 0.1
            P1      | b  | right | counting fingers    |
            P1      | c  | right | hand motion         |
            P1      | d  | right | light perception    |
            P1      | e  | right | no light perception |
        """,
        definitions={"acuity_conversion": "holladay"},
        expect_eyes="""
            patient | row_id | logmar | blind_worse_than_3_60
            P1      | a      | 1.0    | no
            P1      | b      | 2.0    | yes
            P1      | c      | 3.0    | yes
            P1      | d      |        | yes
            P1      | e      |        | yes
        """,
    )


@pytest.mark.parametrize(
    ("written", "acuity", "at_20_200_or_worse", "worse_than_20_200", "worse_than_6_36", "worse_than_3_60"),
    [
        ("20/200", "0.1", "yes", "no", "yes", "no"),
        ("6/60", "0.1", "yes", "no", "yes", "no"),
        ("logMAR 1.0", "0.1", "yes", "no", "yes", "no"),
        ("one letter better than 20/200", "0.104713", "no", "no", "yes", "no"),
        ("one letter worse than 20/200", "0.095499", "yes", "yes", "yes", "no"),
        ("20/160", "0.125", "no", "no", "yes", "no"),
        ("20/250", "0.08", "yes", "yes", "yes", "no"),
        ("6/36", "0.166667", "no", "no", "no", "no"),
        ("logMAR 0.78", "0.165959", "no", "no", "no", "no"),
        ("logMAR 0.8", "0.158489", "no", "no", "yes", "no"),
        ("6/60 rounded up", "0.1001", "yes", "no", "yes", "no"),
        ("3/60", "0.05", "yes", "yes", "yes", "no"),
        ("logMAR 1.3", "0.050119", "yes", "yes", "yes", "no"),
        ("20/500", "0.04", "yes", "yes", "yes", "yes"),
    ],
)
def test_blindness_at_the_lines_themselves(
    spec, written, acuity, at_20_200_or_worse, worse_than_20_200, worse_than_6_36, worse_than_3_60
):
    spec(
        eye_exams=f"""
            patient | eye  | acuity_category | acuity
            P1      | left | measured        | {acuity}
        """,
        expect_eyes=f"""
            patient | blind_20_200_or_worse | blind_worse_than_20_200 | blind_worse_than_6_36 | blind_worse_than_3_60
            P1      | {at_20_200_or_worse}  | {worse_than_20_200}     | {worse_than_6_36}     | {worse_than_3_60}
        """,
    )


def test_a_category_counts_before_a_number_that_stands_beside_it_and_nothing_is_unknown(spec):
    spec(
        eye_exams="""
            patient | id | eye   | acuity_category | acuity
            P1      | a  | right | hand motion     |
            P1      | b  | right |                 |
            P1      | c  | right | measured        |
        """,
        expect_eyes="""
            patient | row_id | logmar | blind_20_200_or_worse
            P1      | a      | 2.3    | yes
            P1      | b      |        |
            P1      | c      |        |
        """,
    )
