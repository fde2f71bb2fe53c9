"""The `spec` fixture of the simulation: what attacks take and leave, and what an examiner finds on a day."""

import numpy as np
import pytest

from nmosd.simulation.records.assumptions import assumptions
from nmosd.simulation.records.features import most_loss
from nmosd.simulation.records.kernel import losses_of_attacks, states
from nmosd.simulation.records.scoring import EDSS, SCORED, WALKING, scores, scoring, walking_from

HEADER = "day"
PARTS = ("motor", "sensory loss", "sphincter", "brainstem loss", "cerebral loss", "right eye", "left eye")


def read(text: str) -> list[dict[str, str]]:
    header, *body = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    return [dict(zip(header, cells, strict=True)) for cells in body]


def lost_in(rows: list[dict[str, str]]) -> np.ndarray:
    return np.array([[float(row.get(part) or 0) for part in PARTS] for row in rows]).reshape(-1, len(PARTS))


def shown(lost: np.ndarray, row: dict[str, str]) -> dict[str, str]:
    """Return what a row asks for, as it is written."""
    assumed = assumptions()
    scored = scores(lost[None], scoring(assumed))[0]
    aids = assumed.table("walking_aid_from")
    motor = walking_from(assumed)[scored[WALKING]]
    found: dict[str, str] = {name.removesuffix("_function").replace("_", " "): str(scored[SCORED.index(name)]) for name in SCORED}
    found |= {part: f"{value:.1f}" for part, value in zip(PARTS, lost, strict=True)}
    found |= {"EDSS": f"{scored[EDSS] / 2:.1f}", "aid": max((loss, aid) for aid, loss in aids.items() if loss <= motor)[1]}
    return {name: found.get(name, text) for name, text in row.items()}


@pytest.fixture
def spec():
    """Check what examinations find on days after the attacks of a person, or the scores of what somebody has lost, row by row."""

    def check(
        *, attacks: str = HEADER, expect_examinations: str = HEADER, losses: str = HEADER, expect_scores: str = HEADER
    ) -> None:
        scored = read(expect_scores)
        assert [shown(lost, row) for lost, row in zip(lost_in(read(losses)), scored, strict=True)] == scored
        rows, examined = read(attacks), read(expect_examinations)
        assert scored or examined, "a spec expects something"
        found = lost_on(rows, np.array([int(row["day"]) for row in examined], np.int64))
        assert [shown(lost, row) for lost, row in zip(found, examined, strict=True)] == examined

    return check


def lost_on(attacks: list[dict[str, str]], days: np.ndarray) -> np.ndarray:
    assumed = assumptions()
    most, until = most_loss(assumed), assumed.number("recovery_days")
    first, asked = np.array([0, len(attacks)]), np.array([0, days.size])
    share = np.array([float(row["stays"].rstrip(" %")) / 100 for row in attacks])
    worst, lasting = losses_of_attacks(first, lost_in(attacks), share, most)
    day, nadir = (np.array([int(row[name]) for row in attacks], np.int64) for name in ("day", "worst after"))
    return states(first, day.astype(np.int32), worst, lasting, nadir, until, most, asked, days)
