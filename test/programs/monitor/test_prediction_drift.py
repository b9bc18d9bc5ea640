"""Prediction drift: from answers alone, whichever server has given them, against predictions or labels that were normal."""
import json

import numpy as np
import pandas as pd
import pytest

from answer import answers, rows_in
from conftest import record, report, start
from contract import DRIFT_SCORE, MEAN_PREDICTION, MOVED_SHARE, POSITIVE_SHARE, RECORDS
from job.failure import Failure
from payload import answers as read

WINDOWS = 20


@pytest.fixture(autouse=True)
def no_charts(monkeypatch):
    monkeypatch.setattr("evidently.metrics.column_statistics.ValueDriftCalculation._render", lambda *_: [])
    monkeypatch.setattr("evidently.presets.DataDriftPreset.render", lambda *_, **__: [])


def moved(rows: pd.DataFrame) -> pd.DataFrame:
    """A window of people who answer otherwise: older, and married for longer."""
    return rows.assign(age=rows["age"] + 8, yrs_married=rows["yrs_married"] + 8, rate_marriage=(rows["rate_marriage"] - 1).clip(1))


def only_answers(site, found, ids=None, **changes):
    """What an endpoint records with `capture: { only: output }`."""
    lines = []
    for place, value in enumerate(found):
        line = record({"x": 0}, value, ids[place] if ids else f"r{place}", **changes)
        del line["captureData"]["endpointInput"]
        lines.append(json.dumps(line))
    return site.raw("\n".join(lines) + "\n")


@pytest.mark.parametrize("size", [60, 400, 800])
def test_alarms_when_a_model_answers_otherwise_and_not_by_chance(size, survey, new_site, record_table):
    before = pd.DataFrame({"score": survey.scores(survey.train)})
    alarms = {"unshifted": 0, "shifted": 0}
    for seed in range(WINDOWS):
        rows = survey.window(seed, size)
        for kind, found in (("unshifted", rows), ("shifted", moved(rows))):
            site = only_answers(new_site().configure("prediction-drift").baseline(before), survey.scores(found))
            alarms[kind] += bool(site.check().violations)
    record_table(f"predictions, {size} rows: {alarms['unshifted']} of {WINDOWS} unshifted, {alarms['shifted']} of {WINDOWS} shifted windows alarm")
    assert alarms["unshifted"] <= 2 and alarms["shifted"] >= 19


def test_probabilities_are_compared_as_such_where_both_sides_have_them(survey, site):
    scores = survey.scores(survey.window(1, 300))
    before = pd.DataFrame({"prediction": (survey.scores(survey.train) >= 0.5).astype(int), "score": survey.scores(survey.train)})
    outcome = only_answers(site.configure("prediction-drift").baseline(before), scores).check()
    assert outcome.details["compared"]["as"] == "probabilities"
    assert outcome.metrics[RECORDS] == 300 and outcome.metrics[POSITIVE_SHARE] == pytest.approx((scores >= 0.5).mean())
    assert outcome.details["compared"]["meanBefore"] == pytest.approx((survey.scores(survey.train) >= 0.5).mean())


def test_training_labels_are_a_baseline_too(survey, new_site):
    rows = survey.window(2, 600)
    before = survey.train.assign(affair=survey.train_labels)
    for label, expected in (("affair", 0), ("unknown", None)):
        site = only_answers(new_site().configure("prediction-drift", label=label, prediction=None).baseline(before), survey.scores(rows))
        if expected is None:
            with pytest.raises(Failure, match="no column of .* is called prediction, score or the like"):
                site.check()
        else:
            outcome = site.check()
            assert outcome.details["compared"]["as"] == "values"
            assert outcome.details["compared"]["meanBefore"] == pytest.approx(survey.train_labels.mean())


def test_words_of_classes_and_numbers_are_compared_each_in_its_way(new_site):
    random = np.random.default_rng(0)
    words = pd.DataFrame({"predicted_label": random.choice(["cat", "dog", "fox"], 2000, p=[0.5, 0.3, 0.2])})
    same, other = random.choice(["cat", "dog", "fox"], 300, p=[0.5, 0.3, 0.2]), random.choice(["cat", "dog", "owl"], 300, p=[0.2, 0.3, 0.5])
    for found, violations in ((same, 0), (other, 1)):
        site = new_site().configure("prediction-drift", problem="multiclass-classification").baseline(words)
        outcome = only_answers(site, found).check()
        assert len(outcome.violations) == violations and POSITIVE_SHARE not in outcome.metrics
    prices = pd.DataFrame({"prediction": random.normal(100, 10, 2000)})
    for shift, violations in ((0, 0), (15, 1)):
        site = new_site().configure("prediction-drift", problem="regression").baseline(prices, "before.parquet")
        outcome = only_answers(site, random.normal(100 + shift, 10, 300)).check()
        assert len(outcome.violations) == violations
        assert outcome.metrics[MEAN_PREDICTION] == pytest.approx(100 + shift, abs=3)


@pytest.mark.parametrize("column", ["p_default", None])
def test_the_column_is_named_or_the_only_one(column, survey, site):
    before = pd.DataFrame({"p_default": survey.scores(survey.train), **({"age": survey.train["age"].to_numpy()} if column else {})})
    outcome = only_answers(site.configure("prediction-drift", prediction=column).baseline(before), survey.scores(survey.window(1, 300))).check()
    assert outcome.details["compared"]["as"] == "probabilities" and not outcome.violations


def test_what_batch_transform_has_written_is_a_baseline_without_a_header(survey, site):
    before = pd.DataFrame({"score": survey.scores(survey.train)})
    site.configure("prediction-drift").baseline(before, "scored.csv", header=False)
    assert only_answers(site, survey.scores(survey.window(1, 300))).check().details["compared"]["before"] == len(survey.train)


def test_an_answer_counts_once_for_each_row_of_its_request(site):
    rows = [{"x": place} for place in range(40)]
    site.configure("prediction-drift").baseline(pd.DataFrame({"score": np.linspace(0.1, 0.9, 500)}))
    site.capture(rows, np.linspace(0.1, 0.9, 40))
    outcome = only_answers(site, ["0.2,0.9,0.4"] * 10, [f"many{place}" for place in range(10)]).check()
    assert outcome.metrics[RECORDS] == 50 and outcome.details["compared"]["predictions"] == 70


def test_requests_that_nobody_can_read_do_not_matter(site):
    site.configure("prediction-drift").baseline(pd.DataFrame({"score": np.linspace(0.1, 0.9, 500)}))
    lines = []
    for place, score in enumerate(np.linspace(0.1, 0.9, 60)):
        line = record({"x": 0}, score, f"i{place}")
        line["captureData"]["endpointInput"] = {"data": "/9j/4AAQ", "encoding": "BASE64", "observedContentType": "image/jpeg"}
        lines.append(json.dumps(line))
    outcome = site.raw("\n".join(lines) + "\n").check()
    assert outcome.details["compared"]["predictions"] == 60 and not outcome.notes


def test_answers_of_kserve_count_once_however_often_they_are_delivered(site):
    site.configure("prediction-drift").baseline(pd.DataFrame({"score": np.linspace(0.1, 0.9, 500)}))
    events = [
        {"specversion": "1.0", "id": f"k{place}", "type": f"org.kubeflow.serving.inference.{side}", "data": {"predictions": [float(score)]}}
        for place, score in enumerate(np.linspace(0.1, 0.9, 50)) for side in ("response", "request", "response")]
    outcome = site.raw("\n".join(map(json.dumps, events)) + "\n").check()
    assert outcome.metrics[RECORDS] == 50 and outcome.details["capture"]["repeatedEvents"] == 50


@pytest.mark.parametrize("data,kind,rows", [
    ("0.7", "CSV", 1), ("0.7,0.2,0.4", "CSV", 3), ("0.7,0.2,0.1", "CSV", 1), ("0.7\n0.2", "CSV", 2), ("1,0.83", "CSV", 1), ("yes,0.83", "CSV", 1),
    ("prediction,score\n1,0.9\n0,0.2", "CSV", 2), ('{"predictions": [0.3, 0.7]}', "JSON", 2), ('{"predictions": [[0.3, 0.7]]}', "JSON", 1),
    ('{"predictions": [{"score": 0.9, "predicted_label": 1}]}', "JSON", 1), ('{"prediction": 1}', "JSON", 1), ("[0, 1, 1]", "JSON", 3),
    ('{"outputs": [{"name": "out", "shape": [2, 1], "datatype": "FP32", "data": [0.1, 0.9]}]}', "JSON", 2),
    ('[{"label": "a", "score": 0.9}, {"label": "b", "score": 0.1}]', "JSON", 1), ('{"score": 0.4}\n{"score": 0.5}', "JSON", 2),
])
def test_how_many_rows_were_asked_for_is_told_by_the_answer(data, kind, rows):
    assert len(read({"data": data, "encoding": kind})) == rows


def test_an_empty_answer_is_no_prediction():
    assert rows_in([]) == 1 and answers([[0.1], [0.9]]) == answers([[0.1], [0.9]], 2)


def test_too_few_predictions_and_none_are_not_judged(new_site):
    before = pd.DataFrame({"score": np.linspace(0.1, 0.9, 500)})
    assert only_answers(new_site().configure("prediction-drift").baseline(before), [0.9] * 5).check().status == "too-few"
    assert new_site().configure("prediction-drift").baseline(before).check().status == "empty"
    with pytest.raises(Failure, match="no answer of the model could be read"):
        only_answers(new_site().configure("prediction-drift").baseline(before), ["cat"] * 40).check()


def test_the_program_says_what_has_moved_and_by_which_bound(survey, site):
    before = pd.DataFrame({"score": survey.scores(survey.train)})
    site.configure("prediction-drift", threshold={"test": "psi", "perFeature": 0.2}, charts="never").baseline(before)
    only_answers(site, survey.scores(moved(survey.window(1, 500))))
    run = start(site)
    assert run.returncode == 2, run.stderr
    content = json.loads(report(site))
    assert content["violations"][0]["message"].endswith("must be below 0.2")
    assert 0 < content["metrics"][MOVED_SHARE] < 1 and content["metrics"][DRIFT_SCORE] > 0.2
    page = report(site, "report.html")
    assert "Does the model still answer as it did?" in page and "Predictions that have moved" in page
