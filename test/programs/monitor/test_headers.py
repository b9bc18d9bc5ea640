"""Whether a first row is a header: known names decide, and types where no name is known; in baselines, requests and labels."""
import json

import pandas as pd
import pytest

import header
from conftest import record
from payload import rows

NUMBERS = [["10.5", "1.2", "1"], ["9.1", "0.3", "0"], ["8.7", "-1", "1"]]


@pytest.mark.parametrize("first,rest,wanted,found", [
    (["0", "1", "2"], NUMBERS, (), True), (["0", "1", "2"], NUMBERS, ("2",), True), (["10.5", "1.2", "1"], NUMBERS, (), False),
    (["0", "1"], [["1", "0"], ["0", "1"]], (), False), (["0", "1"], [["1", "0.5"]], (), True),
    (["0", "1"], [["1", "0"]], ("1",), True), (["1", "2", "3"], NUMBERS, (), False), (["a", "b", "c"], NUMBERS, (), True),
    (["age", "2019", "2020"], NUMBERS, (), True), (["label", "1x1", "1x2"], NUMBERS, (), True),
    (["30", "married", "y"], [["31", "single", "n"], ["32", "married", "y"]], (), False),
    (["30", "married", "y"], [["31", "single", "n"]], ("married",), True), (["age", "status", "y"], [["31", "single", "n"]], (), True),
    (["city", "kind"], [["Paris", "b"], ["Rome", "c"]], (), True), (["Paris", "b"], [["Paris", "b"], ["Rome", "c"]], (), False),
    (["", "a"], [["0", "1.5"], ["1", "2.5"]], (), True), (["a", "b"], [], (), True), (["1", "NA"], [["2", "3"]], (), False),
    (["5.1", "3.5", "setosa"], [["4.9", "3.0", "setosa"], ["6.3", "3.3", "virginica"]], (), False),
    (["id", "x"], [["a1", "5"], ["a2", "6"]], (), True),
])
def test_the_header_of_a_file(first, rest, wanted, found):
    assert header.of_file([first, *rest], set(wanted)) is found


KNOWN, LABEL = ["a", "b"], {"label"}


@pytest.mark.parametrize("data,names,expected", [
    ("a,b\n1,2\n3,4", KNOWN, [["1", "2"], ["3", "4"]]), ("b,a\n1,2", KNOWN, [{"b": "1", "a": "2"}]),
    ("label,a,b\n0,1,2", KNOWN, [{"label": "0", "a": "1", "b": "2"}]), ('"a", "b"\n1,2', KNOWN, [["1", "2"]]),
    ("a,b", KNOWN, []),
    ("b\n2", KNOWN, [{"b": "2"}]), ("A,B\n1,2", KNOWN, [["1", "2"]]), ("x,y\n1,z", KNOWN, [["x", "y"], ["1", "z"]]),
    ("1,2\n3,4", KNOWN, [["1", "2"], ["3", "4"]]), ("a,1\n2,3", KNOWN, [["a", "1"], ["2", "3"]]),
    ("0,1,2\n5.5,6.5,7.5", ["0", "1", "2"], [["5.5", "6.5", "7.5"]]),
    ("0,1\n1,0", ["0", "1"], [["0", "1"], ["1", "0"]]), ("0,1,2", ["0", "1", "2"], [["0", "1", "2"]]),
    ("age,city\n1,2", [], [{"age": "1", "city": "2"}]), ("red,m\nblue,s", [], [["red", "m"], ["blue", "s"]]),
    ("red,m\nblue,5", [], [["red", "m"], ["blue", "5"]]), ("x\n1", [], [["x"], ["1"]]),
    ('[["a", "b"], [1, 2]]', KNOWN, [[1, 2]]), ('[["b", "a"], [1, 2]]', KNOWN, [{"b": 1, "a": 2}]),
    ('[["a", "a"], [1, 2]]', KNOWN, [["a", "a"], [1, 2]]),
])
def test_the_header_of_a_request(data, names, expected):
    assert rows({"data": data, "encoding": "JSON" if data[0] == "[" else "CSV"}, names, LABEL) == expected


@pytest.mark.parametrize("check", ["data-drift", "data-quality"])
@pytest.mark.parametrize("names", [["a", "b"], ["b", "a"], ["label", "a", "b"]])
def test_requests_with_a_header_are_judged_as_without(check, names, new_site):
    frame = pd.DataFrame({"label": [0, 1] * 40, "a": range(80), "b": [place / 7 for place in range(80)]})
    outcomes = []
    for head in (True, False):
        site = new_site().configure(check, label="label").baseline(frame)
        columns = names if head else ["a", "b"]
        text = [row.to_frame().T[columns].to_csv(index=False, header=head) for _, row in frame.iterrows()]
        lines = [
            json.dumps({**record({}, 0.5, str(place)), "captureData": {
                "endpointInput": {"data": data, "encoding": "CSV", "observedContentType": "text/csv"}, "endpointOutput": {},
            }}) for place, data in enumerate(text)
        ]
        outcomes.append(site.raw("\n".join(lines)).check())
    assert outcomes[0].status == outcomes[1].status == "fine"
    assert [outcome.details["features"] for outcome in outcomes][0] == outcomes[1].details["features"]


@pytest.mark.parametrize("labels,answer", [
    ("inferenceId,label\nr0,1\nr1,0\n", "0.9"), ("r0,1\nr1,0\n", "0.9"), ("customer,defaulted,id\nx,1,r0\ny,0,r1\n", "0.9"),
    ("id,label\nr0,1\nr1,0\n", "score\n0.9"), ("\ufeffEventId,Target\nr0,1\nr1,0\n", "0.9"),
])
def test_labels_and_answers_with_and_without_a_header(labels, answer, site):
    lines = [record({"x": 1}, value, f"r{place}") for place, value in enumerate((answer, answer.replace("0.9", "0.1")))]
    site.configure("quality", metrics={"accuracy": {"atLeast": 1}}, label="defaulted").raw(
        "\n".join(map(json.dumps, lines))).label_file(labels, "labels.csv")
    outcome = site.check()
    assert (outcome.metrics["accuracy"], outcome.details["labels"]["labelled"]) == (1, 2)


def test_files_of_a_baseline_are_brought_into_one_order(site):
    site.baseline(pd.DataFrame({"a": [1, 2] * 20, "b": ["x", "y"] * 20}), "1.csv").baseline(
        pd.DataFrame({"b": ["x", "z"] * 20, "a": [3, 4] * 20}), "2.csv")
    outcome = site.configure("data-quality").capture([{"a": 4, "b": "z"}] * 40, form="json").check()
    assert outcome.status == "fine" and outcome.details["features"][0]["expected"] == {"type": "number", "low": 1, "high": 4}
