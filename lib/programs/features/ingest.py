"""Writes the rows of files into a feature group, and waits until its offline store has them."""
from __future__ import annotations

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterable

from athena import Athena
from contract import Options
from feature_group import FeatureGroup, described
from job import aws
from job.failure import Failure
from records import Record, files_in, records

LOG = logging.getLogger("features")

# As many as the client keeps connections for.
WRITERS = 10
# Records that are read ahead of the writers.
WAITING = 1000
# The service tells of its clock, this job of its own.
CLOCKS_DIFFER = timedelta(seconds=5)
PAUSE = 30.0


def run(options: Options) -> None:
    group = described(aws.client("sagemaker"), options.one("group"))
    files = files_in(Path(options.one("data")))
    # What is wrong is said before anything is written.
    for _ in records(files, group):
        pass
    began = datetime.now(timezone.utc) - CLOCKS_DIFFER
    count = write(aws.client("sagemaker-featurestore-runtime"), group, records(files, group))
    LOG.info("wrote %d records into %s", count, group.name)
    patience = options.seconds("wait")
    if group.table is not None and patience and count > 0:
        await_rows(Athena(aws.client("athena"), options.one("results")), group, began, count, patience)


def write(runtime: Any, group: FeatureGroup, found: Iterable[Record]) -> int:
    """How many records were written. The first error ends it; written again, a record counts once."""
    def put(record: Record) -> None:
        runtime.put_record(
            FeatureGroupName=group.name, Record=[{"FeatureName": name, "ValueAsString": value} for name, value in record.items()])

    count = 0
    with ThreadPoolExecutor(WRITERS) as writers:
        running: set[Future[None]] = set()
        try:
            for record in found:
                running.add(writers.submit(put, record))
                if len(running) >= WAITING:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    count += ended(done)
            count += ended(wait(running).done)
        except Exception as error:
            for future in running:
                future.cancel()
            raise Failure(f"{group.name} took {count} records, then no more: {error}; start again when the cause is gone") from error
    return count


def ended(done: Iterable[Future[None]]) -> int:
    """How many; raises what one of them has raised."""
    return sum(1 for future in done if future.result() is None)


def await_rows(athena: Athena, group: FeatureGroup, began: datetime, count: int, patience: int) -> None:
    """The service brings records into an offline store in batches, within 15 minutes; a training set of before would lack them."""
    since = began.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    sql = f"SELECT count(*) FROM {group.table} WHERE \"api_invocation_time\" >= TIMESTAMP '{since}'"
    deadline = time.monotonic() + patience
    while True:
        arrived = athena.number(sql)
        if arrived >= count:
            LOG.info("the offline store of %s has all of them", group.name)
            return
        if time.monotonic() >= deadline:
            raise Failure(
                f"after {patience} s the offline store of {group.name} has {arrived} of {count} records that were written; give it more time")
        LOG.info("the offline store has %d of %d records", arrived, count)
        time.sleep(min(PAUSE, max(0.0, deadline - time.monotonic())))
