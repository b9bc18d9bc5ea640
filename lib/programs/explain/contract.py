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

from job import contract
from job.contract import required
from job.failure import Failure

# Version of the configuration; its keys and methods, each with its defaults; how rows are sent to a model; what is measured; environment variables.
CONTRACT = contract.read_contract(__file__)
VARIABLES = CONTRACT["variables"]

EXIT_CODES = CONTRACT["exitCodes"]

SHAP, LIME, PARTIAL_DEPENDENCE = METHODS = tuple(CONTRACT["methods"])

# The files of a report that programs read; the first one is there when the model could not be explained, too.
EXPLANATIONS, METRICS = REPORT_FILES = ("explanations.json", CONTRACT["metricsFile"])
PAGE = "report.html"

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
    violation_exit_code: int = EXIT_CODES["violation"]

    @staticmethod
    def from_environment(env: Mapping[str, str] = os.environ) -> "Job":
        def given(name: str) -> str | None:
            return env.get(VARIABLES[name]) or None

        alternatives = [VARIABLES[name] for name in ("model", "endpoint", "url")]
        found = [VARIABLES[name] for name in ("model", "endpoint", "url") if given(name)]
        if len(found) != 1:
            raise Failure(f"there must be one model: set one of {', '.join(alternatives[:-1])} and {alternatives[-1]}, "
                f"found {', '.join(found) or 'none'}")
        return Job(
            config=read_config(Path(required(env, VARIABLES["config"]))),
            data=required(env, VARIABLES["data"]),
            report=Path(required(env, VARIABLES["report"])),
            artifact=given("model"),
            code=given("code"),
            endpoint=given("endpoint"),
            variant=given("variant"),
            url=given("url"),
            model_python=given("modelPython") or sys.executable,
            violation_exit_code=contract.whole_number(env, VARIABLES["violationExitCode"], EXIT_CODES["violation"]),
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


def read_config(place: Path) -> dict[str, Any]:
    """What the file says; keys that are not in it have their defaults."""
    config = contract.read_config(place, CONTRACT["version"])
    del config["version"]
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
        return only(
            value, highest=count, first=count,
            at=lambda rows: isinstance(rows, list) and all(whole(row, 0) for row in rows)) and len(value) == 1
    return only(value, **{SHAP: {"permutations": whole}, LIME: {"samples": whole}, PARTIAL_DEPENDENCE: {"features": texts, "points": whole}}[key])


def only(value: Any, **known: Any) -> bool:
    return isinstance(value, dict) and all(key in known and known[key](item) for key, item in value.items())


def whole(value: Any, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
