"""The services that the program calls: Feature Store's and Athena's own requests on loopback, over an engine that runs the SQL."""
from __future__ import annotations

import json
import os
import re
import sys
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import duckdb
import pytest
import sqlglot
from moto.server import ThreadedMotoServer

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ROOT / "lib" / "programs" / "features"
sys.path[:0] = [str(PROGRAM), str(PROGRAM.parent)]
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
os.environ.update(
    AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_DEFAULT_REGION="eu-west-1", AWS_EC2_METADATA_DISABLED="true")

from feature_group import FeatureGroup  # noqa: E402

SQL_TYPES = {"String": "VARCHAR", "Integral": "BIGINT", "Fractional": "DOUBLE"}
BUCKET = "artifacts"
UNLOAD = re.compile(r"UNLOAD \((.*)\) TO 's3://([^/]+)/([^']*)' WITH \(format = 'PARQUET', compression = 'SNAPPY'\)", re.S)


class Lake:
    """Offline stores in DuckDB, which runs what Athena would, translated by a parser of Athena's SQL."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'")

    def create(self, group: FeatureGroup) -> None:
        columns = ", ".join(f'"{name}" {SQL_TYPES[kind]}' for name, kind in group.features.items())
        database, table = group.table.split(".")
        self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS {database}")
        self._connection.execute(
            f"CREATE TABLE {database}.{table} ({columns}, api_invocation_time TIMESTAMP, write_time TIMESTAMP, is_deleted BOOLEAN)")

    def append(self, group: FeatureGroup, record: dict, invoked: datetime, deleted: bool = False, written: datetime | None = None) -> None:
        names = list(record)
        columns = ", ".join([*(f'"{name}"' for name in names), "api_invocation_time", "write_time", "is_deleted"])
        marks = ", ".join("?" for _ in range(len(names) + 3))
        self._connection.execute(
            f"INSERT INTO {group.table} ({columns}) VALUES ({marks})",
            [*record.values(), invoked.replace(tzinfo=None), (written or invoked).replace(tzinfo=None), deleted])

    def query(self, sql: str) -> list[dict]:
        [statement] = sqlglot.transpile(sql, read="athena", write="duckdb", error_level=sqlglot.ErrorLevel.RAISE)
        cursor = self._connection.cursor().execute(statement)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def parquet(self, sql: str, file: Path) -> None:
        [statement] = sqlglot.transpile(sql, read="athena", write="duckdb", error_level=sqlglot.ErrorLevel.RAISE)
        self._connection.cursor().execute(f"COPY ({statement}) TO '{file}' (FORMAT parquet, COMPRESSION snappy)")


class Services:
    """What the program calls, as HTTP: `PutRecord`, `DescribeFeatureGroup` and Athena's queries; Amazon S3 is an emulator's."""

    def __init__(self, folder: Path, s3: str) -> None:
        self.lake = Lake()
        self.groups: dict[str, FeatureGroup] = {}
        self.records: list[tuple[str, dict]] = []
        self.refuses: str | None = None
        self.queries: dict[str, str] = {}
        self.rows: dict[str, list[dict]] = {}
        self.failures: dict[str, str] = {}
        self.arrives_after = 0
        self._pending: list[tuple[FeatureGroup, dict, datetime]] = []
        self._lock = threading.Lock()
        self._folder = folder
        self.s3 = boto3.client("s3", endpoint_url=s3)
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                self.answer(*services.put(self.path, self.body()))

            def do_POST(self) -> None:
                target = self.headers["X-Amz-Target"].split(".")[1]
                self.answer(*getattr(services, target)(self.body()))

            def body(self) -> dict:
                return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")

            def answer(self, status: int, content: dict) -> None:
                data = json.dumps(content).encode()
                self.send_response(status)
                if status >= 400:
                    self.send_header("x-amzn-ErrorType", content.get("__type", "ValidationError"))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()

    def add(self, group: FeatureGroup) -> None:
        self.groups[group.name] = group
        if group.table is not None:
            self.lake.create(group)

    def put(self, path: str, body: dict) -> tuple[int, dict]:
        group = self.groups[path.split("/")[-1]]
        record = {value["FeatureName"]: value["ValueAsString"] for value in body["Record"]}
        if self.refuses is not None and self.refuses in record.values():
            return 400, {"__type": "ValidationError", "Message": "the record is refused"}
        with self._lock:
            self.records.append((group.name, record))
            if group.table is not None:
                self._pending.append((group, record, datetime.now(timezone.utc)))
        return 200, {}

    def DescribeFeatureGroup(self, body: dict) -> tuple[int, dict]:
        group = self.groups.get(body["FeatureGroupName"])
        if group is None:
            return 400, {"__type": "ResourceNotFound", "message": f"{body['FeatureGroupName']} is not there"}
        half = len(group.features) // 2
        features = [{"FeatureName": name, "FeatureType": kind} for name, kind in group.features.items()]
        database, table = (None, None) if group.table is None else (part.strip('"') for part in group.table.split("."))
        catalog = {} if table is None else {
            "OfflineStoreConfig": {"DataCatalogConfig": {"Catalog": "AwsDataCatalog", "Database": database, "TableName": table},
                                   "S3StorageConfig": {"S3Uri": "s3://features/offline"}}}
        return 200, {
            "FeatureGroupName": group.name, "RecordIdentifierFeatureName": group.record_id, "EventTimeFeatureName": group.event_time,
            "FeatureGroupStatus": "Created", "FeatureGroupArn": f"arn:aws:sagemaker:eu-west-1:111111111111:feature-group/{group.name}",
            # The service answers in pages.
            **({"FeatureDefinitions": features[half:]} if body.get("NextToken") else {"FeatureDefinitions": features[:half], "NextToken": "more"}),
            **catalog}

    def StartQueryExecution(self, body: dict) -> tuple[int, dict]:
        self.arrive()
        query = f"query-{len(self.queries)}"
        self.queries[query] = body["QueryString"]
        assert body["ResultConfiguration"]["OutputLocation"].startswith(f"s3://{BUCKET}/")
        try:
            unload = UNLOAD.fullmatch(body["QueryString"])
            if unload is None:
                self.rows[query] = self.lake.query(body["QueryString"])
            else:
                sql, bucket, prefix = unload.groups()
                file = self._folder / f"{query}.parquet"
                self.lake.parquet(sql, file)
                if self.lake.query(f"SELECT count(*) AS n FROM ({sql})")[0]["n"] > 0:
                    self.s3.upload_file(str(file), bucket, f"{prefix}20261127_000000_00001_abcde")
        except duckdb.Error as error:
            self.failures[query] = str(error)
        return 200, {"QueryExecutionId": query}

    def arrive(self) -> None:
        """Records are in the offline store some queries later."""
        self.arrives_after -= 1
        if self.arrives_after < 0:
            for group, record, invoked in self._pending:
                self.lake.append(group, record, invoked)
            self._pending.clear()

    def GetQueryExecution(self, body: dict) -> tuple[int, dict]:
        failure = self.failures.get(body["QueryExecutionId"])
        status = {"State": "SUCCEEDED"} if failure is None else {"State": "FAILED", "StateChangeReason": failure}
        return 200, {"QueryExecution": {"Status": status}}

    def GetQueryResults(self, body: dict) -> tuple[int, dict]:
        rows = self.rows[body["QueryExecutionId"]]
        cells = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
        return 200, {"ResultSet": {"Rows": [{"Data": [{"VarCharValue": value} for value in line]} for line in cells]}}


@pytest.fixture(scope="session")
def emulator():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def services(tmp_path, monkeypatch, emulator):
    found = Services(tmp_path, emulator)
    found.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for service in ("SAGEMAKER", "ATHENA", "SAGEMAKER_FEATURESTORE_RUNTIME"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", found.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", emulator)
    from job import s3
    s3.client.cache_clear()
    yield found
    found.close()
    for entry in found.s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        found.s3.delete_object(Bucket=BUCKET, Key=entry["Key"])
    found.s3.delete_bucket(Bucket=BUCKET)


def at(seconds: float) -> datetime:
    return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
