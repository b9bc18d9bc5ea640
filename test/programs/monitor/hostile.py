"""Payloads that nobody should send: a list of known ones, and seeded changes of good ones."""
from __future__ import annotations

import base64
import json
import random

DEEP = "[" * 100_000
NAMED = {
    "an integer of 400 digits": '{"age": ' + "9" * 400 + ', "city": "a"}',
    "an integer of 5000 digits": '{"age": ' + "9" * 5000 + ', "city": "a"}',
    "400 digits by position": "[" + "9" * 400 + ', "a"]',
    "a quoted field of 200,000 characters": '30,"' + "x" * 200_000 + '"',
    "a field of 200,000 characters in JSON": json.dumps({"age": 1, "city": "x" * 200_000}),
    "a number of 200,000 digits as text": json.dumps({"age": "1" * 200_000, "city": "a"}),
    "lists in lists": DEEP,
    "objects in objects": '{"a":' * 50_000,
    "900 lists in lists": "[" * 900 + "1" + "]" * 900,
    "900 lists as a value": '{"age": ' + "[" * 900 + "1" + "]" * 900 + ', "city": "a"}',
    "not a number": '{"age": NaN, "city": "a"}',
    "infinity": '{"age": Infinity, "city": "a"}',
    "minus infinity": '{"age": -Infinity, "city": "a"}',
    "1e999": '{"age": 1e999, "city": "a"}',
    "1e-999": '{"age": 1e-999, "city": "a"}',
    "1e999999999 as text": '{"age": "1e999999999", "city": "1e999999999"}',
    "half a pair": '{"age": 30, "city": "\\ud800"}',
    "half a pair in a name": '{"age": 30, "\\udfff": 1}',
    "a zero byte": "30,a\0b",
    "a zero byte in JSON": '{"age": 30, "city": "\\u0000"}',
    "an object for a number": '{"age": {"a": 1}, "city": ["x", ["y"]]}',
    "the same name twice": '{"age": 30, "age": "x", "city": "a"}',
    "names of prototypes": '{"__proto__": {"age": 1}, "constructor": 1, "age": 30, "city": "a"}',
    "names with signs": '{"$": 1, "$$": 2, "${jndi:x}": 3, "a\\nb": 4, "": 5, "age": 30, "city": "$&"}',
    "100,000 columns": json.dumps({f"c{place}": place for place in range(100_000)}),
    "100,000 values": ",".join(["1"] * 100_000),
    "a sparse row of any width": '{"data": {"features": {"keys": [1], "values": [1], "shape": [99999999999]}}}',
    "a sparse row with odd keys": '{"data": {"features": {"keys": ["a", null], "values": [1, 2], "shape": [2]}}}',
    "a tensor of any shape": '{"inputs": [{"name": "x", "shape": [99999999, 99999999], "datatype": "FP32", "data": [1]}]}',
    "a tensor of no shape": '{"inputs": [{"name": "x", "shape": "abc", "datatype": "FP32", "data": [1]}]}',
    "columns of other lengths": '{"age": [1, 2, 3], "city": ["a"]}',
    "names that are no texts": '{"columns": [1, null, {}], "data": [[1, 2, 3]]}',
    "nothing": "", "spaces": "   ", "null": "null", "true": "true", "a number": "5",
    "a text": '"x"', "no rows": "[]", "no names": "{}", "empty rows": "[[], []]",
    "a quote that is not closed": '30,"a\n31,b\n',
    "a mark of byte order": "\ufeff30,a", "lines of Unicode": "30,a\u2028x\x85y", "digits of India": "३०,a", "underscores": "3_0,a",
    "a tab and a return": "30\t,a\r\r\n", "an apostrophe": "30,'; DROP TABLE prediction; --",
}
RAW = {
    "bytes of no text": b"\xff\xfe\x00\x80", "gzip": base64.b64decode("H4sIAAAAAAAAA0vJLEvMSU0BAHQ2zN4IAAAA"),
    "pickle": b"\x80\x04cposix\nsystem\n", "an array of NumPy": b"\x93NUMPY\x01\x00v\x00{'descr': '|O'",
    "RecordIO": b"\x0a\x23\xd7\xce\xff\xff\xff\x1f" + b"\xff" * 40, "Parquet": b"PAR1" + b"\x00" * 50 + b"PAR1", "nothing": b"",
}
TYPES = (
    "text/csv", "application/json", "application/jsonlines", "application/x-npy",
    "application/x-recordio-protobuf", "application/x-parquet", "text/libsvm", "", "x" * 5000)


def line(data, identity: str, encoding: str = "JSON", kind: str = "application/json", answer="0.7") -> str:
    return json.dumps({
        "captureData": {
            "endpointInput": {"observedContentType": kind, "mode": "INPUT", "data": data, "encoding": encoding},
            "endpointOutput": {"observedContentType": "text/csv", "mode": "OUTPUT", "data": answer, "encoding": "CSV"},
        },
        "eventMetadata": {"eventId": identity, "inferenceTime": "2026-01-31T04:10:00Z"}, "eventVersion": "0",
    })


def known() -> list[bytes]:
    """Each of the payloads as request and as answer, in every encoding."""
    found = []
    for place, data in enumerate(NAMED.values()):
        for encoding, kind in (("JSON", "application/json"), ("CSV", "text/csv")):
            found += [line(data, f"x{place}", encoding, kind), line("30,a", f"y{place}", "CSV", "text/csv", answer=data)]
    for place, raw in enumerate(RAW.values()):
        found += [line(base64.b64encode(raw).decode(), f"z{place}", "BASE64", kind) for kind in TYPES]
    found += [line(data, f"o{place}", encoding) for place, (data, encoding) in enumerate(
        [(None, "JSON"), (5, "JSON"), (True, "CSV"), ("30,a", "ZSTD"), ("30,a", None), ("30,a", 7), ("?", "BASE64"),
         ({"age": [[[1]]]}, "JSON"), ([None], "JSON")])]
    whole = [*found, "null", "5", '"x"', "[]", "{}", "[1,2]",
             '{"captureData": 5}', '{"captureData": null, "eventMetadata": {}}', '{"captureData": {}, "eventMetadata": []}',
             '{"specversion": "1.0", "id": {}, "type": 5, "data": {}}', '{"ReqType": null}',
             '{"specversion": "1.0", "id": "a", "type": "x.inference.request", "data": ' + "[" * 950 + "]" * 950 + "}"]
    return [text.encode("utf-8", "surrogatepass") for text in whole]


SNIPPETS = [
    b"\x00", b"\xff\xfe", b"\\ud800", b"NaN", b"1e999", b"9" * 400, b"[" * 2000, b'{"a":' * 2000,
    b"\\u0000", b'"', b'\\"', b"\n", b"\r", b",", b"{", b"}", b"[", b"]", b"null", b"true", b"-",
    b"instances", b"inputs", b"features", b"columns", b"data", b"shape", b"keys", b"values",
    b"BASE64", b"CSV", b"JSON", b"\xe2\x80\xa8", b"0x10", b"1_000", b"__proto__", b"$&",
]


def changed(good: list[bytes], count: int, seed: int) -> list[bytes]:
    """Good lines with something cut, doubled, put in or exchanged, once to four times."""
    dice, found = random.Random(seed), []
    for _ in range(count):
        text = bytearray(dice.choice(good))
        for _ in range(dice.randint(1, 4)):
            place, length = dice.randrange(len(text) + 1), dice.choice((1, 1, 2, 8, 40))
            kind = dice.randrange(5)
            if kind == 0:
                del text[place:place + length]
            elif kind == 1:
                text[place:place] = dice.choice(SNIPPETS)
            elif kind == 2:
                text[place:place + length] = dice.choice(SNIPPETS)
            elif kind == 3:
                text[place:place] = text[place:place + length]
            elif place < len(text):
                text[place] = dice.randrange(256)
        # A line of its own, whatever was put in.
        found.append(bytes(text).replace(b"\n", b" "))
    return found
