"""Explains one model, once: `python3 explain.py`. The README has the contract."""
from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

# Among the sources `job` stands beside this folder, in a packed program among its modules.
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))
# Where the image's own packages are the model's, this program's stand in a folder of their own, before them.
if os.environ.get("MLOPS_PACKAGES"):
    sys.path.insert(1, os.environ["MLOPS_PACKAGES"])

from contract import EXIT_CODES, REPORT_FILES, Job  # noqa: E402
from job import failed_report  # noqa: E402
from job.run import Outcome, once  # noqa: E402


def main() -> int:
    logging.getLogger("shap").setLevel(logging.WARNING)
    return once(EXIT_CODES, Job.from_environment, explained, failed)


def explained(job: Job) -> Outcome:
    import report
    import study

    outcome = study.explain(job)
    report.write(job, outcome)
    return outcome


def failed(job: Job, reason: str) -> None:
    failed_report.write(job.report, REPORT_FILES, reason)


if __name__ == "__main__":
    sys.exit(main())
