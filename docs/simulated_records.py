"""The part of the simulation's reference on whole records: how they are made, what they assume, and what attacks leave behind."""

from collections.abc import Mapping

from nmosd.report.dictionary import markdown_table
from nmosd.simulation.parameters import PARAMETER_SETS
from nmosd.simulation.records import Truth
from nmosd.simulation.records.assumptions import Assumption, declared_assumptions
from nmosd.simulation.records.natural_history import PEOPLE, Published, published, simulated_natural_history

_INTRODUCTION = """\
## Whole records

```
nmosd simulate -o sim --people 500 --years 10 --parameters mixed --seed 1
nmosd check sim
```

writes the record that a clinic would have of people who never lived: a cohort that every other command reads, marked as invented
on every page. `--missing complete` leaves nothing blank and measures without error, `--messy` adds the clinic's spreadsheet with
the mapping that reads it back, `--set visit_every=91` changes a parameter or an assumption. In Python
`nmosd.simulation.records.simulated_cohort` returns the record and the truth. The first people of a large cohort are those of a
small one with the same seed.

A life is made first. A person gets serostatus, sex, ancestry and age, some a wrong label and the drug that follows from it, and a
diagnosis with its delay. Prevention starts after it; a drug is changed after an attack, stopped for another reason, or goes on,
and attacks come at the rate that is left. Each attack has a kind, a worst point, a treatment, and what of it stays; people who
recover well do so again. Nothing changes between attacks. Death comes by an attack, or at a rate that rises with age and with the
lasting EDSS; who died before the first contact is in no record. Then a clinic looks at these lives: visits and scores with their
errors, assays with theirs, false reports beside true ones, and what is left blank.

The truth lies beside the cohort in `truth/`:
"""
_NATURAL_HISTORY = """\
### What attacks leave behind

Of {people:,} people under each set, observed for 15 years. `in view`: an assumption was set by the figure, so that it checks
nothing. `kept`: nothing was set to meet it, though all were looked at when the shares that stay were chosen between them.
* marks a simulated figure outside the published 95 percent interval; where none is printed or can be counted there is no *.
Under this model the published figures do not agree with each other: where the EDSS rises per relapse by as little as was
printed, far fewer people are disabled after 75 months than were seen. The assumptions lie above the one and below the others,
so that these people are less disabled than those of kitley2012, and fewer of them die.
"""
_ASSUMPTIONS = """\
### What the records assume

Most of what clinics do nobody has counted: `inferred` from `own-reasoning` is a guess, to be changed with `--set`. Nothing below
was fitted to a cohort, and no result of an invented cohort says anything about the disease.
"""
_SUBJECTS = {
    "people": "People",
    "attacks": "Attacks",
    "examination": "Examinations",
    "care": "Care",
    "treatment": "Treatment",
    "missing": "What is lacking, by level",
}


def record_sections() -> list[str]:
    """Return the sections as Markdown."""
    truth = markdown_table(("table", "a row is"), [(f"`{name}`", grain) for name, grain in Truth.GRAINS.items()])
    parts = [_INTRODUCTION, truth, _NATURAL_HISTORY.format(people=PEOPLE), _natural_history(), _ASSUMPTIONS]
    for subject, title in _SUBJECTS.items():
        declared = [one for one in declared_assumptions().values() if one.subject == subject]
        notes = [f"- `{one.name}`: {one.note}" for one in declared if one.note]
        parts += [f"#### {title}\n", _assumed(declared), *notes, *([""] if notes else [])]
    return parts


def record_sources() -> set[str]:
    """Return the keys of the sources that the sections name."""
    return {one.source for one in (*declared_assumptions().values(), *published().values())}


def _natural_history() -> str:
    simulated = {name: simulated_natural_history(name) for name in PARAMETER_SETS}
    rows = [
        (
            one.title,
            _interval(one),
            f"{one.mark}: {one.source}",
            one.use,
            *(_simulated(one, simulated[name]) for name in PARAMETER_SETS),
        )
        for one in published().values()
    ]
    table = markdown_table(("figure", "published", "mark", "use", *(f"`{name}`" for name in PARAMETER_SETS)), rows)
    return table + "\n" + "\n".join(f"- {one.title}: {one.note}" for one in published().values() if one.note) + "\n"


def _interval(one: Published) -> str:
    return f"{one.value:g}" if one.low is None else f"{one.value:g} ({one.low:.3g} to {one.high:.3g})"


def _simulated(one: Published, figures: Mapping[str, float]) -> str:
    value = figures[one.name]
    outside = one.low is not None and one.high is not None and not one.low <= value <= one.high
    return ("more than 15" if value > 15 else f"{value:.2f}") + "*" * outside


def _assumed(declared: list[Assumption]) -> str:
    rows = [
        (
            f"`{one.name}`",
            f"{one.meaning} ({one.unit})",
            ", ".join(f"{name} {value:g}".strip() for name, value in one.entries.items()),
            "" if one.low is None else f"{one.low:g} to {one.high:g}",
            f"{one.mark}: {one.source}",
        )
        for one in declared
    ]
    return markdown_table(("name", "meaning", "value", "range", "mark"), rows)
