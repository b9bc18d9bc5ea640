"""Fills a feature group, or makes a training set of some: `python3 features.py ingest` or `trainingSet`. The README has the contract."""
from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Sequence

# Among the sources `job` stands beside this folder, in a packed program among its modules.
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

import ingest  # noqa: E402
import training_set  # noqa: E402
from contract import EXIT_CODES, options  # noqa: E402
from job.failure import Failure  # noqa: E402
from job.run import failed  # noqa: E402

TASKS = {"ingest": ingest.run, "trainingSet": training_set.run}
LOG = logging.getLogger("features")


def main(arguments: Sequence[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stdout)
    try:
        task, given = options(arguments)
        TASKS[task](given)
    except Failure as failure:
        return failed(EXIT_CODES, str(failure))
    except Exception as error:
        LOG.exception("the job failed in a way that it does not know")
        return failed(EXIT_CODES, f"{type(error).__name__}: {error}")
    return EXIT_CODES["fine"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
