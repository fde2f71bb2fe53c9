"""The facts that several criteria ask for, as clauses."""

from nmosd.criteria.clause import Fact, every, not_known, some

_ATTACKS, _SCANS, _TESTS = ("attacks",), ("attacks", "mri_scans"), ("antibody_tests",)

OPTIC_NEURITIS = Fact("optic_neuritis", "optic neuritis", missing="where the attacks struck", tables=_ATTACKS)
MYELITIS = Fact("acute_myelitis", "acute myelitis", missing="where the attacks struck", tables=_ATTACKS)
AREA_POSTREMA = Fact(
    "area_postrema_syndrome",
    "area postrema syndrome, long enough or with a lesion to show for it",
    missing="how long nausea, vomiting or hiccups lasted, or MRI of the dorsal medulla",
    tables=_ATTACKS,
)
BRAINSTEM = Fact("brainstem_syndrome", "acute brainstem syndrome", missing="where the attacks struck", tables=_ATTACKS)
DIENCEPHALIC_SYMPTOMS = Fact(
    "diencephalic_symptoms",
    "symptomatic narcolepsy or an acute diencephalic syndrome",
    missing="where the attacks struck",
    tables=_ATTACKS,
)
CEREBRAL_SYMPTOMS = Fact(
    "cerebral_symptoms", "a symptomatic cerebral syndrome", missing="where the attacks struck", tables=_ATTACKS
)
DIENCEPHALIC = every(
    DIENCEPHALIC_SYMPTOMS,
    Fact("diencephalic_shown", "a typical diencephalic lesion on MRI", missing="brain MRI of the attack", tables=_SCANS),
).named("diencephalic_syndrome", "diencephalic syndrome, with its typical lesion")
CEREBRAL = every(
    CEREBRAL_SYMPTOMS,
    Fact("cerebral_shown", "a typical brain lesion on MRI", missing="brain MRI of the attack", tables=_SCANS),
).named("cerebral_syndrome", "cerebral syndrome, with its typical lesion")

CORE = (OPTIC_NEURITIS, MYELITIS, AREA_POSTREMA, BRAINSTEM, DIENCEPHALIC, CEREBRAL)
"""The six core clinical characteristics."""

OPTIC_NEURITIS_MRI = some(
    Fact(
        "optic_neuritis_brain",
        "the brain is normal or has only nonspecific white matter lesions",
        missing="brain MRI of the optic neuritis",
        tables=_SCANS,
    ),
    Fact(
        "optic_neuritis_nerve",
        "a lesion over more than half of the optic nerve, or of the chiasm",
        missing="MRI of the optic nerves",
        tables=_SCANS,
    ),
).named("optic_neuritis_mri", "MRI requirement of optic neuritis")
EXTENSIVE = Fact(
    "myelitis_extensive",
    "a cord lesion over three or more contiguous segments",
    missing="length of the cord lesion",
    tables=_SCANS,
)
ATROPHY = Fact(
    "myelitis_atrophy", "cord atrophy over three or more contiguous segments", missing="extent of cord atrophy", tables=_SCANS
)
MYELITIS_MRI = some(EXTENSIVE, ATROPHY).named("myelitis_mri", "MRI requirement of myelitis")
AREA_POSTREMA_MRI = Fact(
    "area_postrema_shown", "a lesion of the dorsal medulla or area postrema", missing="MRI of the dorsal medulla", tables=_SCANS
)
BRAINSTEM_MRI = Fact("brainstem_shown", "a periependymal lesion of the brainstem", missing="MRI of the brainstem", tables=_SCANS)
ADEM = Fact(
    "adem", "acute disseminated encephalomyelitis", missing="what the clinician called the attack as a whole", tables=_ATTACKS
)
CORD_EXTENSIVE = Fact(
    "cord_lesion_extensive",
    "a cord lesion over three or more contiguous segments",
    missing="length of the longest cord lesion",
    tables=("mri_scans",),
)
CHILD = Fact("child", "a child at onset", missing="age at onset", tables=("patients",))

AQP4_POSITIVE = Fact("aqp4_positive", "AQP4-IgG is positive", missing="AQP4-IgG by a cell-based assay", tables=_TESTS)
MOG_POSITIVE = Fact("mog_positive", "MOG-IgG is positive", missing="MOG-IgG by a cell-based assay", tables=_TESTS)
MOG_CLEAR = Fact(
    "mog_clear",
    "MOG-IgG is clear positive in blood",
    missing="MOG-IgG in blood by a cell-based assay, with its titre",
    tables=_TESTS,
)
MOG_LOW = Fact(
    "mog_low", "MOG-IgG is low positive in blood", missing="MOG-IgG in blood by a cell-based assay, with its titre", tables=_TESTS
)
MOG_WITHOUT_TITRE = Fact(
    "mog_without_titre",
    "MOG-IgG is positive in blood, without a titre",
    missing="MOG-IgG in blood by a cell-based assay",
    tables=_TESTS,
)
MOG_IN_CSF = Fact(
    "mog_in_csf",
    "MOG-IgG is positive in the cerebrospinal fluid",
    missing="MOG-IgG in the cerebrospinal fluid by a cell-based assay",
    tables=_TESTS,
)
NO_POSITIVE_AQP4 = not_known(AQP4_POSITIVE).named(
    "no_positive_aqp4", "no positive AQP4-IgG on record: negative, not tested or not known"
)
