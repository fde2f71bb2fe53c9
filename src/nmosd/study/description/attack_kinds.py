"""What kinds of attack there were, by where they struck; and who ever had which."""

from collections.abc import Iterator, Sequence

import polars as pl

from nmosd.course import Course
from nmosd.record.vocabulary import names
from nmosd.stats import Estimate
from nmosd.study.description.summaries import CANNOT_BE_TOLD, Row, count, ever_rows, those_found
from nmosd.study.groups import Group

_ELSEWHERE = tuple(site for site in names("sites") if not site.startswith("optic nerve"))

ATTACK_KINDS = (
    "optic nerve, one side",
    "optic nerve, both sides",
    "optic nerve, side not stated",
    "optic nerve and spinal cord",
    *(site if site != "other" else "another site" for site in _ELSEWHERE),
    "several sites, another combination",
)
"""Every kind, each attack being of one; an attack without a stated site is of none."""

ATTACKS, BY_KIND, EVER = "attacks", "attacks by kind", "people who ever had an attack of this site"
"""What is counted, as `variable` of the rows."""

SITES_EVER = ("optic nerve", "optic nerve, both sides in one attack", *_ELSEWHERE)


def kind_of_attack(sites: pl.Expr) -> pl.Expr:
    """Return the kind of an attack as text, given the list of its sites; null where no site is stated.

    An attack is as merged: both optic nerves count as one attack of both sides where the definitions merge them. `optic nerve`
    without a side adds nothing beside a stated side.
    """
    sites = sites.cast(pl.List(pl.String))
    right, left = sites.list.contains("optic nerve right"), sites.list.contains("optic nerve left")
    elsewhere = sites.list.set_difference(pl.lit(["optic nerve", "optic nerve right", "optic nerve left"]))
    only_optic, no_optic = elsewhere.list.len() == 0, elsewhere.list.len() == sites.list.n_unique()
    return (
        pl.when(sites.is_null() | (sites.list.len() == 0))
        .then(None)
        .when(only_optic & right & left)
        .then(pl.lit("optic nerve, both sides"))
        .when(only_optic & (right | left))
        .then(pl.lit("optic nerve, one side"))
        .when(only_optic)
        .then(pl.lit("optic nerve, side not stated"))
        .when(no_optic & (elsewhere.list.len() == 1))
        .then(elsewhere.list.first().replace("other", "another site"))
        .when(~no_optic & (elsewhere.list.len() == 1) & (elsewhere.list.first() == "spinal cord"))
        .then(pl.lit("optic nerve and spinal cord"))
        .otherwise(pl.lit("several sites, another combination"))
    )


def attack_kind_rows(course: Course, groups: Sequence[Group]) -> Iterator[Row]:
    """Yield how many attacks there were, the share of each kind, and the share of people who ever had each site.

    Shares of attacks have no interval: attacks of one person are not independent of each other. `n` of those rows counts the
    attacks with a stated site, `unknown` those without.
    """
    attacks = course.attacks.select("patient_id", kind=kind_of_attack(pl.col("sites")))
    where: Row = {"analysis": "attack kinds"}
    for group in groups:
        own = group.of(attacks)
        yield count(
            group.name,
            own.height,
            variable=ATTACKS,
            n=own["patient_id"].n_unique(),
            events=own.height,
            unknown=group.n - own["patient_id"].n_unique(),
            unit="attacks",
            definition="All attacks after merging, dated or not; n counts the people who have any, unknown those without.",
            **where,
        )
    present = set(attacks["kind"].drop_nulls())
    for kind in those_found(ATTACK_KINDS, present):
        for group in groups:
            yield _share_of_attacks(group, group.of(attacks)["kind"], kind) | where
    yield from ever_rows(
        groups,
        struck_ever(course),
        SITES_EVER,
        variable=EVER,
        definition="Share of people with at least one attack there, alone or with other sites, out of those of whom it can be "
        "told: no means that every attack on record has its sites stated and none is this one.",
        **where,
    )


def _share_of_attacks(group: Group, kinds: pl.Series, kind: str | None) -> Row:
    known = kinds.len() - kinds.null_count()
    events = int((kinds == kind).sum()) if kind is not None else 0
    return Estimate(
        "proportion",
        events / known if known else None,
        None,
        None,
        None,
        "counting attacks; no interval, since attacks of one person are not independent" if known else CANNOT_BE_TOLD,
        n=known,
        events=events,
        unit="of attacks",
    ).row(
        group=group.name,
        variable=BY_KIND,
        level=kind,
        unknown=kinds.len() - known,
        definition="Share of attacks that struck exactly there, out of those with a stated site; n and unknown count attacks.",
    )


def struck_ever(course: Course) -> pl.DataFrame:
    """Return a row for each person and site (`level`): whether (`has`) an attack ever struck there, null where not told."""
    sites = pl.col("sites").cast(pl.List(pl.String))
    right, left = sites.list.contains("optic nerve right"), sites.list.contains("optic nerve left")
    stated = (sites.list.len() > 0).fill_null(False)
    struck = {
        "optic nerve": sites.list.eval(pl.element().str.starts_with("optic nerve")).list.any(),
        "optic nerve, both sides in one attack": right & left,
        **{site: sites.list.contains(site) for site in _ELSEWHERE},
    }
    side_open = sites.list.contains("optic nerve") & ~(right & left)
    parts = []
    for level, expression in struck.items():
        told = stated & ~side_open if level == "optic nerve, both sides in one attack" else stated
        has = course.attacks.group_by("patient_id").agg(
            has=pl.when((expression & stated).any()).then(True).when(told.all()).then(False)
        )
        everyone = course.people.select("patient_id").join(has, on="patient_id", how="left", maintain_order="left")
        parts.append(everyone.select("patient_id", "has", level=pl.lit(level)))
    return pl.concat(parts)
