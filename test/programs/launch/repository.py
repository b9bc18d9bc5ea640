"""AWS CodeArtifact on the loopback: packages from pypiserver, and the two calls that hand out their address and a token.

No emulator in PyPI has these two calls (moto 5.2.5 and localstack-core 2026.3 know no CodeArtifact), so they are answered here in
the shape of the service's model; boto3 signs its requests and reads the answers as those of the service.

    python repository.py <folder of wheels> <port> <ARN of the repository> <token> <log>
"""
from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pypiserver

wheels, port, arn, token, log = sys.argv[1:]
REGION, OWNER, DOMAIN, NAME = re.fullmatch(r"arn:aws:codeartifact:([^:]+):([^:]+):repository/([^/]+)/(.+)", arn).groups()
PREFIX = f"/pypi/{NAME}"
index = pypiserver.app(
    roots=[Path(wheels)], authenticate=["list", "download"], auther=lambda user, password: (user, password) == ("aws", token),
    disable_fallback=True,
)


def service(environ, start):
    path, query = environ["PATH_INFO"], {key: value[0] for key, value in parse_qs(environ["QUERY_STRING"]).items()}
    if path.startswith(f"{PREFIX}/"):
        record(path=path, authorized=environ.get("HTTP_AUTHORIZATION", "").startswith("Basic "), arguments_with_token=arguments_with(token))
        return index({**environ, "SCRIPT_NAME": PREFIX, "PATH_INFO": path[len(PREFIX):]}, start)
    signed = f"/{REGION}/codeartifact/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")
    if not signed:
        return answer(start, "403 Forbidden", {"message": "not signed"}, "AccessDeniedException")
    known = (query.get("domain"), query.get("domain-owner"), query.get("repository", NAME)) == (DOMAIN, OWNER, NAME)
    if not known:
        return answer(start, "404 Not Found", {"message": f"no such domain or repository: {query}"}, "ResourceNotFoundException")
    if (environ["REQUEST_METHOD"], path) == ("POST", "/v1/authorization-token"):
        return answer(start, "200 OK", {"authorizationToken": token, "expiration": 1893456000})
    if path == "/v1/repository/endpoint" and query.get("format") == "pypi":
        return answer(start, "200 OK", {"repositoryEndpoint": f"http://127.0.0.1:{port}{PREFIX}/"})
    return answer(start, "400 Bad Request", {"message": path}, "ValidationException")


def answer(start, status, body, error=None):
    start(status, [("Content-Type", "application/json"), *([("x-amzn-ErrorType", error)] if error else [])])
    return [json.dumps(body).encode()]


def arguments_with(secret: str) -> list[str]:
    """The commands, of any process that there is, that show the secret."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = process.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if secret in command and "repository.py" not in command:
            found.append(command)
    return found


def record(**line) -> None:
    with open(log, "a") as file:
        file.write(json.dumps(line) + "\n")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


make_server("127.0.0.1", int(port), service, handler_class=Quiet).serve_forever()
