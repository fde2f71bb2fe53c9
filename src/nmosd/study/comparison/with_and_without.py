"""People with a coexisting disease against those without it, in one call: who they are, attacks, treatment and prognosis."""

from typing import Any

from pydantic import ValidationError

from nmosd.errors import ProtocolError
from nmosd.mistakes import in_one_sentence
from nmosd.study.protocol.comparison import Adjustment, Comparison, Outcome
from nmosd.study.protocol.protocol import Protocol

_OUTCOMES: tuple[dict[str, Any], ...] = (
    {"of": "all attacks"},
    {"of": "first attack"},
    {"of": "confirmed worsening"},
    {"of": "milestone", "milestone": "EDSS 6"},
    {"of": "blindness", "eyes": "one"},
    {"of": "death"},
)
_COVARIATES = ("age at time zero", "sex", "serostatus")


def with_and_without(disease_or_column: str, *, cohort: str | None = None, unrecorded: str = "unknown") -> Protocol:
    """Return the protocol that compares people with a coexisting disease and without it, from onset on with delayed entry.

    `disease_or_column` is a disease of the vocabulary (`systemic sclerosis`) or a derived yes/no column
    (`comorbidity.autoimmune_disease`). What is not on record is unknown, or with `unrecorded="absent"` taken as absent, which a
    record allows whose clinic asked everybody. Run it with `run(protocol, record)`.

    >>> with_and_without("systemic sclerosis").comparison.names
    ('without systemic sclerosis', 'with systemic sclerosis')

    Raises:
        ProtocolError: no such disease or column.
    """
    key = "column" if "." in disease_or_column else "disease"
    asked = {"of": "comorbidity", key: disease_or_column, "unrecorded": unrecorded}
    try:
        comparison = Comparison.model_validate(asked)
    except ValidationError as error:
        raise ProtocolError(in_one_sentence(error, Comparison, "the comparison")) from error
    return Protocol(
        title=f"With and without {comparison.what}",
        question=f"How do people with {comparison.what} differ from those without in who they are, in their attacks, in their "
        "response to treatment and in prognosis?",
        cohort=cohort,
        comparison=comparison,
        outcomes=tuple(Outcome.model_validate(outcome) for outcome in _OUTCOMES),
        adjustment=Adjustment(covariates=_COVARIATES),
    )
