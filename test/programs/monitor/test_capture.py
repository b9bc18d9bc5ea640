"""Recorded requests: which files belong to a window, what payloads say, and a sample of bounded size."""
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from capture import Capture
from conftest import HOUR
from contract import window
from payload import Answer, answers, rows
from sample import Reservoir
from values import Unreadable


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def test_reads_the_hours_of_the_window_of_every_variant(site):
    for offset in (-25, -24, -1, 0, 1):
        site.capture([{"x": offset}], ids=[f"blue{offset}"], hour=HOUR + timedelta(hours=offset), variant="blue")
        site.capture([{"x": offset}], ids=[f"green{offset}"], hour=HOUR + timedelta(hours=offset), variant="green")
    site.configure("data-drift", windowSeconds=86_400)
    job = site.job()
    assert {record.id for record in Capture(job.capture, job.window)} == {"blue-1", "blue0", "green-1", "green0"}


@pytest.mark.parametrize("seconds,delay,start,end", [
    (3600, 0, "2026-01-31T04:00", "2026-01-31T05:00"),
    (86_400, 86_400, "2026-01-29T05:00", "2026-01-30T05:00"),
    (5400, 0, "2026-01-31T03:00", "2026-01-31T05:00"),
])
def test_a_window_is_whole_hours(seconds, delay, start, end):
    found = window(at("2026-01-31T05:20"), {"windowSeconds": seconds, "delaySeconds": delay})
    assert (found.start, found.end) == (at(start), at(end))


@pytest.mark.parametrize("minutes", [60, 90, 100, 24 * 60, 31 * 24 * 60])
def test_windows_of_successive_runs_leave_no_hour_out(minutes):
    runs = [at("2026-01-01T00:20") + timedelta(minutes=minutes * run) for run in range(50)]
    found = [window(run, {"windowSeconds": minutes * 60}) for run in runs]
    assert all(later.start <= earlier.end for earlier, later in zip(found, found[1:]))


@pytest.mark.parametrize("data,encoding,expected", [
    ("1,2,a", "CSV", [["1", "2", "a"]]),
    ('1,"a,b"\n2,c\n', "CSV", [["1", "a,b"], ["2", "c"]]),
    ("[[1, 2], [3, 4]]", "JSON", [[1, 2], [3, 4]]),
    ("[1, 2]", "JSON", [[1, 2]]),
    ('{"instances": [{"features": [1, 2]}]}', "JSON", [[1, 2]]),
    ('{"inputs": {"x": [1, 2], "y": ["a", "b"]}}', "JSON", [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]),
    ('{"dataframe_split": {"columns": ["x", "y"], "data": [[1, 2]]}}', "JSON", [{"x": 1, "y": 2}]),
    ('{"dataframe_records": [{"x": 1}]}', "JSON", [{"x": 1}]),
    ('{"x": 1, "label": "a"}', "JSON", [{"x": 1, "label": "a"}]),
    ('{"x": 1}\n{"x": 2}', "JSON", [{"x": 1}, {"x": 2}]),
])
def test_reads_requests(data, encoding, expected):
    assert rows({"data": data, "encoding": encoding}) == expected


@pytest.mark.parametrize("data,encoding,count,expected", [
    ("0.9", "CSV", 1, [Answer("0.9")]),
    ("0.9,0.1", "CSV", 2, [Answer("0.9"), Answer("0.1")]),
    ("0.9\n0.1", "CSV", 2, [Answer("0.9"), Answer("0.1")]),
    ("0.3,0.7", "CSV", 1, [Answer(scores=(0.3, 0.7))]),
    ("1,0.8", "CSV", 1, [Answer("1", 0.8)]),
    ("yes,0.8", "CSV", 1, [Answer("yes", 0.8)]),
    ('{"predictions": [{"score": 0.8, "predicted_label": 1}]}', "JSON", 1, [Answer(1, 0.8)]),
    ('{"predictions": [[0.3, 0.7]]}', "JSON", 1, [Answer(scores=(0.3, 0.7))]),
    ('{"predictions": [0.8, 0.2]}', "JSON", 2, [Answer(0.8), Answer(0.2)]),
    ('{"prediction": "a", "probabilities": [0.1, 0.9]}', "JSON", 1, [Answer("a", (0.1, 0.9))]),
])
def test_reads_answers(data, encoding, count, expected):
    assert answers({"data": data, "encoding": encoding}, count) == expected


@pytest.mark.parametrize("data,count", [("0.1,0.2,0.3", 2), ("", 1)])
def test_refuses_answers_that_do_not_fit_the_request(data, count):
    with pytest.raises(Unreadable):
        answers({"data": data, "encoding": "CSV"}, count)


def test_a_sample_is_as_likely_to_hold_the_first_rows_as_the_last():
    hits = np.zeros(1000)
    for seed in range(200):
        sample = Reservoir(100, seed)
        for start in range(0, 1000, 130):
            sample.add(range(start, min(start + 130, 1000)))
        assert len(sample.rows) == len(set(sample.rows)) == 100
        hits[sample.rows] += 1
    assert np.abs(hits.reshape(10, 100).mean(axis=1) - 20).max() < 2
    assert np.abs(hits - 20).max() < 20


def test_a_sample_is_the_same_for_the_same_seed():
    samples = []
    for _ in range(2):
        sample = Reservoir(10, 3)
        sample.add(range(500))
        samples.append(sample.rows)
    assert samples[0] == samples[1]


def test_a_sample_does_not_depend_on_the_batches():
    samples = []
    for size in (7, 50, 500):
        sample = Reservoir(10, 3)
        for start in range(0, 500, size):
            sample.add(range(start, min(start + size, 500)))
        assert len(sample.rows) == 10 and sample.seen == 500
        samples.append(sample.rows)
    assert samples[0] == samples[1] == samples[2]
