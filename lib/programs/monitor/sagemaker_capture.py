"""Data capture of Amazon SageMaker: one line is a request with its answer."""
from __future__ import annotations

from typing import Any, Mapping

from exchange import Exchange


def exchange(line: Mapping[str, Any]) -> Exchange:
    captured, metadata = line["captureData"], line["eventMetadata"]
    if not captured:
        raise ValueError("neither a request nor an answer")
    return Exchange(
        id=str(metadata.get("inferenceId") or metadata["eventId"]), time=metadata.get("inferenceTime"),
        request=captured.get("endpointInput") or {}, answer=captured.get("endpointOutput") or {},
    )
