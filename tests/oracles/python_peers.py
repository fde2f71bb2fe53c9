"""Freeze what lifelines and SurPyval say of the data sets beside this file: `python tests/oracles/python_peers.py`.

Runs in an environment of its own (`pip install lifelines surpyval`), which neither the package nor its tests need, and writes
`data/lifelines.json` and `data/surpyval.json` with the versions and the hash of every input. The tests read those.
"""

import hashlib
import json
import math
from importlib.metadata import version
from pathlib import Path

DATA = Path(__file__).parent / "data"
BLADDER = ("rx", "size", "number")
LUNG = ("age", "sex", "ph.ecog")
DAYS, MONTHS = [60.0, 120.0, 240.0, 365.0], [12.0, 60.0, 120.0, 240.0]
HEART = ("age", "year", "surgery", "transplant")


def rows(name, missing=()):
    """The rows of a data set, those without a value in `missing` left out."""
    import pandas as pd

    table = pd.read_csv(DATA / f"{name}.csv")
    return table.dropna(subset=list(missing)).reset_index(drop=True) if missing else table


def lung():
    table = rows("lung", LUNG)
    untied = table["time"] + table.index / 1000
    return table.assign(event=table["status"] - 1, weight=1 + table["age"] / 100, untied=untied)


def mgus():
    import numpy as np

    table = rows("mgus2")
    progressed = table["pstat"] == 1
    kind = np.where(progressed, 1, np.where(table["death"] == 1, 2, 0))
    return table.assign(months=table["ptime"].where(progressed, table["futime"]).astype(float), kind=kind)


def lifelines():
    from lifelines import CoxPHFitter, CoxTimeVaryingFitter, KaplanMeierFitter
    from lifelines.statistics import logrank_test, multivariate_logrank_test, proportional_hazard_test
    from lifelines.utils import restricted_mean_survival_time

    people, heart, bladder = lung(), rows("heart"), rows("bladder2")
    steps = {"precision": 1e-13}

    def cox(table, **options):
        fit = CoxPHFitter(strata=options.pop("strata", None)).fit(table, fit_options=steps, **options)
        return {
            "coefficients": fit.params_.to_dict(),
            "standard_errors": fit.standard_errors_.to_dict(),
            "log_likelihood": fit.log_likelihood_,
        }

    def varying(table, **options):
        fit = CoxTimeVaryingFitter().fit(
            table, event_col="event", start_col="start", stop_col="stop", fit_options=steps, **options
        )
        return {
            "coefficients": fit.params_.to_dict(),
            "standard_errors": fit.standard_errors_.to_dict(),
            "log_likelihood": fit.log_likelihood_,
        }

    def curve(table, **options):
        fit = KaplanMeierFitter().fit(table["time"], table["event"], **options)
        limits = fit.confidence_interval_
        times = [day for day in fit.survival_function_.index if day > 0]
        return {
            "time": times,
            "survival": [float(fit.survival_function_.iloc[:, 0][day]) for day in times],
            "lower": [float(limits.iloc[:, 0][day]) for day in times],
            "upper": [float(limits.iloc[:, 1][day]) for day in times],
            "median": float(fit.median_survival_time_),
        }

    men, women = people[people["sex"] == 1], people[people["sex"] == 2]
    two = (men["time"], women["time"], men["event"], women["event"])
    plain, untied = ["time", "event", *LUNG], ["untied", "event", *LUNG]
    late = heart.rename(columns={"stop": "time"})
    heart_rows = heart[["id", "start", "stop", "event", *HEART]].astype(float)
    bladder_rows = bladder[["id", "start", "stop", "event", *BLADDER]]
    surveyed = people.dropna(subset=["inst"])
    with_entry = {"duration_col": "stop", "event_col": "event", "entry_col": "start"}
    return {
        "kaplan_meier": {
            "men": curve(men),
            "women": curve(women),
            "delayed_entry": curve(late, entry=late["start"]),
            "restricted_mean_men_365": float(
                restricted_mean_survival_time(KaplanMeierFitter().fit(men["time"], men["event"]), t=365)
            ),
        },
        "log_rank": {
            "equal": logrank_test(*two).test_statistic,
            "gehan": logrank_test(*two, weightings="wilcoxon").test_statistic,
            "tarone-ware": logrank_test(*two, weightings="tarone-ware").test_statistic,
            "fleming-harrington 1 0": logrank_test(*two, weightings="fleming-harrington", p=1, q=0).test_statistic,
            "fleming-harrington 0 1": logrank_test(*two, weightings="fleming-harrington", p=0, q=1).test_statistic,
            "three groups": multivariate_logrank_test(
                people["time"], people["ph.ecog"].clip(upper=2), people["event"]
            ).test_statistic,
        },
        "cox": {
            "lung": cox(people[plain], duration_col="time", event_col="event"),
            "strata": cox(people[plain], duration_col="time", event_col="event", strata=["sex"]),
            "robust": cox(people[untied], duration_col="untied", event_col="event", robust=True),
            "clusters": cox(surveyed[[*untied, "inst"]], duration_col="untied", event_col="event", cluster_col="inst"),
            "weights": cox(
                people[[*untied, "weight"]], duration_col="untied", event_col="event", weights_col="weight", robust=True
            ),
            "entry": cox(bladder_rows.drop(columns="id"), **with_entry),
        },
        "cox_time_varying": {
            "heart": varying(heart_rows, id_col="id"),
            "bladder": varying(bladder_rows, id_col="id"),
        },
        "wrong": {
            "robust errors with ties": cox(people[plain], duration_col="time", event_col="event", robust=True)["standard_errors"],
            "robust errors with entry": cox(bladder_rows, cluster_col="id", **with_entry)["standard_errors"],
            "proportional hazards": proportional_hazard_test(
                CoxPHFitter().fit(people[plain], "time", "event"), people[plain], time_transform="km"
            )
            .summary["test_statistic"]
            .to_dict(),
            "standard error of the restricted mean of men": math.sqrt(
                restricted_mean_survival_time(KaplanMeierFitter().fit(men["time"], men["event"]), t=365, return_variance=True)[1]
            ),
        },
        "inputs": ["lung", "heart", "bladder2"],
        "packages": ["lifelines", "numpy", "pandas", "scipy"],
    }


def surpyval():
    import numpy as np
    from surpyval import CompetingRisks, CoxPH, KaplanMeier, NonParametricCounting, logrank, rmst_diff

    people, heart, bladder, cgd, gammopathy = lung(), rows("heart"), rows("bladder2"), rows("cgd"), mgus()

    def cox(table, stop, covariates, *, start=None, strata=None, cluster=None, ties="efron"):
        options = {} if start is None else {"tl": table[start].to_numpy(float)}
        options |= {} if strata is None else {"strata": table[strata].to_numpy()}
        x = table[list(covariates)].to_numpy(float)
        fit = CoxPH.fit(x=table[stop].to_numpy(float), Z=x, c=1 - table["event"].to_numpy(int), tie_method=ties, **options)
        found = {"coefficients": fit.beta.tolist(), "standard_errors": np.sqrt(np.diag(fit.covariance())).tolist()}
        if cluster is not None:
            found["robust"] = np.sqrt(np.diag(fit.robust_covariance(cluster=table[cluster].to_numpy()))).tolist()
        return found

    def curve(table, stop, **options):
        fit = KaplanMeier.fit(x=table[stop].to_numpy(float), c=1 - table["event"].to_numpy(int), **options)
        limits = fit.cb(fit.x)
        return {
            "time": fit.x.tolist(),
            "survival": fit.R.tolist(),
            "lower": limits[:, 0].tolist(),
            "upper": limits[:, 1].tolist(),
        }

    def single(table):
        return KaplanMeier.fit(x=table["time"].to_numpy(float), c=1 - table["event"].to_numpy(int))

    def mean_count(table):
        fit = NonParametricCounting.fit(
            x=table["tstop"].to_numpy(float), i=table["id"].to_numpy(), c=1 - table["status"].to_numpy(int)
        )
        limits = fit.mcf_cb(DAYS)
        return {"time": DAYS, "mean": fit.mcf(DAYS).tolist()} | bounds(limits)

    men, women = people[people["sex"] == 1], people[people["sex"] == 2]
    when, who, lost = people["time"].to_numpy(float), people["sex"].to_numpy(), 1 - people["event"].to_numpy(int)
    kinds = np.array([int(kind) if kind else None for kind in gammopathy["kind"]], dtype=object)
    incidence = CompetingRisks.fit(
        x=gammopathy["months"].to_numpy(), e=kinds, c=(gammopathy["kind"] == 0).to_numpy(int), how="Kaplan-Meier"
    )
    difference = rmst_diff(single(women), single(men), tau=365.0)
    return {
        "kaplan_meier": {
            "men": curve(men, "time"),
            "delayed_entry": curve(heart, "stop", tl=heart["start"].to_numpy(float)),
            "restricted_mean_men_365": {key: float(value) for key, value in single(men).rmst(365.0).items()},
            "restricted_mean_difference_365": {key: float(value) for key, value in difference.items() if np.isscalar(value)},
        },
        "log_rank": {
            "equal": logrank(when, who, c=lost).statistic,
            "stratified": logrank(when, who, c=lost, strata=people["ph.ecog"].to_numpy()).statistic,
        },
        "cox": {
            "lung efron": cox(people, "time", LUNG),
            "lung breslow": cox(people, "time", LUNG, ties="breslow"),
            "lung strata": cox(people, "time", ("age", "ph.ecog"), strata="sex"),
            "heart efron": cox(heart, "stop", HEART, start="start", cluster="id"),
            "bladder efron": cox(bladder, "stop", BLADDER, start="start", cluster="id"),
            "bladder breslow": cox(bladder, "stop", BLADDER, start="start", cluster="id", ties="breslow"),
        },
        "mean_cumulative_count": {arm: mean_count(cgd[cgd["treat"] == arm]) for arm in ("placebo", "rIFN-g")},
        "cumulative_incidence": {
            "time": MONTHS,
            "progression": incidence.cif(np.array(MONTHS), 1).tolist(),
            "death": incidence.cif(np.array(MONTHS), 2).tolist(),
        },
        "inputs": ["lung", "heart", "bladder2", "cgd", "mgus2"],
        "packages": ["surpyval", "numpy", "pandas", "scipy"],
    }


def bounds(limits):
    return {"lower": limits[:, 0].tolist(), "upper": limits[:, 1].tolist()}


def frozen(found):
    """What a package said, with its version and the data it was asked about; NaN as null."""
    inputs, packages = found.pop("inputs"), found.pop("packages")
    return {
        "made_by": "tests/oracles/python_peers.py",
        "versions": {package: version(package) for package in packages},
        "inputs": {f"{name}.csv": hashlib.sha256((DATA / f"{name}.csv").read_bytes()).hexdigest() for name in inputs},
        "expected": plain(found),
    }


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return None if math.isnan(value) else float(f"{float(value):.13g}")


def main():
    for package in (lifelines, surpyval):
        text = json.dumps(frozen(package()), indent=1)
        (DATA / f"{package.__name__}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
