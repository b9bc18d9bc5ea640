"""
Amazon S3 and AWS STS for the proof, in front of an emulator that keeps objects but asks nobody anything: this knows who calls, holds requests
against the policy of the bucket, checks signatures and checksums as Amazon S3 does, and can cut a connection. Signatures are computed by
botocore, which knows nothing of those that the library writes.
"""

import base64
import hashlib
import http.client
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.auth import S3SigV4QueryAuth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGION = "eu-west-1"


def resolve(value, buckets):
    """A value of a template with what CloudFormation would put in place of its functions."""
    if isinstance(value, list):
        return [resolve(one, buckets) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"}:
        return "aws" if value["Ref"] == "AWS::Partition" else buckets.get(value["Ref"], value["Ref"])
    if set(value) == {"Fn::GetAtt"}:
        return f"arn:aws:s3:::{buckets.get(value['Fn::GetAtt'][0], value['Fn::GetAtt'][0])}"
    if set(value) == {"Fn::Join"}:
        separator, parts = value["Fn::Join"]
        return separator.join(str(part) for part in resolve(parts, buckets))
    return {key: resolve(inner, buckets) for key, inner in value.items()}


def policies(template):
    """Statements of the policies of buckets, by the names of the buckets."""
    resources = json.loads(open(template).read())["Resources"]
    buckets = {
        name: resource["Properties"].get("BucketName", name.lower()) for name, resource in resources.items() if resource["Type"] == "AWS::S3::Bucket"
    }
    found = {}
    for resource in resources.values():
        if resource["Type"] == "AWS::S3::BucketPolicy":
            bucket = resolve(resource["Properties"]["Bucket"], buckets)
            found[bucket] = resolve(resource["Properties"]["PolicyDocument"]["Statement"], buckets)
    return found


def listed(value):
    return value if isinstance(value, list) else [value]


def matches(pattern, text):
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None


def holds(condition, said):
    """Whether a condition is met. An operator that is not known here is an error, not a pass."""
    operators = {
        "StringNotEquals": lambda wanted, value: value not in wanted,
        "StringEquals": lambda wanted, value: value in wanted,
        "StringLike": lambda wanted, value: any(matches(one, value or "") for one in wanted),
        "Null": lambda wanted, value: [str(value is None).lower()] == wanted,
        "Bool": lambda wanted, value: [value] == wanted,
        "NumericLessThan": lambda wanted, value: float(value) < float(wanted[0]),
    }
    return all(operators[operator](listed(wanted), said.get(key)) for operator, keys in condition.items() for key, wanted in keys.items())


def decides(statements, principal, action, resource, says):
    said = {"aws:PrincipalArn": principal, "aws:SecureTransport": "true", "s3:TlsVersion": "1.3", **says}

    def applies(statement):
        who = statement["Principal"]
        is_meant = who == "*" or "*" in listed(who.get("AWS", [])) or principal in listed(who.get("AWS", []))
        return (
            is_meant
            and any(matches(one, action) for one in listed(statement["Action"]))
            and any(matches(one, resource) for one in listed(statement["Resource"]))
            and holds(statement.get("Condition", {}), said)
        )

    if any(statement["Effect"] == "Deny" and applies(statement) for statement in statements):
        return False
    return any(statement["Effect"] == "Allow" and applies(statement) for statement in statements)


class Store(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, emulator, statements, people):
        super().__init__(("127.0.0.1", port), Handler)
        self.emulator = emulator
        self.statements = statements
        # By the ids of their keys: the secret, what AWS says of them, and the role.
        self.people = people
        self.refused = []
        self.made = []
        self.cut = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.serve()

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

    def serve(self):
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        if "GetCallerIdentity" in query.get("Action", []):
            return self.say_who(query)
        if self.command == "PUT" and self.is_cut():
            self.rfile.read(min(1000, int(self.headers.get("content-length", 0))))
            self.close_connection = True
            return self.connection.close()
        body = self.body()
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        if "X-Amz-Signature" in query:
            if not self.is_signed(S3SigV4QueryAuth, "s3", query):
                return self.answer(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>")
        elif bucket in self.server.statements:
            refused = [ask for ask in self.asks(bucket, key, query, body) if not self.is_allowed(bucket, *ask)]
            if refused:
                with self.server.lock:
                    self.server.refused += [(self.principal(), *ask[:2]) for ask in refused]
                return self.answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
        digest = self.headers.get("x-amz-checksum-sha256")
        if digest is not None and self.command == "PUT" and base64.b64encode(hashlib.sha256(body).digest()).decode() != digest:
            return self.answer(400, "<Error><Code>BadDigest</Code></Error>")
        if self.command == "PUT" and key:
            with self.server.lock:
                self.server.made.append((bucket, key))
        self.forward(body)

    def is_cut(self):
        with self.server.lock:
            if self.server.cut == 0:
                return False
            self.server.cut -= 1
            return True

    def body(self):
        if self.headers.get("expect", "").lower() == "100-continue":
            pass  # BaseHTTPRequestHandler has said so already.
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def asks(self, bucket, key, query, body):
        """What a request asks for, as (action, resource, what it says beside that)."""
        place, thing = f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/{key}"
        if not key:
            if self.command == "POST" and "delete" in query:
                return [("s3:DeleteObject", f"{place}/{name}", {}) for name in re.findall(r"<Key>([^<]+)</Key>", body.decode())]
            if self.command in ("GET", "HEAD"):
                name = next(
                    (
                        name
                        for word, name in {
                            "location": "GetBucketLocation",
                            "versions": "ListBucketVersions",
                            "versioning": "GetBucketVersioning",
                        }.items()
                        if word in query
                    ),
                    "ListBucket",
                )
                return [(f"s3:{name}", place, {"s3:prefix": query.get("prefix", [""])[0]})]
            return [("s3:CreateBucket", place, {})]
        if self.command == "DELETE":
            name = "AbortMultipartUpload" if "uploadId" in query else "DeleteObjectVersion" if "versionId" in query else "DeleteObject"
            return [(f"s3:{name}", thing, {})]
        if self.command in ("GET", "HEAD"):
            name = "ListMultipartUploadParts" if "uploadId" in query else "GetObjectVersion" if "versionId" in query else "GetObject"
            return [(f"s3:{name}", thing, {})]
        makes = self.command == "PUT" and "partNumber" not in query or self.command == "POST" and "uploadId" in query
        condition = self.headers.get("if-none-match")
        return [
            (
                "s3:PutObject",
                thing,
                {"s3:ObjectCreationOperation": str(makes).lower(), **({} if condition is None else {"s3:if-none-match": condition})},
            )
        ]

    def is_allowed(self, bucket, action, resource, says):
        return decides(self.server.statements[bucket], self.principal(), action, resource, says)

    def principal(self):
        found = re.search(r"Credential=([^/]+)/", self.headers.get("authorization", ""))
        return self.server.people[found[1]]["role"] if found and found[1] in self.server.people else "nobody"

    def is_signed(self, kind, service, query):
        key, date, region = query["X-Amz-Credential"][0].split("/")[:3]
        person = self.server.people.get(key)
        if person is None:
            return False
        path, _, text = self.path.partition("?")
        rest = "&".join(part for part in text.split("&") if not part.startswith("X-Amz-Signature="))
        request = AWSRequest(self.command, f"http://{self.headers['host']}{path}?{rest}")
        for name in query["X-Amz-SignedHeaders"][0].split(";"):
            if name != "host":
                if self.headers.get(name) is None:
                    return False
                request.headers[name] = self.headers[name]
        request.context["timestamp"] = query["X-Amz-Date"][0]
        auth = kind(Credentials(key, person["secret"]), service, region)
        canonical = auth.canonical_request(request)
        return auth.signature(auth.string_to_sign(request, canonical), request) == query["X-Amz-Signature"][0]

    def say_who(self, query):
        if not self.is_signed(SigV4QueryAuth, "sts", query):
            return self.answer(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>")
        person = self.server.people[query["X-Amz-Credential"][0].split("/")[0]]
        self.answer(
            200,
            f"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{person['arn']}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>",
        )

    def forward(self, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.emulator, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("transfer-encoding", "content-length", "expect")}
        connection.request(self.command, self.path, body, {**headers, "content-length": str(len(body))})
        reply = connection.getresponse()
        content = reply.read()
        self.send_response(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("content-length", reply.getheader("content-length", "0") if self.command == "HEAD" else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def answer(self, status, text):
        content = text.encode()
        self.send_response(status)
        self.send_header("content-type", "text/xml")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
