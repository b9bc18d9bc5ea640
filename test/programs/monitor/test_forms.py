"""The documented forms of requests and answers: SageMaker, TensorFlow Serving, MLflow, pandas, KServe, Seldon, Azure ML, Vertex AI, Hugging Face."""
import base64
import io
import json
import struct

import numpy as np
import pandas as pd
import pytest

from job.failure import Failure
from payload import Answer, answers, rows
from values import Unreadable

BY_PLACE, BY_NAME = [[1.5, "a"], [2.5, "b"]], [{"x": 1.5, "y": "a"}, {"x": 2.5, "y": "b"}]


def of(content, kind: str = "application/json", encoding: str = "JSON") -> dict:
    return {"data": content if isinstance(content, str) else json.dumps(content), "encoding": encoding, "observedContentType": kind}


def binary(raw: bytes, kind: str) -> dict:
    return {"data": base64.b64encode(raw).decode(), "encoding": "BASE64", "observedContentType": kind}


@pytest.mark.parametrize("content", [
    # SageMaker, common data formats for inference: JSON and JSON Lines.
    {"instances": [{"features": row} for row in BY_PLACE]}, {"instances": [{"data": {"features": {"values": row}}} for row in BY_PLACE]},
    "\n".join(json.dumps({"features": row}) for row in BY_PLACE),
    "\n".join(json.dumps({"data": {"features": {"values": row}}}) for row in BY_PLACE),
    "\n".join(map(json.dumps, BY_PLACE)),
    # TensorFlow Serving and KServe V1.
    {"signature_name": "serving_default", "instances": BY_PLACE}, {"inputs": BY_PLACE},
    # MLflow, pandas, Azure ML, Seldon.
    {"dataframe_split": {"data": BY_PLACE}}, {"input_data": {"data": BY_PLACE}}, {"input_data": BY_PLACE, "params": {}},
    {"data": BY_PLACE}, {"Inputs": {"data": BY_PLACE}, "GlobalParameters": 1.0}, {"data": {"ndarray": BY_PLACE}}, BY_PLACE,
])
def test_reads_requests_by_position(content):
    assert rows(of(content)) == BY_PLACE


@pytest.mark.parametrize("content", [
    {"instances": BY_NAME}, {"instances": [{"features": row} for row in BY_NAME]}, {"inputs": {"x": [1.5, 2.5], "y": ["a", "b"]}},
    {"x": [1.5, 2.5], "y": ["a", "b"]}, "\n".join(map(json.dumps, BY_NAME)), BY_NAME,
    {"dataframe_split": {"columns": ["x", "y"], "index": [0, 1], "data": BY_PLACE}}, {"dataframe_records": BY_NAME},
    {"columns": ["x", "y"], "data": BY_PLACE}, {"input_data": {"columns": ["x", "y"], "index": [0, 1], "data": BY_PLACE}},
    {"x": {"0": 1.5, "1": 2.5}, "y": {"0": "a", "1": "b"}}, {"0": BY_NAME[0], "1": BY_NAME[1]}, {"schema": {"fields": []}, "data": BY_NAME},
    {"data": {"names": ["x", "y"], "ndarray": BY_PLACE}}, {"signature_name": "s", "examples": BY_NAME},
    {"inputs": [
        {"name": "x", "shape": [2], "datatype": "FP64", "data": [1.5, 2.5]},
        {"name": "y", "shape": [2, 1], "datatype": "BYTES", "data": ["a", "b"]},
    ], "id": "7", "parameters": {"content_type": "pd"}},
])
def test_reads_requests_by_name(content):
    assert rows(of(content)) == BY_NAME


@pytest.mark.parametrize("part,expected", [
    (of({"instances": [{"data": {"features": {"keys": [1, 3], "shape": [5], "values": [7, 8]}}}]}), [[0, 7, 0, 8, 0]]),
    (of('{"data": {"features": {"keys": [0], "shape": [2], "values": [7]}}}\n'
        '{"data": {"features": {"keys": [1], "shape": [2], "values": [8]}}}', "application/jsonlines", "TEXT"), [[7, 0], [0, 8]]),
    (of("1 0:1.5 2:3\n0 1:2 # a remark\n", "text/libsvm", "TEXT"), [["1.5", 0, "3"], [0, "2", 0]]),
    (of("0:1.5 1:3", "text/x-libsvm; charset=utf-8", "CSV"), [["1.5", "3", 0]]),
    (of("-1 qid:4 1:1 3:2", "text/libsvm", "TEXT"), [["1", 0, "2"]]),
    (of({"data": {"tensor": {"shape": [2, 2], "values": [1, 2, 3, 4]}}}), [[1, 2], [3, 4]]),
    (of({"inputs": {"x": [[1.5], [2.5]], "y": [["a"], ["b"]]}}), [{"x": [1.5], "y": ["a"]}, {"x": [2.5], "y": ["b"]}]),
    (of('\ufeff1,"a, b"\r\n2,c\r\n', "text/csv", "CSV"), [["1", "a, b"], ["2", "c"]]),
    (of("[[1, 2]]", "text/csv; charset=utf-8", "CSV"), [[1, 2]]),
    (of('{"instances": [[1, 2]]}', "Application/JSON; Charset=UTF-8", "TEXT"), [[1, 2]]),
    (binary(b"1,2\n3,4", "text/csv"), [["1", "2"], ["3", "4"]]),
    (binary(b'{"features": [1, 2]}\n{"features": [3, 4]}', "application/jsonlines"), [[1, 2], [3, 4]]),
], ids=str)
def test_reads_sparse_rows_tensors_and_text_as_it_is_captured(part, expected):
    found = rows(part, ["f0", "f1", "f2"] if "libsvm" in part["observedContentType"] else ())
    assert [[cell.lstrip("\ufeff") if isinstance(cell, str) else cell for cell in row] if isinstance(row, list) else row for row in found] == expected


def message(field: int, content: bytes) -> bytes:
    return bytes([field << 3 | 2, len(content)]) + content


def record_io(*tensors: bytes) -> bytes:
    records = [message(1, message(1, b"values") + message(2, tensor)) for tensor in tensors]
    return b"".join(struct.pack("<II", 0xCED7230A, len(record)) + record + b"\0" * (-len(record) % 4) for record in records)


@pytest.mark.parametrize("raw,kind,expected", [
    (record_io(message(2, message(1, struct.pack("<2f", 1.5, 2))), message(2, message(1, struct.pack("<2f", 3, 4)))),
     "application/x-recordio-protobuf", [[1.5, 2], [3, 4]]),
    (record_io(message(3, message(1, struct.pack("<2d", 0.1, 2)))), "application/x-recordio-protobuf", [[0.1, 2]]),
    (record_io(message(7, message(1, b"\x05\x80\x01"))), "application/x-recordio-protobuf", [[5, 128]]),
    (record_io(message(2, message(1, struct.pack("<2f", 7, 8)) + message(2, b"\x00\x02") + message(3, b"\x04"))),
     "application/x-recordio-protobuf", [[7, 0, 8, 0]]),
])
def test_reads_recordio(raw, kind, expected):
    assert rows(binary(raw, kind)) == expected


def test_reads_arrays_of_numpy_and_parquet():
    array, table = io.BytesIO(), io.BytesIO()
    np.save(array, np.array([[1.0, 2.0], [3.0, 4.0]]))
    pd.DataFrame({"x": [1, 2], "y": ["a", None]}).to_parquet(table)
    assert rows(binary(array.getvalue(), "application/x-npy")) == [[1, 2], [3, 4]]
    assert rows(binary(table.getvalue(), "application/x-parquet")) == [{"x": 1, "y": "a"}, {"x": 2, "y": None}]


@pytest.mark.parametrize(
    "content",
    [{"data": 5, "x": 1}, {"values": [1, 2], "x": 1}, {"inputs": "a", "x": 1}, {"x": [5], "records": [6]}, {"label": 1, "x": 2, "data": [3]}])
def test_a_key_that_is_the_name_of_a_feature_is_that(content):
    found = rows(of(content), ["x", "data", "values", "inputs", "records", "label"])
    assert len(found) == 1 and found[0].keys() == content.keys()


YES, NO = Answer(1, 0.9), Answer(0, 0.2)
P = [[0.1, 0.9], [0.8, 0.2]]
SCORES, TOLD = (
    [Answer(scores=(0.1, 0.9)), Answer(scores=(0.8, 0.2))],
    [Answer(scores=(0.1, 0.9), classes=("no", "yes")), Answer(scores=(0.8, 0.2), classes=("no", "yes"))])


@pytest.mark.parametrize("content,expected", [
    # SageMaker's own algorithms.
    ({"predictions": [{"score": 0.9, "predicted_label": 1}, {"score": 0.2, "predicted_label": 0}]}, [YES, NO]),
    ('{"score": 0.9, "predicted_label": 1}\n{"score": 0.2, "predicted_label": 0}', [YES, NO]),
    ({"predictions": [{"score": 3.5}, {"score": 4.5}]}, [Answer(scores=3.5), Answer(scores=4.5)]),
    ({"scores": [{"score": 0.9}, {"score": 0.2}]}, [Answer(scores=0.9), Answer(scores=0.2)]),
    ({"predictions": [{"closest_cluster": 5, "distance_to_cluster": 36.5}, {"closest_cluster": 2, "distance_to_cluster": 9.1}]},
     [Answer(5), Answer(2)]),
    ({"predictions": [{"predicted_label": [1], "score": [0.9]}, {"predicted_label": [0], "score": [0.2]}]}, [YES, NO]),
    ([{"label": ["__label__yes", "__label__no"], "prob": [0.9, 0.1]}, {"label": ["__label__no", "__label__yes"], "prob": [0.8, 0.2]}],
     [Answer(scores=(0.1, 0.9), classes=("__label__no", "__label__yes")), Answer(scores=(0.8, 0.2), classes=("__label__no", "__label__yes"))]),
    # JumpStart's tabular models, plain and verbose.
    ({"probabilities": P}, SCORES),
    ({"probabilities": P, "labels": [0, 1], "predicted_label": [1, 0]}, [Answer(1, (0.1, 0.9), (0, 1)), Answer(0, (0.8, 0.2), (0, 1))]),
    ({"probabilities": P, "labels": ["no", "yes"]}, TOLD),
    # Answers as columns.
    ({"predictions": [1, 0], "probabilities": [0.9, 0.2]}, [YES, NO]),
    ({"predictions": [1, 0], "probabilities": P}, [Answer(1, (0.1, 0.9)), Answer(0, (0.8, 0.2))]),
    ({"prediction": ["a", "b"], "score": [0.9, 0.8]}, [Answer("a", 0.9), Answer("b", 0.8)]),
    ({"predictions": {"predicted_label": [1, 0], "score": [0.9, 0.2]}}, [YES, NO]), ({"labels": [1, 0], "scores": [0.9, 0.2]}, [YES, NO]),
    ({"probabilities": [0.9, 0.2]}, [Answer(scores=0.9), Answer(scores=0.2)]), ({"scores": [0.9, 0.2]}, [Answer(scores=0.9), Answer(scores=0.2)]),
    # TensorFlow Serving, KServe, MLflow, Azure ML, Seldon, Vertex AI, AutoGluon, Hugging Face.
    ({"predictions": [[0.9], [0.2]]}, [Answer(0.9), Answer(0.2)]), ({"outputs": [[0.9], [0.2]]}, [Answer(0.9), Answer(0.2)]),
    ({"outputs": {"dense_3": [[0.9], [0.2]]}}, [Answer(0.9), Answer(0.2)]),
    ({"outputs": {"probabilities": P, "classes": [1, 0]}}, [Answer(1, (0.1, 0.9)), Answer(0, (0.8, 0.2))]),
    ({"predictions": [{"classes": ["yes", "no"], "scores": [0.9, 0.1]}, {"classes": ["yes", "no"], "scores": [0.2, 0.8]}]}, TOLD),
    ({"predictions": [{"value": 3.5, "lower_bound": 3, "upper_bound": 4}, {"value": 4.5, "lower_bound": 4, "upper_bound": 5}]},
     [Answer(3.5), Answer(4.5)]),
    ({"predictions": [{"no": 0.1, "yes": 0.9}, {"no": 0.8, "yes": 0.2}]}, TOLD),
    ([[{"label": "yes", "score": 0.9}, {"label": "no", "score": 0.1}], [{"label": "no", "score": 0.8}, {"label": "yes", "score": 0.2}]], TOLD),
    ({"results": [[["yes", 0.9], ["no", 0.1]], [["no", 0.8], ["yes", 0.2]]]}, TOLD),
    ({"predictions": [{"probabilities": {"no": 0.1, "yes": 0.9}}, {"probabilities": {"no": 0.8, "yes": 0.2}}]}, TOLD),
    ({"data": {"names": ["t:0", "t:1"], "ndarray": P}}, SCORES),
    ({"Results": [1, 0]}, [Answer(1), Answer(0)]),
    ([{"label": "yes", "score": 0.9}, {"label": "no", "score": 0.8}], [Answer("yes", 0.9), Answer("no", 0.8)]),
    ({"data": {"tensor": {"shape": [2, 2], "values": [0.1, 0.9, 0.8, 0.2]}}}, SCORES), ({"predictions": P, "model_version": "3"}, SCORES),
])
def test_reads_answers_to_two_rows(content, expected):
    assert answers(of(content), 2) == expected


@pytest.mark.parametrize("content,expected", [
    ({"probabilities": [[0.1, 0.9]]}, SCORES[0]), ({"probabilities": [0.1, 0.9]}, SCORES[0]),
    ({"probabilities": [0.1, 0.9], "labels": ["no", "yes"], "predicted_label": "yes"}, Answer("yes", (0.1, 0.9), ("no", "yes"))),
    ([{"label": "yes", "score": 0.9}, {"label": "no", "score": 0.1}], TOLD[0]), ({"score": 0.7}, Answer(scores=0.7)),
    ({"prediction": [0.7]}, Answer(0.7)), ({"predictions": [0.7]}, Answer(0.7)), ({"dense": [[0.7]]}, Answer(0.7)), ({"result": 5}, Answer(5)),
    (0.7, Answer(0.7)),
])
def test_reads_the_answer_to_one_row(content, expected):
    assert answers(of(content), 1) == [expected]


@pytest.mark.parametrize("part", [
    of("score\n0.9\n0.2", "text/csv", "CSV"),
    of("predicted_label,score\n1,0.9\n0,0.2", "text/csv", "CSV"),
    of("risk,certainty\n1,0.9\n0,0.2", "text/csv", "CSV"),
])
def test_a_header_above_the_answers_is_none(part):
    assert [answer.scores if answer.scores is not None else answer.value for answer in answers(part, 2)] in ([0.9, 0.2], ["0.9", "0.2"])


@pytest.mark.parametrize("content", [
    {"price": [1, 2], "risk": [0.1, 0.2]},
    {"predictions": [{"price": 1, "risk": 5}, {"price": 2, "risk": 6}]},
    {"outputs": {"a": [[1], [2]], "b": [[3], [4]]}},
    {"error": "out of memory"},
])
def test_several_outputs_are_named(content):
    with pytest.raises(Unreadable, match="no prediction among|answers to 2 rows"):
        answers(of(content), 2)


@pytest.mark.parametrize("answer", [[1.5, 2.5], {"a": 1.5, "b": 2.5}, [1.5, 2.5, 3.5]])
def test_several_outputs_of_a_regression_fail_by_name(answer, site):
    ids = [f"r{place}" for place in range(40)]
    site.configure("quality", problem="regression", metrics={"mae": {"atMost": 1}}).capture(
        [{"x": 1}] * 40, [answer] * 40, ids, form="json").labels([(name, 1.5) for name in ids])
    with pytest.raises(Failure, match="several outputs"):
        site.check()


@pytest.mark.parametrize("classes", [["no", "yes"], ["yes", "no"]])
def test_the_score_is_that_of_the_class_that_counts_as_yes(classes, site):
    ids = [f"r{place}" for place in range(40)]
    told = [{"probabilities": [[0.9, 0.1] if (classes[0] == "yes") == bool(place % 2) else [0.1, 0.9]], "labels": classes} for place in range(40)]
    site.configure("quality", metrics={"auc": {"atLeast": 1}, "accuracy": {"atLeast": 1}})
    site.raw("\n".join(
        json.dumps({"captureData": {"endpointInput": of([[1]]), "endpointOutput": of(answer)}, "eventMetadata": {"eventId": name}})
        for name, answer in zip(ids, told)))
    assert site.labels([(name, "yes" if place % 2 else "no") for place, name in enumerate(ids)]).check().metrics["auc"] == 1


FORMS = {
    "sagemaker": lambda row: {"instances": [{"data": {"features": {"values": list(row.values())}}}]},
    "records": lambda row: {"dataframe_records": [row]},
    "split": lambda row: {"dataframe_split": {"columns": list(row), "data": [list(row.values())]}},
    "columns": lambda row: {"inputs": {name: [value] for name, value in row.items()}},
    "tensors of one": lambda row: {"instances": [{name: [value] for name, value in row.items()}]}, "index": lambda row: {"0": row},
    "reordered": lambda row: dict(reversed(row.items())),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_read_does_not_count_as_drift(form, survey, site):
    window = survey.window(3, 60)[["age", "educ", "occupation"]]
    lines = [
        json.dumps({"captureData": {"endpointInput": of(FORMS[form](row)), "endpointOutput": {}}, "eventMetadata": {"eventId": str(place)}})
        for place, row in enumerate(window.to_dict("records"))]
    outcome = site.configure("data-quality").baseline(survey.train[list(window)]).raw("\n".join(lines)).check()
    assert (outcome.status, outcome.metrics["MissingShare"], outcome.metrics["OutOfRangeShare"]) == ("fine", 0, 0)


@pytest.mark.parametrize("check", ["data-drift", "data-quality", "attribution-drift"])
@pytest.mark.parametrize(
    "row", [{"alter": 30, "beruf": "x"}, {"payload": {"age": 30}}, {"Age": 30}, {"customer.age": 30, "$": 1}, {"0": 30, "1": "x"}])
def test_fails_when_no_value_arrives_under_a_known_name(check, row, survey, site):
    lines = [
        json.dumps({
            "captureData": {"endpointInput": of(row), "endpointOutput": of({"predictions": [0.5]})},
            "eventMetadata": {"eventId": str(place)},
        }) for place in range(60)
    ]
    site.configure(check).baseline(survey.train[["age", "occupation"]]).raw("\n".join(lines))
    with pytest.raises(
        Failure, match=rf"the schema has changed: no value arrived under a name of the baseline \(age, occupation\), only under .*{next(iter(row))}"):
        site.check()
