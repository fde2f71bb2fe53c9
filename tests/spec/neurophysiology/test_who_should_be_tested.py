"""Signs that call for electromyography and nerve conduction studies: muscle atrophy, reduced reflexes, fasciculations at a visit.

That nothing is on record of a study does not say that it was not done; so the two are kept apart: `due_but_not_done` needs the
record to say so, `due_without_result` names everybody with signs and without a result.
"""


def test_signs_without_any_study_on_record(spec):
    spec(
        visits="""
            patient | muscle_atrophy | reduced_reflexes | fasciculations
            P1      | no             | yes              |
            P2      | yes            | no               | no
            P3      | no             | no               | no
            P4      | no             |                  |
        """,
        neurophysiology="""
            patient | study            | denervation | conduction
            P2      | electromyography | not done    |
            P2      | nerve conduction |             | not done
        """,
        expect_neurophysiology="""
            patient | called_for | electromyography_done | conduction_done | due_but_not_done | due_without_result | sign_row_ids
            P1      | yes        |                       |                 |                  | yes                | P1/visits/1
            P2      | yes        | no                    | no              | yes              | yes                | P2/visits/1
        """,
    )


def test_a_study_that_was_done_is_not_due(spec):
    spec(
        visits="""
            patient | muscle_atrophy | reduced_reflexes | fasciculations
            P1      | yes            |                  |
            P2      | no             | no               | no
            P3      | no             | no               |
        """,
        neurophysiology="""
            patient | study            | denervation | conduction
            P1      | electromyography | none        |
            P2      | nerve conduction |             | normal
            P3      | nerve conduction |             | normal
        """,
        expect_neurophysiology="""
            patient | called_for | both_done | due_but_not_done | due_without_result
            P1      | yes        |           | no               | no
            P2      | no         |           | no               | no
            P3      |            |           | no               | no
        """,
    )


def test_which_signs_count_can_be_chosen(spec):
    spec(
        visits="""
            patient | muscle_atrophy | reduced_reflexes | fasciculations
            P1      | no             | yes              | yes
            P2      | yes            |                  |
        """,
        definitions={"lower_motor_neuron_signs": ["muscle_atrophy"]},
        expect_neurophysiology="""
            patient | called_for
            P2      | yes
        """,
    )
