"""One run of a job, from its environment to its exit code, whatever happens in between."""
from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path
from typing import Any, Callable, Mapping, Protocol, Sequence, TypeVar

from job.failure import Failure

LOG = logging.getLogger("job")

# SageMaker shows the first kilobyte of this file as the job's exit message.
EXIT_MESSAGE = Path("/opt/ml/output/message")


class Job(Protocol):
    @property
    def violation_exit_code(self) -> int: ...


class Outcome(Protocol):
    notes: Sequence[str]
    violations: Sequence[Any]

    @property
    def status(self) -> str: ...

    def figures(self) -> Mapping[str, Any]: ...


AnyJob = TypeVar("AnyJob", bound=Job)


def once(
    codes: Mapping[str, int], prepared: Callable[[], AnyJob], work: Callable[[AnyJob], Outcome], report_failure: Callable[[AnyJob, str], None],
) -> int:
    """The exit code. `codes` are those of the contract; `report_failure` leaves a report of a job that could not be done."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stdout)
    warnings.filterwarnings("ignore")
    try:
        job = prepared()
    except Failure as failure:
        return failed(codes, str(failure))
    try:
        outcome = work(job)
    except Failure as failure:
        reason = str(failure)
    except Exception as error:
        LOG.exception("the job failed in a way that it does not know")
        reason = f"{type(error).__name__}: {error}"
    else:
        return judged(codes, job, outcome)
    try:
        report_failure(job, reason)
    except (Failure, OSError) as error:
        LOG.error("there is no report of this: %s", error)
    return failed(codes, reason)


def judged(codes: Mapping[str, int], job: Job, outcome: Outcome) -> int:
    for note in outcome.notes:
        LOG.info("note: %s", note)
    for violation in outcome.violations:
        LOG.warning("violation: %s", violation)
    LOG.info("%s: %s", outcome.status, outcome.figures())
    if not outcome.violations:
        return codes["fine"]
    leave_message("; ".join(map(str, outcome.violations)))
    return job.violation_exit_code


def failed(codes: Mapping[str, int], reason: str) -> int:
    LOG.error("failed: %s", reason)
    leave_message(reason)
    return codes["failed"]


def leave_message(message: str) -> None:
    if EXIT_MESSAGE.parent.is_dir():
        try:
            EXIT_MESSAGE.write_text(message[:1024], encoding="utf-8", errors="replace")
        except OSError as error:
            LOG.error("the exit message could not be written: %s", error)
