"""Data drift: agreement with Evidently, false alarms and detection on seeded windows of real data."""
import numpy as np
import pandas as pd
import pytest

from contract import DRIFT_SHARE, DRIFTED_FEATURES, RECORDS, Failure
from drift import compare

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


@pytest.mark.parametrize("name,size", [("cancer", 60), ("survey", 60), ("survey", 400), ("insurance", 2000)])
def test_alarms_on_shifted_windows_and_stays_silent_on_others(name, size, request, new_site, record_table):
    study = request.getfixturevalue(name)
    train = study.train.iloc[:, :9]
    alarms = {"unshifted": 0, "shifted": 0}
    for seed in range(WINDOWS):
        rows = study.window(seed, size)[train.columns]
        for kind, found in (("unshifted", rows), ("shifted", moved(rows, seed))):
            site = new_site().configure("data-drift", threshold={"share": 0.5}).baseline(train).capture(found)
            alarms[kind] += bool(site.check().violations)
    record_table(f"{name}, {size} rows: {alarms['unshifted']} of {WINDOWS} unshifted, {alarms['shifted']} of {WINDOWS} shifted windows alarm")
    # Of the tumours many features say the same (radius, perimeter, area): they drift by chance together.
    assert alarms["unshifted"] <= (2 if name == "cancer" else 1)
    assert alarms["shifted"] >= 19


def test_compares_a_small_window_with_as_few_rows_of_the_baseline_because_distances_alarm_by_chance(insurance, record_table):
    from drift import evidently_drift, read

    raw = ours = 0
    for seed in range(WINDOWS):
        current = insurance.window(seed, 40)
        features = list(read(evidently_drift(insurance.train, current, {})))
        raw += sum(feature.drifted for feature in features)
        ours += compare(insurance.train, current, {}).drifted
    record_table(f"insurance, 40 rows: {ours} of {WINDOWS * 9} features drift by chance, {raw} without cutting the baseline")
    assert ours <= 0.1 * WINDOWS * 9 < raw


@pytest.mark.parametrize("threshold", [
    {}, {"share": 0.3}, {"test": "psi"}, {"test": "jensen-shannon", "perFeature": 0.2}, {"test": "kolmogorov-smirnov", "perFeature": 0.01},
    {"test": "wasserstein"}, {"test": "chi-square"}, {"perFeature": 0.001},
])
def test_agrees_with_evidently_called_directly(threshold, survey):
    from evidently import DataDefinition, Dataset, Report
    from evidently.metrics import ValueDrift

    names = {"psi": "psi", "jensen-shannon": "jensenshannon", "kolmogorov-smirnov": "ks", "wasserstein": "wasserstein", "chi-square": "chisquare"}
    able = {"kolmogorov-smirnov": ["num"], "wasserstein": ["num"], "chi-square": ["cat"]}
    reference, current = survey.train.head(900), moved(survey.window(1, 300), 1)
    numbers = reference.select_dtypes("number").columns.tolist()
    texts = [name for name in reference.columns if name not in numbers]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=texts)
    test = threshold.get("test")
    for feature in compare(reference, current, threshold).features:
        applies = test is None or ("num" if feature.feature in numbers else "cat") in able.get(test, ["num", "cat"])
        metric = ValueDrift(column=feature.feature, method=names[test] if test and applies else None, threshold=threshold.get("perFeature") if applies else None)
        snapshot = Report([metric], include_tests=True).run(Dataset.from_pandas(current, definition), Dataset.from_pandas(reference, definition)).dict()
        assert feature.score == pytest.approx(snapshot["metrics"][0]["value"], abs=1e-12)
        assert feature.drifted == (snapshot["tests"][0]["status"].value == "FAIL")


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
    assert (outcome.status, outcome.published()) == ("too-few", {RECORDS: 20, "Violations": 0})


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
    outcomes = [new_site().configure("data-drift").baseline(survey.train, name).capture(survey.window(5, 150)).check() for name in ("a.csv", "a.parquet")]
    assert outcomes[0].details["features"] == outcomes[1].details["features"]
