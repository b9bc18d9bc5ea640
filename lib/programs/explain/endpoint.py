"""Models that are served: an endpoint of SageMaker, or a container that answers to `POST /invocations`."""
from __future__ import annotations

from typing import Callable

from exchange import Send
from job import aws
from job.failure import Failure

# Answers that are worth another try: too many requests, and servers that are busy or starting.
PASSING = (429, 502, 503, 504)
TIMEOUT = 300
NO_REASON: Callable[[], str] = lambda: ""  # noqa: E731


def sagemaker(name: str, variant: str | None) -> Send:
    from botocore.exceptions import BotoCoreError, ClientError

    runtime = aws.client("sagemaker-runtime")
    target = {"TargetVariant": variant} if variant else {}

    def send(body: bytes, content_type: str, accept: str) -> tuple[bytes, str]:
        try:
            answer = runtime.invoke_endpoint(EndpointName=name, ContentType=content_type, Accept=accept, Body=body, **target)
        except ClientError as error:
            code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
            if code in ("ThrottlingException", "429") or error.response["ResponseMetadata"]["HTTPStatusCode"] == 429:
                raise Failure(f"the endpoint {name} still throttles after {aws.ATTEMPTS} attempts: {message}; "
                    "explain fewer rows, or an endpoint without traffic") from error
            raise Failure(f"the endpoint {name} does not answer ({code}): {message}") from error
        except BotoCoreError as error:
            raise Failure(f"the endpoint {name} cannot be asked: {error}") from error
        return answer["Body"].read(), answer["ContentType"]

    return send


def http(url: str, why: Callable[[], str] = NO_REASON) -> Send:
    """`why` tells what a server has said elsewhere when it does not answer."""
    import urllib3

    retries = urllib3.Retry(total=aws.ATTEMPTS, connect=3, status_forcelist=PASSING, allowed_methods=None, backoff_factor=0.1, raise_on_status=False)
    pool = urllib3.PoolManager(retries=retries, timeout=TIMEOUT)

    def send(body: bytes, content_type: str, accept: str) -> tuple[bytes, str]:
        try:
            answer = pool.request("POST", url, body=body, headers={"Content-Type": content_type, "Accept": accept})
        except urllib3.exceptions.HTTPError as error:
            raise Failure(f"the model at {url} does not answer: {why() or error}") from error
        if answer.status in PASSING:
            raise Failure(
                f"the model at {url} still answers {answer.status} after {aws.ATTEMPTS} attempts; "
                "explain fewer rows, or give it more capacity")
        if answer.status >= 400:
            raise Failure(f"the model at {url} refuses the rows ({answer.status}): {answer.data.decode('utf-8', 'replace').strip()[-600:]}")
        return answer.data, answer.headers.get("Content-Type", "")

    return send
