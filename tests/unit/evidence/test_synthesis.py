"""The two cell-therapy tables run through the synthesis; people and arms count once; R agrees on the mixed model."""

import json
from pathlib import Path

import pytest

from nmosd.errors import EvidenceError, StatisticsError
from nmosd.evidence import (
    SeriesRow,
    before_and_after,
    in_both,
    load_evidence,
    pool_series,
    pooled_from_base,
    published_series,
    published_tables,
    read_series,
)
from nmosd.stats import pool_rates, proportion
from tests.unit.evidence.records import base_of, trial

R_FIGURES = json.loads((Path(__file__).parents[2] / "oracles" / "data" / "meta_proportion.json").read_text("utf-8"))["expected"]


def test_the_mixed_model_of_series_against_R_metafor() -> None:
    rows = [
        SeriesRow(str(i), n, events, None) for i, (events, n) in enumerate(zip(R_FIGURES["xi"], R_FIGURES["ni"], strict=True))
    ]
    pooled = pool_series(rows)
    assert [pooled.value, pooled.standard_error] == pytest.approx([R_FIGURES["glmm"]["beta"], R_FIGURES["glmm"]["se"]], abs=1e-4)


def test_series_in_which_nobody_has_it_go_in_as_they_are_against_R_metafor() -> None:
    rare = R_FIGURES["rare"]
    rows = [SeriesRow(str(i), n, events, None) for i, (events, n) in enumerate(zip(rare["x"], rare["n"], strict=True))]
    assert sum(row.events == 0 for row in rows) == 4
    assert pool_series(rows).pooled.estimate == pytest.approx(rare["pooled_raw"], rel=1e-9)


def test_the_table_of_cell_therapies() -> None:
    rows = published_series("cell_therapy_konen_2022")
    assert (len(rows), sum(row.n for row in rows)) == (16, 73)
    assert [row.study for row in rows if row.events is None] == ["Burt"], "80 % of 13 is no whole number of people"
    assert {row.events for row in rows if row.study in ("Khan", "Matiello")} == {0}
    with pytest.raises(EvidenceError, match=r"share of Burt \(80 % of 13\).*leave the series out"):
        pool_series(rows)
    without = pool_series([row for row in rows if row.study != "Burt"])
    assert (without.pooled.events, without.pooled.n) == (52, 60)
    nearest = pool_series(rows, nearest=True)
    assert nearest.pooled.events == 62
    assert "nearest counts instead of the printed share: Burt" in nearest.warnings


def test_the_table_of_transplantations_repeats_studies_of_the_other() -> None:
    rows = published_series("transplantation_2023")
    assert [(row.study, row.n, row.percent, row.nearest) for row in rows] == [
        ("Greco 2015", 16, 10, 2),
        ("Burt 2018", 12, 80, 10),
        ("Burton 2021", 3, 33, 1),
    ]
    assert in_both(published_series("cell_therapy_konen_2022"), rows) == (
        ("Burton", "Burton 2021"),
        ("Burt", "Burt 2018"),
        ("Greco", "Greco 2015"),
    )
    assert pool_series(rows, nearest=True).pooled.events == 13
    assert set(published_tables()) == {"cell_therapy_konen_2022", "transplantation_2023"}


def test_a_figure_of_one_study_is_the_exact_one_of_its_counts() -> None:
    rows = published_series("cell_therapy_konen_2022")
    study = next(row for row in rows if row.study == "Greco" and row.n == 16)
    assert (study.events, proportion(14, 16).estimate) == (14, 0.875)


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    table = tmp_path / "series.csv"
    table.write_text("study,n,relapsed\nA,10,0\nB,12,3\nC,,1\n", "utf-8")
    rows = read_series(table, study="study", n="n", events="relapsed")
    assert [(row.study, row.events) for row in rows] == [("A", 0), ("B", 3)]
    with pytest.raises(EvidenceError, match=r"there is no column 'relapse'; did you mean 'relapsed'"):
        read_series(table, study="study", n="n", events="relapse")
    with pytest.raises(EvidenceError, match=r"Name the column of events"):
        read_series(table, study="study", n="n")
    table.write_text("study,n,relapsed\nA,ten,0\n", "utf-8")
    with pytest.raises(EvidenceError, match=r"line 2, n: 'ten' is no number"):
        read_series(table, study="study", n="n", events="relapsed")


def test_the_same_people_do_not_go_in_twice() -> None:
    base = load_evidence()
    with pytest.raises(EvidenceError, match=r"prevent-ole and prevent-ole-final hold the same people or arm"):
        pooled_from_base(base, outcome="meningococcal infection", about="C5 inhibitors")
    pooled, rows = pooled_from_base(base, outcome="meningococcal infection", about="C5 inhibitors", leave_out=["prevent-ole"])
    assert [(row.study, row.events, row.n) for row in rows] == [("prevent-ole-final", 0, 137), ("champion", 2, 58)]
    assert pooled.pooled.events == 2


def test_rates_are_pooled_from_events_and_person_years_with_none_in_one_study() -> None:
    def series(name: str, events: int, years: float) -> dict[str, object]:
        result = {"drug": {"events": events, "person_years": years}}
        found = [{"id": "f", "outcome": "relapse", "verified": "read", "arms": result}]
        arms = {"drug": {"given": ["rituximab"], "n": 40}}
        return trial(id=name, design="cohort", control="none", arms=arms, findings=found, population={"n": 40})

    base = base_of(series("none", 0, 84.0), series("some", 5, 100.0), series("more", 9, 150.0))
    pooled, rows = pooled_from_base(base, outcome="relapse", about="rtx", rates=True)
    assert [(row.events, row.person_years) for row in rows] == [(0, 84.0), (5, 100.0), (9, 150.0)]
    direct = pool_rates([0, 5, 9], [84.0, 100.0, 150.0], studies=["none", "some", "more"])
    assert (pooled.pooled.estimate, pooled.pooled.upper) == (direct.pooled.estimate, direct.pooled.upper)


def test_what_nobody_counted_is_said() -> None:
    with pytest.raises(EvidenceError, match=r"No study counts the outcome 'EDSS' under rituximab"):
        pooled_from_base(load_evidence(), outcome="EDSS", about="rituximab")


def test_recalled_figures_are_never_pooled() -> None:
    """SAkuraStar's counts were recalled, so SAkuraSky stays alone."""
    with pytest.raises(StatisticsError, match=r"1 study to pool"):
        pooled_from_base(load_evidence(), outcome="relapse", about="satralizumab")


def test_before_and_after_is_listed_and_not_pooled() -> None:
    shown = {
        (row.study, row.finding): (row.before, row.after)
        for row in before_and_after(load_evidence(), about="mesenchymal stem cells")
    }
    assert shown[("msc-fu", "rate")] == (1.1, 0.3)
    assert shown[("msc-fu", "edss")] == (4.9, 4.3), "the abstract writes the later figure first"
