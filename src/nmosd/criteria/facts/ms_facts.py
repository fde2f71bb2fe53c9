"""What the McDonald criteria of 2024 ask beside attacks and scans: the optic nerve, regions shown by attacks, the fluid.

Rule of the optic nerve. It is affected if a scan shows a lesion of it (`ms_scans`), if one eye's retina is thinner than its
fellow's (`layers`: not compared while it may be swollen), or if a visual evoked potential is delayed or asymmetric by the
laboratory's norm. Where another disease explains a finding it does not count; `mcdonald_optic_nerve_unanswered` says what holds
where nobody has said.

Rule of the attacks. Where `mcdonald_region_from` counts attacks as well, a typical one that changed the examination shows the
optic nerve, the cord or, struck in brainstem or cerebellum, the infratentorial region.

Rule of the fluid. It is positive with bands that stand in it alone or with a positive index of kappa free light chains (`csf`):
the two are interchangeable. When it is negative, `mcdonald_negative_fluid` says.

Sources: Montalban 2025 in summaries; Saidha 2025, doi 10.1016/S1474-4422(25)00275-3; `Definitions.explain()`.
"""

import polars as pl

from nmosd.criteria.facts.asking import any_row
from nmosd.criteria.facts.material import Material
from nmosd.criteria.facts.ms_attacks import ms_attack_facts, with_typical
from nmosd.criteria.facts.ms_scans import ms_scan_facts, with_ms_lesions


def ms_facts(material: Material, attacks: pl.DataFrame, scans: pl.DataFrame) -> pl.DataFrame:
    """Return the facts about multiple sclerosis for everybody, given `counted_attacks` and `scan_rows`."""
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
    shown = {
        "ms_infratentorial": [_said(material, scans, infratentorial, infratentorial)],
        "ms_cord": [_said(material, scans, pl.col("ms_cord_seen"), pl.col("ms_cord"))],
        "ms_optic_nerve": [_said(material, scans, nerve, of_ms), *_tests_of_the_eye(material)],
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
    return [any_row(material, pl.concat(rows), {name: pl.col("answer")}) for name, rows in shown.items()]


def _tests_of_the_eye(material: Material) -> list[pl.DataFrame]:
    found = pl.max_horizontal("nerve_fibre_thinner", "ganglion_cell_thinner", "evoked_delayed")
    eyes = material.derived("eyes", where=found.is_not_null())
    latency = pl.col("conduction").replace_strict({"delayed": True, "normal": False}, default=None, return_dtype=pl.Boolean)
    potentials = material.recorded(
        "neurophysiology", latency.alias("delayed"), where=pl.col("study") == "visual evoked potential"
    )
    nobody_said = _unexplained(material, pl.lit(None, pl.Boolean))
    return [
        _said(material, eyes, found, found & _unexplained(material, pl.col("other_cause"))),
        _said(material, potentials, pl.col("delayed"), pl.col("delayed") & nobody_said),
    ]


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
    positive = pl.max_horizontal(bands, kappa) if interchangeable else bands | kappa
    tested = material.derived("csf", where=bands.is_not_null() | kappa.is_not_null()).drop("row_ids", strict=False)
    return any_row(material, tested, {"csf_positive": positive})
