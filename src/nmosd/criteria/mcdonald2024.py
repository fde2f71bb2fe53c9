"""McDonald 2024: the criteria for multiple sclerosis, for people whose disease began with an attack.

A typical attack; and lesions in four or five of five regions; or in two or three, with dissemination in time, a positive
cerebrospinal fluid or the central vein sign; or in one, with dissemination in time or a positive fluid, and with the central
vein sign or a paramagnetic rim lesion besides. Dissemination in time is a second typical attack, or new lesions or lesions of
two ages on MRI. The optic nerve is a region of its own. Who is older at onset, or has a disease that leaves lesions in the
brain, needs one more finding; it may be one that has served before. There must be no better explanation: AQP4-IgG by a
cell-based assay and clear MOG-IgG are one, and a child's first ADEM is not multiple sclerosis; the rest only a person can
exclude.

The paper was not read: its abstract was, and summaries by others, as the sources of the clauses say. A progressive onset and
lesions without an attack are other parts of it, and are not here.

Sources: Montalban 2025, doi 10.1016/S1474-4422(25)00270-4; of the optic nerve, Saidha 2025, doi 10.1016/S1474-4422(25)00275-3.
"""

from nmosd.course import Definitions
from nmosd.criteria.clause import Clause, Fact, at_least, every, not_known, some
from nmosd.criteria.common import ADEM, AREA_POSTREMA, CHILD, CORD_EXTENSIVE, MOG_CLEAR
from nmosd.criteria.criterion import Criterion

_SUMMARIES, _MODULE, _OLDER = "mcdonald_2024_summaries", "mcdonald_2024_module", "mcdonald_2017_tool"
_SCANS = ("mri_scans",)

_ALTERNATIVES = Fact(
    "ms_alternatives_excluded",
    "there is no better explanation than multiple sclerosis",
    missing="whether there is a better explanation: only a person can say",
    tables=("diagnoses",),
)
_TYPICAL = Fact(
    "typical_ms_attack",
    "an attack typical of multiple sclerosis",
    source=_OLDER,
    missing="where the attacks struck, the side of an optic neuritis, whether a myelitis was partial",
    tables=("attacks",),
)
_TWO_ATTACKS = Fact(
    "two_ms_attacks",
    "two or more typical attacks",
    source=_SUMMARIES,
    missing="where the attacks struck, the side of an optic neuritis, whether a myelitis was partial",
    tables=("attacks",),
)
_CORD = Fact(
    "ms_cord",
    "a lesion of the spinal cord typical of multiple sclerosis",
    missing="MRI of the whole cord, and how long its lesion is",
    tables=_SCANS,
)
_REGIONS = (
    Fact("ms_periventricular", "a periventricular lesion", missing="brain MRI: periventricular lesions", tables=_SCANS),
    Fact(
        "ms_cortical", "a cortical or juxtacortical lesion", missing="brain MRI: cortical or juxtacortical lesions", tables=_SCANS
    ),
    Fact("ms_infratentorial", "an infratentorial lesion", missing="brain MRI: infratentorial lesions", tables=_SCANS),
    _CORD,
    Fact(
        "ms_optic_nerve",
        "the optic nerve is affected, without a better explanation",
        source="saidha2025",
        missing="MRI of the optic nerves with the length of a lesion, OCT of both eyes, or visual evoked potentials",
        # No table is needed: scans, eyes and evoked potentials each show it, so that one that is empty decides nothing.
    ),
)
_TIME = some(
    _TWO_ATTACKS,
    Fact(
        "lesions_of_two_ages",
        "lesions with and without uptake of gadolinium at one time",
        source=_OLDER,
        missing="MRI with gadolinium",
        tables=_SCANS,
    ),
    Fact("new_ms_lesion", "a new lesion against an earlier scan", source=_OLDER, missing="a scan to compare with", tables=_SCANS),
).named("dissemination_in_time", "dissemination in time")
_FLUID = Fact(
    "csf_positive",
    "oligoclonal bands in the cerebrospinal fluid alone, or a positive index of kappa free light chains",
    source="kappa_limits",
    missing="oligoclonal bands in fluid and serum, or the index of kappa free light chains with its limit",
    tables=("csf_samples",),
)
_VEINS = Fact(
    "central_vein_sign",
    "the central vein sign, by select-6",
    source=_MODULE,
    missing="central veins on susceptibility-weighted MRI",
    tables=_SCANS,
)
_RIM = Fact(
    "rim_lesion",
    "a paramagnetic rim lesion",
    source=_MODULE,
    missing="rims on susceptibility-weighted MRI",
    tables=_SCANS,
)


def mcdonald2024(definitions: Definitions) -> Criterion:
    """Return the criteria of 2024 as the definitions read them."""
    requires = every(_TYPICAL, _regions_and_evidence(), *_more_evidence(definitions), *_no_known_explanation(definitions)).named(
        "mcdonald2024", "multiple sclerosis by the criteria of 2024"
    )
    return Criterion(
        id="mcdonald2024",
        title="McDonald 2024",
        source="montalban2025",
        requires=requires,
        alternatives=_ALTERNATIVES,
        warnings=_warnings(),
    )


def _regions_and_evidence() -> Clause:
    four = at_least(4, *_REGIONS).named("four_regions", "lesions in at least 4 of 5 regions", source="montalban2025")
    space = at_least(2, *_REGIONS).named("dissemination_in_space", "lesions in at least 2 of 5 regions", source=_SUMMARIES)
    any_region = at_least(1, *_REGIONS).named("one_region", "lesions in at least 1 of 5 regions", source=_MODULE)
    besides = some(_TIME, _FLUID, _VEINS).named(
        "time_fluid_or_veins", "dissemination in time, a positive fluid or the central vein sign", source="montalban2025"
    )
    time_or_fluid = some(_TIME, _FLUID).named("time_or_fluid", "dissemination in time or a positive fluid", source=_MODULE)
    specific = some(_VEINS, _RIM).named("veins_or_rim", "the central vein sign or a rim lesion", source=_MODULE)
    return some(
        four,
        every(space, besides).named("two_regions_with_more", "two or three regions, with more", source="montalban2025"),
        every(any_region, time_or_fluid, specific).named("one_region_with_more", "one region, with more", source=_MODULE),
    ).named("regions_and_evidence", "enough regions, with what their number asks for")


def _more_evidence(definitions: Definitions) -> list[Clause]:
    """Return the clause that whoever needs one more finding has it, if the definitions name anybody."""
    older = Fact("older_at_onset", "older at onset", source=_MODULE, missing="age at onset", tables=("patients",))
    disease = Fact(
        "disease_with_brain_lesions",
        "vascular disease or migraine, which leave lesions in the brain",
        source=_MODULE,
        missing="whether all coexisting diseases are on record",
        tables=("comorbidities",),
    )
    who = [one for one, name in ((older, "age"), (disease, "other disease")) if name in definitions.mcdonald_more_evidence_for]
    if not who:
        return []
    finding = some(_CORD, _FLUID, _VEINS).named(
        "one_more_finding", "a cord lesion, a positive fluid or the central vein sign", source=_MODULE
    )
    needed = [
        (~one).named(f"not_{one.id}", f"no {one.says}" if one is disease else f"not {one.says}", source=_MODULE) for one in who
    ]
    nobody = every(*needed).named("no_more_needed", "neither older at onset nor with such a disease", source=_MODULE)
    return [
        some(finding, nobody if len(needed) > 1 else needed[0]).named(
            "enough_for_age_and_disease", "one more finding where age or another disease asks for it", source=_MODULE
        )
    ]


def _no_known_explanation(definitions: Definitions) -> list[Clause]:
    aqp4 = Fact(
        "aqp4_by_cell_based_assay",
        "AQP4-IgG is positive by a cell-based assay",
        missing="AQP4-IgG by a cell-based assay",
        tables=("antibody_tests",),
    )
    gates = []
    for antibody, fact in (("AQP4-IgG", aqp4), ("MOG-IgG", MOG_CLEAR)):
        needed = antibody in definitions.mcdonald_antibodies_needed
        gate = ~fact if needed else not_known(fact)
        says = f"no {'clear ' if fact is MOG_CLEAR else ''}{antibody}{' by a cell-based assay' if fact is aqp4 else ''}"
        gates.append(gate.named(f"no_{fact.id}", says if needed else f"{says} on record", mark="inferred"))
    first_adem = every(CHILD, ADEM, ~_TWO_ATTACKS).named("first_adem", "the first ADEM of a child", source=_MODULE)
    return [
        every(*gates).named("no_antibody", "no antibody that explains it better", mark="inferred"),
        (~first_adem).named("not_first_adem", "not the first ADEM of a child", source=_MODULE),
    ]


def _warnings() -> tuple[Clause, ...]:
    return (
        Fact(
            "atypical_attack",
            "an attack was not typical of multiple sclerosis: both optic nerves, a complete myelitis, or a feature that is named",
            source=_OLDER,
            tables=("attacks",),
        ),
        AREA_POSTREMA,
        CORD_EXTENSIVE,
        Fact(
            "nmosd_brain_lesion",
            "a brain lesion typical of NMOSD",
            source="clarke2021",
            tables=_SCANS,
        ),
    )
