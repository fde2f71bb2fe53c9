"""The course of one person over one time axis: attacks, EDSS, acuity of each eye, treatments, serology, MRI."""

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nmosd.record.dates import DAYS_PER_YEAR
from nmosd.report.patient.facts import show_days
from nmosd.report.patient.sheet import Sheet
from nmosd.report.study.courses import site_group
from nmosd.report.study.swimmer_drawing import SHAPES

if TYPE_CHECKING:
    import polars as pl

    from nmosd.report.patient.view import PatientView

Row = dict[str, Any]
_UNIX_YEAR = 1970
_RESULT_SHAPES = {
    "positive": ("square", "spinal-cord"),
    "negative": ("circle", "optic-nerve"),
    "borderline": ("diamond", "other-site"),
}
_UNKNOWN = ("M-.3,-1H.3V-.3H1V.3H.3V1H-.3V.3H-1V-.3H-.3Z", "unknown-site")
_EDSS_SCALE, _ACUITY_SCALE = (0, 2, 4, 6, 8, 10), (0.0, 1.0, 2.0, 3.0)


def timeline(view: "PatientView") -> str | None:
    """Return the figure, or None where nothing about the person has a date."""
    days = [day for table in view.course.tables().values() for day in _days(table)]
    if not days:
        return None
    absolute = view.course.calendar == "absolute"
    moments = [_moment(day, absolute=absolute) for day in days]
    step = 0.25 if max(moments) - min(moments) < 3 else 1
    domain = (math.floor(min(moments) / step) * step, math.ceil((max(moments) + 0.02) / step) * step)
    lanes = _Lanes(view, Sheet(domain, "Year" if absolute else "Years from onset", calendar=absolute), absolute=absolute)
    sheet = lanes.drawn()
    description = f"Lanes from the top: {', '.join(sheet.names)}. The tables below say the same in words."
    return sheet.svg(name="timeline", title=f"Course of {view.patient_id}", description=description)


def _days(table: "pl.DataFrame") -> list[int]:
    """Return the days of a derived table that are recorded facts, not the ends of windows."""
    wanted = {
        "onset_day",
        "visited_day",
        "examined_day",
        "scanned_day",
        "given_day",
        "entry_day",
        "exit_day",
        "from_day",
        "sampled_day",
    }
    return [day for column in table.columns if column in wanted for day in table[column].drop_nulls().to_list()]


def _moment(day: int, *, absolute: bool) -> float:
    return day / DAYS_PER_YEAR + (_UNIX_YEAR if absolute else 0)


class _Lanes:
    """The lanes of one person, each drawn where the record or the course has something to show."""

    def __init__(self, view: "PatientView", sheet: Sheet, *, absolute: bool) -> None:
        self.view, self.sheet, self.absolute = view, sheet, absolute
        self.tables = view.course.tables()

    def drawn(self) -> Sheet:
        """Return the sheet with every lane that has a dated mark."""
        self._attacks()
        self._edss()
        for eye in ("right", "left"):
            self._acuity(eye)
        self._acute_treatments()
        self._prevention()
        self._serology()
        self._scans()
        return self.sheet

    def _rows(self, table: str, day: str) -> list[Row]:
        found = self.tables.get(table)
        return [] if found is None else [row for row in found.iter_rows(named=True) if row[day] is not None]

    def _at(self, day: int) -> float:
        return _moment(day, absolute=self.absolute)

    def _said(self, row: Row, stem: str) -> str:
        day = row[f"{stem}_day"]
        first, last = (row.get(f"{stem}_{end}_day") for end in ("earliest", "latest"))
        return show_days(first if first is not None else day, last if last is not None else day, self.view.course.calendar)

    def _attacks(self) -> None:
        rows = self._rows("attacks", "onset_day")
        if not rows:
            return
        features = {row["attack"]: row for row in self.tables["attack_features"].iter_rows(named=True)}
        middle = self.sheet.lane("Attacks", 24) + 12
        for row in rows:
            role, shape = SHAPES[site_group(row["sites"])]
            about = features.get(row["attack"], {})
            words = [f"attack {row['attack']}", self._said(row, "onset"), ", ".join(row["sites"] or ["site not stated"])]
            words += [str(about[name]) for name in ("kind", "certainty") if about.get(name)]
            vague = row["onset_earliest_day"] < row["onset_latest_day"]
            if vague:
                self.sheet.line(self._at(row["onset_earliest_day"]), self._at(row["onset_latest_day"]), middle, role, "")
            self.sheet.point(self._at(row["onset_day"]), middle, shape, role, ", ".join(words), hollow=vague, size=150)

    def _edss(self) -> None:
        rows = [row for row in self._rows("disability", "visited_day") if row["edss"] is not None]
        if not rows:
            return
        height = 92
        top = self.sheet.lane("EDSS", height)
        self._scale(top, height, _EDSS_SCALE, down_is_more=False)

        def level(score: float) -> float:
            return top + height * (1 - score / _EDSS_SCALE[-1])

        self._steps([(row["visited_day"], level(row["edss"])) for row in rows])
        for row in rows:
            words = f"EDSS {row['edss']:g} on {self._said(row, 'visited')}" + (
                ", in an attack" if row["in_attack_window"] else ""
            )
            self.sheet.point(
                self._at(row["visited_day"]),
                level(row["edss"]),
                "circle",
                "accent",
                words,
                hollow=bool(row["in_attack_window"]),
                size=45,
            )
        for event in self._rows("worsening", "onset_day"):
            self.sheet.upright(self._at(event["onset_day"]), top, top + height, "spinal-cord")
            self.sheet.words(
                self._at(event["onset_day"]), top + 6, f"confirmed, {event['kind']}" if event["kind"] else "confirmed"
            )

    def _acuity(self, eye: str) -> None:
        rows = [row for row in self._rows("eyes", "examined_day") if row["eye"] == eye and row["logmar"] is not None]
        if not rows:
            return
        height = 62
        top = self.sheet.lane(f"Acuity, {eye}", height)
        self._scale(top, height, _ACUITY_SCALE, down_is_more=True)

        def level(logmar: float) -> float:
            return top + height * min(max(logmar, 0.0), _ACUITY_SCALE[-1]) / _ACUITY_SCALE[-1]

        self._steps([(row["examined_day"], level(row["logmar"])) for row in rows])
        for row in rows:
            words = f"{eye} eye, logMAR {row['logmar']:.2f} on {self._said(row, 'examined')}"
            self.sheet.point(self._at(row["examined_day"]), level(row["logmar"]), "circle", "accent", words, size=45)

    def _scale(self, top: float, height: float, values: Iterable[float], *, down_is_more: bool) -> None:
        values = tuple(values)
        for value in values:
            share = value / values[-1]
            self.sheet.scale(top + height * (share if down_is_more else 1 - share), f"{value:g}")

    def _steps(self, places: list[tuple[int, float]]) -> None:
        """Draw a value as it was last seen, until it is seen again."""
        for (day, height), (following, next_height) in pairwise(places):
            self.sheet.line(self._at(day), self._at(following), height, "accent", "")
            self.sheet.upright(self._at(following), min(height, next_height), max(height, next_height), "accent")

    def _acute_treatments(self) -> None:
        from nmosd.course.days import with_days

        given = with_days(self.view.record.acute_treatments, "start", definitions=self.view.course.definitions)
        rows = [row for row in given.iter_rows(named=True) if row["start_day"] is not None]
        if not rows:
            return
        middle = self.sheet.lane("Acute treatment", 18) + 9
        for row in rows:
            words = f"{row['treatment'] or 'treatment not stated'} from {self._said(row, 'start')}"
            self.sheet.point(self._at(row["start_day"]), middle, "triangle-up", "area-postrema", words, size=70)

    def _prevention(self) -> None:
        rows = [row for row in self._rows("exposure", "from_day") if row["drug"]]
        if not rows:
            return
        drugs = list(dict.fromkeys(row["drug"] for row in rows))
        thick = 15
        top = self.sheet.lane("Prevention", thick * len(drugs))
        for row in rows:
            place = drugs.index(row["drug"])
            y = top + place * thick
            start = self._at(row["from_day"])
            until = row["until_day"]
            stop = self.sheet.domain[1] if until is None else self._at(until)
            role = f"class-{place % 6 + 1}"
            words = f"{row['drug']} from {self._said(row, 'from')}" + ("" if until is not None else ", end not known")
            self.sheet.bar(start, max(stop, start + 3 / self.sheet.year), y, y + thick - 3, role=role, words=words)
            self.sheet.words(start, y + thick / 2 - 1, str(row["drug"]))

    def _serology(self) -> None:
        from nmosd.course.days import with_days

        tests = with_days(self.view.record.antibody_tests, "sampled", definitions=self.view.course.definitions)
        rows = [row for row in tests.iter_rows(named=True) if row["sampled_day"] is not None and row["analyte"]]
        analytes = [name for name in ("AQP4-IgG", "MOG-IgG") if any(row["analyte"] == name for row in rows)]
        for analyte in analytes:
            middle = self.sheet.lane(analyte, 16) + 8
            for row in (row for row in rows if row["analyte"] == analyte):
                shape, role = _RESULT_SHAPES.get(row["result"], _UNKNOWN)
                words = [
                    f"{analyte} {row['result'] or 'result not known'}",
                    row["assay"] or "assay not stated",
                    self._said(row, "sampled"),
                ]
                self.sheet.point(self._at(row["sampled_day"]), middle, shape, role, ", ".join(words), size=70)

    def _scans(self) -> None:
        rows = self._rows("imaging", "scanned_day")
        if not rows:
            return
        middle = self.sheet.lane("MRI", 16) + 8
        for row in rows:
            words = f"{row['region'] or 'region not stated'}, {self._said(row, 'scanned')}"
            shows = [name.replace("_", " ") for name, value in row.items() if value is True and name not in ("date_dependent",)]
            words += f": {', '.join(shows)}" if shows else ""
            self.sheet.point(self._at(row["scanned_day"]), middle, "diamond", "unknown-site", words, hollow=not shows, size=80)
