"""Hosts the endpoints that the emulator has: the real model behind SageMaker Runtime's API, with data capture as the service writes it.

`endpoint.py <port> <file with the time>`: the test sets the clock, since checks look at whole hours that are over.
"""
from __future__ import annotations

import importlib.util
import json
import sys
import tarfile
import tempfile
import uuid
from datetime import datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3

CLOCK = Path(sys.argv[2])


@lru_cache(maxsize=None)
def client(service: str) -> Any:
    return boto3.client(service)


class Host:
    """One configuration of an endpoint, loaded."""

    def __init__(self, endpoint: str, configuration: str) -> None:
        self.endpoint = endpoint
        described = client("sagemaker").describe_endpoint_config(EndpointConfigName=configuration)
        [variant] = described["ProductionVariants"]
        self.variant, self.capture = variant["VariantName"], described.get("DataCaptureConfig")
        container = client("sagemaker").describe_model(ModelName=variant["ModelName"])["PrimaryContainer"]
        self.version = container["ModelPackageName"]
        [content] = client("sagemaker").describe_model_package(ModelPackageName=self.version)["InferenceSpecification"]["Containers"]
        folder = Path(tempfile.mkdtemp())
        bucket, _, key = content["ModelDataUrl"].removeprefix("s3://").partition("/")
        client("s3").download_file(bucket, key, str(folder / "model.tar.gz"))
        with tarfile.open(folder / "model.tar.gz") as archive:
            archive.extractall(folder, filter="data")
        sys.path.insert(0, str(folder / "code"))
        specification = importlib.util.spec_from_file_location("served", folder / "code" / content["Environment"]["SAGEMAKER_PROGRAM"])
        self.code = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(self.code)
        self.model = self.code.model_fn(folder)

    def answer(self, body: bytes, content_type: str, accept: str, inference_id: str | None) -> tuple[str, str]:
        predictions = self.code.predict_fn(self.code.input_fn(body, content_type), self.model)
        answer, answer_type = self.code.output_fn(predictions, accept)
        if self.capture:
            self._record((content_type, body.decode()), (answer_type, answer), inference_id)
        return answer, answer_type

    def _record(self, request: tuple[str, str], response: tuple[str, str], inference_id: str | None) -> None:
        now = datetime.fromisoformat(CLOCK.read_text())
        line = {
            "captureData": {"endpointInput": part("INPUT", *request), "endpointOutput": part("OUTPUT", *response)},
            "eventMetadata": {"eventId": str(uuid.uuid4()), "inferenceId": inference_id, "inferenceTime": now.strftime("%Y-%m-%dT%H:%M:%SZ")},
            "eventVersion": "0",
        }
        bucket, _, prefix = self.capture["DestinationS3Uri"].removeprefix("s3://").partition("/")
        key = f"{prefix.rstrip('/')}/{self.endpoint}/{self.variant}/{now:%Y/%m/%d/%H}/{now:%M-%S}-000-{uuid.uuid4()}.jsonl"
        client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(line).encode() + b"\n")


def part(mode: str, content_type: str, data: str) -> dict[str, str]:
    return {"observedContentType": content_type, "mode": mode, "data": data, "encoding": "CSV" if "csv" in content_type else "JSON"}


@lru_cache(maxsize=None)
def host(endpoint: str, configuration: str) -> Host:
    return Host(endpoint, configuration)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._send(200, "", "text/plain", {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        endpoint = self.path.split("/")[2]
        try:
            configuration = client("sagemaker").describe_endpoint(EndpointName=endpoint)["EndpointConfigName"]
            served = host(endpoint, configuration)
            accept = self.headers.get("Accept", "application/json")
            inference_id = self.headers.get("X-Amzn-SageMaker-Inference-Id")
            answer, answer_type = served.answer(body, self.headers["Content-Type"], "application/json" if accept == "*/*" else accept, inference_id)
        except Exception as error:
            self._send(424, json.dumps({"Message": f"{type(error).__name__}: {error}"}), "application/json", {"x-amzn-ErrorType": "ModelError"})
            raise
        self._send(200, answer, answer_type, {"x-Amzn-Invoked-Production-Variant": served.variant})

    def _send(self, status: int, text: str, content_type: str, headers: dict[str, str]) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
