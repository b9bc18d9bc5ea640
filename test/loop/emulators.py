"""The emulators, each a process of its own on a free port of the loopback interface."""
from __future__ import annotations

import io
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import boto3

from assembly import PROVIDER
from codepipeline import CodePipeline

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
BIN = HERE / ".venv/bin"


class Emulators:
    """ministack for most services, moto for Amazon SageMaker and Application Auto Scaling, a stand-in for runs of AWS CodePipeline."""

    def __init__(self, folder: Path, account: str, region: str) -> None:
        self.folder, self.account, self.region = folder, account, region
        self.processes: list[subprocess.Popen[bytes]] = []
        self.code_pipeline = CodePipeline()
        aws, sagemaker, self.endpoint_port = free_port(), free_port(), free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{aws}",
            "AWS_ENDPOINT_URL_SAGEMAKER": f"http://127.0.0.1:{sagemaker}",
            "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING": f"http://127.0.0.1:{sagemaker}",
            "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": f"http://127.0.0.1:{self.endpoint_port}",
            "AWS_ENDPOINT_URL_CODEPIPELINE": self.code_pipeline.url,
            "NODE_NO_WARNINGS": "1",
        }
        self._start(
            "ministack", [BIN / "ministack"], aws,
            MINISTACK_ACCOUNT_ID=account, MINISTACK_REGION=region, BIND_HOST="127.0.0.1", GATEWAY_PORT=str(aws),
            # Functions find the SDK as they do in AWS Lambda: in the runtime.
            NODE_PATH=str(PROJECT / "node_modules"), AWS_SESSION_TOKEN="",
        )
        self._start("moto", [BIN / "python", HERE / "promises.py", sagemaker], sagemaker, MOTO_ACCOUNT_ID=account)

    def of(self, account: str) -> dict[str, str]:
        """The environment of a process that works in an account: ministack knows it by the access key."""
        return {**self.environment, "AWS_ACCESS_KEY_ID": account}

    def client(self, service: str, account: str | None = None) -> Any:
        environment = self.of(account or self.account)
        # boto3 and the variables of the SDKs spell one service in two ways.
        own = environment.get(f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_').replace('AUTOSCALING', 'AUTO_SCALING')}")
        return boto3.client(
            service, region_name=self.region, endpoint_url=own or environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"], aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )

    def start(self, name: str, command: list[Any], port: int, **environment: str) -> None:
        """Another process that lives as long as the emulators."""
        self._start(name, command, port, **environment)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=20)
        self.code_pipeline.stop()

    def _start(self, name: str, command: list[Any], port: int, **environment: str) -> None:
        log = open(self.folder / f"{name}.log", "wb")
        process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log, env={**self.environment, **environment}, cwd=self.folder)
        self.processes.append(process)
        for _ in range(300):
            if process.poll() is not None:
                raise RuntimeError(f"{name} has ended: {(self.folder / f'{name}.log').read_text()[-2000:]}")
            if answers(port):
                return
            time.sleep(0.1)
        raise RuntimeError(f"{name} does not answer on port {port}")

    def provide(self, account: str) -> None:
        """The function behind the resources that CloudFormation does not know here, in one account."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.write(HERE / "resources/index.js", "index.js")
        self.client("lambda", account).create_function(
            FunctionName=PROVIDER, Runtime="nodejs22.x", Handler="index.handler", Timeout=60,
            Role=f"arn:aws:iam::{account}:role/{PROVIDER}", Code={"ZipFile": archive.getvalue()},
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
