"""Data drift: agreement with Evidently, false alarms and detection on seeded windows of real data."""
import numpy as np
import pandas as pd
import pytest

from contract import DRIFT_SHARE, DRIFTED_FEATURES, RECORDS
from drift import compare, evidently_drift
from job.failure import Failure

WINDOWS = 20


def moved(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Half of the numeric features one standard deviation higher, and the first category for half of the rows."""
    rows, random = rows.copy(), np.random.default_rng(seed)
    numbers = rows.select_dtypes("number").columns
    for name in numbers[: -(-len(numbers) // 2)]:
        rows[name] = rows[name] + rows[name].std()
    for name in rows.columns.difference(numbers):
        rows.loc[random.random(len(rows)) < 0.5, name] = sorted(rows[name].unique())[0]
    return rows


@pytest.fixture(autouse=True)
def no_charts(monkeypatch):
    """Evidently judges as ever, and draws nothing: drawing takes nine tenths of the time. Tests of the whole program draw."""
    monkeypatch.setattr("evidently.metrics.column_statistics.ValueDriftCalculation._render", lambda *_: [])
    monkeypatch.setattr("evidently.presets.DataDriftPreset.render", lambda *_, **__: [])


def by_evidently(before: pd.DataFrame, now: pd.DataFrame) -> int:
    """Features that Evidently finds drifted when nobody names a method."""
    tests = evidently_drift(before, now, 0.5, {}).dict()["tests"]
    return sum(test["status"].value == "FAIL" for test in tests if "column" in test["metric_config"]["params"])


def test_small_windows_are_tested_because_distances_alarm_by_chance(insurance, record_table):
    by_default = ours = 0
    for seed in range(WINDOWS):
        current = insurance.window(seed, 40)
        by_default += by_evidently(insurance.train, current)
        ours += compare(insurance.train, current, {}).drifted
    record_table(f"insurance, 40 rows: {ours} of {WINDOWS * 9} features drift by chance, "
                 f"{by_default} by the distances that Evidently takes by default")
    assert ours <= 0.1 * WINDOWS * 9 < by_default


def codes(seed: int, rows: int, most: int = 300) -> pd.Series:
    """Codes of places, a few of them frequent and most of them rare."""
    shares = 1 / np.arange(1, most + 1)
    return pd.Series(np.random.default_rng(seed).choice(most, rows, p=shares / shares.sum())).map("code {:03}".format)


@pytest.mark.parametrize("baseline,window", [(5000, 60), (5000, 500), (5000, 2000), (900, 2000)])
def test_many_categories_do_not_alarm_by_chance(baseline, window, record_table):
    found = {"unshifted": 0, "shifted": 0, "by default": 0}
    for seed in range(WINDOWS):
        before, now = codes(seed, baseline).to_frame("place"), codes(1000 + seed, window).to_frame("place")
        # A third of the requests comes from places that were rare.
        elsewhere = now.where(np.random.default_rng(seed).random((window, 1)) > 1 / 3, "code 2" + now["place"].str[-2:].to_frame("place"))
        found["unshifted"] += compare(before, now, {}).drifted
        found["shifted"] += compare(before, elsewhere, {}).drifted
        found["by default"] += by_evidently(before, now)
    record_table(f"300 categories, {baseline} rows before and {window} now: {found['unshifted']} of {WINDOWS} unshifted windows drift by chance "
                 f"({found['by default']} without groups), {found['shifted']} of {WINDOWS} shifted ones are found")
    assert found["unshifted"] <= 2 and found["shifted"] >= 19 and found["by default"] == WINDOWS


METHODS = {"psi": "psi", "jensen-shannon": "jensenshannon", "kolmogorov-smirnov": "ks", "wasserstein": "wasserstein", "chi-square": "chisquare"}
ABLE = {"kolmogorov-smirnov": ["num"], "wasserstein": ["num"], "chi-square": ["cat"]}


THRESHOLDS = [
    {}, {"share": 0.3}, {"test": "psi"}, {"test": "jensen-shannon", "perFeature": 0.2}, {"test": "kolmogorov-smirnov", "perFeature": 0.01},
    {"test": "wasserstein"}, {"test": "chi-square"}, {"perFeature": 0.001},
]


@pytest.mark.parametrize("name,baseline,window,named,threshold", [
    *(("survey", 900, 300, {}, threshold) for threshold in THRESHOLDS),
    *(("survey", 3000, 300, {"num": "ks", "cat": "chisquare"}, threshold) for threshold in THRESHOLDS),
    ("cancer", 280, 280, {}, {}), ("cancer", 280, 600, {}, {}), ("survey", 3000, 600, {}, {}), ("survey", 900, 600, {"cat": "jensenshannon"}, {}),
    ("insurance", 10_000, 60, {"num": "ks"}, {}), ("insurance", 10_000, 2000, {}, {}),
], ids=str)
def test_agrees_with_evidently_called_directly(name, baseline, window, named, threshold, request, new_site):
    from evidently import DataDefinition, Dataset, Report
    from evidently.metrics import DriftedColumnsCount, ValueDrift

    study, test = request.getfixturevalue(name), threshold.get("test")
    reference, current = study.train.head(baseline), moved(study.window(1, window), 1)
    numbers = reference.select_dtypes("number").columns.tolist()
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=[feature for feature in reference.columns if feature not in numbers])
    metrics, methods = [], {}
    for kind in ("num", "cat"):
        applies = test is None or kind in ABLE.get(test, ["num", "cat"])
        methods[f"{kind}_method"] = METHODS[test] if test and applies else named.get(kind)
        methods[f"{kind}_threshold"] = threshold.get("perFeature") if applies else None
        metrics += [ValueDrift(column=feature, method=methods[f"{kind}_method"], threshold=methods[f"{kind}_threshold"])
                    for feature in reference.columns if (feature in numbers) == (kind == "num")]
    snapshot = Report([*metrics, DriftedColumnsCount(**methods)], include_tests=True).run(
        Dataset.from_pandas(current, definition), Dataset.from_pandas(reference, definition)).dict()
    expected = {metric["config"]["column"]: metric["value"] for metric in snapshot["metrics"] if "column" in metric["config"]}
    verdicts = {
        test["metric_config"]["params"]["column"]: test["status"].value == "FAIL"
        for test in snapshot["tests"] if "column" in test["metric_config"]["params"]}
    counted = next(metric["value"] for metric in snapshot["metrics"] if "column" not in metric["config"])

    outcome = new_site().configure("data-drift", threshold=threshold).baseline(reference).capture(current).check()
    found = {feature["feature"]: feature for feature in outcome.details["features"]}
    assert {feature: values["score"] for feature, values in found.items()} == pytest.approx(expected, abs=1e-9)
    assert {feature: values["drifted"] for feature, values in found.items()} == verdicts
    assert (outcome.metrics[DRIFTED_FEATURES], outcome.metrics[DRIFT_SHARE]) == (counted["count"], pytest.approx(counted["share"]))


@pytest.mark.parametrize("form", ["csv", "csv64", "json", "json-list"])
def test_reads_every_form_of_payload_alike(form, survey, site):
    outcome = site.configure("data-drift", threshold={"share": 0.5}).baseline(survey.train).capture(survey.window(3, 200), form=form).check()
    expected = compare(survey.train, survey.window(3, 200), {})
    assert outcome.metrics == {RECORDS: 200, DRIFT_SHARE: expected.share, DRIFTED_FEATURES: expected.drifted}
    assert {f["feature"]: f["score"] for f in outcome.details["features"]} == pytest.approx({f.feature: f.score for f in expected.features}, abs=1e-9)


def test_looks_only_at_the_features_that_are_asked_for(survey, site):
    outcome = site.configure("data-drift", features=["age", "religious"]).baseline(survey.train).capture(survey.window(0, 100)).check()
    assert [feature["feature"] for feature in outcome.details["features"]] == ["age", "religious"]


def test_fails_when_a_feature_is_not_in_the_baseline(survey, site):
    with pytest.raises(Failure, match="the baseline has no feature income"):
        site.configure("data-drift", features=["income"]).baseline(survey.train).capture(survey.window(0, 100)).check()


def test_counts_a_feature_that_is_no_longer_sent_as_drifted(survey, site):
    rows = survey.window(0, 200).drop(columns="age")
    outcome = site.configure("data-drift").baseline(survey.train).capture(rows, form="json").check()
    assert [f["feature"] for f in outcome.details["features"] if f["test"] == "has values"] == ["age"]


def test_leaves_identifiers_out(survey, site):
    train = survey.train.assign(customer=[f"c{place}" for place in range(len(survey.train))])
    rows = survey.window(0, 100).assign(customer=[f"d{place}" for place in range(100)])
    outcome = site.configure("data-drift").baseline(train).capture(rows).check()
    assert "customer" not in {feature["feature"] for feature in outcome.details["features"]}
    assert "customer" in " ".join(outcome.notes)


def test_does_not_judge_a_few_records(survey, site):
    outcome = site.configure("data-drift").baseline(survey.train).capture(moved(survey.window(0, 20), 0)).check()
    assert (outcome.status, outcome.figures()) == ("too-few", {RECORDS: 20, "Violations": 0})


@pytest.mark.parametrize("header", [True, False])
def test_finds_the_label_among_the_columns_of_the_baseline(header, cancer, site):
    train = cancer.train.copy()
    train.insert(0, "target", cancer.train_labels)
    outcome = site.configure("data-drift").baseline(train, header=header).capture(cancer.window(0, 100)).check()
    assert len(outcome.details["features"]) == 30
    assert not outcome.violations


def test_takes_every_column_for_a_feature_when_as_many_values_are_sent(cancer, site):
    outcome = site.configure("data-drift").baseline(cancer.train, header=False).capture(cancer.window(0, 100)).check()
    assert len(outcome.details["features"]) == 30


def test_asks_for_the_label_when_it_cannot_know_it(cancer, site):
    train = cancer.train.assign(malignant=cancer.train_labels)
    site.baseline(train).capture(cancer.window(0, 100))
    with pytest.raises(Failure, match="rows have 30 values without names, and the baseline has 31 columns"):
        site.configure("data-drift").check()
    assert len(site.configure("data-drift", label="malignant").check().details["features"]) == 30


def test_fails_when_no_row_has_the_features_of_the_baseline(cancer, site):
    with pytest.raises(Failure, match="the schema has changed"):
        site.configure("data-drift").baseline(cancer.train).capture(cancer.window(0, 100).iloc[:, :12]).check()


def test_reads_a_parquet_baseline_like_a_csv_one(survey, new_site):
    outcomes = [
        new_site().configure("data-drift").baseline(survey.train, name).capture(survey.window(5, 150)).check()
        for name in ("a.csv", "a.parquet")
    ]
    assert outcomes[0].details["features"] == outcomes[1].details["features"]
