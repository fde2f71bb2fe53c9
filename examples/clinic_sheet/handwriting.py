"""How a clinic writes things down: dates in every style, drugs with brands and slips, acuity on three charts."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

import numpy as np

EPOCH = dt.date(1899, 12, 30)
MONTHS = ("Jan", "Feb", "March", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
SEASONS = {3: "spring", 6: "summer", 9: "autumn"}
UNDER_FOLLOW_UP = {"date cell": 0.34, "day text": 0.27, "mm/yy": 0.17, "mm/yy cell": 0.1, "month name": 0.06, "serial": 0.06}
BY_HISTORY = {
    "mm/yy": 0.38,
    "mm/yyyy": 0.12,
    "month name": 0.12,
    "mm/yy cell": 0.1,
    "season": 0.1,
    "year": 0.12,
    "day text": 0.06,
}
BIRTH = {"date cell": 0.55, "day text": 0.35, "mm/yyyy": 0.06, "year": 0.04}
EXACT = {"date cell": 0.55, "day text": 0.35, "serial": 0.1}

DRUGS = {
    "azathioprine": ("Aza", "azathioprine", "Imurek", "AZA", "azathioprin", "Azathioprine"),
    "mycophenolate": ("MMF", "CellCept", "mycophenolate", "MMF", "Cellcept"),
    "interferon beta": ("Betaferon", "Avonex", "Rebif", "IFN beta"),
    "eculizumab": ("Soliris", "eculizumab", "Eculizumab"),
    "ravulizumab": ("Ultomiris", "ravulizumab", "Ravulizumab"),
    "satralizumab": ("Enspryng", "satralizumab", "Satralizumb"),
    "inebilizumab": ("Uplizna", "inebilizumab"),
}
SITES = {
    ("optic nerve right",): ("ON re", "ON right", "ON re", "ON OD"),
    ("optic nerve left",): ("ON li", "ON left", "ON li", "ON OS"),
    ("optic nerve right", "optic nerve left"): ("ON bds", "ON bilateral", "ON bds"),
    ("spinal cord",): ("TM", "LETM", "LETM", "myelitis"),
    ("optic nerve right", "spinal cord"): ("TM + ON re", "LETM + ON re"),
    ("optic nerve left", "spinal cord"): ("TM + ON li", "LETM + ON li"),
    ("area postrema",): ("area postrema", "AP", "area postrema"),
    ("brainstem",): ("brainstem", "BS", "brainstem"),
    ("diencephalon",): ("diencephalic",),
    ("cerebrum",): ("cerebral", "hemispheric"),
}
WORSE_THAN_A_CHART = ((2.2, "CF"), (2.6, "HM"), (3.0, "LP"), (99.0, "NLP"))


@dataclass(frozen=True)
class Written:
    """What stands in a cell, how it is formatted, and the days that it can mean."""

    value: str | int | float | dt.datetime | None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    number_format: str = "General"


def pick(generator: np.random.Generator, weights: dict[str, float]) -> str:
    names = list(weights)
    values = np.array([weights[name] for name in names])
    return names[int(generator.choice(len(names), p=values / values.sum()))]


def one_of(generator: np.random.Generator, words: tuple[str, ...]) -> str:
    return words[int(generator.integers(len(words)))]


def write_date(generator: np.random.Generator, day: dt.date, styles: dict[str, float]) -> Written:
    """Return a day as somebody wrote it down, as exactly as that style allows."""
    month = (day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    ways = {
        "date cell": Written(_midnight(day), day, day, "dd\\.mm\\.yyyy"),
        "serial": Written((day - EPOCH).days, day, day),
        "day text": Written(f"{day:%d.%m.%Y}", day, day),
        "mm/yy cell": Written(_midnight(month[0]), *month, "mm/yy"),
        "mm/yy": Written(f"{day:%m/%y}", *month),
        "mm/yyyy": Written(f"{day.month}/{day.year}", *month),
        "month name": Written(f"{MONTHS[day.month - 1]} {day.year}", *month),
        "season": _season(day),
        "year": Written(day.year, dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)),
    }
    return ways[pick(generator, styles)]


def _season(day: dt.date) -> Written:
    if day.month in (12, 1, 2):
        return Written(f"{day:%m/%y}", day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    first = max(month for month in SEASONS if month <= day.month)
    last = dt.date(day.year, first + 2, monthrange(day.year, first + 2)[1])
    return Written(f"{SEASONS[first]} {day.year}", dt.date(day.year, first, 1), last)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a spreadsheet's cell has no time zone


def write_acuity(generator: np.random.Generator, log_mar: float) -> str | float:
    """Return an acuity as a decimal (point or comma), a Snellen fraction in feet or metres, or a category below any chart."""
    if log_mar > 1.7:
        return next(word for limit, word in WORSE_THAN_A_CHART if log_mar <= limit)
    decimals = (1.25, 1.0, 0.8, 0.63, 0.5, 0.4, 0.32, 0.25, 0.2, 0.16, 0.1, 0.05, 0.02)
    decimal = min(decimals, key=lambda value: abs(value - 10**-log_mar))
    match pick(generator, {"number": 0.45, "comma": 0.2, "feet": 0.2, "metres": 0.15}):
        case "number":
            return decimal
        case "comma":
            return f"{decimal:g}".replace(".", ",")
        case "feet":
            return f"20/{round(20 / decimal)}"
        case _:
            return f"6/{round(6 / decimal, 1):g}"


def write_edss(generator: np.random.Generator, edss: float) -> str | float | int:
    """Return an EDSS as a number, with a decimal comma, or as text."""
    match pick(generator, {"number": 0.6, "comma": 0.3, "text": 0.1}):
        case "number":
            return int(edss) if edss.is_integer() else edss
        case "comma":
            return f"{edss:.1f}".replace(".", ",")
        case _:
            return f"{edss:.1f}"
