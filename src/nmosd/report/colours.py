"""The colours of the figures, by what they stand for.

Vega-Lite must be given real colours. Each role has a stand-in that exists nowhere else; after rendering it is replaced by
`var(--role)`, whose value for light, dark and paper stands in `templates/style.css`, so that a figure follows the page.
Marks use the palette of Okabe and Ito (https://jfly.uni-koeln.de/color/), which people with colour-blindness can tell apart.
"""

ROLES = (
    "ink",
    "muted",
    "line",
    "page",
    "accent",
    "optic-nerve",
    "spinal-cord",
    "area-postrema",
    "other-site",
    "unknown-site",
    "class-1",
    "class-2",
    "class-3",
    "class-4",
    "class-5",
    "class-6",
    "class-other",
    "group-1",
    "group-2",
    "group-3",
    "group-4",
    "group-5",
    "group-6",
)

STAND_INS = {role: f"#f0e1{place:02x}" for place, role in enumerate(ROLES)}
"""The stand-in colour of each role."""


def colour(role: str) -> str:
    """Return the stand-in of a role, to be given to a chart.

    >>> colour("ink")
    '#f0e100'
    """
    return STAND_INS[role]


def variable(role: str) -> str:
    """Return the role as the style sheet knows it.

    >>> variable("optic-nerve")
    'var(--optic-nerve)'
    """
    return f"var(--{role})"
