"""Tensors of the Open Inference Protocol: nested and flat, one for all features or one for each."""
import pytest

import payload
import tensors
from kserve_logger import tensor
from payload import Answer
from values import Unreadable


@pytest.mark.parametrize("inputs,expected", [
    ([tensor("x", [[1, 2], [3, 4]], [2, 2])], [[1, 2], [3, 4]]),
    ([tensor("x", [1, 2, 3, 4], [2, 2])], [[1, 2], [3, 4]]),
    ([tensor("x", [5, 6], [2, 1])], [[5], [6]]),
    ([tensor("x", [5, 6])], [{"x": 5}, {"x": 6}]),
    ([tensor("age", [30, 40]), tensor("city", ["a", "b"], [2, 1])], [{"age": 30, "city": "a"}, {"age": 40, "city": "b"}]),
    ([tensor("a", [[1, 2], [3, 4]], [2, 2]), tensor("b", [5, 6])], [[1, 2, 5], [3, 4, 6]]),
    ([tensor("x", [[[1], [2]], [[3], [4]]], [2, 2, 1])], [[1, 2], [3, 4]]),
])
def test_reads_rows(inputs, expected):
    assert payload.rows({"data": {"inputs": inputs}, "encoding": "JSON"}) == expected


@pytest.mark.parametrize("outputs,expected", [
    ([tensor("predict", [0.9, 0.2])], [Answer(0.9), Answer(0.2)]),
    ([tensor("predict", [[0.9], [0.2]], [2, 1])], [Answer(0.9), Answer(0.2)]),
    ([tensor("predict_proba", [0.1, 0.9, 0.8, 0.2], [2, 2])], [Answer(scores=(0.1, 0.9)), Answer(scores=(0.8, 0.2))]),
    ([tensor("predict", ["yes", "no"]), tensor("predict_proba", [[0.1, 0.9], [0.8, 0.2]], [2, 2])],
     [Answer("yes", (0.1, 0.9)), Answer("no", (0.8, 0.2))]),
])
def test_reads_answers(outputs, expected):
    assert payload.answers({"data": {"model_name": "m", "outputs": outputs}, "encoding": "JSON"}, 2) == expected


@pytest.mark.parametrize("inputs,message", [
    ([tensor("x", [1, 2, 3], [2, 2])], "of shape .2, 2. has 3 values"),
    ([tensor("x", [1, 2], []) | {"shape": []}], "of shape .. has 2 values"),
    ([{"name": "x", "shape": [1, 2], "datatype": "FP16", "parameters": {"binary_data_size": 4}}], "has no data in JSON"),
    ([tensor("a", [1, 2]), tensor("b", [1, 2, 3])], "tensors with 2 and 3 rows"),
])
def test_refuses_tensors_that_do_not_fit(inputs, message):
    with pytest.raises(Unreadable, match=message):
        tensors.rows(inputs)
