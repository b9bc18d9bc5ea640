"""A stand-in for AWS CodePipeline, which no emulator runs: it keeps what was defined and started, and what jobs have reported."""
from __future__ import annotations

import json
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


class CodePipeline:
    def __init__(self) -> None:
        self.definitions: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.reports: list[dict[str, Any]] = []
        self.lock = Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()

    def create_pipeline(self, request: dict[str, Any]) -> dict[str, Any]:
        self.definitions[request["pipeline"]["name"]] = request["pipeline"]
        return {"pipeline": request["pipeline"]}

    def start_pipeline_execution(self, request: dict[str, Any]) -> dict[str, Any]:
        """The same token in the same pipeline is the same run."""
        with self.lock:
            for known in self.runs.values():
                if known["token"] and (known["pipelineName"], known["token"]) == (request["name"], request.get("clientRequestToken")):
                    return {"pipelineExecutionId": known["pipelineExecutionId"]}
            run = {
                "pipelineExecutionId": str(uuid.uuid4()),
                "pipelineName": request["name"],
                "token": request.get("clientRequestToken"),
                "startTime": time.time(),
                "status": "InProgress",
                "variables": [{"name": variable["name"], "resolvedValue": variable["value"]} for variable in request.get("variables", [])],
            }
            self.runs[run["pipelineExecutionId"]] = run
            return {"pipelineExecutionId": run["pipelineExecutionId"]}

    def list_pipeline_executions(self, request: dict[str, Any]) -> dict[str, Any]:
        keys = ("pipelineExecutionId", "startTime", "status")
        found = [{key: run[key] for key in keys} for run in self.runs.values() if run["pipelineName"] == request["pipelineName"]]
        return {"pipelineExecutionSummaries": sorted(found, key=lambda run: -run["startTime"])}

    def get_pipeline_execution(self, request: dict[str, Any]) -> dict[str, Any]:
        run = self.runs[request["pipelineExecutionId"]]
        return {"pipelineExecution": {key: value for key, value in run.items() if key not in ("token", "startTime")}}

    def put_job_success_result(self, request: dict[str, Any]) -> dict[str, Any]:
        self.reports.append({"succeeded": True, **request})
        return {}

    def put_job_failure_result(self, request: dict[str, Any]) -> dict[str, Any]:
        self.reports.append({"succeeded": False, **request})
        return {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        operations = {
            "CreatePipeline": self.create_pipeline,
            "StartPipelineExecution": self.start_pipeline_execution,
            "ListPipelineExecutions": self.list_pipeline_executions,
            "GetPipelineExecution": self.get_pipeline_execution,
            "PutJobSuccessResult": self.put_job_success_result,
            "PutJobFailureResult": self.put_job_failure_result,
        }

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                operation = operations.get(self.headers["X-Amz-Target"].partition(".")[2])
                answer = operation(request) if operation else {"__type": "UnknownOperationException"}
                body = json.dumps(answer).encode()
                self.send_response(200 if operation else 400)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
