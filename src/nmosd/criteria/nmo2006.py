"""NMO 2006: the revised criteria for neuromyelitis optica, which old registries carry.

Optic neuritis and acute myelitis, and at least two of three: a cord lesion over three or more contiguous segments, a brain MRI
that is not diagnostic of multiple sclerosis, NMO-IgG. The paper names no assay, and asks nobody to exclude alternatives.

Source: Wingerchuk 2006, Neurology 66:1485-1489.
"""

from nmosd.criteria.clause import Fact, at_least, every
from nmosd.criteria.common import AQP4_POSITIVE, CORD_EXTENSIVE, MYELITIS, OPTIC_NEURITIS
from nmosd.criteria.criterion import Criterion


def nmo2006() -> Criterion:
    """Return the criteria of 2006."""
    diagnostic = Fact(
        "brain_diagnostic_of_ms", "brain MRI is diagnostic of multiple sclerosis", missing="brain MRI", tables=("mri_scans",)
    )
    not_ms = (~diagnostic).named("brain_not_diagnostic_of_ms", "brain MRI is not diagnostic of multiple sclerosis")
    two = at_least(2, CORD_EXTENSIVE, not_ms, AQP4_POSITIVE).named(
        "two_of_three", "at least 2 of: extensive cord lesion; brain MRI not diagnostic of multiple sclerosis; NMO-IgG"
    )
    requires = every(OPTIC_NEURITIS, MYELITIS, two).named("nmo2006", "NMO by the criteria of 2006")
    return Criterion(id="nmo2006", title="NMO 2006", source="wingerchuk2006", requires=requires)
