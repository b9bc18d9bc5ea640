"""The contract between a monitoring job and this program: environment, configuration file, names and exit codes.

Everything that the two sides have agreed on is in `contract.json`, which whoever renders the job reads too, and in the README, and
nowhere else.
"""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterator, Mapping

from job import contract
from job.failure import Failure

# Version of the configuration, and its keys with their defaults; checks, environment variables, names of metrics, exit codes.
CONTRACT = contract.read_contract(__file__)
VARIABLES, CHECKS = CONTRACT["variables"], tuple(CONTRACT["checks"])

EXIT_CODES = CONTRACT["exitCodes"]

# Dimensions and fixed names of the metrics. Quality and fairness also publish each metric under its name in the definition.
ENDPOINT, CHECK = (CONTRACT["dimensions"][name] for name in ("endpoint", "check"))
VIOLATIONS, RECORDS, LABELLED_SHARE, DRIFT_SHARE, DRIFTED_FEATURES, MISSING_SHARE, OUT_OF_RANGE_SHARE = (CONTRACT["metrics"][name] for name in (
    "violations", "records", "labelledShare", "driftShare", "driftedFeatures", "missingShare", "outOfRangeShare"))
DRIFT_SCORE, MOVED_SHARE, POSITIVE_SHARE, MEAN_PREDICTION = (CONTRACT["metrics"][name] for name in (
    "driftScore", "movedShare", "positiveShare", "meanPrediction"))

# When Evidently's charts are drawn.
ALWAYS, ON_VIOLATION, NEVER = CHARTS = tuple(CONTRACT["charts"])

# The files of a report; the first one is there when the check could not be made, too.
REPORT, PAGE, CHARTS_PAGE, PROMETHEUS = REPORT_FILES = ("report.json", "report.html", "evidently.html", "metrics.prom")


@dataclass(frozen=True)
class Window:
    """Whole hours, in UTC: from `start` up to and without `end`."""

    start: datetime
    end: datetime

    def hours(self) -> Iterator[datetime]:
        hour = self.start
        while hour < self.end:
            yield hour
            hour += timedelta(hours=1)


@dataclass(frozen=True)
class Bound:
    """The values of a metric that are still good."""

    at_least: float | None = None
    at_most: float | None = None

    def allows(self, value: float) -> bool:
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return " and ".join(
            f"{word} {limit:g}" for word, limit in (("at least", self.at_least), ("at most", self.at_most)) if limit is not None
        )


@dataclass(frozen=True)
class Job:
    """One run: what is checked, and the places that it works with."""

    check: str
    config: Mapping[str, Any]
    endpoint: str
    capture: str
    report: Path
    # Where the reports of the windows before are.
    history: str
    scheduled: datetime
    window: Window
    baseline: str | None = None
    baseline_key: str | None = None
    model_package: str | None = None
    labels: str | None = None
    # What was scored, when `capture` is the output of batch inference and not the records of an endpoint.
    input: str | None = None
    namespace: str | None = None
    violation_exit_code: int = EXIT_CODES["violation"]

    @staticmethod
    def from_environment(env: Mapping[str, str] = os.environ) -> "Job":
        def given(name: str) -> str | None:
            return env.get(VARIABLES[name]) or None

        def required(name: str) -> str:
            return contract.required(env, VARIABLES[name])

        def whole_number(name: str, default: int) -> int:
            return contract.whole_number(env, VARIABLES[name], default)

        config = contract.read_config(Path(required("config")), CONTRACT["version"])
        check = given("check") or config.get("check")
        if check not in CHECKS:
            raise Failure(f"{VARIABLES['check']} must be one of {', '.join(CHECKS)}, got {json.dumps(check)}")
        if setting(config, "charts") not in CHARTS:
            raise Failure(f"charts in the configuration must be one of {', '.join(CHARTS)}, got {json.dumps(config['charts'])}")
        scheduled = read_time(given("scheduledTime"))
        endpoint, capture = required("endpoint"), required("capture")
        return Job(
            check=check,
            config=config,
            endpoint=endpoint,
            # SageMaker makes a folder for each endpoint.
            capture=capture if given("input") else f"{capture.rstrip('/')}/{endpoint}",
            input=given("input"),
            history=given("history") or required("report"),
            report=Path(required("report")) / scheduled.strftime("%Y-%m-%dT%H-%M-%SZ"),
            scheduled=scheduled,
            window=window(scheduled, config),
            baseline=given("baseline"),
            baseline_key=given("baselineKey"),
            model_package=given("modelPackage"),
            labels=given("labels"),
            namespace=given("namespace"),
            violation_exit_code=whole_number("violationExitCode", EXIT_CODES["violation"]),
        )

    def setting(self, key: str) -> Any:
        """What the configuration says, or the default."""
        return setting(self.config, key)

    def bounds(self) -> dict[str, Bound]:
        return {name: Bound(bound.get("atLeast"), bound.get("atMost")) for name, bound in self.setting("metrics").items()}


def setting(config: Mapping[str, Any], key: str) -> Any:
    default = CONTRACT["keys"][key]
    found = config.get(key, default)
    # What an object does not say has its default too.
    return {**default, **found} if isinstance(default, dict) and isinstance(found, dict) else found


def read_time(text: str | None) -> datetime:
    if not text:
        return datetime.now(timezone.utc)
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise Failure(f"{VARIABLES['scheduledTime']} must look like 2026-01-31T00:20:00Z, got {json.dumps(text)}") from error
    return time.astimezone(timezone.utc) if time.tzinfo else time.replace(tzinfo=timezone.utc)


def window(scheduled: datetime, config: Mapping[str, Any]) -> Window:
    """The records of one run. Both ends are cut to the hour, so windows of successive runs leave no hour out."""
    end = scheduled - timedelta(seconds=setting(config, "delaySeconds"))
    start = end - timedelta(seconds=setting(config, "windowSeconds"))
    cut = {"minute": 0, "second": 0, "microsecond": 0}
    return Window(start.replace(**cut), end.replace(**cut))
