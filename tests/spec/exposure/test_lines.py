"""Bridging steroids, overlap, washout and lines of treatment.

A steroid that was taken when another drug was started, and ended within a year of that start, is a bridge: azathioprine is given
with prednisone for 6 to 12 months (doi 10.3390/brainsci7100138, Table 6). A line is counted from the drugs given, never taken from
what was recorded as line.
"""

FOLLOWED = """
    patient | onset      | first_contact | last_contact
    P1      | 2009-01-01 | 2010-01-01    | 2020-01-01
    P2      | 2009-01-01 | 2010-01-01    | 2020-01-01
    P3      | 2009-01-01 | 2010-01-01    | 2020-01-01
    P4      | 2009-01-01 | 2010-01-01    | 2020-01-01
"""


def test_a_steroid_over_the_start_of_another_drug_is_a_bridge(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug         | start      | stop
            P1      | prednisolone | 2012-01-01 | 2012-08-01
            P1      | azathioprine | 2012-02-01 | 2016-01-01
            P2      | prednisolone | 2012-01-01 | 2012-01-31
            P2      | azathioprine | 2012-02-01 | 2016-01-01
            P3      | azathioprine | 2012-02-01 | 2016-01-01
            P3      | prednisolone | 2012-03-02 | 2013-01-31
            P4      | prednisolone | 2012-01-01 | 2013-02-01
            P4      | azathioprine | 2012-02-01 | 2016-01-01
        """,
        expect_exposure="""
            patient | drug         | bridging | line
            P1      | prednisolone | yes      |
            P1      | azathioprine | no       | 1
            P2      | prednisolone | no       | 1
            P2      | azathioprine | no       | 2
            P3      | azathioprine | no       | 1
            P3      | prednisolone | yes      |
            P4      | prednisolone | no       | 1
            P4      | azathioprine | no       | 2
        """,
    )


def test_whether_a_steroid_of_unknown_length_was_a_bridge_cannot_be_told(spec):
    # It may have been the first line, so that the line of what follows cannot be told either.
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug         | start      | stop       | ongoing
            P1      | prednisolone | 2012-01-01 |            |
            P1      | azathioprine | 2012-02-01 | 2016-01-01 |
            P2      | azathioprine | 2019-06-01 |            | yes
            P2      | prednisolone | 2019-06-01 |            | yes
            P3      | azathioprine | 2012-02-01 |            | yes
            P3      | prednisolone | 2012-02-01 |            | yes
        """,
        expect_exposure="""
            patient | drug         | bridging | line
            P1      | prednisolone |          |
            P1      | azathioprine | no       |
            P2      | azathioprine | no       | 1
            P2      | prednisolone |          |
            P3      | azathioprine | no       | 1
            P3      | prednisolone | no       | 1
        """,
    )


def test_overlap_and_washout_between_drugs(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug          | start      | stop
            P1      | azathioprine  | 2012-01-01 | 2013-01-01
            P1      | mycophenolate | 2013-01-01 | 2014-01-01
            P1      | rituximab     | 2014-02-01 | 2015-01-01
        """,
        expect_exposure="""
            patient | drug          | overlap | washout_days | line
            P1      | azathioprine  | yes     |              | 1
            P1      | mycophenolate | yes     | 0            | 2
            P1      | rituximab     | no      | 31           | 3
        """,
    )


def test_an_unknown_end_leaves_overlap_and_washout_open(spec):
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2012-01-01 |
            P1      | rituximab    | 2014-02-01 | 2015-01-01
        """,
        expect_exposure="""
            patient | drug         | overlap | washout_days | line
            P1      | azathioprine |         |              | 1
            P1      | rituximab    |         |              | 2
        """,
    )


def test_drugs_begun_together_are_one_line_and_a_drug_taken_up_again_opens_a_new_one(spec):
    # Thirty days after the first drug of a line still belong to it.
    spec(
        patients=FOLLOWED,
        therapies="""
            patient | drug          | start      | stop
            P1      | azathioprine  | 2012-01-01 | 2013-01-01
            P1      | tocilizumab   | 2012-01-31 | 2013-01-01
            P1      | azathioprine  | 2013-06-01 | 2014-01-01
            P1      | rituximab     | 2014-02-01 | 2015-01-01
            P1      | azathioprine  | 2016-01-01 | 2017-01-01
        """,
        expect_exposure="""
            patient | episode | drug         | restart | line
            P1      | 1       | azathioprine | no      | 1
            P1      | 2       | tocilizumab  | no      | 1
            P1      | 3       | azathioprine | yes     | 1
            P1      | 4       | rituximab    | no      | 2
            P1      | 5       | azathioprine | yes     | 3
        """,
    )
