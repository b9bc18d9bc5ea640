"""Checks the recorded requests of one endpoint, once: `python3 monitor.py`. The README has the contract."""
from __future__ import annotations

import importlib
import logging
import os
import sys
from pathlib import Path

# Among the sources `job` stands beside this folder, in a packed program among its modules.
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))
# Evidently reports its use over the network unless it is told not to; it has to be told before it is imported.
os.environ["DO_NOT_TRACK"] = "1"

from contract import EXIT_CODES, REPORT_FILES, Job  # noqa: E402
from job import failed_report  # noqa: E402
from job.run import Outcome, once  # noqa: E402

LOG = logging.getLogger("monitor")

# Each check in its module, which is loaded only when it is asked for: SHAP alone takes seconds.
MODULES = {
    "data-drift": "drift",
    "data-quality": "quality",
    "prediction-drift": "prediction_drift",
    "quality": "model_quality",
    "fairness": "fairness",
    "attribution-drift": "attribution",
}


def main() -> int:
    return once(EXIT_CODES, Job.from_environment, checked, failed)


def checked(job: Job) -> Outcome:
    import metrics
    import report

    LOG.info("%s of %s, requests from %s to %s", job.check, job.endpoint, job.window.start, job.window.end)
    outcome = importlib.import_module(MODULES[job.check]).check(job)
    report.write(job, outcome)
    metrics.publish(job, outcome)
    return outcome


def failed(job: Job, reason: str) -> None:
    about = {"endpoint": job.endpoint, "check": job.check, "scheduledTime": job.scheduled.isoformat()}
    failed_report.write(job.report, REPORT_FILES, reason, about)


if __name__ == "__main__":
    sys.exit(main())
