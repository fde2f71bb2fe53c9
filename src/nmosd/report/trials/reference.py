"""The page of the reference on virtual trials: how a design is written, what those that ship show, where they miss the papers."""

from collections.abc import Callable

from nmosd.report.dictionary import markdown_table
from nmosd.report.layout import capital
from nmosd.report.numbers import number
from nmosd.report.trials.summary import about_design, decimals, estimate_text, sets_of, summary_table
from nmosd.report.trials.tables import outside_sentences, published_titles

TRIALS, SEED = 10_000, 1

_INTRODUCTION = """\
# Virtual trials

Written by `make docs` from {trials} virtual trials of each design under each parameter set, seed {seed}; do not edit.

`nmosd trial DESIGN` plays a design thousands of times and prints what it would show. A design is a TOML file, or the name
of one that ships: {names}. `nmosd trial --write {first}` writes
a shipped one to be edited, `-o FOLDER` a page with figures and every number as CSV. The course of the disease is that of the
parameter sets; what they cannot tell apart shows as a range, from the lowest to the highest over the sets. The seed fixes every
figure, on any number of cores, and a trial is the same among a hundred or a million.

*Drift*: each trial has its own level of attacks, drawn between the lowest and the highest rate that placebo groups had. *Bias*:
the median estimate over the drug's own ratio at full effect; a drug that takes weeks to work, people who differ, and attacks
that raise the rate for a while all move it towards no effect. Medians of a trial's figures; Monte Carlo errors stand in the CSV.

Beside the publication the drug works and there is no drift. *Fitted*: the parameters were chosen to come near the figure, so
that it proves nothing. *Input*: it rests on the drug's own ratio, which is put in. *Kept*: used nowhere, a check. A *recalled*
figure is shown and checks nothing. In brackets the limits between which 95 % of the virtual trials lie.
"""
_DESIGN = """\
## How a design is written

Each value stands alone (`people = 96`) or with its source: `people = {{value = 96, source = "its-key", mark = "read"}}`.
Marks are `read`, `recalled` (nobody has looked it up yet), `inferred` and `chosen` (a value that stands alone).

{parts}"""


def trials_reference(trials: int = TRIALS, progress: Callable[[int], object] = lambda _done: None) -> str:
    """Return the page as Markdown."""
    from nmosd.simulation.trials import shipped_designs

    names = ", ".join(f"`{name}`" for name in shipped_designs())
    parts = [
        _INTRODUCTION.format(trials=f"{trials:,}", seed=SEED, names=names, first=min(shipped_designs())),
        _DESIGN.format(parts=_parts()),
    ]
    return "\n".join([*parts, *(_of_design(name, trials, progress) for name in shipped_designs())])


def _parts() -> str:
    from nmosd.simulation.trials.parts import Adjudication, Analysis, Control, Drift, Drug, Entry, FollowUp, Window

    tables = []
    for key, model in (
        ("[entry]", Entry),
        ("a window of a history", Window),
        ("[drug]", Drug),
        ("[control]", Control),
        ("[follow_up]", FollowUp),
        ("[adjudication]", Adjudication),
        ("[analysis]", Analysis),
        ("[drift]", Drift),
    ):
        meaning = " ".join((model.__doc__ or "").split())
        fields = ", ".join(
            f"`{name}`" + ("" if field.is_required() else " (may be left out)") for name, field in model.model_fields.items()
        )
        tables.append((f"`{key}`" if key.startswith("[") else key, fields, meaning))
    return markdown_table(("part", "keys", "meaning"), tables)


def _of_design(name: str, trials: int, progress: Callable[[int], object]) -> str:
    from nmosd.simulation.trials import against_publication, operating_characteristics, trial_design

    design, titles = trial_design(name), published_titles()
    results = operating_characteristics(design, trials=trials, seed=SEED, progress=progress)
    published = against_publication(name, trials=trials, seed=SEED, progress=progress)
    heads, rows = summary_table(results)
    columns = tuple(f"{effect}, {drift}" if effect else "" for effect, drift in zip(*heads, strict=True))
    sets = sets_of(published)
    lines = []
    for _, group in published.group_by("variable", "level", maintain_order=True):
        figure, *simulated = group.to_dicts()
        value = f"{number(figure['estimate'], decimals(figure))} ({figure['method']})"
        lines.append((capital(figure["variable"]), figure["level"], value, *(estimate_text(row) for row in simulated)))
    outside = outside_sentences(published, titles) or ["No published figure lies outside the central 95 %."]
    return "\n".join(
        [
            f"## {design.title}\n",
            f"{design.about} {capital(about_design(design))}.\n",
            markdown_table(columns, [(capital(label), *cells) for label, *cells in rows]),
            markdown_table(("figure", "use, mark", "published", *(titles[one] for one in sets)), lines),
            *(f"- {sentence}" for sentence in outside),
            "",
        ]
    )
