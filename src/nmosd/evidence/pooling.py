"""Synthesis of series, from the base or from a table; before and after is shown and never pooled."""

import csv
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from nmosd.errors import EvidenceError
from nmosd.evidence.base import Evidence
from nmosd.evidence.models import ArmResult, Finding, Study
from nmosd.evidence.vocabulary import evidence_words, interventions, plain, resolve_intervention
from nmosd.nearest import nearest_or_all

if TYPE_CHECKING:
    from nmosd.stats import Synthesis


@dataclass(frozen=True)
class SeriesRow:
    """One series: people and those with the outcome; `events` is None where the printed share is of no whole number of people."""

    study: str
    n: int
    events: int | None
    percent: float | None
    group: str = "everyone"
    nearest: int | None = None


@dataclass(frozen=True)
class Counted:
    """An arm that can be pooled, with where its figures stand."""

    study: str
    finding: str
    arm: str
    events: int
    n: int | None
    person_years: float | None


@dataclass(frozen=True)
class BeforeAfter:
    """The same people at two times, for showing only: what an inert treatment would have given is not known from it."""

    study: str
    finding: str
    outcome: str
    time: str | None
    before: float
    after: float


def read_series(
    path: Path | str | Traversable,
    *,
    study: str,
    n: str,
    percent: str | Sequence[str] = (),
    events: str | None = None,
    by: str | None = None,
) -> tuple[SeriesRow, ...]:
    """Return the series of a CSV table, one row each, in its order; rows without a share or a count are left out.

    Give the column of `events`, or one or more columns of `percent` of which the first that is filled counts. A share that
    belongs to no whole number of people keeps `events` null, with the nearest count beside it.

    Raises:
        EvidenceError: a file that cannot be read, a column that is not there, or a value that is no number.
    """
    source = Path(path) if isinstance(path, str) else path
    try:
        rows = list(csv.DictReader(source.read_text(encoding="utf-8-sig").splitlines()))
    except FileNotFoundError as error:
        tables = ", ".join(published_tables())
        raise EvidenceError(f"There is no file {source}: give a CSV file, or a table of nmosd ({tables}).") from error
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{source} cannot be read as UTF-8 text ({error}): save it as CSV in UTF-8.") from error
    shares = (percent,) if isinstance(percent, str) else tuple(percent)
    for column in (study, n, *shares, *(name for name in (events, by) if name)):
        if rows and column not in rows[0]:
            raise EvidenceError(f"{source}: there is no column {column!r}{nearest_or_all(column, rows[0], 'the columns are')}")
    if not shares and events is None:
        raise EvidenceError("Name the column of events, or one of per cent: without one there is nothing to pool.")
    found = []
    for line, row in enumerate(rows, start=2):
        where = f"{source}, line {line}"
        people = _number(row[n], f"{where}, {n}")
        share = next((_number(row[column], f"{where}, {column}") for column in shares if row[column].strip()), None)
        counted = _number(row[events], f"{where}, {events}") if events else None
        group = row[by].strip() if by else "everyone"
        if people is not None and (share is not None or counted is not None):
            found.append(_series_row(row[study].strip(), int(people), share, counted, group))
    return tuple(found)


def published_tables() -> dict[str, str]:
    """Return the tables of studies that come with nmosd, each with its title."""
    return {name: str(entry["title"]) for name, entry in _tables().items()}


def published_series(name: str) -> tuple[SeriesRow, ...]:
    """Return the series of a table that comes with nmosd.

    Raises:
        EvidenceError: no such table.

    >>> rows = published_series("transplantation_2023")
    >>> [(row.n, row.percent, row.events) for row in rows]
    [(16, 10.0, None), (12, 80.0, None), (3, 33.0, 1)]
    """
    tables = _tables()
    if name not in tables:
        raise EvidenceError(f"There is no table {name!r}{nearest_or_all(name, tables, 'the tables are')}")
    entry = tables[name]
    path = files("nmosd.evidence") / "data" / "tables" / f"{name}.csv"
    return read_series(path, study=str(entry["study"]), n=str(entry["n"]), percent=list(entry["percent"]), by=entry.get("by"))


def pool_series(rows: Sequence[SeriesRow], *, nearest: bool = False, confidence: float = 0.95) -> "Synthesis":
    """Return the share of several series pooled by the mixed model of their counts; series in which nobody has it count as well.

    A series whose printed share belongs to no whole number of people has no count. It is an error, unless `nearest` takes the
    count nearest to the share, and the result then says so.

    Raises:
        EvidenceError: a series without a count.
        StatisticsError: fewer than two series.
    """
    from dataclasses import replace

    from nmosd.stats import pool_proportions

    uncounted = [row for row in rows if row.events is None]
    if uncounted and not nearest:
        named = ", ".join(f"{row.study} ({row.percent:g} % of {row.n})" for row in uncounted)
        raise EvidenceError(
            f"No whole number of people makes the share of {named}, so it may be a Kaplan-Meier share or of other people: leave "
            "the series out (--leave-out), or take the nearest count, which the result then says (--nearest)."
        )
    events = [row.events if row.events is not None else row.nearest for row in rows]
    result = pool_proportions(events, [row.n for row in rows], studies=_names(rows), confidence=confidence)
    if uncounted:
        note = f"nearest counts instead of the printed share: {', '.join(row.study for row in uncounted)}"
        return replace(result, pooled=replace(result.pooled, warnings=(*result.pooled.warnings, note)))
    return result


def pooled_from_base(
    base: Evidence, *, outcome: str, about: str, leave_out: Sequence[str] = (), rates: bool = False
) -> tuple["Synthesis", tuple[Counted, ...]]:
    """Return a treatment's share with an outcome pooled over studies (or its rate per person-year), and the arms that went in.

    One finding per study goes in: the first that counts the whole arm and was not merely recalled. Two studies that hold the
    same people, or share the arm, do not go in together: leave one out by its id. No comparison is made of it, because the
    studies' people differ.

    Raises:
        EvidenceError: an unknown treatment, or two studies of the same people.
        StatisticsError: fewer than two studies.
    """
    from nmosd.stats import pool_proportions, pool_rates

    names = set(resolve_intervention(about))
    if not names:
        raise EvidenceError(f"There is no treatment {about!r}{nearest_or_all(about, interventions(), 'the treatments are')}")
    if outcome not in evidence_words("outcome"):
        outcomes = evidence_words("outcome")
        raise EvidenceError(f"There is no outcome {outcome!r}{nearest_or_all(outcome, outcomes, 'the outcomes are')}")
    found = [row for study in base.studies if study.id not in leave_out and (row := _counted(study, outcome, names, rates=rates))]
    if not found:
        raise EvidenceError(
            f"No study counts the outcome {outcome!r} under {about}: see what there is with nmosd evidence {about}."
        )
    studies = {row.study: study for row in found for study in base.studies if study.id == row.study}
    for first, second in combinations(found, 2):
        if second.study in _same(studies[first.study]) or first.study in _same(studies[second.study]):
            raise EvidenceError(
                f"{first.study} and {second.study} hold the same people or arm: leave one of them out (--leave-out), so that "
                "nobody counts twice."
            )
    ids = [row.study for row in found]
    events = [row.events for row in found]
    if rates:
        return pool_rates(events, [row.person_years for row in found], studies=ids), tuple(found)
    return pool_proportions(events, [row.n for row in found], studies=ids), tuple(found)


def before_and_after(base: Evidence, *, about: str | None = None) -> tuple[BeforeAfter, ...]:
    """Return every figure before and after a treatment, to be shown and not pooled as an effect.

    People are treated after bad years, so the rate falls of itself (regression to the mean).
    """
    names = set(resolve_intervention(about)) if about else None
    rows = []
    for study, finding in base.findings():
        for arm, result in finding.arms.items():
            given = set(study.arms[arm].given)
            if (names is None or names & given) and result.before is not None and result.after is not None:
                before, after = (
                    spread.mean if spread.mean is not None else spread.median for spread in (result.before, result.after)
                )
                if before is not None and after is not None:
                    rows.append(BeforeAfter(study.id, finding.id, finding.outcome, finding.time, before, after))
    return tuple(rows)


def in_both(first: Sequence[SeriesRow], second: Sequence[SeriesRow]) -> tuple[tuple[str, str], ...]:
    """Return the series that stand in two tables, by the first author's name: reviews repeat each other's studies.

    >>> in_both([SeriesRow("Greco", 16, 3, None)], [SeriesRow("Greco 2015", 16, 2, None), SeriesRow("Fu", 15, 13, None)])
    (('Greco', 'Greco 2015'),)
    """
    return tuple(
        (a.study, b.study)
        for a in first
        for b in second
        if plain(a.study).split()[0] == plain(b.study).split()[0] and abs(a.n - b.n) <= 1
    )


def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("nmosd.evidence") / "data" / "tables" / "tables.toml").read_text("utf-8"))


def _series_row(study: str, n: int, share: float | None, counted: float | None, group: str) -> SeriesRow:
    if counted is not None:
        return SeriesRow(study, n, int(counted), None, group, int(counted))
    assert share is not None
    nearest = round(share * n / 100)
    fits = abs(100 * nearest / n - share) <= 0.5 + 1e-9  # the share was rounded to a whole per cent
    return SeriesRow(study, n, nearest if fits else None, share, group, nearest)


def _number(text: str, where: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise EvidenceError(f"{where}: {text!r} is no number; leave the cell empty if it is not stated.") from None


def _names(rows: Sequence[SeriesRow]) -> list[str]:
    names = [row.study for row in rows]
    return [name if names.count(name) == 1 else f"{name} ({rows[place].group}, {place + 1})" for place, name in enumerate(names)]


def _counted(study: Study, outcome: str, names: set[str], *, rates: bool) -> Counted | None:
    for finding in study.findings:
        if finding.outcome != outcome or finding.among or finding.serostatus or finding.verified == "recalled":
            continue
        for arm, result in finding.arms.items():
            if names & set(study.arms[arm].given) and _usable(study, finding, arm, result, rates=rates):
                n = result.n if result.n is not None else study.arms[arm].n
                return Counted(study.id, finding.id, arm, result.events or 0, n, result.person_years)
    return None


def _usable(study: Study, finding: Finding, arm: str, result: ArmResult, *, rates: bool) -> bool:
    if result.events is None:
        return False
    if rates:
        return result.person_years is not None
    return (result.n if result.n is not None else study.arms[arm].n) is not None and finding.outcome != "annualised relapse rate"


def _same(study: Study) -> set[str]:
    return {*study.same_people_as, *study.pools, *study.supersedes, *(shared.study for shared in study.shares_arm_with)}
