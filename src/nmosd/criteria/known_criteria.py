"""The criteria that nmosd knows, in the order in which they are told."""

from nmosd.course import Definitions
from nmosd.criteria.criterion import Criterion
from nmosd.criteria.ipnd import ipnd2015
from nmosd.criteria.mcdonald2024 import mcdonald2024
from nmosd.criteria.mogad2023 import mogad2023
from nmosd.criteria.nmo2006 import nmo2006


def known_criteria(definitions: Definitions) -> tuple[Criterion, ...]:
    """Return all criteria as the definitions read them.

    >>> [criterion.title for criterion in known_criteria(Definitions())]
    ['IPND 2015', 'NMO 2006', 'MOGAD 2023', 'McDonald 2024']
    """
    return (ipnd2015(definitions), nmo2006(), mogad2023(definitions), mcdonald2024(definitions))
