"""Rows per second and peak memory of the monitor, from capture files to the report, beside Evidently called directly on the same files.

    npm run bench:monitor
    npm run bench:monitor -- --rows 10000 100000 --rows-of-a-request 1
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import traffic

HERE = Path(__file__).resolve().parent
MONITOR = HERE.parents[1] / "lib" / "programs" / "monitor"
SCHEDULED = "2026-01-31T05:20:00Z"
CHECKS = {"data-drift": "DataDriftPreset", "data-quality": "DataSummaryPreset"}


@dataclass(frozen=True)
class Measurement:
    seconds: float
    mebibytes: float

    def __str__(self) -> str:
        return f"{self.seconds:8.1f} s {self.mebibytes:8.0f} MiB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rows-of-a-request", type=int, default=10)
    parser.add_argument("--checks", nargs="+", choices=CHECKS, default=list(CHECKS))
    chosen = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors; "
          f"{len(traffic.NAMES)} features ({traffic.NUMBERS} numbers, {traffic.CATEGORIES} categories), "
          f"{traffic.BASELINE} baseline rows, {chosen.rows_of_a_request} rows in a request\n")
    print(f"{'check':12} {'rows':>9} {'capture':>9} {'':11}{'rows/s':>9} {'time':>10} {'peak':>12}")
    for count in chosen.rows:
        with tempfile.TemporaryDirectory(prefix="mlops-bench-") as name:
            size = traffic.write(Path(name), count, chosen.rows_of_a_request)
            for check in chosen.checks:
                compare(check, Path(name), count, size)


def compare(check: str, folder: Path, count: int, size: int) -> None:
    ours = monitor(check, folder, count)
    directly = measure([str(HERE / "directly.py"), check, str(folder)])
    for side, found in (("monitor", ours), ("Evidently", directly)):
        print(f"{check:12} {count:9,} {size / 2 ** 20:5.0f} MiB {side:11}{count / found.seconds:9,.0f} {found}")
    print(f"{'':34}{'ratio':11}{directly.seconds / ours.seconds:8.2f}x {'':10} {ours.mebibytes / directly.mebibytes:10.2f}x", flush=True)


def monitor(check: str, folder: Path, count: int) -> Measurement:
    """One run as a job does it; a measurement is void unless every row was counted and the report is there."""
    config, report = folder / "config" / check, folder / "report"
    config.mkdir(parents=True)
    (config / "content.json").write_text(json.dumps({"version": 1, "check": check, "windowSeconds": 3600, "delaySeconds": 0}))
    found = measure([str(MONITOR)], MONITOR_CHECK=check, MONITOR_ENDPOINT=traffic.ENDPOINT, MONITOR_SCHEDULED_TIME=SCHEDULED,
                    MONITOR_CAPTURE=str(folder / "capture"), MONITOR_BASELINE=str(folder / "baseline"),
                    MONITOR_CONFIG=str(config), MONITOR_REPORT=str(report))
    content = json.loads(next(report.glob("*/report.json")).read_text())
    if content["status"] != "fine" or content["details"]["capture"]["rows"] != count:
        raise SystemExit(f"{check} found {content['status']} in {content['details']['capture']}")
    return found


def measure(command: list[str], **env: str) -> Measurement:
    """A process of its own, from its start to its end."""
    began = time.perf_counter()
    ended = subprocess.run([sys.executable, str(HERE / "measured.py"), *command], capture_output=True, text=True,
                           env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore", **env})
    seconds = time.perf_counter() - began
    if ended.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{ended.stdout}{ended.stderr}")
    return Measurement(seconds, int(ended.stdout.split()[-1]) / 1024)


if __name__ == "__main__":
    main()
