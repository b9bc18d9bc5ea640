"""One environment of a system: an account of the emulators, and the stacks that the real command line deploys there."""
from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from assembly import Assembly
from emulators import PROJECT, Emulators

CDK = PROJECT / "node_modules/.bin/cdk"


class Environment:
    """`assembly` is what is deployed; it changes when the definition does."""

    def __init__(self, emulators: Emulators, folder: Path, name: str, account: str) -> None:
        self.emulators, self.folder, self.name, self.account = emulators, folder, name, account
        self.assembly: Assembly | None = None
        emulators.provide(account)

    def client(self, service: str) -> Any:
        return self.emulators.client(service, self.account)

    def bootstrap(self) -> None:
        self.cdk("bootstrap", f"aws://{self.account}/{self.emulators.region}")

    def deploy(self, stack: str, **parameters: str) -> None:
        given = [word for name, value in parameters.items() for word in ("--parameters", f"{name}={value}")]
        self.cdk("deploy", f"*/{self.name}/{stack}", "--exclusively", "--require-approval", "never", *given)

    def destroy(self, stack: str) -> None:
        self.cdk("destroy", f"*/{self.name}/{stack}", "--exclusively", "--force")

    def cdk(self, *arguments: str) -> str:
        return run(CDK, *arguments, "--app", self.assembly.folder, "--output", self.folder / "unused",
                   cwd=self.folder, env=self.emulators.of(self.account))

    def resources(self, stack: str, kind: str | None = None) -> dict[str, str]:
        """Physical ids by logical ids; of every type, or of one."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.assembly.stacks[f"{self.name}/{stack}"])
        summaries = [entry for page in pages for entry in page["StackResourceSummaries"]]
        return {entry["LogicalResourceId"]: entry["PhysicalResourceId"] for entry in summaries if kind in (None, entry["ResourceType"])}

    def one(self, stack: str, kind: str, part: str) -> str:
        [found] = [physical for logical, physical in self.resources(stack, kind).items() if part in logical]
        return found

    def served(self, endpoint: str) -> dict[str, Any]:
        """The model behind an endpoint with one variant, as it was made."""
        sagemaker = self.client("sagemaker")
        configuration = sagemaker.describe_endpoint(EndpointName=endpoint)["EndpointConfigName"]
        [variant] = sagemaker.describe_endpoint_config(EndpointConfigName=configuration)["ProductionVariants"]
        return sagemaker.describe_model(ModelName=variant["ModelName"])


def run(*command: Any, cwd: Path, env: dict[str, str]) -> str:
    done = subprocess.run(list(map(str, command)), env=env, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout
