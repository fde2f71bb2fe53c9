"""Attack histories: when each person who never lived has attacks, untreated or under treatment.

    from nmosd.simulation.histories import attack_histories, enrol, given, people
    from nmosd.simulation.parameters import drug_effect, parameter_set

    everyone = people(1000)
    untreated = attack_histories(parameter_set("mixed"), everyone, 10, seed=1)
    treated = attack_histories(
        parameter_set("mixed"), everyone, 10, treatments=[given(everyone, drug_effect("rituximab"), start=730)], seed=1
    )

A person is a number (`People.unit`), and with the seed it fixes what happens to that person, alone or among a million. Treatment
from a day on changes nothing before that day, so that people are chosen by their history (`enrol`) and then followed under a
treatment by calling `attack_histories` again.
"""

from typing import TYPE_CHECKING

from nmosd.lazy import lazily

__all__ = ["AttackHistories", "Eligibility", "People", "Treatments", "attack_histories", "enrol", "given", "people"]

if TYPE_CHECKING:
    from nmosd.simulation.histories.attacks import AttackHistories, attack_histories
    from nmosd.simulation.histories.enrolment import Eligibility, enrol
    from nmosd.simulation.histories.persons import People, people
    from nmosd.simulation.histories.treatments import Treatments, given

__getattr__ = lazily(
    __name__,
    {
        "AttackHistories": "nmosd.simulation.histories.attacks",
        "attack_histories": "nmosd.simulation.histories.attacks",
        "Eligibility": "nmosd.simulation.histories.enrolment",
        "enrol": "nmosd.simulation.histories.enrolment",
        "People": "nmosd.simulation.histories.persons",
        "people": "nmosd.simulation.histories.persons",
        "Treatments": "nmosd.simulation.histories.treatments",
        "given": "nmosd.simulation.histories.treatments",
    },
)
