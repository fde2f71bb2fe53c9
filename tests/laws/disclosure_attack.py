"""A reader who wants to know what a shared table hides: integer programs over every printed number, and over a study's layout.

Written from what the manual says about the figures, not from the code that hides them. Each count is a whole number, not below
zero; what is printed is known; people known and unknown make a group; groups make everyone; levels of a variable make those of
whom it is known; and so on. A hidden count is attacked by asking how small and how large it can be.
"""

from collections import defaultdict

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

LEVELS_ADD_UP = ("sex", "ancestry", "first diagnosis", "onset attack", "AQP4-IgG", "MOG-IgG", "status at last contact")
DESCRIBED = ("table 1", "attack kinds", "rates", "criteria", "clauses")
COUNTS = ("n", "events", "unknown")
SHARES_OF_TIME = ("survival", "cumulative incidence")
COUNTED_APART = (("before and after", "count"), ("milestones", "count"), ("curves", "number at risk"))
"""Where an estimate is a count of its own beside `n`."""
MOST = 10_000


class Attack:
    """The system of a reader who holds a table; `original` only tells which figures have which counts, not what they are."""

    def __init__(self, printed: pl.DataFrame | None, original: pl.DataFrame) -> None:
        self.names: dict[tuple[object, ...], int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.least: dict[int, int] = defaultdict(int)
        self.figures = list(original.iter_rows(named=True))
        self.printed = list(printed.iter_rows(named=True)) if printed is not None else [{} for _ in self.figures]
        for place, figure in enumerate(self.figures):
            for column in COUNTS:
                if figure[column] is not None:
                    self.names.setdefault((place, column), len(self.names))
        self._layout()
        for place, figure in enumerate(self.printed):
            self._read(place, figure)

    # What is printed.
    def _read(self, place: int, printed: dict) -> None:
        for column in COUNTS:
            if printed.get(column) is not None:
                self._equal({(place, column): 1.0}, printed[column])
        estimate, own = printed.get("estimate"), self.figures[place]
        if estimate is None:
            return
        if (own["analysis"], own["measure"]) in COUNTED_APART:
            self._equal({(place, "estimate"): 1.0}, estimate)
        elif own["measure"] == "count":
            self._equal({(place, "events" if own["events"] is not None else "n"): 1.0}, estimate)
        elif own["measure"] == "proportion":
            self._between({(place, "events"): 1.0, (place, "n"): -estimate}, -1e-6, 1e-6)
        elif own["measure"] == "rate" and printed.get("person_years") is not None:
            self._equal({(place, "events"): 1.0}, round(estimate * printed["person_years"]))

    # How a study is laid out.
    def _layout(self) -> None:
        for place, figure in enumerate(self.figures):
            self._within(place, figure)
        self._flow()
        self._groups()
        self._levels()
        self._across()
        self._before_and_after()
        self._milestones()
        self._compared()

    def _within(self, place: int, figure: dict) -> None:
        analysis, unit, group = figure["analysis"], figure["unit"], figure["group"]
        whole = ("attacks" if unit == "of attacks" else "people", group)
        has = {column for column in COUNTS if figure[column] is not None}
        if analysis == "flow":
            return
        if analysis == "imprecise dates":
            self._equal({(place, "n"): 1.0, ("attacks" if unit == "attacks" else "people", group): -1.0}, 0)
        elif analysis == "shares":
            self._share(place, figure, whole)
        elif {"n", "unknown"} <= has and analysis in DESCRIBED:
            self._equal({(place, "n"): 1.0, (place, "unknown"): 1.0, whole: -1.0}, 0)
        elif analysis == "table 1" or (analysis == "rates" and figure["measure"] == "count"):
            self._equal({(place, "n"): 1.0, whole: -1.0}, 0)
        if analysis == "attack kinds" and unit == "attacks":
            self._equal({(place, "events"): 1.0, ("attacks", group): -1.0}, 0)
        elif {"n", "events"} <= has and figure["measure"] in ("proportion", "count", *SHARES_OF_TIME):
            self._between({(place, "events"): 1.0, (place, "n"): -1.0}, -np.inf, 0)
        self._listed(place, figure)

    def _share(self, place: int, figure: dict, whole: tuple) -> None:
        about = ("about", figure["variable"], figure["group"])
        if figure["level"] == "people":
            self._equal({(place, "n"): 1.0, whole: -1.0}, 0)
            self._equal({(place, "events"): 1.0, about: -1.0}, 0)
            self._between({(place, "events"): 1.0, (place, "unknown"): 1.0, whole: -1.0}, -np.inf, 0)
        elif figure["measure"] == "proportion":
            self._equal({(place, "n"): 1.0, (place, "unknown"): 1.0, about: -1.0}, 0)
        else:
            self._equal({(place, "n"): 1.0, (place, "events"): -1.0}, 0)

    def _listed(self, place: int, figure: dict) -> None:
        """A level that is listed has somebody, and so has a group."""
        found = ("table 1", "attack kinds", "clauses failing together")
        if figure["level"] is not None and figure["group"] == "everyone" and figure["analysis"] in found:
            self._at_least_one((place, "events"))
        if figure["analysis"] == "rates" and figure["measure"] == "count":
            self._at_least_one((place, "events"))
        if figure["group"] != "everyone":
            self._at_least_one(("people", figure["group"]))

    def _flow(self) -> None:
        flow = [place for place, figure in enumerate(self.figures) if figure["analysis"] == "flow"]
        if not flow:
            return
        first, *leaving, last = flow
        so_far = {(first, "n"): 1.0}
        for place in leaving:
            if self.figures[place]["variable"] != self.figures[place - 1]["variable"]:
                at_criterion = dict(so_far)
            self._equal(at_criterion | {(place, "n"): -1.0}, 0)
            so_far[place, "events"] = -1.0
            if self.figures[place]["unknown"] == self.figures[place]["events"]:
                self._equal({(place, "events"): 1.0, (place, "unknown"): -1.0}, 0)
        self._equal(so_far | {(last, "n"): -1.0}, 0)
        self._equal({(last, "n"): 1.0, ("people", "everyone"): -1.0}, 0)

    def _groups(self) -> None:
        families = defaultdict(dict)
        for place, figure in enumerate(self.figures):
            key = tuple(figure[column] for column in ("analysis", "variable", "level", "measure"))
            families[key].setdefault(figure["group"], place)
        for key, places in families.items():
            # Reasons are listed only where somebody has one; the spread only where it can be computed.
            adds_up = key[3] != "variance over mean" and key[1] != "people without stated follow-up"
            if "everyone" in places and len(places) > 1 and adds_up:
                for column in COUNTS:
                    if self.figures[places["everyone"]][column] is not None:
                        parts = {(place, column): 1.0 for group, place in places.items() if group != "everyone"}
                        self._equal(parts | {(places["everyone"], column): -1.0}, 0)

    def _levels(self) -> None:
        families = defaultdict(list)
        for place, figure in enumerate(self.figures):
            families[figure["analysis"], figure["variable"], figure["group"]].append(place)
        for (analysis, variable, _), places in families.items():
            levelled = [place for place in places if self.figures[place]["level"] is not None]
            adds_up = analysis in ("criteria", "clauses failing together") or variable in (*LEVELS_ADD_UP, "attacks by kind")
            if adds_up and levelled:
                self._equal({(place, "events"): 1.0 for place in levelled} | {(levelled[0], "n"): -1.0}, 0)
            if variable in LEVELS_ADD_UP:
                self._same(places, "n")
                self._same(places, "unknown")

    def _same(self, places: list[int], column: str) -> None:
        if self.figures[places[0]]["measure"] == "proportion":
            for place in places[1:]:
                self._equal({(places[0], column): 1.0, (place, column): -1.0}, 0)

    def _across(self) -> None:
        at = defaultdict(list)
        for place, figure in enumerate(self.figures):
            at[figure["analysis"], figure["variable"], figure["group"]].append(place)
        for (analysis, variable, group), places in at.items():
            if (analysis, variable) == ("table 1", "preventive treatment on record"):
                for place in at.get(("table 1", "preventive treatment ever", group), ()):
                    self._between({(place, "n"): 1.0, (places[0], "n"): -1.0}, -np.inf, 0)
            if (analysis, variable) == ("table 1", "attacks on record"):
                self._link(places[0], at.get(("attack kinds", "attacks", group)))
            if (analysis, variable) == ("table 1", "follow-up"):
                for name in ("attacks, onset attack not counted", "attacks, onset attack counted"):
                    self._link(places[0], at.get(("rates", name, group)))
            if variable == "people without stated follow-up":
                rate = at["rates", "attacks, onset attack not counted", group][0]
                self._equal({(place, "events"): 1.0 for place in places} | {(rate, "unknown"): -1.0}, 0)
            if (analysis, variable) == ("rates", "attacks, onset attack counted"):
                without = at["rates", "attacks, onset attack not counted", group][0]
                self._between({(without, "events"): 1.0, (places[0], "events"): -1.0}, -np.inf, 0)
            if analysis == "clauses failing together":
                verdicts = {self.figures[place]["level"]: place for place in at["criteria", variable, group]}
                self._equal({(places[0], "n"): 1.0, (verdicts["not met"], "events"): -1.0}, 0)
                top = at["clauses", variable, group][0]
                self._between({(top, "n"): 1.0, (top, "events"): -1.0, (verdicts["not met"], "events"): -1.0}, -np.inf, 0)
                met = {(verdicts[name], "events"): -1.0 for name in ("met", "met if alternatives are excluded")}
                self._between({(top, "events"): 1.0, **met}, 0, np.inf)

    def _link(self, place: int, others: list[int] | None) -> None:
        if others:
            self._equal({(place, "n"): 1.0, (others[0], "n"): -1.0}, 0)

    def _places(self, analysis: str) -> dict[tuple[str, str], list[int]]:
        """Return the rows of an analysis by variable and group."""
        found = defaultdict(list)
        for place, figure in enumerate(self.figures):
            if figure["analysis"] == analysis:
                found[figure["variable"], figure["group"]].append(place)
        return found

    def _before_and_after(self) -> None:
        """Those who start are in the comparison or left out for a reason; what is counted after and before is counted in all."""
        for places in self._places("before and after").values():
            counts = [place for place in places if self.figures[place]["measure"] == "count"]
            self._equal({(place, "estimate"): 1.0 for place in counts} | {(counts[0], "n"): -1.0}, 0)
            for place in counts[1:]:
                self._equal({(place, "n"): 1.0, (counts[0], "n"): -1.0}, 0)
            others = [place for place in places if place not in counts]
            rates = [place for place in others if self.figures[place]["measure"] == "rate"]
            for place in others:
                self._equal({(place, "n"): 1.0, (counts[0], "estimate"): -1.0}, 0)
                if place not in rates and len(rates) == 2 and self.figures[place]["events"] is not None:
                    self._equal({(one, "events"): 1.0 for one in rates} | {(place, "events"): -1.0}, 0)

    def _milestones(self) -> None:
        """A group is those at risk, those who had it before, and those of whom it cannot be told."""
        for (_, group), (had, *shares) in self._places("milestones").items():
            self._equal({(had, "n"): 1.0, (had, "unknown"): 1.0, ("people", group): -1.0}, 0)
            self._equal({(had, "estimate"): 1.0, (had, "events"): -1.0}, 0)
            for place in shares:
                self._equal({(place, "n"): 1.0, (had, "events"): 1.0, (had, "n"): -1.0}, 0)
                self._equal({(place, "unknown"): 1.0, (had, "unknown"): -1.0}, 0)

    def _compared(self) -> None:
        """Models rest on those at risk in all groups, or on those of them without a gap; curves on those of their group."""
        rates = self._places("outcome rates")
        outcomes = dict.fromkeys(variable for variable, _ in rates)
        of_outcome = {name: [places[0] for (variable, _), places in rates.items() if variable == name] for name in outcomes}
        for (outcome, _), places in self._places("models").items():
            for place in places:
                for column in ("n", "events"):
                    whole = {(rate, column): -1.0 for rate in of_outcome.get(outcome, ())}
                    if len(whole) != 2 or self.figures[place][column] is None:
                        continue
                    if column == "n" and self.figures[place]["unknown"] is not None:
                        self._equal(whole | {(place, "n"): 1.0, (place, "unknown"): 1.0}, 0)
                    elif "complete cases" in self.figures[place]["level"]:
                        self._between(whole | {(place, column): 1.0}, -np.inf, 0)
                    else:
                        self._equal(whole | {(place, column): 1.0}, 0)
        for (outcome, group), places in self._places("curves").items():
            for place in places if (outcome, group) in rates else ():
                rate = rates[outcome, group][0]
                if self.figures[place]["compared_with"] is None:
                    self._equal({(place, "n"): 1.0, (rate, "n"): -1.0}, 0)
                    if self.figures[place]["events"] is not None:
                        self._between({(place, "events"): 1.0, (rate, "events"): -1.0}, -np.inf, 0)
        self._gaps(next(iter(outcomes), None), rates)
        self._again(outcomes)

    def _gaps(self, first: str | None, rates: dict) -> None:
        """Those with a gap in a covariate are some of the first outcome's people; whoever has any is left out of the models."""
        missing = self._places("missing")
        left_out = [
            place
            for (outcome, _), places in self._places("models").items()
            for place in places
            if outcome == first and "complete cases" in self.figures[place]["level"]
        ]
        for (_, group), places in missing.items():
            self._equal({(places[0], "n"): 1.0, (rates[first, group][0], "n"): -1.0}, 0)
        for covariate in dict.fromkeys(name for name, _ in missing):
            gaps = {(places[0], "events"): 1.0 for (name, _), places in missing.items() if name == covariate}
            for place in left_out:
                self._between(gaps | {(place, "unknown"): -1.0}, -np.inf, 0)
        for place in left_out:
            every = {(places[0], "events"): 1.0 for places in missing.values()}
            self._between(every | {(place, "unknown"): -1.0}, 0, np.inf)

    def _again(self, outcomes: dict) -> None:
        """The main model stands again among the adjusted p values and as the first of the sensitivity analyses."""
        models = {
            (figure["variable"], figure["level"], figure["group"]): place
            for place, figure in enumerate(self.figures)
            if figure["analysis"] == "models"
        }
        main = {}
        for place, figure in enumerate(self.figures):
            if figure["analysis"] == "multiplicity" and (figure["variable"], figure["level"], figure["group"]) in models:
                main[figure["variable"], figure["group"]] = models[figure["variable"], figure["level"], figure["group"]]
                self._like(place, main[figure["variable"], figure["group"]])
            elif figure["level"] == "as in the protocol" and (figure["variable"], figure["group"]) in main:
                self._like(place, main[figure["variable"], figure["group"]])

    def _like(self, place: int, other: int) -> None:
        for column in COUNTS:
            if self.figures[place][column] is not None and self.figures[other][column] is not None:
                self._equal({(place, column): 1.0, (other, column): -1.0}, 0)

    # The system.
    def _equal(self, terms: dict, value: float) -> None:
        self._between(terms, value, value)

    def _between(self, terms: dict, lower: float, upper: float) -> None:
        self.rows.append(({self.names.setdefault(name, len(self.names)): sign for name, sign in terms.items()}, lower, upper))

    def _at_least_one(self, name: tuple) -> None:
        self.least[self.names.setdefault(name, len(self.names))] = 1

    def ranges(self, wanted: list[tuple[int, str]], most: int) -> dict[tuple[int, str], tuple[int, int]]:
        """Return how small and how large each count can be, cut to 1 and `most`."""
        low = self._ends(wanted, 1, smallest=True)
        high = self._ends(wanted, most, smallest=False)
        return {name: (low[name], high[name]) for name in wanted}

    def _ends(self, wanted: list[tuple[int, str]], end: int, *, smallest: bool) -> dict[tuple[int, str], int]:
        """Return the end of each range, many at once where one world has them all there."""
        sign, open_, ends = 1.0 if smallest else -1.0, list(wanted), {}
        while open_:
            world = self._solved(open_, end, sign)
            there = [name for name in open_ if sign * (world[self.names[name]] - end) <= 0]
            if not there:
                name = open_.pop(0)
                ends[name] = int(self._solved([name], end, sign)[self.names[name]])
            ends |= dict.fromkeys(there, end)
            open_ = [name for name in open_ if name not in ends]
        return ends

    def _solved(self, names: list[tuple[int, str]], end: int, sign: float) -> np.ndarray:
        """Return a world in which the counts lie together as near to the end as they can; what lies beyond it gains nothing."""
        size, extra = len(self.names), len(names)
        rows = [*self.rows]
        # One slack for each: how far short of the end a count falls.
        rows += [({self.names[name]: sign, size + place: -1.0}, -np.inf, sign * end) for place, name in enumerate(names)]
        entries = [(row, column, value) for row, (terms, _, _) in enumerate(rows) for column, value in terms.items()]
        where = ([row for row, _, _ in entries], [column for _, column, _ in entries])
        matrix = csr_array(([value for _, _, value in entries], where), shape=(len(rows), size + extra))
        least = np.zeros(size + extra)
        for cell, value in self.least.items():
            least[cell] = value
        found = milp(
            np.concatenate([np.zeros(size), np.ones(extra)]),
            integrality=np.concatenate([np.ones(size), np.zeros(extra)]),
            bounds=Bounds(least, np.full(size + extra, MOST)),
            constraints=LinearConstraint(matrix, [lower for _, lower, _ in rows], [upper for _, _, upper in rows]),
            options={"mip_rel_gap": 0.0},
        )
        assert found.x is not None, found.message
        return np.round(found.x[:size])


def narrowed(printed: pl.DataFrame, original: pl.DataFrame, smallest_cell: int) -> list[tuple[dict, str, tuple[int, int]]]:
    """Return the hidden small counts of which a printed table tells more than that they are small, with what it leaves possible.

    What it tells is compared with what the mere list of its figures tells, with no number in it.
    """
    both = zip(printed.iter_rows(named=True), original.iter_rows(named=True), strict=True)
    hidden = [
        (place, column)
        for place, (shown, true) in enumerate(both)
        for column in COUNTS
        if shown[column] is None and true[column] is not None and 1 <= true[column] < smallest_cell
    ]
    after = Attack(printed, original).ranges(hidden, smallest_cell - 1)
    tight = [name for name in hidden if after[name] != (1, smallest_cell - 1)]
    before = Attack(None, original).ranges(tight, smallest_cell - 1)
    figures = original.to_dicts()
    return [
        (figures[place], column, after[place, column]) for place, column in tight if after[place, column] != before[place, column]
    ]
