"""Requests and answers of KServe's inference logger: both protocols, in any order, late, twice and never."""
import json
import os
from datetime import datetime, timedelta, timezone

import pytest

from conftest import HOUR
from contract import LABELLED_SHARE, RECORDS
from drift import compare
from job.failure import Failure
from kserve_logger import REQUEST, RESPONSE, event, stored, tensor

EVERY = {"metrics": {"accuracy": {"atLeast": 0}, "auc": {"atLeast": 0}}}


def v1(row: dict) -> dict:
    return {"instances": [list(row.values())]}


def v1_names(row: dict) -> dict:
    return {"instances": [row]}


def v2(row: dict) -> dict:
    return {"id": "not-the-id-of-the-event", "inputs": [tensor("input-0", [list(row.values())], [1, len(row)])], "outputs": [{"name": "predict"}]}


def v2_flat(row: dict) -> dict:
    return {"inputs": [tensor("input-0", list(row.values()), [1, len(row)])]}


def v2_columns(row: dict) -> dict:
    return {"inputs": [tensor(name, [value], [1, 1]) for name, value in row.items()]}


def csv(row: dict) -> str:
    return ",".join(map(str, row.values()))


ANSWERS = {v1: lambda score: {"predictions": [score]}, v1_names: lambda score: {"predictions": [[1 - score, score]]},
           v2: lambda score: {"model_name": "credit", "outputs": [tensor("predict", [score], [1, 1])]},
           v2_flat: lambda score: {"outputs": [tensor("predict", [int(score >= 0.5)]), tensor("predict_proba", [[1 - score, score]], [1, 2])]},
           v2_columns: lambda score: {"outputs": [tensor("output-0", [1 - score, score], [1, 2])]}, csv: lambda score: {"predictions": [score]}}


class Traffic:
    """Requests for rows of a study, with the model's answers, as events."""

    def __init__(self, study, rows, form=v1_names, encoded=False) -> None:
        kind = "text/csv" if form is csv else "application/json"
        scores = study.scores(rows)
        self.ids = [f"r{place}" for place in range(len(rows))]
        self.truth = study.live_labels[rows.index]
        self.scores = dict(zip(self.ids, scores))
        self.requests = [event(REQUEST, identity, form(row), kind, encoded) for identity, row in zip(self.ids, rows.to_dict("records"))]
        # KServe gives the answer the content type of the request, even when the answer is JSON and the request was not.
        self.answers = [
            event(RESPONSE, identity, ANSWERS[form](float(score)), kind, encoded or form is csv)
            for identity, score in self.scores.items()
        ]

    def labels(self):
        return zip(self.ids, self.truth)


def lines(*events: str) -> str:
    return "\n".join(events) + "\n"


@pytest.fixture(autouse=True)
def no_charts(monkeypatch):
    monkeypatch.setattr("evidently.metrics.column_statistics.ValueDriftCalculation._render", lambda *_: [])
    monkeypatch.setattr("evidently.presets.DataDriftPreset.render", lambda *_, **__: [])
    monkeypatch.setattr("quality.page", lambda *_: None)
    monkeypatch.setattr("model_quality.page", lambda *_: None)


@pytest.mark.parametrize("encoded", [False, True], ids=["data", "data_base64"])
@pytest.mark.parametrize("form", list(ANSWERS), ids=lambda form: form.__name__)
def test_every_check_reads_both_protocols(form, encoded, survey, site):
    rows = survey.live.drop_duplicates().head(200)
    traffic = Traffic(survey, rows, form, encoded)
    site.baseline(survey.train).labels(traffic.labels()).raw(lines(*(line for pair in zip(traffic.requests, traffic.answers) for line in pair)))

    drift = site.configure("data-drift").check()
    expected = compare(survey.train, rows, {})
    assert {f["feature"]: f["score"] for f in drift.details["features"]} == pytest.approx({f.feature: f.score for f in expected.features}, abs=1e-9)

    counts = site.configure("data-quality").check().metrics
    assert (counts[RECORDS], counts["MissingShare"]) == (200, 0)

    from sklearn.metrics import accuracy_score, roc_auc_score
    found, scores = site.configure("quality", **EVERY).check().metrics, list(traffic.scores.values())
    assert found[LABELLED_SHARE] == 1
    assert found["accuracy"] == pytest.approx(accuracy_score(traffic.truth, [score >= 0.5 for score in scores]), abs=1e-12)
    assert found["auc"] == pytest.approx(roc_auc_score(traffic.truth, scores), abs=1e-9)


def test_fairness_and_attributions_read_them_too(survey, site):
    traffic = Traffic(survey, survey.live.head(600))
    site.baseline(survey.train).labels(traffic.labels()).raw(lines(*traffic.requests, *traffic.answers))
    fairness = site.configure("fairness", segments=["children"], metrics={"equalizedOddsGap": {"atMost": 1}}).check()
    assert fairness.metrics["equalizedOddsGap"] is not None and fairness.details["labels"]["labelled"] == 600
    assert site.configure("attribution-drift").check().details["surrogate"]["rows"] == 600


@pytest.fixture
def joined(survey, site):
    """Runs the quality check over 100 requests whose events the test places."""
    def run(place):
        traffic = Traffic(survey, survey.live.head(100))
        place(traffic)
        return site.configure("quality", **EVERY).labels(traffic.labels()).check()

    return run


def one_file(site):
    return lambda traffic: site.raw(lines(*traffic.requests, *traffic.answers))


@pytest.mark.parametrize("place", [
    lambda site: lambda traffic: site.raw(lines(*traffic.answers, *traffic.requests)),
    lambda site: lambda traffic: site.raw(lines(*traffic.requests)).raw(lines(*reversed(traffic.answers))),
    lambda site: lambda traffic: site.raw(lines(*traffic.requests), variant="predictor").raw(lines(*traffic.answers), variant="late"),
    lambda site: lambda traffic: site.raw(lines(*traffic.requests)).raw(lines(*traffic.answers), HOUR + timedelta(hours=1)),
    lambda site: lambda traffic: site.raw(lines(*traffic.requests)).raw(lines(*traffic.answers), HOUR - timedelta(hours=1)),
    lambda site: lambda traffic: site.raw(lines(*traffic.requests, *traffic.answers[:50])).raw(
        lines("nonsense", *traffic.answers[50:]), HOUR + timedelta(hours=1)),
], ids=["answers first", "another file", "another folder", "the hour after", "the hour before", "half of them later"])
def test_joins_requests_with_answers_wherever_they_are(place, joined, site, new_site):
    outcome = joined(place(site))
    assert (outcome.metrics[RECORDS], outcome.metrics[LABELLED_SHARE]) == (100, 1)
    assert {name: outcome.details["capture"][name] for name in ("withoutAnswer", "withoutRequest", "repeatedEvents", "corruptLines")} == {
        "withoutAnswer": 0, "withoutRequest": 0, "repeatedEvents": 0, "corruptLines": 0}


def test_counts_requests_without_answer_and_answers_without_request(joined, site):
    outcome = joined(lambda traffic: site.raw(lines(*traffic.requests[:90], *traffic.answers[30:])))
    assert outcome.metrics[RECORDS] == 60
    assert (outcome.details["capture"]["withoutAnswer"], outcome.details["capture"]["withoutRequest"]) == (30, 10)
    assert "30 requests were logged without an answer, and left out" in outcome.notes
    assert outcome.details["labels"]["unknownLabels"] == 40


@pytest.mark.parametrize("check", ["data-drift", "data-quality", "quality"])
def test_events_that_were_delivered_twice_count_once(check, survey, site):
    traffic = Traffic(survey, survey.live.head(100))
    site.configure(check, **EVERY).baseline(survey.train).labels(traffic.labels())
    outcome = site.raw(lines(*traffic.requests, *traffic.requests[:7], *traffic.answers, *traffic.answers[:5], *traffic.requests[90:])).check()
    assert outcome.metrics[RECORDS] == 100
    assert outcome.details["capture"]["repeatedEvents"] == (22 if check == "quality" else 17)


def test_a_request_belongs_to_the_window_of_its_own_file(joined, site):
    outcome = joined(lambda traffic: site.raw(lines(*traffic.requests[:40], *traffic.answers)).raw(
        lines(*traffic.requests[40:]), HOUR + timedelta(hours=1)))
    assert outcome.metrics[RECORDS] == 40


def test_requests_alone_are_enough_for_the_checks_of_data(survey, site):
    traffic = Traffic(survey, survey.live.head(100))
    site.baseline(survey.train).raw(lines(*traffic.requests)).labels(traffic.labels())
    assert site.configure("data-drift").check().metrics[RECORDS] == 100
    with pytest.raises(Failure, match="none of 100 requests was logged with its answer; the mode of the logger must be `all`"):
        site.configure("quality", **EVERY).check()


@pytest.mark.parametrize("check", ["data-drift", "quality"])
def test_a_window_with_nothing_but_answers_is_empty(check, survey, site):
    traffic = Traffic(survey, survey.live.head(10))
    outcome = site.configure(check, **EVERY).baseline(survey.train).labels([]).raw(lines(*traffic.answers)).check()
    assert outcome.status == "empty"


def test_counts_events_that_are_none_of_the_logger(joined, site):
    other = json.dumps({"specversion": "1.0", "id": "x", "source": "/", "type": "org.kubeflow.serving.inference.explain", "data": {}})
    binary = event(REQUEST, "y", {"inputs": [{"name": "input-0", "shape": [1, 9], "datatype": "FP32", "parameters": {"binary_data_size": 36}}]})
    outcome = joined(lambda traffic: site.raw(
        lines(other, binary, event(RESPONSE, "y", {"predictions": [1]}), "{", *traffic.requests, *traffic.answers)))
    assert outcome.metrics[RECORDS] == 100
    assert (outcome.details["capture"]["corruptLines"], outcome.details["capture"]["unreadablePayloads"]) == (2, 1)
    assert "is neither a request nor a response" in outcome.notes[0]


def test_reads_what_the_logger_puts_into_a_bucket_by_the_time_of_its_files(survey, site):
    rows = survey.live.head(90)
    scores = survey.scores(rows)
    for start in range(0, 90, 30):
        for side in (REQUEST, RESPONSE):
            batch = [stored(side, f"r{place}", v1_names(rows.iloc[place].to_dict()) if side == REQUEST else {"predictions": [float(scores[place])]})
                     for place in range(start, start + 30)]
            path = site.write(f"capture/credit/predictor/logs/r{start + 29}-{side}.json", json.dumps(batch))
            # The first batch is an hour old, the last one is of the next hour.
            written = (HOUR + timedelta(minutes={0: -20, 30: 20, 60: 80}[start])).timestamp()
            os.utime(path, (written, written))
    single = site.write("capture/credit/predictor/logs/s-request.json", json.dumps(stored(REQUEST, "s", v1_names(rows.iloc[0].to_dict()))))
    os.utime(single, (HOUR.timestamp(), HOUR.timestamp()))
    site.baseline(survey.train).labels([(f"r{place}", survey.live_labels.iloc[place]) for place in range(90)])
    assert site.configure("data-drift", minimumRecords=30).check().metrics[RECORDS] == 31
    outcome = site.configure("quality", **EVERY).check()
    assert (outcome.metrics[RECORDS], outcome.metrics[LABELLED_SHARE], outcome.details["capture"]["withoutAnswer"]) == (30, 1, 1)


def test_tells_how_late_the_labels_of_events_came(survey, site):
    early = event(REQUEST, "a", v1_names(survey.live.iloc[0].to_dict()), time="2026-01-31T04:10:00.5Z")
    site.raw(lines(early, event(RESPONSE, "a", {"predictions": [0.9]}))).labels([("a", 1)], age=-timedelta(hours=3))
    counts = site.configure("quality", **EVERY).check().details["labels"]
    assert (counts["labelledWithinHour"], counts["labelledWithinDay"], counts["labelledLater"]) == (0, 1, 0)
    assert datetime.fromtimestamp(os.path.getmtime(site.root / "labels/labels.jsonl"), timezone.utc) == HOUR + timedelta(hours=3)
