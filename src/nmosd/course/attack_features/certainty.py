"""How certain an attack is: the first case of a rule in `certainty.toml` that its evidence fits."""

import polars as pl

from nmosd.course.attack_features.changes import named_rules
from nmosd.course.attack_features.evidence import EVIDENCE

CERTAINTIES = ("definite", "probable", "pseudo", "undetermined")


def certainty_rule(rule: str) -> pl.Expr:
    """Return the id of the rule that says how certain an attack is, given columns for the `EVIDENCE`; never null."""
    decided: pl.Expr = pl.lit("certainty.undetermined")
    for case in reversed(named_rules("certainty.toml")[rule]["cases"]):
        fits = pl.all_horizontal(_fits(piece, case[piece]) for piece in EVIDENCE if piece in case)
        decided = pl.when(fits).then(pl.lit(case["rule"])).otherwise(decided)
    return decided


def certainty(rule: str) -> pl.Expr:
    """Return the certainty that the id in the column `certainty_rule` stands for."""
    cases = named_rules("certainty.toml")[rule]["cases"]
    meanings = {case["rule"]: case["certainty"] for case in cases} | {"certainty.undetermined": "undetermined"}
    return pl.col("certainty_rule").replace_strict(meanings, return_dtype=pl.Enum(CERTAINTIES))


def _fits(piece: str, allowed: list[str]) -> pl.Expr:
    """Return whether an answer is one of those allowed; never null."""
    answer = pl.col(piece)
    ways = {"yes": answer.fill_null(value=False), "no": ~answer.fill_null(value=True), "unknown": answer.is_null()}
    return pl.any_horizontal(ways[word] for word in allowed)
