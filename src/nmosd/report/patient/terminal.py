"""One person on a terminal: open questions first, then what happened in the order in which it happened."""

from typing import TYPE_CHECKING, Any

from nmosd.report.patient.facts import show_days

if TYPE_CHECKING:
    from nmosd.report.patient.view import PatientView

Row = dict[str, Any]
_MOST_QUESTIONS, _MOST_EVENTS = 6, 24


def patient_text(view: "PatientView") -> str:
    """Return what fits on a screen: who, what is open, what happened when, and what that amounts to."""
    parts = [head(view), _open(view), _events(view), _amounts(view)]
    return "\n".join(part for part in parts if part)


def _only(view: "PatientView", table: str) -> Row:
    return view.course.tables()[table].row(0, named=True)


def head(view: "PatientView") -> str:
    """Return who it is in a line: pseudonym, sex, onset, antibodies."""
    person, serostatus = view.record.patients.row(0, named=True), _only(view, "serostatus")
    people = _only(view, "people")
    first, last = people["onset_earliest_day"], people["onset_latest_day"]
    said = [
        view.patient_id,
        person["sex"] or "sex not stated",
        "onset not known" if first is None else f"onset {show_days(first, last, view.course.calendar)}",
        f"AQP4-IgG {serostatus['aqp4']}",
        f"MOG-IgG {serostatus['mog']}",
    ]
    return " · ".join(said)


def _open(view: "PatientView") -> str:
    lines = [f"  ! {one.code}  {one.message}" for one in view.open_questions[:_MOST_QUESTIONS]]
    more = len(view.open_questions) - len(lines)
    return "\n".join([*lines, *([f"  ! and {more} more: nmosd check"] if more > 0 else [])])


def _events(view: "PatientView") -> str:
    found = sorted(happened(view), key=lambda event: event[0])
    lines = [f"  {show_days(first, last, view.course.calendar):<24}{kind:<13}{words}" for first, kind, words, last in found]
    if len(lines) > _MOST_EVENTS:
        left_out = len(lines) - _MOST_EVENTS
        lines = [*lines[: _MOST_EVENTS // 2], f"  ... {left_out} more, on the page ...", *lines[-_MOST_EVENTS // 2 :]]
    return "\n".join(lines)


def happened(view: "PatientView") -> list[tuple[int, str, str, int]]:
    """Return first day, kind, words and last day of what has a date: attacks, treatments, scans, confirmed worsening."""
    tables = view.course.tables()
    features = {row["attack"]: row for row in tables["attack_features"].iter_rows(named=True)}
    found = []
    for row in tables["attacks"].iter_rows(named=True):
        about = features.get(row["attack"], {})
        words = [", ".join(row["sites"] or ["site not stated"]), *(about.get(name) or "" for name in ("kind", "certainty"))]
        found.append(
            (row["onset_earliest_day"], f"attack {row['attack']}", " · ".join(filter(None, words)), row["onset_latest_day"])
        )
    for row in tables["exposure"].iter_rows(named=True):
        drug, until = row["drug"] or "drug not stated", row["until_day"]
        found.append((row["from_day"], "starts", drug, row["from_day"]))
        found.append((until, "still on" if row["end"] == "ongoing" else "ends", drug, until))
    found += [
        (row["scanned_day"], "MRI", str(row["region"] or "region not stated"), row["scanned_day"])
        for row in tables["imaging"].iter_rows(named=True)
    ]
    found += [
        (row["onset_day"], "worsening", f"confirmed, EDSS {row['from_edss']:g} to {row['confirmed_edss']:g}", row["onset_day"])
        for row in tables["worsening"].iter_rows(named=True)
    ]
    return [(first, kind, words, last) for first, kind, words, last in found if first is not None and last is not None]


def _amounts(view: "PatientView") -> str:
    follow_up = _only(view, "person_time")
    if follow_up["reason"]:
        time = f"person-time cannot be told: {follow_up['reason']}"
    else:
        placed = [f"{follow_up['attacks_with_onset']} in {follow_up['person_years']:.1f} years of follow-up"]
        elsewhere = {"attacks_before_entry": "before it", "attacks_after_exit": "after it", "undated_attacks": "without a date"}
        placed += [f"{follow_up[column]} {words}" for column, words in elsewhere.items() if follow_up[column]]
        time = f"attacks: {', '.join(placed)}"
    scores = view.course.tables()["disability"].filter(view.course.tables()["disability"]["edss"].is_not_null())
    last = scores.row(-1, named=True) if scores.height else None
    edss = "no EDSS" if last is None else f"last EDSS {last['edss']:g}"
    return f"  {time} · {edss}\n  Facts as recorded and derived; no diagnosis, no directive."
