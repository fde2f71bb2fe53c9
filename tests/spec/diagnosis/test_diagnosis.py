"""The first label, and the way from the onset to the diagnosis, to the first AQP4-IgG test and to the first prevention.

The diagnosis is the first label NMOSD or NMO. Every preventive drug counts as prevention but for drugs given for multiple sclerosis
that are not used for NMOSD, drugs reported to harm, and bridging steroids. Tests and treatments certainly before the onset do not
count. What could be the first and cannot be dated leaves the first open.
"""


def test_delays_count_from_the_onset(spec):
    spec(
        patients="""
            patient | onset      | last_contact
            P1      | 2010-01-01 | 2020-01-01
            P2      |            | 2020-01-01
        """,
        diagnoses="""
            patient | label              | diagnosed
            P1      | multiple sclerosis | 2010-01-11
            P1      | NMOSD              | 2010-04-11
            P1      | NMO                | 2011-01-01
            P2      | NMOSD              | 2010-04-11
        """,
        antibody_tests="""
            patient | analyte  | result   | sampled
            P1      | MOG-IgG  | negative | 2010-01-05
            P1      | AQP4-IgG | not done | 2010-01-06
            P1      | AQP4-IgG | negative | 2010-02-10
            P1      | AQP4-IgG | positive | 2010-04-01
        """,
        therapies="""
            patient | drug            | start      | stop
            P1      | interferon beta | 2010-01-21 | 2010-03-21
            P1      | azathioprine    | 2010-04-21 | 2011-04-21
            P1      | rituximab       | 2011-05-01 | 2012-04-21
        """,
        expect_diagnosis="""
            patient | first_label        | diagnosed  | days_to_diagnosis | days_to_first_test | first_prevention | days_to_first_prevention | rule                  | rows             | test_rule            | test_row_ids        | prevention_rule            | prevention_row_ids
            P1      | multiple sclerosis | 2010-04-11 | 100               | 40                 | azathioprine     | 110                      | diagnosis.label_first | P1/diagnoses/2   | diagnosis.test_first | P1/antibody_tests/3 | diagnosis.prevention_first | P1/therapies/2
            P2      | NMOSD              | 2010-04-11 |                   |                    |                  |                          | diagnosis.label_first | P2/diagnoses/1   | diagnosis.test_none  |                     | diagnosis.prevention_none  |
        """,
    )


def test_what_cannot_be_dated_leaves_the_first_open(spec):
    spec(
        patients="""
            patient | onset      | last_contact
            P1      | 2010-01-01 | 2020-01-01
            P2      | 2010-01-01 | 2020-01-01
            P3      | 2010-01-01 | 2020-01-01
            P4      | 2010-01-01 | 2020-01-01
        """,
        diagnoses="""
            patient | label   | diagnosed
            P1      | NMOSD   |
            P1      | NMO     | 2011-01-01
            P2      | unknown | 2010-06-01
            P2      | NMOSD   | 2011-01-01
            P3      | NMOSD   | 2011-01-01
            P3      | unknown | 2012-06-01
            P4      | myelitis | 2010-06-01
        """,
        antibody_tests="""
            patient | analyte  | result   | sampled
            P1      | AQP4-IgG | negative |
            P1      | AQP4-IgG | positive | 2010-02-10
        """,
        therapies="""
            patient | drug      | start      | stop
            P1      | rituximab |            | 2015-01-01
            P1      | rituximab | 2016-01-01 | 2017-01-01
            P2      | other     | 2010-06-01 | 2010-07-01
            P2      | rituximab | 2011-01-01 | 2012-01-01
            P3      | rituximab | 2011-01-01 | 2012-01-01
            P3      | other     | 2013-01-01 | 2014-01-01
        """,
        expect_diagnosis="""
            patient | diagnosed  | first_prevention | rule                         | test_rule                   | prevention_rule
            P1      |            |                  | diagnosis.label_not_datable  | diagnosis.test_not_datable  | diagnosis.prevention_not_datable
            P2      |            |                  | diagnosis.label_not_datable  | diagnosis.test_none         | diagnosis.prevention_not_datable
            P3      | 2011-01-01 | rituximab        | diagnosis.label_first        | diagnosis.test_none         | diagnosis.prevention_first
            P4      |            |                  | diagnosis.label_none         | diagnosis.test_none         | diagnosis.prevention_none
        """,
    )


def test_what_came_before_the_onset_does_not_count_and_imprecise_dates_get_the_benefit(spec):
    spec(
        patients="""
            patient | onset      | last_contact
            P1      | 2010-03-20 | 2020-01-01
            P2      | 2010-03-20 | 2020-01-01
        """,
        diagnoses="""
            patient | label | diagnosed
            P1      | NMOSD | 2009-01-01
            P2      | NMOSD | 2010-03
        """,
        antibody_tests="""
            patient | analyte  | result   | sampled
            P1      | AQP4-IgG | negative | 2009-01-01
            P1      | AQP4-IgG | positive | 2010-04-20
            P2      | AQP4-IgG | positive | 2010-03
        """,
        therapies="""
            patient | drug         | start      | stop
            P1      | azathioprine | 2005-01-01 | 2020-01-01
            P1      | rituximab    | 2011-01-01 | 2020-01-01
            P2      | azathioprine | 2010-03    | 2020-01-01
        """,
        expect_diagnosis="""
            patient | days_to_diagnosis | days_to_first_test | first_prevention | days_to_first_prevention | date_dependent
            P1      |                   | 31                 | rituximab        | 287                      | no
            P2      | 0                 | 0                  | azathioprine     | 0                        | yes
        """,
    )


def test_a_wrong_label_stands_until_the_next_and_the_name_of_an_attack_is_none(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2010-01-01
            P2      | 2010-01-01
            P3      | 2010-01-01
            P4      | 2010-01-01
            P5      | 2010-01-01
        """,
        diagnoses="""
            patient | label               | diagnosed
            P1      | psychiatric disease | 2009-12-01
            P1      | myelitis            | 2010-01-11
            P1      | multiple sclerosis  | 2010-02-01
            P1      | NMOSD               | 2010-02-11
            P1      | multiple sclerosis  | 2010-03-11
            P2      | optic neuritis      | 2010-01-11
            P2      | NMOSD               | 2010-02-11
            P3      | multiple sclerosis  |
            P3      | NMOSD               | 2010-02-11
            P4      | multiple sclerosis  | 2010-01-11
            P5      | multiple sclerosis  | 2010-01-11
            P5      | myelitis            |
            P5      | NMOSD               | 2010-02-11
        """,
        expect_diagnosis="""
            patient | first_label         | days_on_wrong_label | wrong_label_rule                   | wrong_label_row_ids
            P1      | psychiatric disease | 20                  | diagnosis.wrong_label_days         | P1/diagnoses/1, P1/diagnoses/3
            P2      | optic neuritis      | 0                   | diagnosis.wrong_label_none         |
            P3      |                     |                     | diagnosis.wrong_label_not_datable  | P3/diagnoses/1
            P4      | multiple sclerosis  |                     | diagnosis.wrong_label_no_diagnosis |
            P5      |                     |                     | diagnosis.wrong_label_not_datable  | P5/diagnoses/1
        """,
    )


def test_days_on_harmful_drugs_count_once_and_from_the_onset(spec):
    spec(
        patients="""
            patient | onset      | last_contact
            P1      | 2010-01-01 | 2020-01-01
            P2      | 2010-01-01 | 2020-01-01
            P3      | 2010-01-01 | 2020-01-01
        """,
        therapies="""
            patient | drug               | start      | stop
            P1      | interferon beta    | 2009-01-01 | 2010-01-10
            P1      | fingolimod         | 2010-01-06 | 2010-01-15
            P1      | natalizumab        | 2010-02-01 | 2010-02-05
            P1      | glatiramer acetate | 2010-03-01 | 2011-01-01
            P1      | siponimod          | 2012-03-01 | 2012-04-01
            P2      | interferon beta    | 2010-05-01 |
            P3      | interferon beta    | 2005-05-01 | 2006-05-01
        """,
        expect_diagnosis="""
            patient | harmful_drugs                            | days_on_harmful_drugs | harmful_rule                  | harmful_row_ids
            P1      | fingolimod, interferon beta, natalizumab | 18                    | diagnosis.harmful_days        | P1/therapies/1, P1/therapies/2, P1/therapies/3
            P2      | interferon beta                          |                       | diagnosis.harmful_not_datable | P2/therapies/1
            P3      |                                          | 0                     | diagnosis.harmful_none        |
        """,
    )


def test_days_on_harmful_drugs_are_counted_from_the_first_day_to_the_last(spec):
    spec(
        calendar="relative",
        patients="""
            patient | onset | last_contact
            P1      | day 0 | day 900
            P2      | day 0 | day 900
            P3      | day 0 | day 900
        """,
        therapies="""
            patient | drug            | start   | stop
            P1      | interferon beta | day 10  | day 200
            P2      | interferon beta | day 10  | day 100
            P2      | fingolimod      | day 100 | day 200
            P3      | interferon beta | day 10  | day 200
            P3      | fingolimod      | day 50  | day 60
        """,
        expect_diagnosis="""
            patient | days_on_harmful_drugs
            P1      | 190
            P2      | 190
            P3      | 190
        """,
    )


def test_a_study_can_count_drugs_that_are_suspected_by_their_class(spec):
    spec(
        patients="""
            patient | onset
            P1      | 2010-01-01
        """,
        therapies="""
            patient | drug      | start      | stop
            P1      | siponimod | 2012-03-01 | 2012-03-10
        """,
        definitions={"harmful_evidence": ["by class"]},
        expect_diagnosis="""
            patient | harmful_drugs | days_on_harmful_drugs
            P1      | siponimod     | 9
        """,
    )
