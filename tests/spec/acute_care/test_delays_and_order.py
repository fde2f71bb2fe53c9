"""How an attack was treated: days from the onset, the order of escalation, what came of it.

Days to plasma exchange and whether it came first went with complete recovery in Kleiter 2018 (doi 10.1212/NXI.0000000000000504);
second and later courses are counted in Kleiter 2016 (doi 10.1002/ana.24554). What has no date has no place in the order.
"""


def test_days_from_onset_and_the_order_of_escalation(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
        """,
        acute_treatments="""
            patient | attack       | treatment                      | start
            P1      | P1/attacks/1 | intravenous immunoglobulin     | 2015-01-20
            P1      | P1/attacks/1 | intravenous methylprednisolone | 2015-01-04
            P1      | P1/attacks/1 | plasma exchange                | 2015-01-11
            P1      | P1/attacks/1 | immunoadsorption               | 2015-01-15
        """,
        expect_acute_care="""
            patient | treated | courses | days_to_first | days_to_steroid | days_to_apheresis | days_to_immunoglobulin | days_to_other
            P1      | yes     | 4       | 3             | 3               | 10                | 19                     |
        """,
    )


def test_the_steps_are_listed_in_the_order_of_their_first_days(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P2      | 2015-01-01
        """,
        acute_treatments="""
            patient | attack       | treatment                      | start
            P1      | P1/attacks/1 | plasma exchange                | 2015-01-11
            P1      | P1/attacks/1 | intravenous methylprednisolone | 2015-01-04
            P1      | P1/attacks/1 | intravenous methylprednisolone | 2015-01-30
            P2      | P2/attacks/1 | plasma exchange                | 2015-01-04
            P2      | P2/attacks/1 | intravenous methylprednisolone | 2015-01-04
        """,
        expect_acute_care="""
            patient | first_treatment                                  | escalation                                       | rule
            P1      | intravenous methylprednisolone                   | intravenous methylprednisolone, plasma exchange  | acute_care.escalated
            P2      | intravenous methylprednisolone + plasma exchange | intravenous methylprednisolone + plasma exchange | acute_care.one_step
        """,
    )


def test_without_a_date_the_order_of_several_is_unknown(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P2      | 2015-01-01
            P3      | 2015-01-01
        """,
        acute_treatments="""
            patient | attack       | treatment                      | start
            P1      | P1/attacks/1 | plasma exchange                |
            P1      | P1/attacks/1 | intravenous methylprednisolone | 2015-01-04
            P2      | P2/attacks/1 | plasma exchange                |
            P3      | P3/attacks/1 |                                | 2015-01-04
        """,
        expect_acute_care="""
            patient | courses | first_treatment | escalation      | days_to_first | days_to_steroid | days_to_apheresis | rule
            P1      | 2       |                 |                 |               | 3               |                   | acute_care.order_unknown
            P2      | 1       | plasma exchange | plasma exchange |               |                 |                   | acute_care.one_step
            P3      | 1       |                 |                 | 3             |                 |                   | acute_care.order_unknown
        """,
    )


def test_no_entry_does_not_say_that_nothing_was_given(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P2      | 2015-01-01
        """,
        acute_treatments="""
            patient | attack       | treatment
            P2      | P2/attacks/1 | none
        """,
        expect_acute_care="""
            patient | treated | courses | rule                    | rows
            P1      |         | 0       | acute_care.not_recorded |
            P2      | no      | 0       | acute_care.untreated    | P2/acute_treatments/1
        """,
    )


def test_a_treatment_that_names_no_attack_belongs_to_the_last_one_within_90_days(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P1      | 2015-03-01
            P2      | 2015-01-01
        """,
        acute_treatments="""
            patient | treatment       | start
            P1      | plasma exchange | 2015-03-05
            P2      | oral steroid    | 2015-04-01
            P2      | oral steroid    | 2015-04-02
        """,
        expect_acute_care="""
            patient | attack | courses | days_to_apheresis | days_to_steroid
            P1      | 1      | 0       |                   |
            P1      | 2      | 1       | 4                 |
            P2      | 1      | 1       |                   | 90
        """,
    )


def test_a_treatment_of_an_attack_that_was_set_aside_belongs_to_no_other(spec):
    spec(
        attacks="""
            patient | onset      | adjudication
            P1      | 2015-01-01 | definite
            P1      | 2015-02-15 | pseudo-attack
        """,
        acute_treatments="""
            patient | attack       | treatment    | start
            P1      | P1/attacks/2 | oral steroid | 2015-02-16
        """,
        expect_acute_care="""
            patient | attack | courses
            P1      | 1      | 0
        """,
    )


def test_merged_attacks_share_their_treatments(spec):
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01-01
            P1      | 2015-01-15
        """,
        acute_treatments="""
            patient | attack       | treatment                      | start
            P1      | P1/attacks/1 | intravenous methylprednisolone | 2015-01-03
            P1      | P1/attacks/2 | plasma exchange                | 2015-01-20
        """,
        expect_acute_care="""
            patient | attack | courses | escalation                                      | days_to_apheresis
            P1      | 1      | 2       | intravenous methylprednisolone, plasma exchange | 19
        """,
    )


def test_a_delay_that_the_dates_cannot_tell_is_unknown(spec):
    # The middle of January lies after 10 January, and nothing can be counted from a year.
    spec(
        attacks="""
            patient | onset
            P1      | 2015-01
            P2      | 2015
            P3      | 2015-01
        """,
        acute_treatments="""
            patient | attack       | treatment    | start
            P1      | P1/attacks/1 | oral steroid | 2015-01-10
            P2      | P2/attacks/1 | oral steroid | 2015-07-05
            P3      | P3/attacks/1 | oral steroid | 2015-01-20
        """,
        expect_acute_care="""
            patient | treated | first_treatment | days_to_steroid | date_dependent
            P1      | yes     | oral steroid    |                 | yes
            P2      | yes     | oral steroid    |                 | yes
            P3      | yes     | oral steroid    | 4               | yes
        """,
    )


def test_the_response_is_what_was_stated_else_the_worst_that_was_measured(spec):
    spec(
        attacks="""
            patient | onset      | sites                          | nadir_edss | recovery
            P1      | 2015-01-01 | spinal cord                    | 6.0        | partial
            P2      | 2015-01-01 | spinal cord, optic nerve right | 6.0        |
            P3      | 2015-01-01 | spinal cord                    |            |
        """,
        visits="""
            patient | visited    | edss
            P1      | 2014-10-01 | 2.0
            P1      | 2015-06-30 | 2.0
            P2      | 2014-10-01 | 2.0
            P2      | 2015-06-30 | 2.0
        """,
        eye_exams="""
            patient | examined   | eye   | acuity_category | acuity
            P2      | 2014-10-01 | right | measured        | 1.0
            P2      | 2015-01-05 | right | measured        | 0.1
            P2      | 2015-06-30 | right | measured        | 0.1
        """,
        expect_acute_care="""
            patient | response | response_from
            P1      | partial  | stated
            P2      | none     | measured
            P3      |          |
        """,
    )
