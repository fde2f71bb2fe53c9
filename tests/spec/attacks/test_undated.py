"""An attack without a date may have been on any day of the person's life.

What must surely lie outside attacks cannot be told. Where visits are walked through all the same it lies nowhere and hides none
of them, and the rows are marked as `date_dependent`. What counts attacks in a stretch of time leaves it out.
"""

ATTACKS = """
    patient | id | onset      | sites
    P1      | a1 | 2010-01-01 | spinal cord
    P1      | a2 |            | optic nerve right
"""
VISITS = """
    patient | visited    | edss
    P1      | 2009-10-01 | 2.0
    P1      | 2010-01-10 | 6.0
    P1      | 2010-07-01 | 4.0
    P1      | 2012-01-01 | 6.0
    P1      | 2013-01-01 | 6.0
"""
EYES = """
    patient | examined   | eye   | acuity
    P1      | 2012-01-01 | left  | 1.0
    P1      | 2012-01-01 | right | 0.5
"""


def test_what_must_surely_lie_outside_attacks_cannot_be_told(spec):
    spec(
        attacks=ATTACKS,
        visits=VISITS,
        eye_exams=EYES,
        expect_disability="""
            patient | visited    | in_attack_window | is_stable | rule
            P1      | 2009-10-01 |                  |           | disability.undated_attack
            P1      | 2010-01-10 | yes              | no        | disability.in_attack_window
            P1      | 2010-07-01 |                  |           | disability.undated_attack
            P1      | 2012-01-01 |                  |           | disability.undated_attack
            P1      | 2013-01-01 |                  |           | disability.undated_attack
        """,
        expect_eyes="""
            patient | eye   | in_attack_window | optic_neuritis_before | rule
            P1      | right |                  |                       | eyes.vague_attack
            P1      | left  | no               | no                    | eyes.stable
        """,
    )


def test_where_visits_are_walked_through_it_hides_none_and_the_rows_are_marked(spec):
    spec(
        attacks=ATTACKS,
        visits=VISITS,
        eye_exams=EYES,
        expect_worsening="""
            patient | onset      | confirmed_edss | kind               | date_dependent | rule
            P1      | 2010-01-10 | 4.0            | relapse-associated | yes            | worsening.relapse_associated
            P1      | 2012-01-01 | 6.0            | undetermined       | yes            | worsening.undated_attack
        """,
        expect_recovery="""
            patient | attack | measure      | before | nadir | after | recovery | date_dependent
            P1      | 1      | EDSS         | 2.0    | 6.0   | 4.0   | partial  | yes
            P1      | 2      | EDSS         |        |       |       |          | no
            P1      | 2      | acuity right |        |       |       |          | no
        """,
        expect_milestones="""
            patient | milestone          | status      | day        | date_dependent
            P1      | EDSS 4             | reached     | 2010-07-01 | yes
            P1      | EDSS 6             | reached     | 2012-01-01 | yes
            P1      | EDSS 8             | not reached |            | yes
            P1      | EDSS 10            | cannot tell |            | no
            P1      | walking aid        | cannot tell |            | no
            P1      | wheelchair         | cannot tell |            | no
            P1      | blind in one eye   | not reached |            | yes
            P1      | blind in both eyes | not reached |            | yes
            P1      | death              | cannot tell |            | no
        """,
    )


def test_what_counts_attacks_in_a_stretch_of_time_leaves_it_out(spec):
    spec(
        patients="""
            patient | onset      | first_contact | last_contact
            P1      | 2010-01-01 | 2010-01-01    | 2014-01-01
        """,
        attacks=ATTACKS,
        therapies="""
            patient | drug      | start      | stop
            P1      | rituximab | 2011-01-01 | 2012-01-01
        """,
        expect_person_time="""
            patient | attacks | attacks_with_onset | undated_attacks
            P1      | 0       | 1                  | 1
        """,
        expect_exposure="""
            patient | drug      | attacks
            P1      | rituximab | 0
        """,
        expect_breakthroughs="""
            patient | attack
        """,
        expect_course_form="""
            patient | form      | attacks
            P1      | relapsing | 2
        """,
    )
