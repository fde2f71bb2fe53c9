"""Where an attack struck, what kind it is, and which core characteristics of the 2015 criteria it stands for.

Rule. Sites are those of the merged attack, as recorded by symptoms and signs; what they mean is data (`core`, `side` in the
vocabulary `sites`). An optic neuritis is simultaneous and bilateral if the attack struck both nerves, unilateral if it struck
one and no report leaves the side open. Myelitis is longitudinally extensive if a scan of the attack shows so.

Core characteristics: optic neuritis (C1), acute myelitis (C2) and acute brainstem syndrome (C4) are clinical. An area postrema
syndrome (C3) lasted `area_postrema_from_hours` or more, or a scan of the attack shows a lesion of the dorsal medulla. A
diencephalic (C5) and a cerebral syndrome (C6) need their typical lesion.

Sources: Wingerchuk 2015, doi 10.1212/WNL.0000000000001729; Shosha 2018, doi 10.1212/WNL.0000000000006392.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.course.definitions import Definitions
from nmosd.record.vocabulary import names, vocabulary

PLACES = {
    "optic_nerve": "C1",
    "cord": "C2",
    "area_postrema": "C3",
    "brainstem": "C4",
    "diencephalon": "C5",
    "cerebrum": "C6",
    "elsewhere": None,
}
CORE = tuple(core for core in PLACES.values() if core)
KINDS = (
    "unilateral optic neuritis",
    "simultaneous bilateral optic neuritis",
    "optic neuritis, side not stated",
    "myelitis",
    "longitudinally extensive myelitis",
    "area postrema syndrome",
    "brainstem syndrome",
    "diencephalic syndrome",
    "cerebral syndrome",
    "mixed",
    "other",
)


def places_struck(sites: pl.Series) -> pl.DataFrame:
    """Return a column for each of `PLACES`, `cerebellum` and `bilateral`; all null where no site is stated.

    `bilateral`: both optic nerves; false where neither or only one was struck, null where a side is not stated. The cerebellum
    lies `elsewhere` than the core characteristics.
    """
    struck = {place: _any_of(_sites(core=core)) for place, core in PLACES.items()}
    right, left = (_any_of(_sites(core="C1", side=side)) for side in ("right", "left"))
    side_open = _any_of([site for site in _sites(core="C1") if "side" not in vocabulary("sites")[site].attributes])
    bilateral = pl.when(right & left).then(statement=True).when(~side_open).then(statement=False)
    stated = pl.col("bits") > 0
    further = {"cerebellum": _any_of(["cerebellum"]), "bilateral": bilateral}
    return pl.DataFrame({"bits": _bits(sites)}).select(
        pl.when(stated).then(one).alias(name) for name, one in (struck | further).items()
    )


def kind() -> pl.Expr:
    """Return the kind of attack, given where it struck and `extensive_cord_lesion`; null where no site is stated.

    `myelitis` is one that is not known to be longitudinally extensive.
    """
    several = pl.sum_horizontal(*PLACES) > 1
    optic = (
        pl.when("bilateral")
        .then(_kind("simultaneous bilateral optic neuritis"))
        .when(~pl.col("bilateral"))
        .then(_kind("unilateral optic neuritis"))
        .otherwise(_kind("optic neuritis, side not stated"))
    )
    extensive = pl.when("extensive_cord_lesion").then(_kind("longitudinally extensive myelitis")).otherwise(_kind("myelitis"))
    return (
        pl.when(several)
        .then(_kind("mixed"))
        .when("optic_nerve")
        .then(optic)
        .when("cord")
        .then(extensive)
        .when("area_postrema")
        .then(_kind("area postrema syndrome"))
        .when("brainstem")
        .then(_kind("brainstem syndrome"))
        .when("diencephalon")
        .then(_kind("diencephalic syndrome"))
        .when("cerebrum")
        .then(_kind("cerebral syndrome"))
        .when("elsewhere")
        .then(_kind("other"))
    )


def _kind(name: str) -> pl.Expr:
    return pl.lit(name, pl.Enum(KINDS))


def area_postrema_rule(definitions: Definitions) -> pl.Expr:
    """Return the id of the rule that says whether an attack of the area postrema is the syndrome; null for other attacks."""
    unknown = "as_stated" if definitions.area_postrema_as_stated else "unknown"
    long, lesion = pl.col("area_postrema_long"), pl.col("area_postrema_lesion")
    rule = (
        pl.when(long)
        .then(pl.lit("area_postrema.long"))
        .when(lesion)
        .then(pl.lit("area_postrema.lesion"))
        .when(~long & ~lesion)
        .then(pl.lit("area_postrema.short"))
        .otherwise(pl.lit(f"area_postrema.{unknown}"))
    )
    return pl.when("area_postrema").then(rule)


def core_characteristics() -> list[pl.Expr]:
    """Return `core`, the characteristics that an attack stands for, and `core_open`, those of which it cannot be told.

    Both are null where no site is stated. They need `area_postrema_rule` and the lesions of diencephalon and cerebrum.
    """
    is_syndrome = pl.col("area_postrema_rule").replace_strict(
        {
            "area_postrema.long": True,
            "area_postrema.lesion": True,
            "area_postrema.as_stated": True,
            "area_postrema.short": False,
            "area_postrema.unknown": None,
        },
        default=None,
        return_dtype=pl.Boolean,
    )
    needs = {"C3": is_syndrome, "C5": pl.col("diencephalic_lesion"), "C6": pl.col("cerebral_lesion")}
    stands = [pl.col(place) & needs.get(core, pl.lit(value=True)) for place, core in PLACES.items() if core]
    stated = pl.col("cord").is_not_null()

    def listed(name: str, which: list[pl.Expr]) -> pl.Expr:
        # One of few possible lists, so that none is built row by row.
        bits = pl.sum_horizontal(one.cast(pl.UInt32) * (1 << place) for place, one in enumerate(which))
        return pl.lit(_CORE_SUBSETS).gather(pl.when(stated).then(bits)).alias(name)

    return [listed("core", stands), listed("core_open", [one.is_null() for one in stands])]


# The subset at place n holds the characteristics whose bits are set in n.
_CORE_SUBSETS = pl.Series(
    [[core for place, core in enumerate(CORE) if number >> place & 1] for number in range(1 << len(CORE))],
    dtype=pl.List(pl.Enum(CORE)),
)


def _sites(**facts: str | None) -> list[str]:
    return [
        name
        for name, term in vocabulary("sites").items()
        if all(term.attributes.get(key) == value for key, value in facts.items())
    ]


def _any_of(sites: list[str]) -> pl.Expr:
    places = names("sites")
    return pl.col("bits") & sum(1 << places.index(site) for site in sites) != 0


def _bits(sites: pl.Series) -> npt.NDArray[np.int64]:
    """Return for each list of sites a whole number with the bit of each site set; 0 where none is stated."""
    lengths = sites.list.len().fill_null(0).to_numpy().astype(np.int64)
    single = 1 << sites.explode(empty_as_null=False, keep_nulls=False).to_physical().to_numpy().astype(np.int64)
    bits = np.zeros(len(lengths), dtype=np.int64)
    stated = lengths > 0
    if stated.any():
        bits[stated] = np.bitwise_or.reduceat(single, (np.cumsum(lengths) - lengths)[stated])
    return bits
