"""The program as its jobs run it, against the services that it calls."""
from __future__ import annotations

import json
from datetime import datetime, timezone

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from conftest import BUCKET, PROGRAM

import features
import ingest
from feature_group import FeatureGroup

APPLICANT = FeatureGroup(
    "applicant", "applicant_id", "updated_at",
    {"applicant_id": "String", "updated_at": "String", "income": "Fractional", "age": "Integral"}, '"sagemaker_featurestore"."applicant_1767225600"')
OUTCOMES = FeatureGroup(
    "outcomes", "application_id", "decided_at",
    {"application_id": "String", "decided_at": "Fractional", "applicant_id": "String", "defaulted": "Integral"},
    '"sagemaker_featurestore"."outcomes_1767225600"')
RESULTS = f"s3://{BUCKET}/queries"
PLACE = f"s3://{BUCKET}/pipelines/churn/abc/set/data"


@pytest.fixture
def job(services, tmp_path, monkeypatch, caplog):
    services.add(APPLICANT)
    services.add(OUTCOMES)
    monkeypatch.setattr(ingest, "PAUSE", 0.01)
    data = tmp_path / "data"
    data.mkdir()

    class Job:
        place = data

        def ingests(self, group: str, wait: str = "60") -> int:
            return features.main(["ingest", "--group", group, "--data", str(data), "--results", RESULTS, "--wait", wait])

        def joins(self, *more: str) -> int:
            return features.main(["trainingSet", "--rows", "outcomes", "--join", "applicant=applicant", "--to", PLACE, "--results", RESULTS, *more])

        def said(self) -> str:
            return caplog.text

    return Job()


def csv(job, text: str, name: str = "rows.csv") -> None:
    (job.place / name).write_text(text, encoding="utf-8")


def test_rows_are_records_and_a_training_set_joins_them(job, services, tmp_path):
    services.arrives_after = 3
    csv(job, "applicant_id,updated_at,income,age,note\n007,2026-01-01T00:00:00Z,100.5,40,x\n"
             "007,2026-01-03T00:00:00Z,200,41,\n008,2026-01-01T00:00:00Z,,30,\n")
    assert job.ingests("applicant") == 0
    assert sorted(record["applicant_id"] for _, record in services.records) == ["007", "007", "008"]
    assert {"applicant_id": "007", "updated_at": "2026-01-01T00:00:00Z", "income": "100.5", "age": "40"} in [record for _, record in services.records]
    assert len(services.queries) == 4, "it asks until all of them have arrived"

    (job.place / "rows.csv").unlink()
    decided = [datetime(2026, 1, day, tzinfo=timezone.utc) for day in (2, 4)]
    parquet.write_table(
        pa.table({"application_id": ["a", "b"], "decided_at": decided, "applicant_id": ["007", "007"], "defaulted": [0, 1]}),
        job.place / "part-0.parquet")
    assert job.ingests("outcomes") == 0
    assert job.joins() == 0
    [entry] = services.s3.list_objects_v2(Bucket=BUCKET, Prefix="pipelines/churn/abc/set/data/")["Contents"]
    services.s3.download_file(BUCKET, entry["Key"], str(tmp_path / "set.parquet"))
    rows = sorted(parquet.read_table(tmp_path / "set.parquet").to_pylist(), key=lambda row: row["application_id"])
    assert [(row["application_id"], row["defaulted"], row["income"], row["age"]) for row in rows] == [("a", 0, 100.5, 40), ("b", 1, 200.0, 41)]


def test_a_row_that_is_wrong_is_said_before_anything_is_written(job, services):
    csv(job, "applicant_id,updated_at,income\n1,2026-01-01T00:00:00Z,1\n2,yesterday,2\n")
    assert job.ingests("applicant") == 1
    assert services.records == []
    assert "rows.csv, row 2: updated_at must be a time such as 2026-11-27T08:00:00Z, got 'yesterday'" in job.said()


@pytest.mark.parametrize("text, message", [
    ("updated_at,income\n2026-01-01T00:00:00Z,1\n", "rows.csv has no column applicant_id"),
    ("applicant_id,updated_at\n,2026-01-01T00:00:00Z\n", "row 1: applicant_id must be given"),
    ("applicant_id,updated_at,age\n1,2026-01-01T00:00:00Z,4.5\n", "age must be a whole number, got '4.5'"),
    ("applicant_id,updated_at,income\n1,2026-01-01T00:00:00Z,inf\n", "income must be a finite number"),
])
def test_what_is_wrong_with_the_data_is_said(job, services, text, message):
    csv(job, text)
    assert job.ingests("applicant") == 1
    assert services.records == [] and message in job.said()


def test_files_of_another_kind_and_no_files_are_said(job):
    assert job.ingests("applicant") == 1
    assert "there are no files with data" in job.said()
    csv(job, "{}", "rows.json")
    assert job.ingests("applicant") == 1
    assert "must be files that end in .csv or .parquet, got rows.json" in job.said()


def test_a_record_that_the_service_refuses_ends_the_job(job, services):
    services.refuses = "13"
    csv(job, "applicant_id,updated_at\n" + "".join(f"{number},2026-01-01T00:00:00Z\n" for number in range(40)))
    assert job.ingests("applicant") == 1
    assert "the record is refused" in job.said() and services.queries == {}


def test_more_records_than_are_read_ahead_are_written_once(job, services):
    csv(job, "applicant_id,updated_at\n" + "".join(f"{number},2026-01-01T00:00:00Z\n" for number in range(2500)))
    assert job.ingests("applicant", wait="0") == 0
    assert len(services.records) == len({record["applicant_id"] for _, record in services.records}) == 2500
    assert services.queries == {}, "a job that does not wait asks nothing"


def test_records_that_do_not_arrive_fail_the_job(job, services):
    services.arrives_after = 10**6
    csv(job, "applicant_id,updated_at\n1,2026-01-01T00:00:00Z\n")
    assert job.ingests("applicant", wait="1") == 1
    assert "after 1 s the offline store of applicant has 0 of 1 records" in job.said()


def test_a_group_that_is_not_there_is_said(job):
    csv(job, "applicant_id,updated_at\n1,2026-01-01T00:00:00Z\n")
    assert job.ingests("strangers") == 1
    assert "strangers is not there" in job.said()


def test_a_group_without_an_offline_store_takes_records_and_gives_no_training_set(job, services):
    services.add(FeatureGroup("online", "id", "at", {"id": "String", "at": "String"}, None))
    csv(job, "id,at\n1,2026-01-01T00:00:00Z\n")
    assert job.ingests("online") == 0 and services.queries == {}
    assert job.joins("--join", "online=online") == 1
    assert "the feature group online has no table to read from" in job.said()


def test_a_training_set_without_rows_is_no_training_set(job):
    assert job.joins() == 1
    assert "the training set has no rows" in job.said()


def test_what_an_earlier_attempt_has_left_is_not_added_to(job, services):
    services.s3.put_object(Bucket=BUCKET, Key="pipelines/churn/abc/set/data/part", Body=b"half")
    assert job.joins() == 1
    assert "there are files of an earlier attempt" in job.said()


def test_a_query_that_fails_says_why(job, services, monkeypatch):
    services.lake.query('DROP TABLE "sagemaker_featurestore"."applicant_1767225600"')
    assert job.joins() == 1
    assert "has failed" in job.said()


@pytest.mark.parametrize("arguments", [[], ["guess"], ["ingest", "--group"], ["ingest", "--to", "x"], ["trainingSet", "--rows", "a", "--rows", "b"]])
def test_what_it_is_not_told_well_it_says(job, arguments):
    assert features.main(arguments) == 1


def test_its_options_are_those_of_the_contract():
    contract = json.loads((PROGRAM / "contract.json").read_text())
    source = "".join(file.read_text() for file in PROGRAM.glob("*.py"))
    for task in ("ingest", "trainingSet"):
        for option in contract[task]:
            assert f'("{option}")' in source
