"""The inference logger of KServe: a request and its answer are two events with one id."""
from __future__ import annotations

from typing import Any, Mapping

from exchange import Exchange, Part

REQUEST, RESPONSE = ".inference.request", ".inference.response"


def event(line: Mapping[str, Any]) -> Exchange:
    """A CloudEvent as a sink writes it: the attributes beside the data (structured mode)."""
    kind = str(line.get("datacontenttype") or "application/json")
    if "data_base64" in line:
        part = {"data": line["data_base64"], "encoding": "BASE64", "observedContentType": kind}
    else:
        part = {"data": line["data"], "encoding": "TEXT", "observedContentType": kind}
    return side(line["id"], line["type"], line.get("time"), part)


def stored(line: Mapping[str, Any]) -> Exchange:
    """What the logger itself puts into a bucket, when it is given `storage` rather than a sink. It has no time."""
    part = {"data": line["Bytes"], "encoding": "BASE64", "observedContentType": line.get("ContentType") or "application/json"}
    return side(line["Id"], line["ReqType"], None, part)


def side(identity: Any, kind: str, time: str | None, part: Part) -> Exchange:
    if not kind.endswith((REQUEST, RESPONSE)):
        raise ValueError(f"an event of type {kind} is neither a request nor a response")
    return Exchange(str(identity), time, request=part if kind.endswith(REQUEST) else None, answer=part if kind.endswith(RESPONSE) else None)
