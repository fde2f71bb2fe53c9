"""What the swimmer plot and its table show of each person: follow-up, attacks, treatment and end, in years from onset.

Nothing is computed here beyond the change of scale from days to years: the facts are those of the course and the record.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from nmosd.course.days import with_days
from nmosd.record.dates import DAY_ZERO, DAYS_PER_YEAR, show_interval

if TYPE_CHECKING:
    from nmosd.study import Study

PRECISE_WITHIN_DAYS = 31
"""An onset known to the month or better is drawn as known; a wider interval is drawn hollow."""

SITE_GROUPS = ("optic nerve", "spinal cord", "area postrema", "other or several sites", "site not stated")
"""How the sites of an attack are grouped for the eye; the full list stands in the table below the figure."""

NO_DRUG = "drug not stated"

ENDS = {
    "dead": "died",
    "lost": "lost to follow-up",
    "moved": "moved away",
    "withdrew": "withdrew",
    "alive": "alive at last contact",
}


@dataclass(frozen=True)
class AttackMark:
    """One attack of a person; `at` is null where no date is known."""

    number: int
    at: float | None
    earliest: float | None
    latest: float | None
    group: str
    precise: bool
    said: str


@dataclass(frozen=True)
class TreatmentBar:
    """One episode of preventive treatment; a null start or stop was not stated."""

    drug: str
    drug_class: str
    start: float | None
    stop: float | None
    said: str

    @property
    def dated(self) -> bool:
        """Whether it has a place on the axis."""
        return self.start is not None or self.stop is not None


@dataclass(frozen=True)
class Line:
    """One person. `entry` and `exit` bound the stated follow-up; both are null where it cannot be told.

    `ended` is the last contact or death, also where follow-up cannot be told; `last_known` the last moment of anything on record.
    """

    patient_id: str
    placed: bool
    entry: float | None
    exit: float | None
    ended: float | None
    last_known: float
    end: str | None
    attacks: tuple[AttackMark, ...]
    treatments: tuple[TreatmentBar, ...]
    followed: str

    @property
    def undated(self) -> int:
        """Attacks without any date."""
        return sum(attack.at is None for attack in self.attacks)


def lines_of(study: "Study") -> list[Line]:
    """Return one line per included person, longest known course first, then by pseudonym; those without an onset come last."""
    course, record = study.course, study.record
    person_time = {row["patient_id"]: row for row in course.person_time.iter_rows(named=True)}
    attacks = _by_person(course.attacks.sort("patient_id", "attack"))
    therapies = with_days(record.therapies, "start", "stop", definitions=course.definitions)
    drugs = _by_person(therapies.sort("patient_id", "start_day", "row_id"))
    included = set(study.included.to_list())
    lines = [
        _line(person, person_time.get(person["patient_id"], {}), attacks, drugs, course.calendar)
        for person in course.people.iter_rows(named=True)
        if person["patient_id"] in included
    ]
    return sorted(lines, key=lambda line: (not line.placed, -_length(line), line.patient_id))


def site_group(sites: Iterable[str] | None) -> str:
    """Return the group of an attack's sites.

    >>> site_group(["optic nerve right", "optic nerve left"]), site_group(["optic nerve", "spinal cord"]), site_group([])
    ('optic nerve', 'other or several sites', 'site not stated')
    """
    families = {"optic nerve" if site.startswith("optic nerve") else site for site in sites or ()}
    if not families:
        return SITE_GROUPS[-1]
    return families.pop() if len(families) == 1 and families <= set(SITE_GROUPS[:3]) else SITE_GROUPS[3]


def _length(line: Line) -> float:
    return line.last_known if line.ended is None else line.ended


def _line(
    person: Mapping[str, Any],
    time: Mapping[str, Any],
    attacks: Mapping[str, list[dict[str, Any]]],
    drugs: Mapping[str, list[dict[str, Any]]],
    calendar: str,
) -> Line:
    patient_id, onset = person["patient_id"], person["onset_day"]
    known = time.get("person_years") is not None
    entry, exit_ = (_years(time.get(key), onset) if known else None for key in ("entry_day", "exit_day"))
    marks = tuple(_attack(row, onset, calendar) for row in attacks.get(patient_id, []))
    deaths_and_contacts = (_years(person[name], onset) for name in ("death_day", "last_contact_day"))
    ended = exit_ if exit_ is not None else next((moment for moment in deaths_and_contacts if moment is not None), None)
    bars = tuple(_treatment(row, onset, calendar, ended) for row in drugs.get(patient_id, []))
    moments = [0.0, ended, entry, *(mark.at for mark in marks), *(moment for bar in bars for moment in (bar.start, bar.stop))]
    return Line(
        patient_id=patient_id,
        placed=onset is not None,
        entry=entry,
        exit=exit_,
        ended=ended,
        last_known=max(moment for moment in moments if moment is not None),
        end=ENDS.get(str(person["status"])),
        attacks=marks,
        treatments=bars,
        followed=_followed(entry, exit_, time.get("reason"), placed=onset is not None),
    )


def _attack(row: Mapping[str, Any], onset: int | None, calendar: str) -> AttackMark:
    first, last = row["onset_earliest_day"], row["onset_latest_day"]
    dated = row["onset_day"] is not None and not row["undated"]
    at = _years(row["onset_day"], onset) if dated else None
    sites = list(row["sites"] or ())
    where = ", ".join(sites) or "site not stated"
    reports = "" if row["reported"] in (None, 1) else f", {row['reported']} reports counted as one"
    when = "undated" if not dated else _when(first, last, calendar)
    return AttackMark(
        number=row["attack"],
        at=at,
        earliest=_years(first, onset),
        latest=_years(last, onset),
        group=site_group(sites),
        precise=dated and first is not None and last is not None and last - first <= PRECISE_WITHIN_DAYS,
        said=f"{when}: {where}{reports}",
    )


def _treatment(row: Mapping[str, Any], onset: int | None, calendar: str, last: float | None) -> TreatmentBar:
    from nmosd.record.vocabulary import vocabulary

    drug = row["drug"]
    start, stop = _years(row["start_day"], onset), _years(row["stop_day"], onset)
    if stop is None and row["ongoing"] == "yes":
        stop = last
    terms = vocabulary("drugs")
    drug_class = str(terms[drug].attributes.get("class", "other")) if drug in terms else NO_DRUG
    shown = [_when(row[f"{end}_earliest_day"], row[f"{end}_latest_day"], calendar) for end in ("start", "stop")]
    until = shown[1] or ("ongoing" if row["ongoing"] == "yes" else "stop not stated")
    return TreatmentBar(
        drug=drug or NO_DRUG,
        drug_class=drug_class,
        start=start,
        stop=stop,
        said=f"{drug or NO_DRUG}: {shown[0] or 'start not stated'} to {until}",
    )


def _by_person(frame: pl.DataFrame) -> Mapping[str, list[dict[str, Any]]]:
    rows = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["patient_id"]].append(row)
    return rows


def _years(day: int | None, onset: int | None) -> float | None:
    return None if day is None or onset is None else (day - onset) / DAYS_PER_YEAR


def _when(first: int | None, last: int | None, calendar: str) -> str:
    if first is None or last is None:
        return ""
    return show_interval(DAY_ZERO + timedelta(first), DAY_ZERO + timedelta(last), calendar)


def _followed(entry: float | None, exit_: float | None, reason: str | None, *, placed: bool) -> str:
    if entry is not None and exit_ is not None:
        return f"{entry:.1f} to {exit_:.1f}"
    if not placed:
        return "onset not stated"
    return f"cannot tell: {reason}" if reason else "cannot tell"
