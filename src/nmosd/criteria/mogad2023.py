"""MOGAD 2023: the criteria of the International MOGAD Panel.

A core clinical demyelinating event and MOG-IgG by a cell-based assay. A clear positive in blood is enough. One that is low, that
has no titre, or that is in the cerebrospinal fluid alone needs more: AQP4-IgG negative, and at least one supporting feature, of
an event at its own site unless the definitions say otherwise. Better diagnoses must be excluded, which only a person can say.

What each test amounts to stands in `facts/mog_facts.py`, what supports an event in `facts/mogad_facts.py`. The paper does not say
what a clear positive beside AQP4-IgG is: the verdict stands, with a warning.

Source: Banwell 2023, doi 10.1016/S1474-4422(22)00431-8, by its table of criteria as reproduced in PMC10165591; the warning of two
antibodies as in Jarius 2023, doi 10.1007/s00415-023-11634-0.
"""

from nmosd.course import Definitions
from nmosd.criteria.clause import Clause, Fact, at_least, every, not_known, some
from nmosd.criteria.common import (
    ADEM,
    AQP4_POSITIVE,
    AREA_POSTREMA,
    BRAINSTEM,
    CEREBRAL_SYMPTOMS,
    DIENCEPHALIC_SYMPTOMS,
    EXTENSIVE,
    MOG_CLEAR,
    MOG_IN_CSF,
    MOG_LOW,
    MOG_WITHOUT_TITRE,
    MYELITIS,
    OPTIC_NEURITIS,
)
from nmosd.criteria.criterion import Criterion

_ATTACKS, _SCANS, _TESTS = ("attacks",), ("attacks", "mri_scans"), ("antibody_tests",)
_ALTERNATIVES = Fact(
    "mogad_alternatives_excluded",
    "better diagnoses, multiple sclerosis among them, are excluded",
    missing="whether better diagnoses are excluded: only a person can say",
    tables=("diagnoses",),
)


def mogad2023(definitions: Definitions) -> Criterion:
    """Return the criteria of 2023 as the definitions read them."""
    requires = every(_core_event(definitions), _mog_rule(definitions)).named("mogad2023", "MOGAD by the criteria of 2023")
    return Criterion(
        id="mogad2023",
        title="MOGAD 2023",
        source="banwell2023",
        requires=requires,
        alternatives=_ALTERNATIVES,
        unconfirmed=_unconfirmed() if definitions.mogad_unstated_assay == "cell-based" else None,
        warnings=_warnings(),
    )


def _core_event(definitions: Definitions) -> Clause:
    cerebral: tuple[Clause, ...] = (CEREBRAL_SYMPTOMS,)
    if definitions.mogad_diencephalon_is_cerebral:
        cerebral += (DIENCEPHALIC_SYMPTOMS,)
    cerebellar = Fact("cerebellar_deficits", "cerebellar deficits", missing="where the attacks struck", tables=_ATTACKS)
    brainstem: tuple[Clause, ...] = (BRAINSTEM, cerebellar)
    if definitions.mogad_area_postrema_is_brainstem:
        brainstem += (AREA_POSTREMA,)
    return at_least(
        1,
        OPTIC_NEURITIS,
        MYELITIS,
        ADEM,
        some(*cerebral).named("cerebral_deficits", "cerebral deficits, of one or several foci"),
        some(*brainstem).named("brainstem_or_cerebellar_deficits", "brainstem or cerebellar deficits"),
        _called("cortical_encephalitis", "cerebral cortical encephalitis"),
    ).named("demyelinating_event", "at least 1 core clinical demyelinating event")


def _called(name: str, says: str) -> Fact:
    return Fact(name, says, missing="what the clinician called the attack as a whole", tables=_ATTACKS)


def _mog_rule(definitions: Definitions) -> Clause:
    in_blood = some(MOG_CLEAR, MOG_LOW, MOG_WITHOUT_TITRE).named("mog_in_blood", "MOG-IgG is positive in blood")
    negative = (~in_blood).named("mog_not_in_blood", "MOG-IgG is negative in blood")
    fluid_only = every(MOG_IN_CSF, negative).named("mog_csf_only", "MOG-IgG is positive in the cerebrospinal fluid only")
    weak = some(MOG_LOW, MOG_WITHOUT_TITRE, MOG_IN_CSF if definitions.mogad_csf_without_serum else fluid_only)
    supported = every(
        weak.named("mog_weak", "MOG-IgG is low positive, positive without a titre, or positive in the fluid only"),
        (~AQP4_POSITIVE).named("aqp4_negative", "AQP4-IgG is negative"),
        _support(definitions),
    )
    return some(
        MOG_CLEAR, supported.named("mog_supported", "a weaker positive MOG-IgG, with AQP4-IgG negative and a supporting feature")
    ).named("mog_rule", "MOG-IgG by a cell-based assay: clear positive, or supported")


def _support(definitions: Definitions) -> Clause:
    extensive = EXTENSIVE
    if definitions.mogad_supporting_features_of == "any site":
        extensive = _shown("mogad_extensive", EXTENSIVE.says, EXTENSIVE.missing)
    features = {
        "optic neuritis": (
            Fact("mogad_bilateral", "both optic nerves struck at once", missing="which eyes the attacks struck", tables=_ATTACKS),
            _shown("mogad_long_optic_nerve", "a lesion over more than half of the optic nerve", "MRI of the optic nerves"),
            Fact(
                "mogad_disc_oedema",
                "oedema of the optic disc",
                missing="an examination of the optic discs in the attack",
                tables=("attacks", "eye_exams"),
            ),
            _shown("mogad_perineural", "enhancement of the sheath of the optic nerve", "MRI of the optic nerves with gadolinium"),
        ),
        "myelitis": (
            extensive,
            _shown("mogad_conus", "a lesion of the conus", "MRI of the conus"),
            _shown("mogad_central_cord", "a central cord lesion or an H-sign", "axial MRI of the cord lesion"),
        ),
        "a brain, brainstem or cerebellar event": (
            _shown("mogad_deep_grey", "a lesion of the deep grey matter", "brain MRI"),
            _shown("mogad_ill_defined", "several ill-defined lesions of the white matter", "brain MRI"),
            _shown("mogad_cortex", "a lesion of the cerebral cortex, enhancing or not", "brain MRI"),
            _shown(
                "mogad_ill_defined_brainstem",
                "an ill-defined lesion of medulla, pons or a middle cerebellar peduncle",
                "brain MRI",
            ),
        ),
    }
    groups = [
        some(*found).named(f"support_of_{name}", f"supporting feature of {says}")
        for name, (says, found) in zip(("optic_neuritis", "myelitis", "brain_event"), features.items(), strict=True)
    ]
    return at_least(1, *groups).named("supporting_feature", "at least 1 supporting feature, clinical or on MRI")


def _shown(name: str, says: str, missing: str) -> Fact:
    return Fact(name, says, missing=missing, tables=_SCANS)


def _unconfirmed() -> Clause:
    by_cell_based, by_unstated = (
        Fact(f"mog_positive_{name}", f"MOG-IgG is positive by an assay that is {says}", tables=_TESTS)
        for name, says in (("cell_based", "cell-based"), ("unstated", "not stated"))
    )
    return every(by_unstated, not_known(by_cell_based)).named(
        "mog_unconfirmed", "MOG-IgG is positive, but by no assay that is known to be cell-based"
    )


def _warnings() -> tuple[Clause, ...]:
    other = Fact("mog_other_assay", "MOG-IgG is positive by an assay that is not cell-based", tables=_TESTS)
    counting = some(MOG_CLEAR, MOG_LOW, MOG_WITHOUT_TITRE, MOG_IN_CSF).named("mog_counts", "a positive MOG-IgG that counts")
    return (
        every(MOG_CLEAR, AQP4_POSITIVE).named(
            "mog_clear_with_aqp4",
            "MOG-IgG is clear positive and AQP4-IgG is positive: the two contradict each other, and both are to be repeated",
            source="nemos2023",
        ),
        every(other, not_known(counting)).named(
            "mog_other_assay_only", "MOG-IgG is positive only by an assay that does not count: to be repeated by a cell-based one"
        ),
    )
