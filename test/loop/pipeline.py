"""Carries out the definition of a SageMaker pipeline, as the emulator keeps it: every request it leads to is sent to the emulator too."""
from __future__ import annotations

import json
import operator
import re
from typing import Any, Callable, Iterator

from containers import Containers, Finished, split
from emulators import Emulators

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "GreaterThanOrEqualTo": operator.ge,
    "GreaterThan": operator.gt,
    "LessThanOrEqualTo": operator.le,
    "LessThan": operator.lt,
    "Equals": operator.eq,
}


class Failed(Exception):
    """The run has ended in a Fail step, or a job of it has failed."""


class PipelineRun:
    """One execution. `steps` holds what other steps may refer to; `jobs` what the jobs have said."""

    def __init__(self, emulators: Emulators, containers: Containers, execution: str) -> None:
        self.containers = containers
        self.s3, self.sagemaker = emulators.client("s3"), emulators.client("sagemaker")
        described = self.sagemaker.describe_pipeline_definition_for_execution(PipelineExecutionArn=execution)
        self.definition = json.loads(described["PipelineDefinition"])
        self.id = execution.rpartition("/")[2]
        self.parameters = {parameter["Name"]: parameter["DefaultValue"] for parameter in self.definition["Parameters"]}
        self.steps: dict[str, dict[str, Any]] = {}
        self.jobs: dict[str, Finished] = {}
        self.measured: dict[str, float] = {}
        self.model_package: str | None = None

    def carry_out(self) -> None:
        self._steps(self.definition["Steps"])

    def _steps(self, steps: list[dict[str, Any]]) -> None:
        waiting = list(steps)
        while waiting:
            own = {step["Name"] for step in waiting}
            ready = [step for step in waiting if not own & (needs(step) - {step["Name"]})]
            if not ready:
                raise Failed(f"steps wait for each other: {sorted(own)}")
            for step in ready:
                waiting.remove(step)
                getattr(self, f"_{step['Type']}")(step)

    def _Processing(self, step: dict[str, Any]) -> None:
        request = {**self.resolved(step["Arguments"]), "ProcessingJobName": self._job(step)}
        self.sagemaker.create_processing_job(**request)
        self._finished(step, self.containers.process(request["ProcessingJobName"], request))
        files = {file["PropertyFileName"]: file for file in step.get("PropertyFiles", [])}
        self.steps[step["Name"]] = {"request": request, "files": files}

    def _Training(self, step: dict[str, Any]) -> None:
        request = {**self.resolved(step["Arguments"]), "TrainingJobName": self._job(step)}
        self.sagemaker.create_training_job(**request)
        finished, artifact = self.containers.train(request["TrainingJobName"], request)
        self._finished(step, finished)
        self.steps[step["Name"]] = {"request": request, "artifact": artifact}

    def _Condition(self, step: dict[str, Any]) -> None:
        arguments = step["Arguments"]
        holds = all(
            COMPARISONS[condition["Type"]](self.resolved(condition["LeftValue"]), self.resolved(condition["RightValue"]))
            for condition in arguments["Conditions"]
        )
        self.steps[step["Name"]] = {}
        self._steps(arguments["IfSteps" if holds else "ElseSteps"])

    def _RegisterModel(self, step: dict[str, Any]) -> None:
        request = self.resolved(step["Arguments"])
        self.model_package = self.sagemaker.create_model_package(**request)["ModelPackageArn"]
        self.steps[step["Name"]] = {"request": request}

    def _Fail(self, step: dict[str, Any]) -> None:
        raise Failed(self.resolved(step["Arguments"]["ErrorMessage"]))

    def _job(self, step: dict[str, Any]) -> str:
        return f"pipelines-{self.id}-{step['Name']}"

    def _finished(self, step: dict[str, Any], finished: Finished) -> None:
        self.jobs[step["Name"]] = finished
        if finished.code != 0:
            raise Failed(f"step {step['Name']} ended with {finished.code}:\n{finished.log[-4000:]}")

    def resolved(self, value: Any) -> Any:
        """The value of an expression of the pipeline's language; of what is none, the value of its parts."""
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        if not isinstance(value, dict):
            return value
        match list(value.items()):
            case [("Get", path)]:
                return self._property(path)
            case [("Std:Join", {"On": separator, "Values": values})]:
                return separator.join(str(self.resolved(item)) for item in values)
            case [("Std:JsonGet", {"PropertyFile": {"Get": file}, "Path": path})]:
                return self._figure(file, path)
        return {key: self.resolved(item) for key, item in value.items()}

    def _property(self, path: str) -> Any:
        if path == "Execution.PipelineExecutionId":
            return self.id
        kind, name, *rest = path.split(".", 2)
        if kind == "Parameters":
            return self.parameters[name]
        step = self.steps[name]
        output = re.fullmatch(r"ProcessingOutputConfig\.Outputs\['(.+)'\]\.S3Output\.S3Uri", rest[0])
        if output:
            outputs = step["request"]["ProcessingOutputConfig"]["Outputs"]
            return next(entry["S3Output"]["S3Uri"] for entry in outputs if entry["OutputName"] == output[1])
        if rest[0] == "ModelArtifacts.S3ModelArtifacts":
            return step["artifact"]
        raise Failed(f"this test does not know {path}")

    def _figure(self, file: str, path: str) -> Any:
        """A figure of a JSON file that a processing step has written."""
        _, name, _, property_file = file.split(".")
        described = self.steps[name]["files"][property_file]
        folder = self._property(f"Steps.{name}.ProcessingOutputConfig.Outputs['{described['OutputName']}'].S3Output.S3Uri")
        bucket, key = split(f"{folder}/{described['FilePath']}")
        figure = json.loads(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        for part in path.split("."):
            figure = figure[part]
        self.measured[f"{name}.{path}"] = figure
        return figure


def needs(step: dict[str, Any]) -> set[str]:
    """Names of the steps that have to come before."""
    return set(step.get("DependsOn", [])) | {path.split(".")[1] for path in references(step["Arguments"]) if path.startswith("Steps.")}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from [item] if key == "Get" else references(item)
