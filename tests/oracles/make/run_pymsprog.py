"""Make random patients and what pymsprog says of them: confirmed worsening and milestones under many options.

    python tests/oracles/make/run_pymsprog.py --people 500 --seed 2 --into tests/oracles/data/pymsprog

in an environment of its own with pymsprog 1.0.7 (it needs numpy below 2). Writes `visits.csv.gz`, `attacks.csv.gz`,
`worsening.csv.gz` and `milestones.csv.gz`; the options stand in `OPTIONS`. Nothing of the package under test is imported.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import pandas as pd
from pymsprog import MSprog, value_milestone

SCORES = np.array([0.0, *np.arange(1, 9.5, 0.5)])
GAPS = (10, 20, 29, 30, 31, 40, 60, 76, 77, 84, 90, 91, 92, 100, 120, 168, 182, 183, 200, 365)


def trial_step(score: float) -> float:
    """The step recalled of NMOSD trials."""
    return 2.0 if score == 0 else 1.0 if score < 5.5 else 0.5


def windows(prec: tuple, event: tuple, conf: tuple, prec_type: str = "baseline") -> dict:
    return {"prec": prec, "event": event, "conf": conf, "prec_type": prec_type}


MULTIPLE = {"event": "multiple", "baseline": "roving"}
KINDS = MULTIPLE | {"RAW_PIRA": True}
OPTIONS: dict[str, dict] = {
    "first fixed 12 weeks": {},
    "first fixed 24 weeks": {"conf_days": 168},
    "all fixed 12 weeks": {"event": "multiple", "conf_tol_days": [30, 30]},
    "first after improvement": {"baseline": "roving_impr"},
    "all after worsening": {"event": "multiple", "baseline": "roving_wors"},
    "all roving 12 weeks": MULTIPLE | {"conf_tol_days": [7, math.inf]},
    "all roving 24 weeks": MULTIPLE | {"conf_days": 168, "conf_tol_days": [30, 60]},
    "all fixed held 300 days": {"event": "multiple", "require_sust_days": 300},
    "all roving held 300 days": MULTIPLE | {"require_sust_days": 300},
    "all roving held to the end": MULTIPLE | {"require_sust_days": math.inf},
    "all roving onset clear of attacks": MULTIPLE | {"relapse_to_event": 30},
    "all roving 90 days clear of attacks": MULTIPLE | {"relapse_to_bl": 90, "relapse_to_conf": 90},
    "all roving trial step": MULTIPLE | {"delta_fun": trial_step},
    "kinds around onset and confirmation": KINDS,
    "kinds reference to onset": KINDS | {"relapse_indep": windows((0, None), (None, 30), (30, 30))},
    "kinds before onset to confirmation": KINDS | {"relapse_indep": windows((0, 0), (90, None), (None, 0))},
    "kinds reference to confirmation": KINDS | {"relapse_indep": windows((0, None), (None, None), (None, 0))},
    "kinds last visit to onset": KINDS | {"relapse_indep": windows((0, None), (None, 0), (30, 0), "last")},
    "kinds fixed 24 weeks": {"event": "multiple", "RAW_PIRA": True, "conf_days": 168},
    "first renewed after attacks": {"relapse_rebl": True},
    "all fixed renewed after attacks": {"event": "multiple", "relapse_rebl": True, "RAW_PIRA": True},
    "all roving renewed after attacks": KINDS | {"relapse_rebl": True},
}
MILESTONES: dict[str, dict] = {
    "6 months": {"conf_days": 182, "relapse_to_event": 92, "relapse_to_conf": 92},
    "12 weeks 30 days": {"conf_days": 84, "relapse_to_event": 31, "relapse_to_conf": 31},
}


def make_people(people: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Courses that meet every boundary: gaps of days that the windows name, scores that go up near an attack and come back."""
    random = np.random.default_rng(seed)
    visits, attacks = [], []
    for number in range(people):
        days = np.cumsum([0, *random.choice(GAPS, random.integers(2, 16))])
        span = int(days[-1])
        onsets = sorted({int(day) for day in random.integers(-120, span + 60, random.poisson(1.5))})
        if random.random() < 0.5:
            onsets = sorted({*onsets, int(random.choice(days)) - int(random.choice((0, 29, 30, 31, 90, 91)))})
        place = int(random.integers(0, len(SCORES)))
        patient = f"P{number:05d}"
        for day in days:
            near = any(0 <= day - onset <= 40 for onset in onsets)
            step = random.choice((-3, -2, -1, 0, 0, 0, 0, 1, 2, 3)) if random.random() < 0.6 else 0
            place = int(np.clip(place + step + (3 if near and random.random() < 0.5 else 0), 0, len(SCORES) - 1))
            visits.append((patient, int(day), SCORES[place]))
        attacks += [(patient, onset) for onset in onsets]
    return pd.DataFrame(visits, columns=["patient", "day", "edss"]), pd.DataFrame(attacks, columns=["patient", "day"])


def whole(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.0f}"


def changes(visits: pd.DataFrame, attacks: pd.DataFrame, options: dict) -> tuple[pd.DataFrame, list[str]]:
    """Return the changes found, and the patients for whom pymsprog fails (then each is run alone)."""
    try:
        _, found = MSprog(
            visits.copy(), "patient", "edss", "day", "edss", relapse=attacks.copy(), date_format="day",
            include_dates=True, include_value=True, verbose=0, **options,
        )  # fmt: skip
    except IndexError:
        people = visits["patient"].unique()
        if len(people) == 1:
            return pd.DataFrame(), [people[0]]
        alone = [changes(visits[visits["patient"] == one], attacks, options) for one in people]
        return pd.concat([found for found, _ in alone]), [one for _, failed in alone for one in failed]
    return found[found["nevent"] > 0], []


def worsening(visits: pd.DataFrame, attacks: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for name, options in OPTIONS.items():
        given = {"conf_days": 84, "conf_tol_days": [7, 730], "baseline": "fixed"} | options
        found, failed = changes(visits, attacks, given)
        rows += [{"options": name, "patient": patient, "change": "IndexError"} for patient in failed]
        confirmed = f"conf{given['conf_days']}_date"
        for event in found.to_dict("records"):
            kind = event.get("CDW_type") or ""
            rows.append(
                {
                    "options": name,
                    "patient": event["patient"],
                    "change": {"CDW": "worsening", "CDI": "improvement"}[event["event_type"]],
                    "reference": whole(event["bl_date"]),
                    "onset": whole(event["date"]),
                    "confirmed": whole(event[confirmed]),
                    "held": whole(event["sust_days"]),
                    "to_the_end": "yes" if event["sust_last"] else "no",
                    "kind": {"RAW": "relapse-associated", "PIRA": "independent", "undefined": "undetermined"}.get(kind, kind),
                }
            )
    return pd.DataFrame(rows)


def milestones(visits: pd.DataFrame, attacks: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for name, options in MILESTONES.items():
        for score in (4, 6, 8):
            found = value_milestone(
                visits.copy(), score, "patient", "edss", "day", "edss", relapse=attacks.copy(), date_format="day",
                conf_tol_days=[0, math.inf], **options,
            )  # fmt: skip
            rows += [
                {"options": name, "patient": patient, "milestone": f"EDSS {score}", "day": whole(one["day"])}
                for patient, one in found[found["observed"].astype(bool)].iterrows()
            ]
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, required=True)
    chosen = parser.parse_args()
    visits, attacks = make_people(chosen.people, chosen.seed)
    chosen.into.mkdir(parents=True, exist_ok=True)
    tables = {"worsening": worsening(visits, attacks), "milestones": milestones(visits, attacks)}
    for name, table in ({"visits": visits, "attacks": attacks} | tables).items():
        packed = {"method": "gzip", "mtime": 0}
        table.to_csv(chosen.into / f"{name}.csv.gz", index=False, lineterminator="\n", compression=packed)


if __name__ == "__main__":
    main()
