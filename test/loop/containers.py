"""Jobs of SageMaker on this machine: each in the folders, the environment and with the command that the service would give it."""
from __future__ import annotations

import json
import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulators import HERE, PROJECT, Emulators

PYTHON = PROJECT / "test/programs/.venv"


@dataclass(frozen=True)
class Finished:
    code: int
    log: str
    seconds: float
    # In MiB, of the largest process.
    peak: float


class Containers:
    def __init__(self, emulators: Emulators, folder: Path) -> None:
        self.emulators, self.folder = emulators, folder
        self.s3 = emulators.client("s3")

    def process(self, name: str, request: dict[str, Any]) -> Finished:
        """A processing job, from the request of CreateProcessingJob."""
        root = self.folder / name
        for place in request["ProcessingInputs"]:
            self.download(place["S3Input"]["S3Uri"], inside(root, place["S3Input"]["LocalPath"]))
        for output in request["ProcessingOutputConfig"]["Outputs"]:
            inside(root, output["S3Output"]["LocalPath"]).mkdir(parents=True, exist_ok=True)
        finished = self.run(root, request["AppSpecification"], request.get("Environment", {}))
        for output in request["ProcessingOutputConfig"]["Outputs"]:
            self.upload(inside(root, output["S3Output"]["LocalPath"]), output["S3Output"]["S3Uri"])
        return finished

    def train(self, name: str, request: dict[str, Any]) -> tuple[Finished, str]:
        """A training job in script mode, from the request of CreateTrainingJob; with the URI of what it has made."""
        root = self.folder / name
        channels = {channel["ChannelName"]: channel["DataSource"]["S3DataSource"]["S3Uri"] for channel in request["InputDataConfig"]}
        for channel, uri in channels.items():
            self.download(uri, root / "opt/ml/input/data" / channel)
        hyperparameters = {key: json.loads(value) if value.startswith('"') else value for key, value in request["HyperParameters"].items()}
        config = root / "opt/ml/input/config"
        config.mkdir(parents=True)
        (config / "hyperparameters.json").write_text(json.dumps(request["HyperParameters"]))
        code, model = root / "opt/ml/code", root / "opt/ml/model"
        model.mkdir()
        with tarfile.open(inside(root, hyperparameters.pop("sagemaker_submit_directory"))) as archive:
            archive.extractall(code, filter="data")
        program = hyperparameters.pop("sagemaker_program")
        arguments = [text for key, value in hyperparameters.items() for text in (f"--{key}", value)]
        environment = {f"SM_CHANNEL_{channel.upper()}": f"/opt/ml/input/data/{channel}" for channel in channels}
        specification = {"ContainerEntrypoint": ["python3", f"/opt/ml/code/{program}", *arguments]}
        finished = self.run(root, specification, {**request.get("Environment", {}), **environment, "SM_MODEL_DIR": "/opt/ml/model"})
        archive_file = root / "model.tar.gz"
        with tarfile.open(archive_file, "w:gz") as archive:
            archive.add(model, arcname=".")
        artifact = f"{request['OutputDataConfig']['S3OutputPath']}/{name}/output/model.tar.gz"
        self.s3.upload_file(str(archive_file), *split(artifact))
        return finished, artifact

    def run(self, root: Path, specification: dict[str, Any], environment: dict[str, str]) -> Finished:
        (root / "opt/ml").mkdir(parents=True, exist_ok=True)
        peak = root / "opt/ml/peak.json"
        command = [
            "unshare", "--map-root-user", "--mount", HERE / "container.sh", root, PROJECT,
            PYTHON / "bin/python", HERE / "measure.py", "/opt/ml/peak.json",
            *specification["ContainerEntrypoint"], *specification.get("ContainerArguments", []),
        ]
        known = {**self.emulators.environment, "PATH": f"{PYTHON / 'bin'}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(list(map(str, command)), env={**known, **environment}, capture_output=True, text=True)
        measured = json.loads(peak.read_text()) if peak.exists() else {"seconds": 0, "peak": 0}
        return Finished(done.returncode, done.stdout + done.stderr, **measured)

    def download(self, uri: str, folder: Path) -> None:
        """A file, or all files below a prefix, as SageMaker places them."""
        bucket, prefix = split(uri)
        folder.mkdir(parents=True, exist_ok=True)
        for entry in self.s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", []):
            rest = entry["Key"][len(prefix):].lstrip("/") or Path(entry["Key"]).name
            target = folder / rest
            target.parent.mkdir(parents=True, exist_ok=True)
            self.s3.download_file(bucket, entry["Key"], str(target))

    def upload(self, folder: Path, uri: str) -> None:
        bucket, prefix = split(uri)
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                self.s3.upload_file(str(file), bucket, f"{prefix.rstrip('/')}/{file.relative_to(folder)}")


def inside(root: Path, place: str) -> Path:
    return root / place.lstrip("/")


def split(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key
