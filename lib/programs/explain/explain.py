"""Explains one model, once: `python3 explain.py`. The README has the contract."""
from __future__ import annotations

import logging
import os
import sys
import warnings

# Where the image's own packages are the model's, this program's stand in a folder of their own, before them.
if os.environ.get("MLOPS_PACKAGES"):
    sys.path.insert(1, os.environ["MLOPS_PACKAGES"])

import contract  # noqa: E402
from contract import Failure, Job  # noqa: E402

LOG = logging.getLogger("explain")


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stdout)
    logging.getLogger("shap").setLevel(logging.WARNING)
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
        LOG.exception("the explanation failed in a way that it does not know")
        reason = f"{type(error).__name__}: {error}"
    # No module that needs packages: that one of them is not there may be the reason.
    try:
        for name in ("explanations.json", contract.CONTRACT["metricsFile"]):
            (job.report / name).unlink(missing_ok=True)
        contract.write_json(job.report / "explanations.json", {"version": 1, "status": "failed", "reason": reason})
    except (Failure, OSError) as error:
        LOG.error("there is no report of this: %s", error)
    return ended(contract.FAILED, reason)


def run(job: Job) -> int:
    import report
    import study

    outcome = study.explain(job)
    report.write(job, outcome)
    for note in outcome.notes:
        LOG.info("note: %s", note)
    LOG.info("%s: %s", outcome.status, outcome.figures())
    if outcome.violations:
        return ended(job.violation_exit_code, "; ".join(outcome.violations))
    return contract.FINE


def ended(code: int, message: str) -> int:
    """Leaves the message where SageMaker shows it as the job's exit message."""
    if code == contract.FAILED:
        LOG.error("failed: %s", message)
    else:
        LOG.warning("violation: %s", message)
    if contract.EXIT_MESSAGE.parent.is_dir():
        try:
            contract.EXIT_MESSAGE.write_text(message[:1024], encoding="utf-8", errors="replace")
        except OSError as error:
            LOG.error("the exit message could not be written: %s", error)
    return code


if __name__ == "__main__":
    sys.exit(main())
