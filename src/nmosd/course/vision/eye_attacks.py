"""Which attacks struck which eye.

Rule. An attack struck the eye whose optic nerve its sites name. Where they name an optic nerve without a side, or no sites are
stated, it may have struck either. The better and the worse eye were struck if both sides were, and may have been if one was.
"""

from collections.abc import Sequence

import polars as pl

from nmosd.course.attacks.sites import names_site
from nmosd.record.vocabulary import vocabulary

# How an examination may name the eye; one that names none is of the last.
EYES = ("right", "left", "better", "worse", "unnamed")


def attacks_by_eye(attacks: pl.DataFrame, eyes: Sequence[str] = EYES) -> pl.DataFrame:
    """Return a row for each attack and each of `eyes` (some of `EYES`) that it struck or may have struck.

    `eye` is the place of the eye in `EYES`; `struck` is true, or null where it may have been.
    """
    nerve = {name: term for name, term in vocabulary("sites").items() if "optic nerve" in (name, term.attributes.get("part_of"))}
    sided = {term.attributes.get("side"): name for name, term in nerve.items()}
    sites = attacks.with_columns(
        *(names_site(attacks["sites"], name).alias(f"_{side}") for side, name in sided.items()),
        _unstated=pl.col("sites").is_null(),
    ).drop("sites")
    right, left, unsided = pl.col("_right"), pl.col("_left"), pl.col("_None")
    may_be = pl.when(unsided | pl.col("_unstated")).then(None).otherwise(pl.lit(value=False))
    neither = ~(right | left | unsided)
    either = pl.when(right & left).then(pl.lit(value=True)).when(neither).then(pl.lit(value=False))
    struck = {"right": right | may_be, "left": left | may_be}
    by_eye = (sites.with_columns(eye=pl.lit(EYES.index(eye), pl.Int64), struck=struck.get(eye, either)) for eye in eyes)
    struck_or_perhaps = (part.filter(pl.col("struck").fill_null(value=True)) for part in by_eye)
    return pl.concat(struck_or_perhaps).drop("_right", "_left", "_None", "_unstated")
