"""How sure the coefficients are: from the model, or from how much each cluster moves them (Lin and Wei)."""

import numpy as np

from nmosd.stats.arrays import Floats, Integers
from nmosd.stats.errors import StatisticsError
from nmosd.stats.hazards.counting import CountingProcess
from nmosd.stats.hazards.newton import Point
from nmosd.stats.hazards.sweep import cluster_sums, row_residuals


def model_covariance(information: Floats) -> Floats:
    """Return the inverse of the information: right if the model is, and if a person's rows are independent given the past."""
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    return (inverse + inverse.T) / 2


def robust_covariance(data: CountingProcess, point: Point, cluster: Integers, clusters: int) -> Floats:
    """Return the sandwich: the clusters' sums of weighted score residuals between two model covariances.

    The score residual of a row counts what its covariates add at its own event, less what they add to every risk set that the row
    is in, from its start to its stop. Those with an event at the same time bear under Efron only their part of it.

    Source: Lin and Wei 1989, doi 10.1080/01621459.1989.10478874.

    Raises:
        StatisticsError: there is only one cluster.
    """
    if clusters < 2:
        raise StatisticsError(
            "There is only one cluster, and robust standard errors compare clusters: name the person of each row as its cluster, "
            "or use robust=False."
        )
    _martingale, score = row_residuals(data.layout, point.linear, point.hazard, point.means)
    bread = model_covariance(point.information)
    moved = cluster_sums(score, data.layout.weight, cluster, clusters) @ bread
    covariance: Floats = moved.T @ moved
    return covariance
