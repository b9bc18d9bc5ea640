"""The contract of this program: environment, configuration file, names and exit codes.

Everything that a job and this program have agreed on is in this file, in `contract.json`, which whoever renders the job reads too, and
in the README, and nowhere else.
"""
from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

# Version of the configuration; its keys and methods, each with its defaults; how rows are sent to a model; what is measured.
CONTRACT = json.loads(Path(__file__).with_name("contract.json").read_text(encoding="utf-8"))

FINE, FAILED, VIOLATION = 0, 1, 2

SHAP, LIME, PARTIAL_DEPENDENCE = METHODS = tuple(CONTRACT["methods"])

# SageMaker shows the first kilobyte of this file as the job's exit message.
EXIT_MESSAGE = Path("/opt/ml/output/message")

WHOLE, TEXT, TEXTS, BOUND = "a whole number from 1", "a text", "a list of texts", "an object with the number `atLeast`"
# What each key of the configuration file must be.
KEYS: Mapping[str, str] = {
    "label": TEXT,
    "id": TEXT,
    "ignore": TEXTS,
    "categorical": TEXTS,
    "output": "the number of an output, from 0",
    "request": f"one of {', '.join(CONTRACT['requests'])}",
    "entryPoint": TEXT,
    "rows": 'one of {"highest": number}, {"first": number} and {"at": [number, …]}',
    "sampleSize": WHOLE,
    "backgroundSize": WHOLE,
    "batchSize": WHOLE,
    "repeats": WHOLE,
    "top": WHOLE,
    "seed": "a whole number from 0",
    SHAP: 'an object with the whole number `permutations` or nothing',
    LIME: 'an object with the whole number `samples` or nothing',
    PARTIAL_DEPENDENCE: 'an object with the list `features`, the whole number `points` or nothing',
    "stability": BOUND,
    "agreement": BOUND,
}


class Failure(Exception):
    """The model could not be explained. The message says why, and what to do."""


@dataclass(frozen=True)
class Job:
    """One run: what is explained, and the places that it works with."""

    config: Mapping[str, Any]
    data: str
    report: Path
    artifact: str | None = None
    code: str | None = None
    endpoint: str | None = None
    variant: str | None = None
    url: str | None = None
    model_python: str = sys.executable
    violation_exit_code: int = VIOLATION

    @staticmethod
    def from_environment(env: Mapping[str, str] = os.environ) -> "Job":
        model = {name: env[name] for name in ("EXPLAIN_MODEL", "EXPLAIN_ENDPOINT", "EXPLAIN_URL") if env.get(name)}
        if len(model) != 1:
            raise Failure(f"there must be one model: set one of EXPLAIN_MODEL, EXPLAIN_ENDPOINT and EXPLAIN_URL, found {', '.join(model) or 'none'}")
        return Job(
            config=read_config(Path(required(env, "EXPLAIN_CONFIG"))),
            data=required(env, "EXPLAIN_DATA"),
            report=Path(required(env, "EXPLAIN_REPORT")),
            artifact=model.get("EXPLAIN_MODEL"),
            code=env.get("EXPLAIN_CODE") or None,
            endpoint=model.get("EXPLAIN_ENDPOINT"),
            variant=env.get("EXPLAIN_VARIANT") or None,
            url=model.get("EXPLAIN_URL"),
            model_python=env.get("EXPLAIN_MODEL_PYTHON") or sys.executable,
            violation_exit_code=int(env.get("EXPLAIN_VIOLATION_EXIT_CODE") or VIOLATION),
        )

    @property
    def methods(self) -> list[str]:
        """The methods that are asked for, else all of them."""
        return [method for method in METHODS if self.config[method] is not None] or list(METHODS)

    def options(self, method: str) -> Mapping[str, Any]:
        return {**CONTRACT["methods"][method], **(self.config[method] or {})}

    @property
    def subject(self) -> str:
        return self.endpoint or self.url or str(self.artifact)


def required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name)
    if not value:
        raise Failure(f"the environment variable {name} is not set")
    return value


def read_config(place: Path) -> dict[str, Any]:
    """Reads the one JSON file of a folder, or the file itself; keys that are not in it have their defaults."""
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    if len(files) != 1 or not files[0].is_file():
        raise Failure(f"there must be exactly one configuration file in {place}, found {len(files)}")
    try:
        config = json.loads(files[0].read_text(encoding="utf-8"))
    except ValueError as error:
        raise Failure(f"the configuration file {files[0]} is not JSON: {error}") from error
    version = config.pop("version", None)
    if version != CONTRACT["version"]:
        raise Failure(f"this program reads configuration version {CONTRACT['version']}, got {json.dumps(version)}")
    for key, value in config.items():
        if key not in KEYS:
            raise Failure(f"the configuration has no key {json.dumps(key)}, only {', '.join(KEYS)}")
        if not fits(key, value):
            raise Failure(f"`{key}` of the configuration must be {KEYS[key]}, got {json.dumps(value)}")
    return {key: config.get(key, default) for key, default in CONTRACT["keys"].items()}


def fits(key: str, value: Any) -> bool:
    wanted = KEYS[key]
    if wanted == WHOLE:
        return whole(value, 1)
    if wanted == TEXT:
        return isinstance(value, str)
    if wanted == TEXTS:
        return texts(value)
    if wanted == BOUND:
        return only(value, atLeast=lambda bound: isinstance(bound, (int, float))) and len(value) == 1
    if key in ("output", "seed"):
        return whole(value, 0)
    if key == "request":
        return value in CONTRACT["requests"]
    if key == "rows":
        count = lambda number: whole(number, 1)  # noqa: E731
        return only(value, highest=count, first=count, at=lambda rows: isinstance(rows, list) and all(whole(row, 0) for row in rows)) and len(value) == 1
    return only(value, **{SHAP: {"permutations": whole}, LIME: {"samples": whole}, PARTIAL_DEPENDENCE: {"features": texts, "points": whole}}[key])


def only(value: Any, **known: Any) -> bool:
    return isinstance(value, dict) and all(key in known and known[key](item) for key, item in value.items())


def whole(value: Any, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def write_json(path: Path, content: Any) -> None:
    try:
        write_whole(path, json.dumps(content, indent=2, allow_nan=False) + "\n")
    except OSError as error:
        raise Failure(f"{path} could not be written: {error.strerror or error}") from error


def write_whole(path: Path, text: str) -> None:
    """The whole file, or none and the error: a disk that is full leaves nothing that is cut off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, encoding="utf-8", errors="backslashreplace")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
