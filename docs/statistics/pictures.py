"""Every picture of the statistics reference by its file name."""

from docs.statistics.curves_picture import curves_picture
from docs.statistics.forests import bcg_forest, bladder_forest
from docs.statistics.love_plot import love_plot
from docs.statistics.uneven_counts import uneven_counts


def pictures() -> dict[str, str]:
    """Return the SVG text of each picture."""
    return {
        "statistics/cox.svg": bladder_forest(),
        "statistics/curves.svg": curves_picture(),
        "statistics/rates.svg": uneven_counts(),
        "statistics/synthesis.svg": bcg_forest(),
        "statistics/weighting.svg": love_plot(),
    }
