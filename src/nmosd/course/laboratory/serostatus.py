"""Serostatus: what all antibody tests of a person say together, with regard to the assay.

Rule for AQP4-IgG. Each test fulfils one rule of `rules/serostatus.toml`; the person's tier is that of the first rule in that
list that any of their tests fulfils. A positive in blood (serum, plasma, or a specimen that is not stated) comes first: by a
cell-based assay, by one that is not stated, by another. Later negatives never undo it. Then positive in CSF only, borderline,
negative, unknown. A negative is adequate only in blood by a cell-based assay, if it was drawn neither within three months of
plasma exchange, immunoadsorption or immunoglobulin nor under B-cell therapy. Where such a treatment is on record and a missing
date hides the relation, the negative is not adequate.

Rule for MOG-IgG. Positive, borderline and negative count by cell-based assays and where the assay is not stated; results of other
assays do not count.

Rule for the grouping. Nobody is called double seronegative without a negative MOG-IgG beside an adequate negative AQP4-IgG.

Sources: Wingerchuk 2015, doi 10.1212/WNL.0000000000001729; Jarius 2023, doi 10.1007/s00415-023-11634-0; Banwell 2023 (MOGAD).
"""

import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.course.laboratory.lowering import adequacy
from nmosd.course.rules import rules
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary

AQP4_TIERS = (
    "positive, cell-based assay",
    "positive, other assay",
    "positive, assay not stated",
    "borderline",
    "CSF only",
    "negative, cell-based assay",
    "negative, inadequate",
    "unknown",
)
MOG_TIERS = ("positive", "borderline", "negative", "unknown")
GROUPS = (
    "AQP4-IgG positive",
    "MOG-IgG positive",
    "both positive",
    "double seronegative",
    "AQP4-IgG negative, MOG-IgG not tested",
    "AQP4-IgG negative, inadequate",
    "not settled",
    "AQP4-IgG unknown",
)
"""The grouping for Table 1.

`not settled`: AQP4-IgG borderline, positive in CSF only, or positive in a tier that `Definitions.aqp4_positive_tiers` leaves
out; or AQP4-IgG negative beside a borderline MOG-IgG. `MOG-IgG not tested`: no result that counts. `AQP4-IgG negative,
inadequate` stands whatever a negative or missing MOG-IgG says, unless `Definitions.inadequate_negative_counts`.
"""


def derive_serostatus(record: Record, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per person, sorted by patient: `aqp4`, `mog`, `group` and whether the tier is `date_dependent`.

    `date_dependent`: other days inside the dates of the test or of a treatment would make a negative AQP4-IgG adequate or not.
    With `reasons`: `rule` and `row_ids` (tests and treatments that decided AQP4-IgG), `mog_rule` and `mog_row_ids`.
    """
    tests = _tests(record)
    aqp4 = _best(_aqp4_rules(tests, record, definitions), _order(definitions), reasons=reasons)
    mog = _best(_mog_rules(tests, record, definitions), tuple(rules("mog.")), reasons=reasons)
    people = record.patients.select("patient_id").sort("patient_id")
    filled = (
        people.join(aqp4, on="patient_id", how="left", maintain_order="left")
        .join(mog.drop("date_dependent"), on="patient_id", how="left", maintain_order="left", suffix="_of_mog")
        .with_columns(
            pl.col("rule").fill_null("sero.unknown.not_tested"),
            pl.col("rule_of_mog").fill_null("mog.unknown.not_tested"),
            pl.col("date_dependent").fill_null(value=False),
        )
        .with_columns(aqp4=_tier("rule", AQP4_TIERS), mog=_tier("rule_of_mog", MOG_TIERS))
    )
    grouped = filled.with_columns(group=_group(definitions).cast(pl.Enum(GROUPS)))
    extra = _REASONS if reasons else ()
    return grouped.select("patient_id", "aqp4", "mog", "group", "date_dependent", *extra)


_REASONS = (
    pl.col("rule").cast(pl.String),
    pl.col("row_ids").fill_null([]),
    pl.col("rule_of_mog").cast(pl.String).alias("mog_rule"),
    pl.col("row_ids_of_mog").fill_null([]).alias("mog_row_ids"),
)


def _tests(record: Record) -> pl.DataFrame:
    """Return the antibody tests with what their words mean: `cell_based` and `in_csf` (null assay and specimen: not stated)."""
    cell_based = {name: term.attributes.get("cell_based") for name, term in vocabulary("assay").items()}
    return record.antibody_tests.with_columns(
        cell_based=pl.col("assay").cast(pl.String).replace_strict(cell_based, default=None, return_dtype=pl.Boolean),
        in_csf=(pl.col("specimen") == "CSF").fill_null(value=False),
    )


def _order(definitions: Definitions) -> tuple[str, ...]:
    order = list(rules("sero."))
    if definitions.borderline_settled_by_negative:
        order.remove("sero.borderline")
        order.insert(order.index("sero.negative.adequate") + 1, "sero.borderline")
    return tuple(order)


def _aqp4_rules(tests: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the AQP4-IgG tests with the rule that each fulfils, and the best and worst one under other days inside the dates."""
    tests = tests.filter(pl.col("analyte") == "AQP4-IgG")
    candidate = (pl.col("result") == "negative") & pl.col("cell_based") & ~pl.col("in_csf")
    judged = adequacy(tests.filter(candidate), record, definitions)
    joined = tests.join(judged, on="row_id", how="left", maintain_order="left")
    adequate = pl.lit("sero.negative.adequate")
    lowering = pl.lit("sero.negative.after_antibody_lowering")
    by_itself = (
        pl.when((pl.col("result") == "positive") & pl.col("in_csf"))
        .then(pl.lit("sero.csf_only"))
        .when(pl.col("result") == "positive")
        .then(_by_assay("sero.positive.cell_based", "sero.positive.other_assay", "sero.positive.assay_not_stated"))
        .when(pl.col("result") == "borderline")
        .then(pl.lit("sero.borderline"))
        .when((pl.col("result") == "negative") & pl.col("in_csf"))
        .then(pl.lit("sero.negative.csf"))
        .when(pl.col("result") == "negative")
        .then(_by_assay("sero.negative.adequate", "sero.negative.other_assay", "sero.negative.assay_not_stated"))
        .when(pl.col("result") == "not done")
        .then(pl.lit("sero.unknown.not_tested"))
        .otherwise(pl.lit("sero.unknown.no_result"))
    )
    rule = pl.coalesce("lowered", by_itself)
    return joined.with_columns(
        rule=rule,
        best=pl.when("may_be_adequate").then(adequate).otherwise(rule),
        worst=pl.when("may_be_lowered").then(lowering).otherwise(rule),
    )


def _by_assay(cell_based: str, other: str, not_stated: str) -> pl.Expr:
    return (
        pl.when("cell_based")
        .then(pl.lit(cell_based))
        .when(~pl.col("cell_based"))
        .then(pl.lit(other))
        .otherwise(pl.lit(not_stated))
    )


def _mog_rules(tests: pl.DataFrame, record: Record, definitions: Definitions) -> pl.DataFrame:
    tests = tests.filter(pl.col("analyte") == "MOG-IgG")
    counts = pl.lit(definitions.mog_other_assays_count) | pl.col("cell_based").fill_null(value=True)
    has_result = pl.col("result").cast(pl.String).is_in(["positive", "borderline", "negative"]).fill_null(value=False)
    rule = (
        pl.when(has_result & ~counts)
        .then(pl.lit("mog.unknown.other_assay"))
        .when((pl.col("result") == "positive") & pl.col("in_csf"))
        .then(pl.lit("mog.positive.csf"))
        .when(pl.col("result") == "positive")
        .then(pl.lit("mog.positive.blood"))
        .when(has_result)
        .then(pl.lit("mog.") + pl.col("result").cast(pl.String))
        .when(pl.col("result") == "not done")
        .then(pl.lit("mog.unknown.not_tested"))
        .otherwise(pl.lit("mog.unknown.no_result"))
    )
    return tests.with_columns(rule=rule, best=rule, worst=rule, treatments=no_rows(record))


def _best(tests: pl.DataFrame, order: tuple[str, ...], *, reasons: bool) -> pl.DataFrame:
    """Return one row per tested person: the first rule that a test fulfils, and with reasons the rows that fulfil it."""
    ranked = tests.with_columns(pl.col("rule", "best", "worst").cast(pl.Enum(order)))
    decided = ranked.group_by("patient_id", maintain_order=True).agg(pl.col("rule", "best", "worst").min())
    tiers = [rules()[name].tier for name in order]
    best, worst = (pl.col(one).to_physical().replace_strict(dict(enumerate(tiers))) for one in ("best", "worst"))
    found = decided.select("patient_id", "rule", date_dependent=best != worst)
    if not reasons:
        return found
    deciding = ranked.join(decided.select("patient_id", "rule"), on=["patient_id", "rule"], maintain_order="left")
    rows = pl.concat_list("row_id").list.concat(pl.col("treatments").fill_null([]))
    named = deciding.select("patient_id", row_ids=rows).explode("row_ids").group_by("patient_id", maintain_order=True)
    return found.join(
        named.agg(pl.col("row_ids").unique(maintain_order=True)), on="patient_id", how="left", maintain_order="left"
    )


def _tier(column: str, tiers: tuple[str, ...]) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace_strict({name: rule.tier for name, rule in rules().items()}).cast(pl.Enum(tiers))


def _group(definitions: Definitions) -> pl.Expr:
    aqp4, mog = pl.col("aqp4").cast(pl.String), pl.col("mog").cast(pl.String)
    positive = aqp4.is_in(list(definitions.aqp4_positive_tiers))
    inadequate = (aqp4 == "negative, inadequate") & pl.lit(not definitions.inadequate_negative_counts)
    return (
        pl.when(positive & (mog == "positive"))
        .then(pl.lit("both positive"))
        .when(positive)
        .then(pl.lit("AQP4-IgG positive"))
        .when(aqp4.is_in(["borderline", "CSF only"]) | aqp4.str.starts_with("positive"))
        .then(pl.lit("not settled"))
        .when(mog == "positive")
        .then(pl.lit("MOG-IgG positive"))
        .when(aqp4 == "unknown")
        .then(pl.lit("AQP4-IgG unknown"))
        .when(inadequate)
        .then(pl.lit("AQP4-IgG negative, inadequate"))
        .when(mog == "negative")
        .then(pl.lit("double seronegative"))
        .when(mog == "borderline")
        .then(pl.lit("not settled"))
        .otherwise(pl.lit("AQP4-IgG negative, MOG-IgG not tested"))
    )
