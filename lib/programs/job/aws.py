"""Clients of AWS, for jobs that run there."""
from __future__ import annotations

from typing import Any

from job.failure import Failure

# Throttled calls are tried again, with pauses that grow.
ATTEMPTS = 8


def client(service: str) -> Any:
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        raise Failure(f"boto3 is needed for Amazon {service}: {error}") from error
    return boto3.client(service, config=Config(retries={"mode": "standard", "max_attempts": ATTEMPTS}))
