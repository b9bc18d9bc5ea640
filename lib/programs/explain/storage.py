"""Files that may be in Amazon S3, brought to a local folder."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from contract import Failure

# Throttled calls are tried again, with pauses that grow.
ATTEMPTS = 8


def local(uri: str, folder: Path) -> Path:
    """The file or folder itself, or a copy of what is in Amazon S3: of the one object, or of all below the prefix."""
    if not uri.startswith("s3://"):
        if not Path(uri).exists():
            raise Failure(f"there is nothing at {uri}")
        return Path(uri)
    bucket, _, key = uri[len("s3://"):].partition("/")
    s3 = client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key)
    found = [entry["Key"] for page in pages for entry in page.get("Contents", []) if entry["Size"] > 0 and belongs(entry["Key"], key)]
    if not found:
        raise Failure(f"there is nothing at {uri}")
    for name in found:
        path = folder / (name[len(key):].lstrip("/") or Path(name).name)
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Failure(f"the object s3://{bucket}/{name} has a name that leads out of its folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        s3.download_file(bucket, name, str(path))
    return folder / Path(key).name if found == [key] else folder


def belongs(name: str, prefix: str) -> bool:
    """A prefix is a folder or a whole name: `data/test` must not bring `data/testing.csv`."""
    return name == prefix or prefix == "" or name.startswith(prefix if prefix.endswith("/") else f"{prefix}/")


def client(service: str) -> Any:
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        raise Failure(f"boto3 is needed for Amazon {service}: {error}") from error
    return boto3.client(service, config=Config(retries={"mode": "standard", "max_attempts": ATTEMPTS}))
