"""The program as a job runs it: exit codes, files, metrics, and an emulated AWS."""
import json
import re
import socket

import boto3
import pytest
from moto import mock_aws
from prometheus_client.parser import text_string_to_metric_families

import contract
import monitor
from conftest import PROGRAM, Site, report, start
from job import s3

QUALITY = {"check": "data-quality", "missing": 0.1, "outOfRange": 0.1}


@pytest.fixture
def in_process(monkeypatch):
    def run(site: Site) -> int:
        for name, value in site.env.items():
            monkeypatch.setenv(name, value)
        return monitor.main()

    return run


@pytest.mark.parametrize("command", [("monitor/monitor.py",), ("monitor",), ("-m", "monitor")])
def test_runs_as_file_as_folder_and_as_module(command, cancer, site):
    site.configure("data-quality").baseline(cancer.train.iloc[:, :2]).capture(cancer.train.iloc[:, :2].head(40))
    ended = start(site, *command)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert json.loads(report(site))["status"] == "fine"


def test_a_violation_ends_with_2_and_says_why(survey, site):
    site.configure("data-drift").baseline(survey.train[["age", "occupation"]]).capture(survey.live[["age", "occupation"]].assign(age=60.0).head(100))
    ended = start(site)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    content = json.loads(report(site))
    assert (content["status"], content["metrics"]["DriftShare"]) == ("violation", 0.5)
    assert content["violations"][0]["message"] == "DriftShare of the features is 0.5, must be below 0.5"
    assert ("1 of 2 features have drifted: 50 %, and it must be below 50 %." in report(site, "report.html")
            and "plotly" in report(site, "evidently.html").lower())
    assert 'model_monitor_drift_share{endpoint="credit",check="data-drift"} 0.5' in report(site, "metrics.prom")


def test_a_violation_ends_with_the_code_that_the_job_asks_for(survey, site, in_process):
    site.configure("data-quality").baseline(survey.train[["age"]]).capture([{"age": 900}] * 40)
    site.env["MONITOR_VIOLATION_EXIT_CODE"] = "0"
    assert in_process(site) == 0
    assert json.loads(report(site))["status"] == "violation"


def test_an_empty_window_is_fine_and_says_so(survey, site, in_process):
    assert in_process(site.configure("data-drift").baseline(survey.train)) == 0
    content = json.loads(report(site))
    assert (content["status"], content["metrics"]) == ("empty", {"Records": 0})


@pytest.mark.parametrize("change,message", [
    (lambda site: site.env.pop("MONITOR_BASELINE"), "there is no baseline: neither MONITOR_BASELINE nor MONITOR_BASELINE_KEY is set"),
    (lambda site: site.env.update(MONITOR_BASELINE="/nowhere"), "there is no baseline: no .csv or .parquet file in /nowhere"),
    (lambda site: site.write("baseline/other.csv", "x,y\n1,2\n"), "files of the baseline have different columns"),
    (lambda site: site.env.pop("MONITOR_ENDPOINT"), "the environment variable MONITOR_ENDPOINT is not set"),
    (lambda site: site.env.update(MONITOR_CHECK="drift"),
     'MONITOR_CHECK must be one of data-drift, data-quality, prediction-drift, quality, fairness, attribution-drift, got "drift"'),
    (lambda site: site.env.update(MONITOR_SCHEDULED_TIME="soon"), "MONITOR_SCHEDULED_TIME must look like 2026-01-31T00:20:00Z"),
    (lambda site: site.write("config/second.json", "{}"), "there must be exactly one configuration file"),
    (lambda site: site.write("config/content.json", "{"), "is not JSON"),
    (lambda site: site.write("config/content.json", '{"version": 2}'), "this program reads configuration version 1, got 2"),
    (lambda site: site.write("config/content.json", "[1]"), "must hold an object"),
    (lambda site: site.env.update(MONITOR_VIOLATION_EXIT_CODE="two"), 'MONITOR_VIOLATION_EXIT_CODE must be a whole number from 0, got "two"'),
])
def test_a_failure_ends_with_1_and_says_why(change, message, survey, site, in_process, caplog):
    site.configure("data-drift").baseline(survey.train).capture(survey.window(0, 40))
    change(site)
    assert in_process(site) == 1
    assert message in caplog.text


def test_a_failure_leaves_a_report_and_the_exit_message_of_the_job(survey, site, in_process, monkeypatch):
    monkeypatch.setattr("job.run.EXIT_MESSAGE", site.root / "message")
    site.configure("data-drift").capture(survey.window(0, 40))
    assert in_process(site) == 1
    assert json.loads(report(site))["status"] == "failed"
    assert (site.root / "message").read_text().startswith("there is no baseline")


def test_every_key_and_variable_of_the_contract_is_read_and_no_other():
    """The construct takes them from the same file: whatever it sends has a reader here."""
    source = "".join(path.read_text() for path in PROGRAM.glob("*.py"))
    assert set(re.findall(r'setting\((?:config, )?"(\w+)"\)', source)) == set(contract.CONTRACT["keys"])
    assert set(re.findall(r'(?:given|required|whole_number)\("(\w+)"', source)) == set(contract.VARIABLES)
    assert set(re.findall(r'config\.get\("(\w+)"', source)) == {"check"} and "MONITOR_" not in source
    assert set(monitor.MODULES) == set(contract.CHECKS)


@pytest.fixture
def aws(monkeypatch):
    for name, value in (("AWS_DEFAULT_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing")):
        monkeypatch.setenv(name, value)
    s3.client.cache_clear()
    with mock_aws():
        bucket = boto3.client("s3")
        bucket.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield bucket
    s3.client.cache_clear()


def upload(bucket, site: Site) -> None:
    for folder in ("capture", "baseline", "labels"):
        for path in (site.root / folder).rglob("*"):
            if path.is_file():
                bucket.upload_file(str(path), "data", f"credit/{path.relative_to(site.root)}")


def test_reads_amazon_s3_and_publishes_to_cloudwatch(aws, survey, site, in_process):
    ids = [f"r{place}" for place in range(200)]
    rows, truth = survey.live.head(200), survey.live_labels.head(200)
    site.configure("quality", metrics={"auc": {"atLeast": 0.99}}).capture(rows, survey.scores(rows), ids).labels(zip(ids, truth))
    upload(aws, site)
    aws.put_object(Bucket="data", Key="credit/labels-of-others/x.jsonl", Body=b"nonsense")
    site.env.update(MONITOR_CAPTURE="s3://data/credit/capture", MONITOR_LABELS="s3://data/credit/labels", MONITOR_NAMESPACE="MLOps/credit")
    assert in_process(site) == 2
    cloudwatch = boto3.client("cloudwatch")
    listed = cloudwatch.list_metrics(Namespace="MLOps/credit")["Metrics"]
    assert all(metric["Dimensions"] == [{"Name": "Endpoint", "Value": "credit"}, {"Name": "Check", "Value": "quality"}] for metric in listed)
    published = {
        metric["MetricName"]: cloudwatch.get_metric_statistics(
            Namespace="MLOps/credit", MetricName=metric["MetricName"], Dimensions=metric["Dimensions"], Period=3600, Statistics=["Maximum"],
            StartTime="2026-01-31T05:00:00Z", EndTime="2026-01-31T06:00:00Z")["Datapoints"][0]["Maximum"]
        for metric in listed
    }
    content = json.loads(report(site))
    assert published == {"Violations": 1, "Records": 200, "LabelledShare": 1, "auc": pytest.approx(content["metrics"]["auc"])}
    assert content["details"]["labels"]["corruptLabelLines"] == 0


def version(bucket, properties: dict) -> str:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_model_package_group(ModelPackageGroupName="credit")
    return sagemaker.create_model_package(ModelPackageGroupName="credit", CustomerMetadataProperties=properties)["ModelPackageArn"]


def test_finds_the_baseline_of_the_version_in_production(aws, survey, site, in_process):
    site.configure("data-quality").baseline(survey.train[["age"]]).capture(survey.train[["age"]].head(40))
    upload(aws, site)
    site.env.pop("MONITOR_BASELINE")
    site.env.update(
        MONITOR_BASELINE_KEY="output.prepare.train",
        MONITOR_MODEL_PACKAGE=version(aws, {"output.prepare.train": "s3://data/credit/baseline"}))
    assert in_process(site) == 0
    assert json.loads(report(site))["status"] == "fine"


def test_says_which_outputs_a_version_has_when_the_baseline_is_none_of_them(aws, survey, site, in_process, caplog):
    site.configure("data-quality").capture(survey.train[["age"]].head(40))
    site.env.update(MONITOR_BASELINE_KEY="output.prepare.train", MONITOR_MODEL_PACKAGE=version(aws, {"output.prepare.test": "s3://data/x"}))
    assert in_process(site) == 1
    assert "has no metadata property \"output.prepare.train\", only ['output.prepare.test']" in caplog.text


@pytest.fixture
def mlflow_at(monkeypatch, site):
    """The client of MLflow, and where it logs to."""
    import mlflow

    monkeypatch.chdir(site.root)

    def at(uri: str):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
        return mlflow

    yield at
    mlflow.set_tracking_uri(None)


def test_logs_to_mlflow(mlflow_at, survey, site, in_process, monkeypatch):
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    mlflow = mlflow_at((site.root / "mlflow").as_uri())
    assert in_process(site.configure("data-quality", charts="always").baseline(survey.train[["age"]]).capture(survey.train[["age"]].head(40))) == 0
    runs = mlflow.search_runs(experiment_names=["monitoring-credit"], output_format="list")
    assert [run.data.tags["status"] for run in runs] == ["fine"]
    assert runs[0].data.metrics == {"Records": 40, "MissingShare": 0, "OutOfRangeShare": 0, "Violations": 0}
    assert {file.path for file in mlflow.MlflowClient().list_artifacts(runs[0].info.run_id)} == {
        "report.json", "report.html", "evidently.html", "metrics.prom"}


def test_a_verdict_stands_when_mlflow_is_away(mlflow_at, survey, site, in_process, monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mlflow_at(f"http://127.0.0.1:{closed.getsockname()[1]}")
        assert in_process(site.configure("data-quality").baseline(survey.train[["age"]]).capture([{"age": 900}] * 40)) == 2
    assert json.loads(report(site))["status"] == "violation"
    assert "note: nothing was logged to MLflow" in caplog.text


@pytest.mark.parametrize("endpoint", ["credit", 'credit "new" \\ old'])
def test_metrics_are_what_prometheus_reads(endpoint, survey, site, in_process):
    site.configure("data-quality").baseline(survey.train[["age"]]).capture([{"age": 900}] * 40)
    folder = site.root / "capture"
    (folder / "credit").rename(folder / endpoint)
    site.env["MONITOR_ENDPOINT"] = endpoint
    assert in_process(site) == 2
    families = list(text_string_to_metric_families(report(site, "metrics.prom")))
    assert {family.type for family in families} == {"gauge"}
    assert {sample.name: (sample.labels, sample.value) for family in families for sample in family.samples} == {
        f"model_monitor_{name}": ({"endpoint": endpoint, "check": "data-quality"}, value)
        for name, value in (("records", 40), ("missing_share", 0), ("out_of_range_share", 1), ("violations", 1))}
