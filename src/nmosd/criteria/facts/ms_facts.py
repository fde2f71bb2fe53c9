"""What the McDonald criteria of 2024 ask beside attacks and scans: the optic nerve, regions shown by attacks, the fluid.

Rule of the optic nerve. It is affected if a scan shows a lesion of it (`ms_scans`), if one eye's retina is thinner than its
fellow's (`layers`: not compared while it may be swollen), or if a visual evoked potential is delayed or asymmetric by the
laboratory's norm. It is not if all three kinds of test say no, or one of them, as `mcdonald_negative_optic_nerve` says. Eyes
that are equally thick say nothing where optic neuritis may have struck both. Where another disease explains a finding it does not
count; `mcdonald_optic_nerve_unanswered` says what holds where nobody has said. Where a scan shows a lesion of the nerve that is
typical of NMOSD, a thinner eye or a delayed potential may be what it left, and it cannot be told.

Rule of the attacks. Where `mcdonald_region_from` counts attacks as well, a typical one that changed the examination shows the
optic nerve, the cord or, struck in brainstem or cerebellum, the infratentorial region.

Rule of the fluid. It is positive with bands that stand in it alone or with a positive index of kappa free light chains (`csf`):
the two are interchangeable. When it is negative, `mcdonald_negative_fluid` says; an index on record that says neither keeps it
open, unless the bands are positive.

Sources: Montalban 2025 in summaries; Saidha 2025, doi 10.1016/S1474-4422(25)00275-3; `Definitions.explain()`.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from nmosd.criteria.facts.asking import any_row
from nmosd.criteria.facts.material import Material
from nmosd.criteria.facts.ms_attacks import ms_attack_facts, with_typical
from nmosd.criteria.facts.ms_scans import ms_scan_facts, with_lesion, with_ms_lesions


def ms_facts(material: Material, attacks: pl.DataFrame, scans: pl.DataFrame) -> pl.DataFrame:
    """Return the facts about multiple sclerosis for everybody, given the rows of `with_mogad_events` and of `scan_rows`."""
    typical, lesions = with_typical(material, attacks), with_ms_lesions(material, scans)
    return pl.concat(
        [
            ms_attack_facts(material, typical),
            ms_scan_facts(material, lesions),
            *_regions(material, typical, lesions),
            _fluid(material),
        ],
        how="horizontal",
    )


def _regions(material: Material, attacks: pl.DataFrame, scans: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the regions that more than scans can show."""
    infratentorial, nerve = pl.col("ms_infratentorial"), pl.col("optic_nerve_lesion")
    of_ms = pl.col("ms_optic_nerve") & _unexplained(material, pl.col("optic_nerve_other_cause"))
    of_scans = _said(material, scans, nerve, of_ms)
    of_eyes, kinds = _tests_of_the_eye(material, scans)
    tested = _people_with_all(material, [of_scans["patient_id"], *kinds])
    shown = {
        "ms_infratentorial": [_said(material, scans, infratentorial, infratentorial)],
        "ms_cord": [_said(material, scans, pl.col("ms_cord_seen"), pl.col("ms_cord"))],
        "ms_optic_nerve": [of_scans, *of_eyes],
    }
    if material.definitions.mcdonald_region_from == "attacks as well":
        struck = {
            "ms_infratentorial": pl.col("brainstem") | pl.col("cerebellum"),
            "ms_cord": pl.col("cord"),
            "ms_optic_nerve": pl.col("optic_nerve"),
        }
        for name, place in struck.items():
            seen = pl.when(pl.col("typical") & pl.col("objective_change") & place).then(statement=True)
            shown[name].append(_said(material, attacks, seen, seen))
    facts = [any_row(material, pl.concat(rows), {name: pl.col("answer")}) for name, rows in shown.items()]
    if material.definitions.mcdonald_negative_optic_nerve == "all tests":
        facts[-1] = facts[-1].with_columns(pl.when(pl.col("ms_optic_nerve") | tested).then("ms_optic_nerve"))
    return facts


def _people_with_all(material: Material, kinds: list[pl.Series]) -> pl.Series:
    """Return for everybody whether each kind of test answered, given the people whom each answered for."""
    tested = np.zeros((len(kinds), material.people.height), dtype=bool)
    for of_kind, people in zip(tested, kinds, strict=True):
        of_kind[people.to_numpy()] = True
    return pl.Series(tested.all(axis=0))


def _tests_of_the_eye(material: Material, scans: pl.DataFrame) -> tuple[list[pl.DataFrame], list[pl.Series]]:
    """Return what examinations of eyes and evoked potentials say, and whom tomography and whom evoked potentials answered for."""
    thinner = pl.max_horizontal("nerve_fibre_thinner", "ganglion_cell_thinner")
    eyes = material.derived("eyes", where=pl.any_horizontal(thinner.is_not_null(), pl.col("evoked_delayed").is_not_null()))
    both = pl.Series(_both_may_be_struck(material)[eyes["patient_id"].to_numpy()])
    eyes = _with_left_by_nmosd(material, scans, eyes).with_columns(both_struck=both)
    compared, delayed = pl.when(thinner | ~pl.col("both_struck")).then(thinner), pl.col("evoked_delayed")
    latency = pl.col("conduction").replace_strict({"delayed": True, "normal": False}, default=None, return_dtype=pl.Boolean)
    potentials = material.recorded(
        "neurophysiology", latency.alias("delayed"), where=pl.col("study") == "visual evoked potential"
    )
    potentials = _with_left_by_nmosd(material, scans, potentials)
    of_ms = pl.when(~pl.col("perhaps_left_by_nmosd")).then(statement=True)
    of_eyes = _unexplained(material, pl.col("other_cause")) & of_ms
    of_potentials = _unexplained(material, pl.lit(None, pl.Boolean)) & of_ms
    found, slow = pl.max_horizontal(compared, delayed), pl.col("delayed")
    told = [_said(material, eyes, found, found & of_eyes), _said(material, potentials, slow, slow & of_potentials)]
    compared_in, measured_in = (eyes.filter(one.is_not_null())["patient_id"] for one in (compared, delayed))
    return told, [compared_in, pl.concat([measured_in, told[1]["patient_id"]])]


def _both_may_be_struck(material: Material) -> npt.NDArray[np.bool_]:
    """Return for everybody whether optic neuritis may have struck both eyes, at once or in turn."""
    attacks = material.derived("attacks").select("patient_id", "sites")
    site, both = pl.col("sites").list, np.ones(material.people.height, dtype=bool)
    for side in ("optic nerve right", "optic nerve left"):
        may = attacks.filter(pl.col("sites").is_null() | site.contains(side) | site.contains("optic nerve"))
        struck = np.zeros_like(both)
        struck[may["patient_id"].to_numpy()] = True
        both &= struck
    return both


def _with_left_by_nmosd(material: Material, scans: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `perhaps_left_by_nmosd`: a lesion of the nerve that is typical of NMOSD may have left the finding."""
    long = with_lesion(material, scans, "optic_nerve_extensive")[rows["patient_id"].to_numpy()]
    doubtful = long & (not material.definitions.mcdonald_lesions_of_nmosd_count)
    return rows.with_columns(perhaps_left_by_nmosd=pl.Series(doubtful))


def _unexplained(material: Material, other_cause: pl.Expr) -> pl.Expr:
    """Return whether no other disease explains a finding of the optic nerve."""
    if material.definitions.mcdonald_optic_nerve_unanswered == "counts":
        return ~other_cause.fill_null(value=False)
    return ~other_cause


def _said(material: Material, rows: pl.DataFrame, found: pl.Expr, answer: pl.Expr) -> pl.DataFrame:
    """Return the rows that say whether anything was found: person, `answer`, and `row_ids` where reasons are wanted.

    Where something was found and it cannot be told whether it counts, the answer is null, and keeps that of the person open.
    """
    ids = pl.col("row_ids") if "attack" in rows.columns and "row_id" not in rows.columns else pl.concat_list("row_id")
    return rows.filter(found.is_not_null()).select(
        "patient_id", answer.alias("answer"), *([ids.alias("row_ids")] if material.reasons else [])
    )


def _fluid(material: Material) -> pl.DataFrame:
    bands, kappa = pl.col("csf_specific_bands"), pl.col("kappa_positive")
    interchangeable = material.definitions.mcdonald_negative_fluid == "either test"
    indices = material.recorded("csf_samples", where=pl.col("kappa_index").is_not_null())["row_id"]
    unread = pl.col("row_id").is_in(indices.implode()) & kappa.is_null()
    either = pl.when(bands | ~unread).then(pl.max_horizontal(bands, kappa))
    asked = pl.any_horizontal(bands.is_not_null(), kappa.is_not_null(), unread)
    tested = material.derived("csf", where=asked).drop("row_ids", strict=False)
    return any_row(material, tested, {"csf_positive": either if interchangeable else bands | kappa})
