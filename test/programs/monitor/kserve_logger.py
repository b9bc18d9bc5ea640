"""What KServe's inference logger sends, and what becomes of it.

The logger posts a CloudEvent in binary mode (attributes as headers, the payload as body) for each request and each answer. A sink
writes structured events, one on a line: here they are made by CloudEvents' own library. With `storage` the logger writes to a bucket itself.
"""
from __future__ import annotations

import base64
import json

from cloudevents.conversion import to_json
from cloudevents.http import from_http

REQUEST, RESPONSE = "request", "response"


def event(side: str, identity: str, payload, kind: str = "application/json", encoded: bool = False,
          time: str = "2026-01-31T04:10:00.123456789Z") -> str:
    headers = {
        "ce-specversion": "1.0", "ce-id": identity, "ce-type": f"org.kubeflow.serving.inference.{side}", "ce-source": "http://localhost:9081/",
        "ce-time": time, "ce-inferenceservicename": "credit", "ce-namespace": "ml", "ce-component": "predictor", "ce-endpoint": "",
        "ce-metadata": "{}", "content-type": kind,
    }
    # A sink that does not parse the payload, or cannot, writes `data_base64`.
    unparsed = {"data_unmarshaller": lambda data: data} if encoded else {}
    return to_json(from_http(headers, body(payload), **unparsed)).decode()


def stored(side: str, identity: str, payload, kind: str = "application/json") -> dict:
    """Go's JSON of the logger's own struct."""
    return {
        "Url": {"Scheme": "s3", "Host": "logs"}, "Bytes": base64.b64encode(body(payload)).decode(), "ContentType": kind,
        "ReqType": f"org.kubeflow.serving.inference.{side}", "Id": identity, "SourceUri": {"Scheme": "http", "Host": "localhost:9081"},
        "InferenceService": "credit", "Namespace": "ml", "Component": "predictor", "Endpoint": "", "Metadata": {}, "Annotations": None,
        "CertName": "", "TlsSkipVerify": False,
    }


def body(payload) -> bytes:
    return payload.encode() if isinstance(payload, str) else json.dumps(payload).encode()


def tensor(name: str, values: list, shape: list[int] | None = None) -> dict:
    """A tensor of the Open Inference Protocol."""
    first = values[0][0] if isinstance(values[0], list) else values[0]
    return {"name": name, "shape": shape or [len(values)], "datatype": "BYTES" if isinstance(first, str) else "FP64", "data": values}
