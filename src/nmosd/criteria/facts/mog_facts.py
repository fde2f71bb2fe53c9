"""What the tests for MOG-IgG of a person amount to, by the rule of the MOGAD criteria.

Rule. Only cell-based assays count; of an assay that is not stated it cannot be told (`mogad_unstated_assay`). A positive is clear
or low as the laboratory calls it, else by its titre (`mogad_titre_before_call` turns that round): clear from `mogad_clear_titre`
on, low from `mogad_low_titre` on; a positive below that cannot be graded. Titres by a live assay are read as those by a fixed
one, or not at all (`mogad_live_titre`). A positive that nothing grades is positive without a titre, and may be clear unless the
definitions say otherwise (`mogad_positive_without_titre`). A borderline result is low positive if it is called so or its titre
says so, else as `mogad_borderline` says. A later negative undoes no positive.

Blood is serum, plasma, or a specimen that is not stated. Cerebrospinal fluid is rarely tested: where blood has a result and the
fluid was not tested, it is taken as negative unless the definitions say otherwise (`mogad_fluid_not_tested`). Tests without a
result are not asked.

Sources: Banwell 2023, doi 10.1016/S1474-4422(22)00431-8; Jarius 2018, doi 10.1186/s12974-018-1144-2.
"""

import polars as pl

from nmosd.criteria.facts.asking import any_row
from nmosd.criteria.facts.material import Material
from nmosd.record.vocabulary import vocabulary


def mog_facts(material: Material) -> pl.DataFrame:
    """Return these facts for everybody: `mog_clear`, `mog_low`, `mog_without_titre` in blood, `mog_in_csf`, `mog_other_assay`.

    Where an assay that is not stated counts, two more: `mog_positive_cell_based` and `mog_positive_unstated`.
    """
    tests = _tests(material)
    counts = pl.col("cell_based").fill_null(value=True)
    in_csf = (pl.col("specimen") == "CSF").fill_null(value=False)
    fluid, blood = tests.filter(counts & in_csf), tests.filter(counts & ~in_csf)
    facts = [
        any_row(material, blood, _grades_in_blood(material)),
        any_row(material, _of_fluid(material, fluid, blood), {"mog_in_csf": pl.col("positive")}),
        any_row(material, tests.filter(~counts), {"mog_other_assay": pl.col("result") == "positive"}),
    ]
    if material.definitions.mogad_unstated_assay == "cell-based":
        of_either = {"cell_based": pl.col("cell_based").is_not_null(), "unstated": pl.col("cell_based").is_null()}
        facts += [
            any_row(material, tests.filter(counts & which), {f"mog_positive_{name}": pl.col("positive")})
            for name, which in of_either.items()
        ]
    return pl.concat(facts, how="horizontal")


def _tests(material: Material) -> pl.DataFrame:
    """Return the tests with a result: `cell_based` (null: not stated), `grade` and `positive` (both null: it cannot be told)."""
    assays = vocabulary("assay")
    assay = pl.col("assay").cast(pl.String)
    asked = material.recorded(
        "antibody_tests",
        "specimen",
        "result",
        "titre",
        "lab_call",
        assay.replace_strict(
            {name: assays[name].attributes.get("cell_based") for name in assays}, default=None, return_dtype=pl.Boolean
        ).alias("cell_based"),
        assay.is_in([name for name in assays if assays[name].attributes.get("live")]).fill_null(value=False).alias("live"),
        where=(pl.col("analyte") == "MOG-IgG") & pl.col("result").is_in(["positive", "negative", "borderline"]),
    )
    return asked.with_columns(grade=_grade(material)).with_columns(
        positive=pl.when(pl.col("grade").is_not_null()).then(pl.col("grade") != "none")
    )


def _grade(material: Material) -> pl.Expr:
    """Return clear, low, without titre or none; null where the result leaves it open."""
    definitions = material.definitions
    titre = pl.when(~pl.col("live") | (definitions.mogad_live_titre == "as fixed")).then("titre")
    borderline = pl.col("result") == "borderline"
    by_titre = (
        pl.when((titre >= definitions.mogad_clear_titre) & ~borderline)
        .then(pl.lit("clear"))
        .when(titre >= definitions.mogad_low_titre)
        .then(pl.lit("low"))
    )
    called = pl.col("lab_call").cast(pl.String).replace_strict(_CALLS, default=None, return_dtype=pl.String)
    graded = pl.coalesce(*((by_titre, called) if definitions.mogad_titre_before_call else (called, by_titre)))
    ungraded = (
        pl.when(~borderline & titre.is_null())
        .then(pl.lit("without titre"))
        .when(borderline)
        .then(pl.lit(_BORDERLINE[definitions.mogad_borderline], pl.String))
    )
    return pl.when(pl.col("result") == "negative").then(pl.lit("none")).otherwise(pl.coalesce(graded, ungraded))


_CALLS = {"clear positive": "clear", "low positive": "low"}
_BORDERLINE = {"cannot tell": None, "low positive": "low", "negative": "none"}


def _of_fluid(material: Material, fluid: pl.DataFrame, blood: pl.DataFrame) -> pl.DataFrame:
    """Return what each test says of the fluid; one of blood says no, which any test of the fluid outweighs."""
    own = ["patient_id", "row_id"]
    said = fluid.select(*own, positive=_sure(material, pl.col("positive")))
    if material.definitions.mogad_fluid_not_tested == "cannot tell":
        return said
    answered = blood.filter(_sure(material, pl.col("positive")).is_not_null())
    return pl.concat([said, answered.select(*own, positive=pl.lit(value=False))])


def _grades_in_blood(material: Material) -> dict[str, pl.Expr]:
    grade = pl.col("grade")
    may_be_clear = material.definitions.mogad_positive_without_titre == "may be clear"
    clear = pl.when((grade != "without titre") | (not may_be_clear)).then(grade == "clear")
    asked = {"mog_clear": clear, "mog_low": grade == "low", "mog_without_titre": grade == "without titre"}
    return {name: _sure(material, answer) for name, answer in asked.items()}


def _sure(material: Material, answer: pl.Expr) -> pl.Expr:
    """Return an answer where the assay is known to be cell-based, or is taken to be."""
    taken = material.definitions.mogad_unstated_assay == "cell-based"
    return pl.when(pl.col("cell_based") | taken).then(answer)
