"""People called multiple sclerosis, or treated so, whose record meets or nearly meets NMOSD or MOGAD."""

from collections.abc import Iterator
from typing import Any

from nmosd.criteria.misdiagnosis.material import Material, Standing
from nmosd.record.vocabulary import vocabulary


def other_disease(material: Material) -> Iterator[dict[str, Any]]:
    """Yield a row for each such person and criterion.

    Whoever was given the criterion's own label is left out, and MOGAD of people who have NMOSD with AQP4-IgG, which comes before
    it.
    """
    drugs = [name for name, term in vocabulary("drugs").items() if term.attributes.get("multiple_sclerosis")]
    called = material.called(material.definitions.labels_of_multiple_sclerosis)
    given = material.given(drugs)
    criteria = material.judgement.by_id
    seropositive = material.judgement.people.filter(material.judgement.answers["with_aqp4"])
    left_out = {
        "ipnd2015": set(material.called_nmosd),
        "mogad2023": set(material.called(("MOGAD",))) | set(seropositive),
    }
    for name, others in left_out.items():
        people = (called.keys() | given.keys()) - others
        for patient, standing in material.standing(criteria[name], people).items():
            on_record = [*called.get(patient, ()), *given.get(patient, ())]
            verdict = standing.verdict or "open, one or two facts would decide"
            yield {
                "patient_id": patient,
                "matter": "meets" if standing.verdict else "nearly meets",
                "about": criteria[name].title,
                "finding": f"{', '.join(dict.fromkeys(what for what, _ in on_record))}; {verdict}",
                "question": _question(standing, labelled=patient in called),
                "row_ids": list(dict.fromkeys(row_id for _, row_id in on_record)),
            }


def _question(standing: Standing, *, labelled: bool) -> str:
    if standing.missing:
        return f"What is known of {standing.missing}?"
    given = "" if labelled else "Was it given for multiple sclerosis, and "
    return f"{given}{'is' if given else 'Is'} that still the diagnosis?"
