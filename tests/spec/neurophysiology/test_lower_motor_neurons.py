"""Neurophysiology: denervation, abnormal conduction, and what of the two is lower motor neuron involvement.

Denervation is acute or chronic denervation in any muscle. It is explained where the examiner finds an abnormal nerve or root
there. What is not explained is lower motor neuron involvement: it points to the motor neurons in the cord or the brainstem.
Somebody may have both, denervation and an abnormal nerve that does not explain it, so the groups do not add up.
"""


def test_denervation_that_no_nerve_explains_is_lower_motor_neuron_involvement(spec):
    spec(
        neurophysiology="""
            patient | study            | structure | denervation | explained_by_conduction | conduction
            P1      | electromyography | deltoid   | chronic     | no                      |
            P1      | electromyography | biceps    | none        |                         |
            P1      | nerve conduction | median    |             |                         | normal
            P2      | electromyography | tibialis  | acute       | yes                     |
            P2      | nerve conduction | peroneal  |             |                         | axonal
        """,
        expect_neurophysiology="""
            patient | denervation | acute_denervation | chronic_denervation | abnormal_conduction | explained | lower_motor_neuron | rule                                | rows                 | conduction_row_ids
            P1      | yes         | no                | yes                 | no                  | no        | yes                | neurophysiology.lower_motor_neuron  | P1/neurophysiology/1 | P1/neurophysiology/3
            P2      | yes         | yes               | no                  | yes                 | yes       | no                 | neurophysiology.explained           | P2/neurophysiology/1 | P2/neurophysiology/2
        """,
    )


def test_an_abnormal_nerve_elsewhere_does_not_explain_the_denervation(spec):
    spec(
        neurophysiology="""
            patient | study            | structure | denervation | explained_by_conduction | conduction
            P1      | electromyography | deltoid   | acute       | no                      |
            P1      | nerve conduction | peroneal  |             |                         | demyelinating
        """,
        expect_neurophysiology="""
            patient | denervation | abnormal_conduction | explained | lower_motor_neuron | conduction_without_denervation
            P1      | yes         | yes                 | no        | yes                | no
        """,
    )


def test_one_unexplained_muscle_is_enough(spec):
    spec(
        neurophysiology="""
            patient | study            | structure | denervation       | explained_by_conduction | conduction
            P1      | electromyography | tibialis  | acute and chronic | yes                     |
            P1      | electromyography | deltoid   | chronic           | no                      |
            P1      | nerve conduction | peroneal  |                   |                         | root lesion
        """,
        expect_neurophysiology="""
            patient | acute_denervation | explained | lower_motor_neuron | rows
            P1      | yes               | no        | yes                | P1/neurophysiology/1, P1/neurophysiology/2
        """,
    )


def test_where_no_nerve_is_abnormal_nothing_explains_the_denervation(spec):
    spec(
        neurophysiology="""
            patient | study            | denervation | conduction
            P1      | electromyography | chronic     |
            P1      | nerve conduction |             | normal
            P2      | electromyography | chronic     |
            P2      | nerve conduction |             | axonal
            P3      | electromyography | chronic     |
        """,
        expect_neurophysiology="""
            patient | abnormal_conduction | explained | lower_motor_neuron | rule
            P1      | no                  | no        | yes                | neurophysiology.lower_motor_neuron
            P2      | yes                 |           |                    | neurophysiology.explanation_unknown
            P3      |                     |           |                    | neurophysiology.explanation_unknown
        """,
    )


def test_no_muscle_with_denervation_is_no_involvement_whatever_the_nerves_show(spec):
    spec(
        neurophysiology="""
            patient | study            | denervation | conduction
            P1      | electromyography | none        |
            P1      | nerve conduction |             | axonal
        """,
        expect_neurophysiology="""
            patient | denervation | abnormal_conduction | conduction_without_denervation | explained | lower_motor_neuron | matching_lesion | rule
            P1      | no          | yes                 | yes                            | no        | no                 | no              | neurophysiology.no_denervation
        """,
    )


def test_a_result_that_is_not_known_leaves_it_open_and_a_muscle_that_was_not_examined_does_not(spec):
    spec(
        neurophysiology="""
            patient | study            | structure | denervation
            P1      | electromyography | deltoid   | none
            P1      | electromyography | biceps    | unknown
            P2      | electromyography | deltoid   | none
            P2      | electromyography | biceps    | not done
            P3      | electromyography | deltoid   | not done
            P4      | electromyography | deltoid   |
        """,
        expect_neurophysiology="""
            patient | electromyography_done | denervation | lower_motor_neuron | rule
            P1      | yes                   |             |                    | neurophysiology.denervation_unknown
            P2      | yes                   | no          | no                 | neurophysiology.no_denervation
            P3      | no                    |             |                    | neurophysiology.not_done
            P4      | yes                   |             |                    | neurophysiology.denervation_unknown
        """,
    )


def test_evoked_potentials_are_no_nerve_conduction(spec):
    spec(
        neurophysiology="""
            patient | study                   | conduction
            P1      | visual evoked potential | delayed
            P2      | motor evoked potential  | absent
            P2      | nerve conduction        | normal
            P3      |                         | delayed
        """,
        expect_neurophysiology="""
            patient | conduction_done | abnormal_conduction | electromyography_done | rule
            P2      | yes             | no                  |                       | neurophysiology.no_electromyography
            P3      |                 |                     |                       | neurophysiology.no_electromyography
        """,
    )


def test_a_nerve_that_was_not_examined_is_no_result(spec):
    spec(
        neurophysiology="""
            patient | study            | structure | conduction
            P1      | nerve conduction | median    | not done
            P2      | nerve conduction | median    | not done
            P2      | nerve conduction | ulnar     | normal
        """,
        expect_neurophysiology="""
            patient | conduction_done | abnormal_conduction
            P1      | no              |
            P2      | yes             | no
        """,
    )
