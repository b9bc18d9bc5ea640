"""Checks the recorded requests of one endpoint, once: `python3 monitor.py`. The README has the contract."""
from __future__ import annotations

import importlib
import logging
import os
import sys
import warnings

# Evidently reports its use over the network unless it is told not to; it has to be told before it is imported.
os.environ["DO_NOT_TRACK"] = "1"

import contract  # noqa: E402
from contract import Failure, Job  # noqa: E402

LOG = logging.getLogger("monitor")

# Each check in its module, which is loaded only when it is asked for: SHAP alone takes seconds.
MODULES = {
    "data-drift": "drift",
    "data-quality": "quality",
    "quality": "model_quality",
    "fairness": "fairness",
    "attribution-drift": "attribution",
}


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stdout)
    warnings.filterwarnings("ignore")
    try:
        job = Job.from_environment()
    except Failure as failure:
        return ended(contract.FAILED, str(failure))
    try:
        return run(job)
    except Failure as failure:
        reason = str(failure)
    except Exception as error:
        LOG.exception("the check failed in a way that it does not know")
        reason = f"{type(error).__name__}: {error}"
    try:
        importlib.import_module("report").failed(job, reason)
    except (Failure, OSError) as error:
        LOG.error("there is no report of this: %s", error)
    return ended(contract.FAILED, reason)


def run(job: Job) -> int:
    import metrics
    import report

    LOG.info("%s of %s, requests from %s to %s", job.check, job.endpoint, job.window.start, job.window.end)
    outcome = importlib.import_module(MODULES[job.check]).check(job)
    report.write(job, outcome)
    metrics.publish(job, outcome)
    for note in outcome.notes:
        LOG.info("note: %s", note)
    for violation in outcome.violations:
        LOG.warning("violation: %s", violation)
    LOG.info("%s: %s", outcome.status, outcome.published())
    if outcome.violations:
        return ended(job.violation_exit_code, "; ".join(map(str, outcome.violations)))
    return contract.FINE


def ended(code: int, message: str) -> int:
    """Leaves the message where SageMaker shows it as the job's exit message."""
    if code == contract.FAILED:
        LOG.error("failed: %s", message)
    if contract.EXIT_MESSAGE.parent.is_dir():
        try:
            contract.EXIT_MESSAGE.write_text(message[:1024], encoding="utf-8", errors="replace")
        except OSError as error:
            LOG.error("the exit message could not be written: %s", error)
    return code


if __name__ == "__main__":
    sys.exit(main())
