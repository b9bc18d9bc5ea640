"""Places in Amazon S3, beside those on a disk."""
from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterator

from job import aws

SCHEME = "s3://"


def is_s3(uri: str) -> bool:
    return uri.startswith(SCHEME)


def split(uri: str) -> tuple[str, str]:
    """Bucket and key."""
    bucket, _, key = uri[len(SCHEME):].partition("/")
    return bucket, key


@lru_cache(maxsize=None)
def client() -> Any:
    return aws.client("s3")


def objects(uri: str) -> Iterator[dict[str, Any]]:
    """The entries of all objects below a prefix, or of the one object of that name, that are not empty."""
    bucket, key = split(uri)
    for page in client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key):
        yield from (entry for entry in page.get("Contents", []) if entry["Size"] > 0 and belongs(entry["Key"], key))


def belongs(name: str, prefix: str) -> bool:
    """A prefix is a folder or a whole name: `data/test` must not bring `data/testing.csv`."""
    return name == prefix or prefix == "" or name.startswith(prefix if prefix.endswith("/") else f"{prefix}/")
