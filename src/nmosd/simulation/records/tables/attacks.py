"""Reported attacks, their treatment, and the scans made for them."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nmosd.simulation.records.clinic import Clinic, blank, unless, word, yes_no
from nmosd.simulation.records.drawing import Draws
from nmosd.simulation.records.features import BOTH, LEFT, RESPONSES, RIGHT
from nmosd.simulation.records.reports import Reports
from nmosd.stats.arrays import Booleans, Floats, Integers

_SIDES = {RIGHT: "optic nerve right", LEFT: "optic nerve left"}
_NO_SIDE = "optic nerve"
_REGIONS = ("brain", "orbit", "spinal cord")


def attack_tables(clinic: Clinic, reports: Reports, nadir_edss: Floats, seen: Booleans) -> dict[str, pl.DataFrame]:
    """Return the tables `attacks`, `acute_treatments` and `mri_scans`.

    `nadir_edss` is the EDSS at the worst point of each attack, `seen` whether it was examined then.
    """
    return {
        "attacks": _attacks(clinic, reports, nadir_edss, seen),
        "acute_treatments": _acute_treatments(clinic, reports),
        "mri_scans": _scans(clinic, reports),
    }


def _attacks(clinic: Clinic, reports: Reports, nadir_edss: Floats, seen: Booleans) -> pl.DataFrame:
    true = reports.attack >= 0
    features = clinic.lives.features

    def of_attack(values: NDArray[Any], otherwise: float) -> NDArray[Any]:
        return np.where(true, values[reports.attack], otherwise)

    questions = {
        "over_24_hours": true,
        "fever_infection_or_heat": ~true,
        "objective_change": true,
        "new_mri_lesion": _lesion_shows(reports, clinic),
        "hospitalised": true & (of_attack(nadir_edss, 0) >= clinic.assumed.number("hospitalised_from")),
    }
    answers: dict[str, pl.Series] = {}
    for name, answer in questions.items():
        left_out = reports.draws.chance(f"missing: {name}", clinic.degree("attack_details_blank"))
        answers[name] = unless(left_out, yes_no(answer))
    adjudication = word("adjudication", ("definite", "pseudo-attack"), np.where(true, 0, 1))
    source = word("report_source", ("examination", "patient recall"), reports.past.astype(np.int64))
    recovery = word("recovery", RESPONSES, of_attack(features.response, -1))
    details = clinic.lacking(reports.draws, "attack_details_blank")
    nadir = pl.Series(of_attack(nadir_edss, np.nan), nan_to_null=True)
    examined = of_attack(seen, 0).astype(bool)
    return pl.DataFrame(
        reports.ids
        | clinic.date("onset", reports.person, reports.day, exact=reports.exact)
        | {"sites": _sites(clinic, reports), "report_source": source}
        | answers
        | {"adjudication": unless(clinic.lacking(reports.draws, "not_adjudicated"), adjudication)}
        | {"nadir_edss": unless(~examined, nadir), "recovery": unless(details, recovery)}
    )


def _sites(clinic: Clinic, reports: Reports) -> pl.Series:
    """Return the sites of each report; of a false one what the person feels, at random."""
    features = clinic.lives.features
    names, shares = clinic.assumed.shares("kind_later")
    felt = np.array([features.kinds.names.index(name) for name in names])[reports.draws.choice("felt site", shares)]
    true = reports.attack >= 0
    kind = np.where(true, features.kinds.place[reports.attack], felt)
    one_eye = np.where(reports.draws.uniform("felt side") < 0.5, RIGHT, LEFT)
    eyes = np.where(true, features.eyes[reports.attack], one_eye)
    side_unknown = (eyes != BOTH) & clinic.lacking(reports.draws, "side_blank")
    eyes = np.where(side_unknown, 0, eyes)
    table = pl.Series(
        [_sites_of(name, eyes) for name in features.kinds.names for eyes in range(BOTH + 1)], dtype=pl.List(pl.String)
    )
    is_onset = true & (clinic.lives.number_of_attacks()[reports.attack] == 0)
    left_out = clinic.lacking(reports.draws, "sites_blank") & ~is_onset
    place = pl.Series(kind.astype(np.int64) * (BOTH + 1) + eyes).set(pl.Series(left_out), None)
    return table.gather(place)


def _sites_of(kind: str, eyes: int) -> list[str]:
    sites = []
    for site in kind.split(" and "):
        if site == _NO_SIDE and eyes:
            sites += [name for side, name in _SIDES.items() if eyes & side]
        else:
            sites.append(site)
    return sites


def _acute_treatments(clinic: Clinic, reports: Reports) -> pl.DataFrame:
    """Return one row per course, in the order of the attacks: courses before the first contact are on record as well."""
    acute = clinic.lives.features.acute
    true = np.flatnonzero(reports.attack >= 0)
    attack = reports.attack[true]
    report = np.repeat(true, 2)
    given = np.stack([acute.first[attack], acute.second[attack]], axis=1).ravel()
    after = np.stack([acute.first_day[attack], acute.second_day[attack]], axis=1).ravel()
    day = reports.day[report] + after
    draws = reports.draws.where(report).parts(2, np.tile([0, 1], true.size))
    alive = day <= clinic.lives.last[reports.person[report]]
    kept = np.flatnonzero((given >= 0) & alive & ~clinic.lacking(draws, "acute_not_recorded"))
    report, given, day, draws = report[kept], given[kept], day[kept], draws.where(kept)
    person = reports.person[report]
    sessions = clinic.assumed.table("sessions")
    number = np.array([sessions.get(name, np.nan) for name in acute.treatments])[given]
    return pl.DataFrame(
        clinic.rows("acute_treatments", person)
        | {"attack": reports.ids["row_id"].gather(report), "treatment": word("acute_treatment", acute.treatments, given)}
        | blank(clinic.date("start", person, day), clinic.lacking(draws, "acute_day_unknown"))
        | {"sessions": pl.Series(number, nan_to_null=True).cast(pl.Int32)}
    )


def _lesion_shows(reports: Reports, clinic: Clinic) -> Booleans:
    """Return whether the lesion of each reported attack shows on scans; a false report has none."""
    shows = reports.draws.chance("scan shows the lesion", clinic.assumed.number("scan_sensitivity"))
    return (reports.attack >= 0) & shows


def _scans(clinic: Clinic, reports: Reports) -> pl.DataFrame:
    """Return the scans made for attacks: the brain for each, the orbits and the cord where they were struck."""
    kinds = clinic.lives.features.kinds
    true = np.flatnonzero(reports.attack >= 0)
    attack = reports.attack[true]
    struck = (np.ones(kinds.place.size, np.bool_), kinds.struck("optic nerve"), kinds.struck("spinal cord"))
    row, region = np.nonzero(np.stack([one[attack] for one in struck], axis=1))
    report = true[row]
    draws = reports.draws.where(report).parts(len(_REGIONS), region)
    after = np.floor(clinic.assumed.number("scanned_within") * draws.uniform("day of the scan")).astype(np.int64)
    day = reports.day[report] + 1 + after
    kept = np.flatnonzero((day <= clinic.lives.last[reports.person[report]]) & ~clinic.lacking(draws, "scan_not_made"))
    report, region, day, draws = report[kept], region[kept], day[kept], draws.where(kept)
    return pl.DataFrame(
        clinic.rows("mri_scans", reports.person[report])
        | clinic.date("scanned", reports.person[report], day)
        | {"region": word("mri_region", _REGIONS, region), "attack": reports.ids["row_id"].gather(report)}
        | _lesions(clinic, reports.attack[report], region, _lesion_shows(reports, clinic)[report], draws)
    )


def _lesions(clinic: Clinic, attack: Integers, region: Integers, shows: Booleans, draws: Draws) -> dict[str, pl.Series]:
    """Return what scans of regions (places in `_REGIONS`) show of attacks."""
    features = clinic.lives.features
    brain, orbit, cord = (region == place for place in range(len(_REGIONS)))

    def lesion(there: Booleans, scanned: Booleans) -> pl.Series:
        return unless(~scanned, yes_no(there & shows))

    above = ~(features.kinds.struck("spinal cord") | features.kinds.struck("optic nerve"))[attack]
    pattern = word("brain_pattern", ("normal", "typical of NMOSD"), (above & shows).astype(np.int64))
    limits = clinic.assumed.table("cord_lesion_segments")
    long = draws.chance("long cord lesion", clinic.assumed.number("long_cord_lesion"))
    low = np.where(long, limits["long"], limits["shortest"])
    high = np.where(long, 1 + limits["longest"], limits["long"])
    length = low + np.floor((high - low) * draws.uniform("segments"))
    of_the_brain = {
        f"{name}_lesion": lesion(features.kinds.struck(site)[attack], brain)
        for name, site in (
            ("area_postrema", "area postrema"),
            ("brainstem", "brainstem"),
            ("diencephalic", "diencephalon"),
            ("cerebral", "cerebrum"),
        )
    }
    return of_the_brain | {
        "new_lesion": yes_no(shows & (above | ~brain)),
        "cord_lesion": lesion(cord, cord),
        "longest_cord_lesion": pl.Series(np.where(cord & shows, length, np.nan), nan_to_null=True),
        "optic_nerve_right_lesion": lesion((features.eyes[attack] & RIGHT) > 0, orbit),
        "optic_nerve_left_lesion": lesion((features.eyes[attack] & LEFT) > 0, orbit),
        "brain_pattern": unless(~brain, pattern),
    }
