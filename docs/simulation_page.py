"""The reference of simulated attacks: the model, the parameter sets, what they were held to, and what inert drugs show."""

from collections.abc import Iterable, Sequence
from importlib.resources import files

import polars as pl

from docs.simulated_records import record_sections, record_sources
from nmosd.simulation.calibration import Cohort, Residual, Target, cohorts, targets
from nmosd.simulation.citing import citation_of
from nmosd.simulation.histories import Eligibility
from nmosd.simulation.null_worlds import AfterAttack, AtVisit, BeforeAfter, EverTreated, null_worlds
from nmosd.simulation.parameters import PARAMETER_SETS, drug_names, parameter_set
from nmosd.simulation.parameters.reading import data_file
from nmosd.simulation.parameters.sets import Parameter, parameters_of

_PEOPLE = 5_000

_INTRODUCTION = """\
# Simulated attacks

Written from `simulation/` by `python -m docs.generate`; do not edit. Research software: it describes invented people, and
speaks of no patient.

The rate of attacks of a person who never lived is

    attacks_per_year x the person's factor x attack_factor ** min(relapses, attacks_counted)
        x (1 + clustering x exp(-days since the last attack / clustering_days)) x treatments

The onset of the disease is the first attack and no relapse. New symptoms within `merged_days` of an attack belong to it. The
person's factor is gamma distributed around 1. A treatment multiplies the rate by `1 - (1 - ratio) x effect`; its effect grows
exponentially from the first day and wears off after the last. Attacks are drawn by exact thinning. Examples stand in the
[rules](rules.md), chapter simulation.

```python
from nmosd.simulation.histories import attack_histories, given, people
from nmosd.simulation.parameters import PARAMETER_SETS, drug_effect, parameter_set

everyone = people(1000)
treated = [given(everyone, drug_effect("rituximab"), start=365)]
for name in PARAMETER_SETS:
    without = attack_histories(parameter_set(name), everyone, 10, seed=1)
    treated_too = attack_histories(parameter_set(name), everyone, 10, treatments=treated, seed=1)
    print(name, without.relapses().mean(), treated_too.relapses().mean())
```

What happens to a person depends on the seed and the person's number alone, so that cores and order change nothing, and the same
person with and without a treatment can be compared. Days are whole days since the onset.
"""

_SETS = """\
## Parameter sets

People who differ, relapses that change the rate, and weeks or months of raised risk after an attack all make attacks cluster, and
what is published cannot tell them apart. So there is no one set: a figure that rests on the simulation is shown over all of them.
In brackets: what 95 percent of the sampling error of the fitted figures allows, as far as the bounds of the search reach.
`fitted`: by `nmosd calibrate --fit`. `inferred`: held where it is by decision; sets differ there on purpose.
"""

_FIGURES = """\
## What is published, and what the sets give

People are chosen and followed like those of the published figure (see below). * marks a simulated figure outside the published 95
percent interval. `nmosd calibrate` prints the same, and `nmosd calibrate --fit` fits the parameters anew (minutes).
"""

_KEPT = """\
### Kept to check the fit

Not used in the fit. Where no interval is published or can be counted, there is no *. The sets have fewer relapses than Denmark,
Australia and New Zealand, and after the first year of a trial fewer people free of attacks than were seen.
"""

_NULL = """\
## What a drug that does nothing shows

A person treated because of attacks has fewer afterwards whatever is given: the least and the most over the parameter sets, each
with {number:,} people looked at. Rates are per year. In the record of a study, `world_of_record` makes a world with the rates of
that record, from time that was not selected on attacks.
"""

DESIGNS = {
    "Start 0.05 to 0.25 years after the first, second or third attack (30, 50, 20 percent); 3 years after": BeforeAfter(
        AfterAttack((0.3, 0.5, 0.2), (0.05, 0.25)), after_years=3
    ),
    "Start at a visit up to 15 years after onset, after 2 attacks in a year or 3 in two; 1 year after, 2 before": BeforeAfter(
        AtVisit(Eligibility((((2, 365),), ((3, 730), (1, 365)))), (0.1, 15)), after_years=1, before_years=2
    ),
    "Half of people change treatment 0.5 to 4 years after onset unless they relapsed before; followed 1 to 6 years": EverTreated(
        share=0.5, change_years=(0.5, 4), follow_years=(1, 6)
    ),
}


def simulation_page() -> str:
    """Return the page as Markdown."""
    parts = [
        _INTRODUCTION,
        _SETS,
        *_meanings(),
        *_parameters(),
        *_drugs(),
        _FIGURES,
        *_figures(),
        *_cohorts(),
        *_null(),
        *record_sections(),
        *_sources(),
    ]
    return "\n".join([*parts, ""])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], right: int = 0) -> list[str]:
    """Return a table whose last `right` columns are aligned right."""
    rule = ["---"] * (len(head) - right) + ["--:"] * right
    return [_row(head), f"|{'|'.join(rule)}|", *(_row(row) for row in rows), ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _meanings() -> list[str]:
    return [f"- `{name}`, {parameter_set(name).title.lower()}: {parameter_set(name).meaning}" for name in PARAMETER_SETS] + [""]


def _parameters() -> list[str]:
    by_set = [parameters_of(name) for name in PARAMETER_SETS]
    rows = [
        (f"`{same[0].name}`", f"{same[0].meaning} ({same[0].unit})", *map(_value, same)) for same in zip(*by_set, strict=True)
    ]
    return _table(("parameter", "meaning", *(f"`{name}`" for name in PARAMETER_SETS)), rows)


def _value(parameter: Parameter) -> str:
    value = {True: "yes", False: "no"}[parameter.value] if isinstance(parameter.value, bool) else f"{parameter.value:g}"
    limits = "" if parameter.low is None else f" ({parameter.low:g} to {parameter.high:g})"
    return f"{value}{limits}, {parameter.mark}: {parameter.source}"


def _drugs() -> list[str]:
    fields = {
        "positive": "ratio with AQP4-IgG",
        "negative": "ratio without",
        "onset_days": "onset, days",
        "return_days": "return, days",
    }
    rows, notes = [], []
    for drug in drug_names():
        entries = data_file("drugs.toml")[drug]
        rows.append((drug, *(_drug_value(entries.get(field)) for field in fields)))
        notes += [f"- {drug}, {fields[field]}: {entry['note']}" for field, entry in entries.items() if "note" in entry]
    text = (
        "## Drugs\n\nWhat a drug does is put in, so that its own trial is no test of it. In brackets the range to try.\n"
        "Background immunotherapy acts at once, with the ratio of each parameter set.\n"
    )
    return [text, *_table(("drug", *fields.values()), rows), *notes, ""]


def _drug_value(entry: dict[str, object] | None) -> str:
    return (
        "not studied"
        if entry is None
        else f"{entry['value']:g} ({entry['low']:g} to {entry['high']:g}), {entry['mark']}: {entry['source']}"
    )


def _figures() -> list[str]:
    shown = pl.read_csv(files("nmosd.simulation.calibration").joinpath("residuals.csv").read_bytes())
    simulated = {(row["set"], row["target"]): row["simulated"] for row in shown.iter_rows(named=True)}
    head = ("people", "figure", "published", "mark", *(f"`{name}`" for name in PARAMETER_SETS))
    sections = {
        "### Fitted\n": lambda target: target.use == "fitted",
        _KEPT: lambda target: target.use == "kept" and target.mark != "recalled",
        "### Recalled, not read: these check nothing\n": lambda target: target.mark == "recalled",
    }
    lines = []
    for heading, belongs in sections.items():
        rows = [
            (
                cohorts()[target.cohort].title,
                target.title,
                _published(target),
                f"{target.mark}: {target.source}",
                *(_simulated(Residual(target, simulated[name, target.name])) for name in PARAMETER_SETS),
            )
            for target in targets().values()
            if belongs(target)
        ]
        lines += [heading, *_table(head, rows, right=len(PARAMETER_SETS))]
    notes = [f"- {cohorts()[one.cohort].title}, {one.title}: {one.note}" for one in targets().values() if one.note]
    return [*lines, "On single figures:\n", *notes, ""]


def _published(target: Target) -> str:
    return f"{target.value:g}" if target.low is None else f"{target.value:g} ({target.low:.2f} to {target.high:.2f})"


def _simulated(one: Residual) -> str:
    return f"{one.simulated:.2f}{'*' if one.inside is False else ''}"


def _cohorts() -> list[str]:
    rows = [
        (one.title, _entry(one), _background(one), "yes" if one.adjudicated else "no", one.note) for one in cohorts().values()
    ]
    text = "## How the people of each figure were chosen\n"
    head = ("people", "entry", "background immunotherapy", "adjudicated attacks only", "what was read and what is inferred")
    return [text, *_table(head, rows)]


def _entry(cohort: Cohort) -> str:
    if cohort.entry == "onset":
        relapsing = f", with a relapse within {cohort.relapsing_within:g} years" if cohort.relapsing_within else ""
        return f"from onset{relapsing}; followed {cohort.follow_years:g} years"
    low, high = cohort.years_from_onset
    return f"{low:g} to {high:g} years after onset: {cohort.eligibility.sentence()}; followed {cohort.follow_years:g} years"


def _background(cohort: Cohort) -> str:
    if not cohort.background_share:
        return "none"
    begins = cohort.background_from
    when = "from entry" if not begins else f"from {abs(begins):g} years {'before' if begins < 0 else 'after'} entry"
    return f"{100 * cohort.background_share:.0f} %, {when}"


def _null() -> list[str]:
    lines = [_NULL.format(number=_PEOPLE)]
    for words, design in DESIGNS.items():
        rows = [
            (row["measure"], f"{row['least']:.2f}", f"{row['most']:.2f}")
            for row in null_worlds(design, number=_PEOPLE, seed=1).spread().iter_rows(named=True)
        ]
        lines += [f"{words}:\n", *_table(("measure", "least", "most"), rows, right=2)]
    before, after = targets()["prevent_rate_before"], targets()["prevent_rate_to_first"]
    less = 100 * (1 - after.value / before.value)
    lines += [
        f"For comparison, PREVENT: {before.value:g} attacks per year in the 24 months before entry (all arms, as reported), and",
        f"{after.value:g} first adjudicated attacks per year on placebo: {less:.0f} percent less, part of it by adjudication",
        "and by counting only first attacks.",
        "",
    ]
    return lines


def _sources() -> list[str]:
    keys = {one.source for name in PARAMETER_SETS for one in parameters_of(name)}
    keys |= record_sources()
    keys |= {one.source for one in targets().values()} | {one.source for one in cohorts().values()}
    keys |= {entry["source"] for drug in data_file("drugs.toml").values() for entry in drug.values()}
    return ["## Sources\n", *(f"- `{key}`: {citation_of(key)}" for key in sorted(keys))]
