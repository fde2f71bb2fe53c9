"""An R script that repeats the main models of a study on its analysis tables."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.report.documents.csv_tables import file_stem
from nmosd.report.layout import Figure
from nmosd.report.study.result_tables import figures_of
from nmosd.writing import write_whole

if TYPE_CHECKING:
    from nmosd.study import Study


def write_script(study: "Study", folder: Path) -> list[Path]:
    """Write `analysis.R` and the analysis tables it reads, `tables/OUTCOME.csv`; return the paths, none without such a table.

    The tables hold a row for each subject's time at risk, with pseudonyms: they are for those who may see the record.
    """
    if not study.tables:
        return []
    written = [write_whole(folder / "analysis.R", r_script(study))]
    for outcome, rows in study.tables.items():
        written.append(write_whole(folder / _file(outcome), rows.write_csv()))
    return written


def r_script(study: "Study") -> str:
    """Return the script: what it needs, the functions, then a line for each model of the results.

    Models that R has no plain counterpart of here (penalised ones, those over filled gaps, gap times) are named in a comment.
    """
    functions = (files("nmosd.report.documents") / "functions.R").read_text("utf-8")
    figures, curves = (figures_of(study.results, name) for name in ("models", "curves"))
    calls: list[str] = []
    names = study.protocol.adjustment.covariates
    for outcome, rows in study.tables.items():
        shares = [f for f in curves if f["variable"] == outcome and f["measure"] == "cumulative incidence"]
        years = sorted({figure["at_years"] for figure in shares if figure["at_years"] is not None})
        covariates = [name for name in names if name in rows.columns]
        calls += _of_outcome(outcome, covariates, figures, years)
    head = [
        f"# {_one_line(study.protocol.title)}",
        "# Repeats the main models on the exported analysis tables. Needs R 4, survival, and MASS where counts are compared.",
        "# Run in the folder of the report: Rscript analysis.R",
        "",
    ]
    end = ["", "print(found, digits = 4, row.names = FALSE)", 'write.csv(found, "analysis_R.csv", row.names = FALSE)', ""]
    return "\n".join([*head, functions, *calls, *end])


def _of_outcome(outcome: str, covariates: Sequence[str], figures: Sequence[Figure], years: Sequence[float]) -> Iterator[str]:
    own = [figure for figure in figures if figure["variable"] == outcome]
    reference = next((figure["compared_with"] for figure in own if figure["compared_with"]), None)
    if reference is None:
        return
    yield ""
    yield f"# {_one_line(outcome)}"
    yield f"rows <- table_of({_text(_file(outcome))}, reference = {_text(reference)})"
    models: Mapping[str, list[Figure]] = {
        level: [figure for figure in own if figure["level"] == level] for level in dict.fromkeys(f["level"] for f in own)
    }
    for model, of_model in models.items():
        yield from _calls(outcome, model, of_model, covariates)
    if years:
        yield f"print(curve(rows, c({', '.join(f'{year:g}' for year in years)})), digits = 7, row.names = FALSE)"


def _calls(outcome: str, model: str, figures: Sequence[Figure], covariates: Sequence[str]) -> Iterator[str]:
    """Yield the lines that repeat one model."""
    why_not = _not_repeated(model, figures)
    if why_not:
        yield f"# {_one_line(model)}: {why_not}"
        return
    named = f"c({', '.join(_text(name) for name in covariates)})"
    keep = f"keep({_text(outcome)}, {_text(model)}, "
    if "weights" in model:
        how = "overlap" if "overlap" in model else "inverse probability"
        for figure in figures:
            yield f"{keep}weighted(rows, {_text(figure['group'])}, {named}, {_text(how)}))"
    elif model.startswith("rates"):
        family = "negative binomial" if "negative binomial" in model.lower() else "Poisson"
        yield f"{keep}counts(rows, {_text(family)}))"
    else:
        function = "all_events" if model.startswith("Andersen-Gill") else "first_event"
        yield f"{keep}{function}(rows{f', {named}' if 'adjusted' in model else ''}))"


def _not_repeated(model: str, figures: Sequence[Figure]) -> str:
    if all(figure["estimate"] is None for figure in figures):
        return "gave no ratio."
    if "imputation" in model:
        return "pools over filled gaps, and is not repeated here."
    said = " ".join(text for figure in figures for text in [figure["method"] or "", *(figure["warnings"] or ())])
    if "Firth" in said or "penalised" in said:
        return "is penalised since events are few, and is not repeated here (coxphf and logistf have such models)."
    if model.startswith("rates") and "poisson" not in model.lower() and "negative binomial" not in model.lower():
        return "is exact, and is not repeated here (poisson.test does it)."
    if not model.startswith(("Cox", "Andersen-Gill", "rates")):
        return "is not repeated here."
    return ""


def _file(outcome: str) -> str:
    return f"tables/{file_stem(outcome)}.csv"


def _text(words: str) -> str:
    """Return a text as R writes it."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _one_line(words: str) -> str:
    return " ".join(words.split())
