"""Preventive treatment: drugs from when to when, and infusions."""

import numpy as np
import polars as pl

from nmosd.simulation.records.clinic import DAY, MONTH, Clinic, blank, unless, word, yes_no
from nmosd.simulation.records.prevention import BY_ATTACK, FOR_THE_DIAGNOSIS, Episodes
from nmosd.stats.arrays import Booleans, Integers


def treatment_tables(clinic: Clinic) -> dict[str, pl.DataFrame]:
    """Return the tables `therapies` and `therapy_doses`: what began before the last contact."""
    lives = clinic.lives
    episodes = lives.episodes.where(lives.episodes.start <= lives.last[lives.episodes.person])
    person, start = episodes.person, episodes.start.astype(np.int64)
    draws = lives.persons.draws.numbered(person, episodes.number)
    last = lives.last[person]
    goes_on = episodes.stop > last
    stop = np.where(goes_on, last, np.minimum(episodes.stop, last)).astype(np.int64)
    ids = clinic.rows("therapies", person)
    exact = np.where(clinic.lacking(draws, "start_day_unknown"), MONTH, DAY)
    no_word = ~goes_on & clinic.lacking(draws, "stop_unknown")
    ongoing = unless(no_word | (goes_on & clinic.lacking(draws, "ongoing_blank")), yes_no(goes_on))
    reasons = clinic.assumed.shares("stop_reason")[0]
    reason = np.where(episodes.reason == BY_ATTACK, len(reasons), episodes.reason)
    unsaid = goes_on | no_word | (episodes.reason == FOR_THE_DIAGNOSIS) | clinic.lacking(draws, "stop_reason_blank")
    for_ms = episodes.reason == FOR_THE_DIAGNOSIS
    therapies = pl.DataFrame(
        ids
        | {"drug": word("drugs", episodes.drugs, episodes.drug)}
        | clinic.date("start", person, start, exact=exact)
        | blank(clinic.date("stop", person, stop), goes_on | no_word)
        | {
            "ongoing": ongoing,
            "stop_reason": word("stop_reason", (*reasons, "attack"), np.where(unsaid, -1, reason)),
            "indication": word("indication", ("multiple sclerosis",), np.where(for_ms, 0, -1)),
        }
    )
    recorded = ~clinic.lacking(draws, "doses_not_recorded")
    return {"therapies": therapies, "therapy_doses": _doses(clinic, episodes, ids["row_id"], stop, recorded=recorded)}


def _doses(clinic: Clinic, episodes: Episodes, row_id: pl.Series, stop: Integers, *, recorded: Booleans) -> pl.DataFrame:
    """Return the infusions of drugs given in infusions: two at the start, then one each time the interval is over."""
    drugs, start = episodes.drugs, episodes.start.astype(np.int64)
    every, second = (
        np.array([clinic.assumed.table(table).get(name, 0) for name in drugs])[episodes.drug].astype(np.int64)
        for table in ("dose_every", "second_dose_after")
    )
    given = np.flatnonzero(recorded & (every > 0))
    counts = 2 + (stop[given] - start[given]) // every[given]
    episode = np.repeat(given, counts)
    number = np.arange(episode.size) - np.repeat(np.cumsum(counts) - counts, counts)
    after = np.where(number == 0, 0, np.where(number == 1, second[episode], (number - 1) * every[episode]))
    day = start[episode] + after
    in_time = day <= stop[episode]
    episode, day = episode[in_time], day[in_time]
    whose = episodes.person[episode]
    return pl.DataFrame(
        clinic.rows("therapy_doses", whose)
        | {"therapy": row_id.gather(episode), "drug": word("drugs", drugs, episodes.drug[episode])}
        | clinic.date("given", whose, day)
    )
