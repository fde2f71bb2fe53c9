"""The people, their diagnoses, their antibody tests and their coexisting diseases."""

import numpy as np
import polars as pl

from nmosd.record.vocabulary import vocabulary
from nmosd.simulation.histories.attacks import DAYS_PER_YEAR
from nmosd.simulation.records.clinic import DAY, MONTH, YEAR, Clinic, blank, unless, word, yes_no
from nmosd.simulation.records.drawing import Draws
from nmosd.simulation.records.reports import Reports
from nmosd.stats.arrays import Booleans, Floats, Integers


def people_tables(clinic: Clinic, reports: Reports) -> dict[str, pl.DataFrame]:
    """Return the tables `patients`, `diagnoses`, `antibody_tests` and `comorbidities`."""
    return {
        "patients": _patients(clinic, reports),
        "diagnoses": _diagnoses(clinic),
        "antibody_tests": _antibody_tests(clinic),
        "comorbidities": _comorbidities(clinic),
    }


def _patients(clinic: Clinic, reports: Reports) -> pl.DataFrame:
    lives, persons, draws = clinic.lives, clinic.lives.persons, clinic.lives.persons.draws
    everybody = np.arange(len(persons))
    dead = np.isfinite(lives.death) & (lives.death <= lives.last)
    onset = clinic.date("onset", everybody, np.zeros(len(persons), np.int64), exact=_exactness_of_onset(reports, len(persons)))
    vague_birth = np.where(clinic.lacking(draws, "birth_month_unknown"), YEAR, MONTH)
    ways = clinic.assumed.shares("leaving")[0]
    status = word("vital_status", ("alive", "dead", *ways), np.where(dead, 1, np.where(lives.left >= 0, 2 + lives.left, 0)))
    causes, shares = clinic.assumed.shares("death_cause")
    cause = np.where(lives.death_in_attack, len(causes), draws.choice("cause of death", shares))
    death_day = np.where(dead, lives.death, 0).astype(np.int64)
    complete = ~clinic.lacking(draws, "coexisting_not_asked")
    return pl.DataFrame(
        {
            "row_id": pl.select(pl.lit(clinic.patients) + "/patients").to_series(),
            "patient_id": clinic.patients,
            "sex": word("sex", ("male", "female"), persons.female.astype(np.int64)),
            "ancestry": pl.Series(persons.ancestries).gather(persons.ancestry),
        }
        | clinic.date("birth", everybody, persons.birth - persons.onset, exact=vague_birth)
        | blank(onset, clinic.lacking(draws, "onset_blank"))
        | clinic.date("first_contact", everybody, persons.entered)
        | clinic.date("last_contact", everybody, lives.last)
        | {"status": status}
        | blank(clinic.date("death", everybody, death_day), ~dead)
        | {
            "death_cause": word(
                "death_cause",
                (*causes, "NMOSD"),
                np.where(dead & ~clinic.lacking(draws, "cause_blank"), cause, -1),
            ),
            "coexisting_diseases_complete": unless(~complete, yes_no(complete)),
        }
    )


def _exactness_of_onset(reports: Reports, people: int) -> Integers:
    """Return how exactly the first attack is known: the stated onset says the same."""
    found = np.full(people, DAY)
    lives = reports.clinic.lives
    first = lives.histories.first[:-1]
    row = reports.row_of_attack[first]
    found[row >= 0] = reports.exact[row[row >= 0]]
    return found


def _diagnoses(clinic: Clinic) -> pl.DataFrame:
    lives, persons, labels = clinic.lives, clinic.lives.persons, clinic.lives.labels
    wrong = np.flatnonzero(labels.label >= 0)
    right = np.flatnonzero(persons.diagnosed <= lives.last)
    person = np.concatenate([wrong, right])
    day = np.concatenate([labels.labelled[wrong], persons.diagnosed[right]])
    label = np.concatenate([labels.label[wrong], np.full(right.size, len(labels.labels))])
    order = np.lexsort((day, person))
    person, day, label = person[order], day[order], label[order]
    is_right = label == len(labels.labels)
    draws = persons.draws.numbered(person, is_right.astype(np.int64))
    exact = np.where(clinic.lacking(draws, "diagnosis_day_unknown"), MONTH, DAY)
    return pl.DataFrame(
        clinic.rows("diagnoses", person)
        | {"label": word("label", (*labels.labels, "NMOSD"), label)}
        | clinic.date("diagnosed", person, day, exact=exact)
        | {"alternatives_excluded": unless(~is_right, yes_no(is_right))}
    )


def _antibody_tests(clinic: Clinic) -> pl.DataFrame:
    """Return tests for AQP4-IgG at the diagnosis, some again after a negative, and for MOG-IgG beside the first."""
    persons, draws, assumed = clinic.lives.persons, clinic.lives.persons.draws, clinic.assumed
    everybody = np.arange(len(persons))
    before = np.floor((1 + assumed.number("tested_before_diagnosis")) * draws.uniform("test before the diagnosis")).astype(
        np.int64
    )
    day = np.maximum(persons.diagnosed - before, 0)
    assays, shares = assumed.shares("assay")
    assay = draws.choice("assay", shares)
    tested = ~clinic.lacking(draws, "never_tested")
    first = _positive(clinic, draws, "result", assays, assay)
    again = draws.numbered(everybody, np.ones(len(persons), np.int64))
    retested = tested & ~first & draws.chance("retested", assumed.number("retested"))
    next_assay = again.choice("assay", shares)
    share = np.where(first, assumed.table("tested_for_mog")["positive"], assumed.table("tested_for_mog")["negative"])
    error = 1 - assumed.number("mog_specificity")
    mog_positive = draws.chance("MOG-IgG", error * clinic.degree("assay_errs"))
    parts = [
        (tested, day, 0, assay, first),
        (tested & draws.chance("tested for MOG-IgG", share), day, 1, assay, mog_positive),
        (
            retested,
            day + draws.days("retest", assumed.number("retest_days")),
            0,
            next_assay,
            _positive(clinic, again, "result", assays, next_assay),
        ),
    ]
    return _tests(clinic, parts, assays)


def _tests(
    clinic: Clinic, parts: list[tuple[Booleans, Integers, int, Integers, Booleans]], assays: tuple[str, ...]
) -> pl.DataFrame:
    """Return the tests of all parts (who, day, analyte, assay, positive) in the order of the people and then of the parts."""
    places = [np.flatnonzero(who & (day <= clinic.lives.last)) for who, day, *_ in parts]
    person = np.concatenate(places)
    part = np.repeat(np.arange(len(parts)), [place.size for place in places])
    order = np.lexsort((part, person))
    person, part = person[order], part[order]
    draws = clinic.lives.persons.draws.numbered(person, part)

    def column(place: int) -> Integers:
        return np.stack([np.broadcast_to(one[place], len(clinic.lives.persons)) for one in parts])[part, person]

    analyte, assay = column(2), column(3)
    exact = np.where(clinic.lacking(draws, "test_day_unknown"), MONTH, DAY)
    # A test for MOG-IgG needs cells that show it, whichever assay was used for AQP4-IgG.
    cell_based = [place for place, name in enumerate(assays) if vocabulary("assay")[name].attributes["cell_based"]]
    assay = np.where((analyte == 1) & ~np.isin(assay, cell_based), cell_based[0] if cell_based else -1, assay)
    return pl.DataFrame(
        clinic.rows("antibody_tests", person)
        | {"analyte": word("analyte", ("AQP4-IgG", "MOG-IgG"), analyte)}
        | clinic.date("sampled", person, column(1), exact=exact)
        | {
            "specimen": word("specimen", ("serum",), np.zeros(person.size, np.int64)),
            "assay": word("assay", assays, np.where(clinic.lacking(draws, "assay_blank"), -1, assay)),
            "result": word("result", ("negative", "positive"), column(4).astype(np.int64)),
        }
    )


def _positive(clinic: Clinic, draws: Draws, purpose: str, assays: tuple[str, ...], assay: Integers) -> Booleans:
    """Return whether each person's test for AQP4-IgG by an assay is positive."""
    errs = clinic.degree("assay_errs")

    def errors(name: str) -> Floats:
        return errs * (1 - np.array([clinic.assumed.table(name)[one] for one in assays])[assay])

    truth = clinic.lives.persons.aqp4_positive
    share = np.where(truth, 1 - errors("assay_sensitivity"), errors("assay_specificity"))
    return draws.chance(purpose, share)


def _comorbidities(clinic: Clinic) -> pl.DataFrame:
    lives, persons, assumed = clinic.lives, clinic.lives.persons, clinic.assumed
    diseases = tuple(assumed.table("coexisting_disease"))
    person = np.repeat(np.arange(len(persons)), len(diseases))
    disease = np.tile(np.arange(len(diseases)), len(persons))
    draws = persons.draws.numbered(person, disease)
    share = np.array(list(assumed.table("coexisting_disease").values()))
    years = assumed.number("coexisting_disease_spread") * draws.normal("coexisting disease")
    day = np.floor((years - assumed.number("coexisting_disease_before")) * DAYS_PER_YEAR).astype(np.int64)
    day = np.maximum(day, (persons.birth - persons.onset)[person] + 1)
    asked = ~clinic.lacking(persons.draws, "coexisting_not_asked")
    forgotten = clinic.lacking(draws, "coexisting_forgotten") & ~asked[person]
    kept = np.flatnonzero((draws.uniform("has a coexisting disease") < share[disease]) & (day <= lives.last[person]) & ~forgotten)
    person, disease = person[kept], disease[kept]
    return pl.DataFrame(
        clinic.rows("comorbidities", person)
        | {"disease": word("diseases", diseases, disease)}
        | clinic.date("began", person, day[kept], exact=YEAR)
    )
