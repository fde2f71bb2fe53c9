"""IPND 2015: the international consensus criteria for neuromyelitis optica spectrum disorder.

With AQP4-IgG one core clinical characteristic is enough; without it (negative, or not known to be positive) there must be two
different ones, for each of which MRI shows what the paper requires, and one of them must be optic neuritis, longitudinally
extensive myelitis or an area postrema syndrome. Two optic neuritides, even of both eyes in turn, are one characteristic. Either
way alternatives must be excluded, which only a person can say.

Which assays make AQP4-IgG positive is said in `Definitions.aqp4_positive_tiers`; where a positive is not by a cell-based assay,
the verdict is marked as unconfirmed.

Source: Wingerchuk 2015, doi 10.1212/WNL.0000000000001729; red flags as in Jarius 2023, doi 10.1007/s00415-023-11634-0.
"""

from nmosd.course import Definitions
from nmosd.criteria.clause import Clause, Fact, at_least, every, some
from nmosd.criteria.common import (
    AQP4_POSITIVE,
    AREA_POSTREMA,
    AREA_POSTREMA_MRI,
    BRAINSTEM,
    BRAINSTEM_MRI,
    CEREBRAL,
    CORE,
    DIENCEPHALIC,
    EXTENSIVE,
    MYELITIS,
    MYELITIS_MRI,
    NO_POSITIVE_AQP4,
    OPTIC_NEURITIS,
    OPTIC_NEURITIS_MRI,
)
from nmosd.criteria.criterion import Criterion
from nmosd.criteria.red_flag_clauses import red_flag_clauses

_ALTERNATIVES = Fact(
    "nmosd_alternatives_excluded",
    "alternative diagnoses are excluded",
    missing="whether alternatives are excluded: only a person can say",
    tables=("diagnoses",),
)
_UNCONFIRMED = Fact("aqp4_unconfirmed", "AQP4-IgG is positive, but not by a cell-based assay", tables=("antibody_tests",))


def ipnd2015(definitions: Definitions) -> Criterion:
    """Return the criteria of 2015 as the definitions read them."""
    either = some(_with_aqp4(), _without_aqp4(definitions)).named("ipnd2015", "NMOSD by the criteria of 2015")
    return Criterion(
        id="ipnd2015",
        title="IPND 2015",
        source="wingerchuk2015",
        requires=either,
        alternatives=_ALTERNATIVES,
        unconfirmed=_UNCONFIRMED,
        warnings=red_flag_clauses(),
    )


def _with_aqp4() -> Clause:
    one = at_least(1, *CORE).named("core_characteristic", "at least 1 core characteristic")
    return every(one, AQP4_POSITIVE).named("with_aqp4", "with AQP4-IgG")


def _without_aqp4(definitions: Definitions) -> Clause:
    counted = _characteristics_with_mri()
    shown = MYELITIS_MRI if definitions.ipnd_atrophy_is_extensive_myelitis else EXTENSIVE
    extensive = every(MYELITIS, shown).named("extensive_myelitis", "longitudinally extensive myelitis")
    return every(
        at_least(2, *counted).named(
            "two_characteristics", "at least 2 different core characteristics, each with its MRI requirement"
        ),
        some(counted[0], extensive, counted[2]).named(
            "one_typical", "one of them is optic neuritis, extensive myelitis or area postrema syndrome"
        ),
        *_requirements_of_all(definitions),
        NO_POSITIVE_AQP4,
    ).named("without_aqp4", "without AQP4-IgG")


def _characteristics_with_mri() -> list[Clause]:
    return [
        every(OPTIC_NEURITIS, OPTIC_NEURITIS_MRI).named("optic_neuritis_with_mri", "optic neuritis, with its MRI requirement"),
        every(MYELITIS, MYELITIS_MRI).named("myelitis_with_mri", "acute myelitis, with its MRI requirement"),
        every(AREA_POSTREMA, AREA_POSTREMA_MRI).named(
            "area_postrema_with_mri", "area postrema syndrome, with its MRI requirement"
        ),
        every(BRAINSTEM, BRAINSTEM_MRI).named("brainstem_with_mri", "acute brainstem syndrome, with its MRI requirement"),
        DIENCEPHALIC,
        CEREBRAL,
    ]


def _requirements_of_all(definitions: Definitions) -> list[Clause]:
    """Return the clause that no characteristic lacks what MRI must show, where the definitions ask that of every one."""
    if definitions.ipnd_requirements_of == "two characteristics":
        return []
    required = {
        OPTIC_NEURITIS: OPTIC_NEURITIS_MRI,
        MYELITIS: MYELITIS_MRI,
        AREA_POSTREMA: AREA_POSTREMA_MRI,
        BRAINSTEM: BRAINSTEM_MRI,
    }
    kept = [
        some(~had, shown).named(f"{had.id}_not_without_mri", f"{had.says}: not there, or with its MRI requirement")
        for had, shown in required.items()
    ]
    return [every(*kept).named("every_requirement", "no characteristic is without its MRI requirement")]
