"""The sentences of the methods on people: the record, the criteria of inclusion, and those of whom it cannot be told."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nmosd.report.study.result_tables import figures_of
from nmosd.report.study.sizes import people_in_the_record, people_included

if TYPE_CHECKING:
    from nmosd.study import Study


def people_methods(study: "Study") -> Iterator[str]:
    """Yield who is in the record, who was included and by which criteria, in sentences."""
    about = study.record.about.row(0, named=True)
    yield f"The record “{about['title']}” holds {people_in_the_record(study)}{' (all invented)' if about['synthetic'] else ''}."
    criteria = list(_criteria(study))
    if not criteria:
        yield "Everyone in the record was included."
        return
    yield f"Included were people {'; and '.join(criteria)}: {people_included(study)} of {people_in_the_record(study)}."
    if any(figure["unknown"] for figure in figures_of(study.results, "flow")):
        included = study.protocol.population.include_unknown
        done = "were included" if included else "were left out, each with that as the reason"
        yield f"People of whom the record cannot tell whether they belong {done}."


def _criteria(study: "Study") -> Iterator[str]:
    population = study.protocol.population
    if population.labels:
        yield f"to whom a clinician ever gave the diagnosis {_either(population.labels)}"
    if population.serostatus:
        yield f"whose serostatus was {_either(population.serostatus)}"
    if population.sex:
        yield f"whose sex recorded at birth was {_either(population.sex)}"
    for name, verdicts in population.criteria.items():
        yield f"of whom the verdict on {_title_of(name)} was {_either(verdicts)}"
    for what, days in (("onset", population.onset), ("first contact", population.first_contact)):
        limits = [f"from {days.from_}"] if days.from_ is not None else []
        limits += [f"before {days.before}"] if days.before is not None else []
        if limits:
            yield f"whose {what} was {' and '.join(limits)}"
    ages = population.age_at_onset
    bounds = [f"at least {ages.at_least:g}"] if ages.at_least is not None else []
    bounds += [f"under {ages.under:g}"] if ages.under is not None else []
    if bounds:
        yield f"aged {' and '.join(bounds)} years at onset"


def _title_of(criterion: str) -> str:
    from nmosd.course import Definitions
    from nmosd.criteria import known_criteria

    return next(one.title for one in known_criteria(Definitions()) if one.id == criterion)


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(words)
