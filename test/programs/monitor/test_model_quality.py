"""Model quality: the numbers of scikit-learn, over labels that come late, twice, wrongly or never."""
import json
from datetime import timedelta

import numpy as np
import pytest
from sklearn import metrics as sk
from sklearn.datasets import load_diabetes, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression

from contract import LABELLED_SHARE, Failure

EVERY = {"atLeast": -1e9}


@pytest.fixture(autouse=True)
def no_page(monkeypatch, request):
    if "page" not in request.node.name:
        monkeypatch.setattr("model_quality.page", lambda *_: None)


@pytest.fixture
def predicted(cancer, site):
    """Predictions for all live rows, with the metrics of the definition; ids are r0, r1, …"""
    ids = [f"r{place}" for place in range(len(cancer.live))]

    def prepared(**metrics):
        return site.configure("quality", problem="binary-classification", metrics=metrics).capture(cancer.live, cancer.scores(cancer.live), ids)

    return prepared, list(zip(ids, cancer.live_labels))


def test_binary_metrics_are_those_of_scikit_learn(predicted, cancer):
    prepared, pairs = predicted
    site = prepared(**dict.fromkeys(("accuracy", "precision", "recall", "f1", "auc", "logLoss", "brier"), EVERY)).labels(pairs)
    score, truth = cancer.scores(cancer.live), cancer.live_labels
    hard = score >= 0.5
    expected = {
        "accuracy": sk.accuracy_score(truth, hard), "precision": sk.precision_score(truth, hard), "recall": sk.recall_score(truth, hard),
        "f1": sk.f1_score(truth, hard), "auc": sk.roc_auc_score(truth, score), "logLoss": sk.log_loss(truth, score), "brier": sk.brier_score_loss(truth, score),
    }
    found = site.check().metrics
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-12)
    assert found[LABELLED_SHARE] == 1


def test_auc_counts_ties_as_half(site):
    random = np.random.default_rng(0)
    scores, truth = random.integers(0, 5, 300) / 4, random.integers(0, 2, 300)
    ids = [str(place) for place in range(300)]
    outcome = site.configure("quality", metrics={"auc": EVERY}).capture([{"a": 1}] * 300, scores, ids).labels(zip(ids, truth)).check()
    assert outcome.metrics["auc"] == pytest.approx(sk.roc_auc_score(truth, scores), abs=1e-12)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_multiclass_metrics_are_those_of_scikit_learn(form, site):
    rows, truth = load_wine(return_X_y=True, as_frame=True)
    found = LogisticRegression(max_iter=50).fit(rows.iloc[::3], truth.iloc[::3]).predict(rows)
    ids = [str(place) for place in range(len(rows))]
    site.configure("quality", problem="multiclass-classification", metrics=dict.fromkeys(("accuracy", "precision", "recall", "f1"), EVERY))
    outcome = site.capture(rows, [int(value) for value in found], ids, form=form).labels(zip(ids, truth)).check()
    assert [outcome.metrics[name] for name in ("accuracy", "precision", "recall", "f1")] == pytest.approx([
        sk.accuracy_score(truth, found), sk.precision_score(truth, found, average="macro"), sk.recall_score(truth, found, average="macro"),
        sk.f1_score(truth, found, average="macro"),
    ], abs=1e-12)


def test_regression_metrics_are_those_of_scikit_learn(site):
    rows, truth = load_diabetes(return_X_y=True, as_frame=True)
    found = LinearRegression().fit(rows, truth).predict(rows)
    ids = [str(place) for place in range(len(rows))]
    site.configure("quality", problem="regression", metrics=dict.fromkeys(("mae", "rmse", "r2", "mape"), EVERY))
    outcome = site.capture(rows, found, ids).labels(zip(ids, truth)).check()
    assert [outcome.metrics[name] for name in ("mae", "rmse", "r2", "mape")] == pytest.approx([
        sk.mean_absolute_error(truth, found), sk.root_mean_squared_error(truth, found), sk.r2_score(truth, found), sk.mean_absolute_percentage_error(truth, found),
    ], abs=1e-9)


def test_a_metric_beyond_its_bound_is_a_violation(predicted):
    prepared, pairs = predicted
    flipped = [(identity, 1 - value) for identity, value in pairs]
    outcome = prepared(auc={"atLeast": 0.75}, logLoss={"atMost": 100}).labels(flipped).check()
    assert [str(violation).split(" is ")[0] for violation in outcome.violations] == ["auc of the model"]


def test_labels_that_come_late_twice_wrongly_or_never_are_counted(predicted):
    prepared, pairs = predicted
    first, rest = pairs[:100], pairs[100:200]
    site = prepared(accuracy=EVERY).labels(first, "early.jsonl")
    site.labels([(identity, 1 - value) for identity, value in first[:10]] + first[10:15], "corrections.jsonl", age=timedelta(hours=-5))
    site.labels([*rest, ("stranger", 1), ("r250", "unclear")], "late.jsonl", age=timedelta(hours=-30))
    outcome = site.check()
    counts = outcome.details["labels"]
    total = len(pairs)
    assert {name: counts[name] for name in ("labelled", "neverLabelled", "labelledAgain", "conflictingLabels", "unknownLabels", "unreadableLabels")} == {
        "labelled": 200, "neverLabelled": total - 200, "labelledAgain": 15, "conflictingLabels": 10, "unknownLabels": 1, "unreadableLabels": 1,
    }
    assert outcome.metrics[LABELLED_SHARE] == pytest.approx(200 / total)
    assert "'unclear' is neither yes nor no" in " ".join(outcome.notes)


def test_the_label_that_came_last_counts(predicted):
    prepared, pairs = predicted
    wrong = [(identity, 1 - value) for identity, value in pairs]
    site = prepared(accuracy=EVERY).labels(pairs, "b.jsonl", age=timedelta(hours=-9)).labels(wrong, "a.jsonl")
    assert site.check().metrics["accuracy"] > 0.9


def test_labels_written_before_the_window_are_not_read(predicted):
    prepared, pairs = predicted
    outcome = prepared(accuracy=EVERY).labels(pairs, age=timedelta(days=2)).check()
    assert outcome.details["labels"]["labelFiles"] == 0
    assert outcome.published() == {"Records": len(pairs), LABELLED_SHARE: 0, "Violations": 0}
    assert "no label has arrived for the predictions of this window" in outcome.notes


def test_a_request_that_was_recorded_twice_counts_once(predicted, cancer):
    prepared, pairs = predicted
    site = prepared(accuracy=EVERY).labels(pairs)
    site.capture(cancer.live.head(7), [0.5] * 7, [f"r{place}" for place in range(7)])
    counts = site.check().details["labels"]
    assert (counts["predictions"], counts["duplicatePredictions"]) == (len(pairs), 7)


@pytest.mark.parametrize("name,text", [
    ("labels.csv", "inferenceId,label\nr0,1\nr1,0\n"),
    ("labels.csv", "customer,label,event_id\nx,1,r0\ny,0,r1\n"),
    ("labels.csv", "id,defaulted\nr0,1\nr1,0\n"),
    ("labels.jsonl", '{"inferenceId": "r0", "label": true}\nnonsense\n{"inferenceId": "r1", "label": false}\n'),
])
def test_reads_tables_of_labels(name, text, predicted):
    prepared, _ = predicted
    assert prepared(accuracy=EVERY).label_file(text, name).check().details["labels"]["labelled"] == 2


def test_counts_lines_of_labels_that_cannot_be_read_and_says_why(predicted):
    prepared, _ = predicted
    outcome = prepared(accuracy=EVERY).label_file('{"inferenceId": "r0", "label": 1}\n{"customer": 3, "amount": 4, "day": 5}\n{', "labels.jsonl").check()
    assert (outcome.details["labels"]["labelled"], outcome.details["labels"]["corruptLabelLines"]) == (1, 2)
    assert "2 lines of labels could not be read, the first because of Failure: a line must have a column inferenceid" in " ".join(outcome.notes)


def test_joins_the_rows_of_one_request_by_their_order(site):
    line = {
        "captureData": {"endpointInput": {"data": "1,2\n3,4\n5,6", "encoding": "CSV"}, "endpointOutput": {"data": "0.9,0.2,0.8", "encoding": "CSV"}},
        "eventMetadata": {"eventId": "a"},
    }
    site.configure("quality", metrics={"accuracy": EVERY}).raw(json.dumps(line)).labels([("a", "1\n0\n0")])
    assert site.check().metrics["accuracy"] == pytest.approx(2 / 3)


def test_an_undefined_metric_is_told_and_not_published(predicted):
    prepared, pairs = predicted
    outcome = prepared(auc={"atLeast": 0.9}).labels([(identity, 1) for identity, _ in pairs]).check()
    assert outcome.status == "fine" and "auc" not in outcome.published()
    assert "auc is undefined for these labels" in outcome.notes


def test_words_are_labels_when_the_positive_one_is_named(site):
    ids = ["a", "b", "c", "d"]
    site.configure("quality", metrics={"accuracy": EVERY}, positive="good").capture([{"x": 1}] * 4, ["good", "bad", "good", "bad"], ids, form="json")
    assert site.labels(zip(ids, ["good", "bad", "bad", "bad"])).check().metrics["accuracy"] == 0.75


@pytest.mark.parametrize("config,message", [
    ({"metrics": {"rmse": EVERY}}, "binary-classification has no metric rmse; it has accuracy, auc"),
    ({"metrics": {"accuracy": EVERY}, "problem": "ranking"}, "the problem must be"),
])
def test_fails_when_the_metric_or_problem_is_unknown(config, message, site):
    with pytest.raises(Failure, match=message):
        site.configure("quality", **config).labels([]).check()


def test_fails_when_no_answer_can_be_read(site):
    with pytest.raises(Failure, match="no answer of the model could be read: .*neither yes nor no"):
        site.configure("quality", metrics={"accuracy": EVERY}).capture([{"x": 1}] * 3, ["good"] * 3).labels([]).check()


def test_page_shows_the_classification_of_evidently(predicted, tmp_path):
    prepared, pairs = predicted
    prepared(accuracy=EVERY).labels(pairs).check().page.save_html(str(tmp_path / "page.html"))
    assert "Confusion Matrix" in (tmp_path / "page.html").read_text()
