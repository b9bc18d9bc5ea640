"""A training set of feature groups, which Athena writes as Parquet where the job's output is."""
from __future__ import annotations

import logging

import point_in_time
from athena import Athena
from contract import Options
from feature_group import FeatureGroup, described
from job import aws, s3
from job.failure import Failure

LOG = logging.getLogger("features")


def run(options: Options) -> None:
    sagemaker = aws.client("sagemaker")
    rows = stored(described(sagemaker, options.one("rows")))
    joined = {}
    for given in options.all("join"):
        name, _, group = given.partition("=")
        joined[name] = stored(described(sagemaker, group))
    place = options.one("to").rstrip("/") + "/"
    # Athena writes into empty places only, and what an attempt before this one has left is not whole.
    if any(s3.objects(place)):
        raise Failure(f"there are files of an earlier attempt at {place}; start the pipeline anew, which writes to another place")
    query = point_in_time.training_set(rows, joined, options.seconds("max-age"))
    LOG.info("joins %s with %s", rows.name, ", ".join(group.name for group in joined.values()) or "nothing")
    athena = Athena(aws.client("athena"), options.one("results"))
    athena.run(f"UNLOAD ({query}) TO '{place}' WITH (format = 'PARQUET', compression = 'SNAPPY')")
    size = sum(entry["Size"] for entry in s3.objects(place))
    if size == 0:
        raise Failure(f"the training set has no rows: {rows.name} holds no record in its offline store; what was written is there within 15 minutes")
    LOG.info("the training set has %d bytes, at %s", size, place)


def stored(group: FeatureGroup) -> FeatureGroup:
    if group.table is None:
        raise Failure(f"the feature group {group.name} has no table to read from; give it an offline store")
    return group
