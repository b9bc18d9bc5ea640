"""The program as a job runs it: exit codes, places, endpoints, and what it says when it cannot explain."""
import io
import json
import re
import sys
import tarfile
import threading

import boto3
import numpy as np
import pytest
from moto import mock_aws
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression

import contract
from conftest import PROGRAM

FEATURES = ["bmi", "bp", "s5", "s6"]
QUICK = {"sampleSize": 5, "backgroundSize": 5, "shap": {}, "rows": {"first": 1}}


@pytest.fixture
def small(diabetes, site):
    """A site where everything is in order, and quick."""
    frame = diabetes[[*FEATURES, "target"]].head(40)
    model = LinearRegression().fit(frame[FEATURES], frame["target"])
    return site.estimator(model).data(frame).configure(label="target", **QUICK)


@pytest.mark.parametrize("command", [("explain/explain.py",), ("explain",), ("-m", "explain")])
def test_runs_as_file_as_folder_and_as_module(command, small):
    ended = small.start(*command)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert small.read()["status"] == "fine" and "stability" in small.read("metrics.json")


def test_its_packages_may_stand_apart_from_those_of_the_model(small, tmp_path):
    """The image's Python has none of the program's packages, and the model none of the program's folder."""
    base = f"{sys.base_prefix}/bin/python3"
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    ended = small.start(python=base, MLOPS_PACKAGES=packages, EXPLAIN_MODEL_PYTHON=sys.executable)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    ended = small.start(python=base, MLOPS_PACKAGES=packages)
    assert ended.returncode == 1 and "the model cannot be loaded: ModuleNotFoundError" in ended.stdout


def test_a_bound_that_is_not_kept_ends_with_2_and_says_why(small, run):
    small.configure(label="target", **QUICK, stability={"atLeast": 1.1}, agreement={"atLeast": 0.5})
    assert run(small) == 2
    content = small.read()
    assert content["status"] == "violation"
    assert re.fullmatch(r"stability is [\d.]+, must be at least 1.1", content["violations"][0])
    assert content["violations"][1:] == ["agreement cannot be told: it needs the methods shap and lime"]
    small.env["EXPLAIN_VIOLATION_EXIT_CODE"] = "0"
    assert run(small) == 0


def corrupt(site):
    site.write("model.tar.gz", "no archive")
    site.artifact(site.root / "model.tar.gz")


def evil(site):
    with tarfile.open(site.root / "model.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("../../evil.txt")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"evil"))
    site.artifact(site.root / "model.tar.gz")


def script(body: str):
    return lambda site: site.script(f"def model_fn(folder):\n    {body}\n")


def answers(text: str):
    return lambda site: site.script(
        "def model_fn(folder):\n    return None\n"
        "def predict_fn(rows, model):\n    return rows\n"
        f"def output_fn(rows, accept):\n    return {text}, accept\n")


@pytest.mark.parametrize("change,message", [
    (lambda site: site.env.pop("EXPLAIN_MODEL"), "there must be one model: set one of EXPLAIN_MODEL, EXPLAIN_ENDPOINT and EXPLAIN_URL, found none"),
    (lambda site: site.env.update(EXPLAIN_URL="http://127.0.0.1"), "found EXPLAIN_MODEL, EXPLAIN_URL"),
    (lambda site: site.env.pop("EXPLAIN_DATA"), "the environment variable EXPLAIN_DATA is not set"),
    (lambda site: site.write("config/second.json", "{}"), "there must be exactly one configuration file"),
    (lambda site: site.write("config/content.json", "{"), "is not JSON"),
    (lambda site: site.write("config/content.json", '{"version": 2}'), "this program reads configuration version 1, got 2"),
    (lambda site: site.configure(lable="target"), 'the configuration has no key "lable"'),
    (lambda site: site.configure(sampleSize=0), "`sampleSize` of the configuration must be a whole number from 1, got 0"),
    (lambda site: site.configure(rows={"first": 1, "highest": 1}), "`rows` of the configuration must be one of"),
    (lambda site: site.configure(stability={"atMost": 1}), "`stability` of the configuration must be an object with the number `atLeast`"),
    (lambda site: site.configure(label="outcome"), "the data have no column 'outcome', which is `label`; they have bmi, bp, s5, s6, target"),
    (lambda site: site.configure(label="target", rows={"at": [40]}), "`rows` names rows that the data do not have: [40]; there are 40, from 0"),
    (lambda site: site.configure(label="target", partialDependence={"features": ["age"]}),
     "`features` names columns that are not in the data, or the same in every row: age"),
    (lambda site: site.env.update(EXPLAIN_DATA="/nowhere"), "there is nothing at /nowhere"),
    (lambda site: (site.root / "data/test.csv").unlink(), "there are no data: no .csv or .parquet file in"),
    (lambda site: site.write("data/test.csv", ""), "there are no data: test.csv is empty"),
    (lambda site: site.write("data/test.csv", "bmi,target\n"), "there are no data: no row in test.csv"),
    (lambda site: site.write("data/other.csv", "x,y\n1,2\n"), "the files of the data have different columns"),
    (lambda site: site.write("data/test.csv", "bmi,bp,s5,s6,target\n" + "1,2,3,4,5\n" * 9), "every column of the data has one value only"),
    (lambda site: site.write("data/test.csv", "bmi,target\n" + "".join(f"t{row},1\n" for row in range(300))),
     "the column 'bmi' has 300 different texts: identifiers or free text cannot be explained"),
    (lambda site: site.write("data/test.csv", "bmi,target\n1,2\n3,4\n"),
     "refuses the rows (400): ValueError: The feature names should match those that were passed during fit"),
    (lambda site: site.env.update(EXPLAIN_MODEL="/nowhere"), "there is nothing at /nowhere"),
    (lambda site: (site.root / "model/model.joblib").unlink(), "there is no model in the artifact that this program can load"),
    (lambda site: site.write("model/second.pkl", ""), "found model.joblib, second.pkl"),
    (lambda site: site.write("model/model.joblib", "no pickle"), "the model cannot be loaded: "),
    (lambda site: site.configure(label="target", entryPoint="serve.py"), "the artifact has no script 'serve.py' in its folder `code`"),
    (corrupt, "cannot be unpacked"),
    (evil, "cannot be unpacked"),
    (script("raise RuntimeError('the weights are missing')"), "the model cannot be loaded: RuntimeError: the weights are missing"),
    (script("return None"), "refuses the rows (400): AttributeError"),
    (answers("'[1, 2]'"), "the model gave 2 answers to 40 rows; do the rows have the columns of a request"),
    (answers("str(['yes'] * len(rows)).replace(chr(39), chr(34))"), "the model's answers are not numbers"),
    (answers("str([float('nan')] * len(rows)).replace('nan', 'NaN')"), "the model's answers have values that are no numbers"),
    (answers("str([0.25] * len(rows))"), "the model answers 0.25 to each of 40 rows"),
])
def test_a_failure_ends_with_1_and_says_why(change, message, small, run, caplog):
    change(small)
    assert run(small) == 1
    assert message in caplog.text
    assert not (small.root.parent / "evil.txt").exists()


def test_a_model_that_knows_one_class_is_told_by_its_answers(diabetes, small, run, caplog):
    from sklearn.dummy import DummyClassifier

    small.estimator(DummyClassifier().fit(diabetes[FEATURES], np.zeros(len(diabetes))))
    assert run(small) == 1
    assert "the model answers 1 to each of 40 rows: it knows one class only" in caplog.text


def test_a_failure_leaves_a_report_and_the_exit_message_of_the_job(small, run, monkeypatch):
    monkeypatch.setattr("job.run.EXIT_MESSAGE", small.root / "message")
    small.env["EXPLAIN_DATA"] = "/nowhere"
    assert run(small) == 1
    assert small.read() == {"version": 1, "status": "failed", "reason": "there is nothing at /nowhere"}
    assert (small.root / "message").read_text() == "there is nothing at /nowhere"


def test_a_script_may_have_modules_of_the_same_names_and_packages_of_its_own(small, run):
    """`table` and `report` are modules of this program, too; the package is one on this machine, so that nothing is downloaded."""
    small.write("model/code/table.py", "FACTOR = 2")
    small.write("model/code/report.py", "OFFSET = 1")
    small.write("package/setup.py", "from setuptools import setup\nsetup(name='pricing', version='1', py_modules=['pricing'])")
    small.write("package/pricing.py", "def price(rows):\n    return rows[:, 0]")
    small.write("model/code/requirements.txt", f"{small.root}/package\n")
    small.script(
        "import pricing, report, table\n"
        "def model_fn(folder):\n    return None\n"
        "def predict_fn(rows, model):\n    return table.FACTOR * pricing.price(rows) + report.OFFSET\n")
    assert run(small) == 0
    row = small.read()["methods"]["shap"]["local"][0]
    assert row["prediction"] == 2 * row["attributions"][0]["value"] + 1 and row["attributions"][0]["feature"] == "bmi"


def test_the_server_of_the_model_ends_with_the_program(small):
    small.script(f"import os\nopen({str(small.root / 'pid')!r}, 'w').write(str(os.getpid()))\ndef model_fn(folder):\n    raise SystemExit('no')\n")
    assert small.start().returncode == 1
    small.script(
        f"import os\nopen({str(small.root / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "def model_fn(folder):\n    return None\n"
        "def predict_fn(rows, model):\n    return rows[:, 0]\n")
    assert small.start().returncode == 0
    import os

    with pytest.raises(ProcessLookupError):
        os.kill(int((small.root / "pid").read_text()), 0)


# --- Endpoints.

@pytest.fixture
def iris(site):
    """Flowers of three kinds, and what a container would answer about them."""
    frame = load_iris(as_frame=True).frame
    model = LogisticRegression(max_iter=500).fit(frame.drop(columns="target").to_numpy(), frame["target"])

    def answer(path, headers, body):
        content = json.loads(body) if "json" in headers["Content-Type"] else None
        if content is None:
            rows = [line.split(",") for line in body.split()]
        elif isinstance(content, list):
            rows = [list(row.values()) for row in content]
        else:
            rows = content.get("instances") or content["dataframe_split"]["data"]
        return 200, "application/json", json.dumps({"predictions": model.predict_proba(np.array(rows, dtype=float)).tolist()})

    return site.data(frame), answer, model


@pytest.mark.parametrize("request_form", ["csv", "records", "instances", "split"])
def test_asks_a_container_in_the_form_that_it_takes(request_form, iris, server, run):
    site, answer, model = iris
    site.env["EXPLAIN_URL"] = server(answer) + "/invocations"
    assert run(site.configure(label="target", request=request_form, output=2, **QUICK)) == 0
    row = site.read()["methods"]["shap"]["local"][0]
    values = {entry["feature"]: entry["value"] for entry in row["attributions"]}
    first = load_iris(as_frame=True).data.iloc[0]
    assert values == first.to_dict() and row["prediction"] == pytest.approx(model.predict_proba([first.to_numpy()])[0, 2])


def test_says_which_of_several_outputs_it_explains(iris, server, run):
    site, answer, _ = iris
    site.env["EXPLAIN_URL"] = server(answer) + "/invocations"
    assert run(site.configure(label="target", **QUICK)) == 0
    assert re.fullmatch(r"output \d of 3 is explained; name another one as `output`", site.read()["notes"][0])


def test_an_output_that_the_model_has_not_is_a_failure(iris, server, run, caplog):
    site, answer, _ = iris
    site.env["EXPLAIN_URL"] = server(answer) + "/invocations"
    assert run(site.configure(label="target", output=3, **QUICK)) == 1
    assert "the model has 3 outputs, so `output` must be below 3, got 3" in caplog.text


def sometimes(answer, busy, every=3, lock=threading.Lock()):
    """Refuses the first of every few requests."""
    count = iter(range(1_000_000))

    def refuse(*request):
        with lock:
            place = next(count)
        return busy if place % every == 0 else answer(*request)

    return refuse


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_container_is_asked_again(status, iris, server, run):
    site, answer, _ = iris
    site.env["EXPLAIN_URL"] = server(sometimes(answer, (status, "text/plain", "busy"))) + "/invocations"
    assert run(site.configure(label="target", batchSize=10_000, **QUICK)) == 0


@pytest.mark.parametrize("busy,message", [
    ((429, "text/plain", "slow down"), "still answers 429 after 2 attempts; explain fewer rows"),
    ((500, "text/plain", "out of memory"), "refuses the rows (500): out of memory"),
    ((200, "application/json", "{}"), "the model's answers are not numbers"),
])
def test_a_container_that_does_not_answer_is_a_failure(busy, message, iris, server, run, caplog, monkeypatch):
    monkeypatch.setattr("job.aws.ATTEMPTS", 2)
    site, _, _ = iris
    site.env["EXPLAIN_URL"] = server(lambda *_: busy) + "/invocations"
    assert run(site.configure(label="target", **QUICK)) == 1
    assert message in caplog.text


@pytest.fixture
def runtime(monkeypatch, server):
    """The real client of SageMaker, and a server on this machine that speaks its protocol."""
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "eu-west-1"}.items():
        monkeypatch.setenv(name, value)

    def start(answer):
        monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", server(answer))

    return start


def error(status: int, code: str, message: str) -> tuple:
    return status, f"application/json\r\nx-amzn-ErrorType: {code}", json.dumps({"message": message})


def test_asks_an_endpoint_of_sagemaker_and_one_variant_of_it(iris, runtime, run):
    site, answer, _ = iris
    asked = []

    def endpoint(path, headers, body):
        asked.append((path, headers["X-Amzn-SageMaker-Target-Variant"], headers["Accept"], body.count("\n")))
        return answer(path, headers, body)

    runtime(sometimes(endpoint, error(429, "ThrottlingException", "Rate exceeded")))
    site.env.update(EXPLAIN_ENDPOINT="flowers", EXPLAIN_VARIANT="blue")
    assert run(site.configure(label="target", batchSize=100, **QUICK)) == 0
    assert {(path, variant, accept) for path, variant, accept, _ in asked} == {("/endpoints/flowers/invocations", "blue", "application/json")}
    assert max(rows for *_, rows in asked) == 100
    assert sum(rows for *_, rows in asked) == site.read()["rowsAsked"]


@pytest.mark.parametrize("failure,message", [
    (error(429, "ThrottlingException", "Rate exceeded"), "the endpoint flowers still throttles after 2 attempts: Rate exceeded"),
    (error(424, "ModelError", "Received server error (500) from primary"),
     "the endpoint flowers does not answer (ModelError): Received server error (500)"),
    (error(400, "ValidationError", "Endpoint flowers of account 111111111111 not found."), "not found"),
])
def test_an_endpoint_that_does_not_answer_is_a_failure(failure, message, iris, runtime, run, caplog, monkeypatch):
    monkeypatch.setattr("job.aws.ATTEMPTS", 2)
    site, _, _ = iris
    runtime(lambda *_: failure)
    site.env["EXPLAIN_ENDPOINT"] = "flowers"
    assert run(site.configure(label="target", **QUICK)) == 1
    assert message in caplog.text


def test_large_bodies_are_sent_in_parts(iris, server, run, monkeypatch):
    import model

    site, answer, _ = iris
    sizes = []

    def measured(path, headers, body):
        sizes.append(len(body))
        return answer(path, headers, body)

    monkeypatch.setattr(model, "MOST_BYTES", 700)
    site.env["EXPLAIN_URL"] = server(measured) + "/invocations"
    assert run(site.configure(label="target", **QUICK)) == 0
    assert max(sizes) <= 700


# --- Amazon S3, and the package itself.

def test_reads_the_artifact_and_the_data_from_s3(small, run, monkeypatch):
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    with tarfile.open(small.root / "model.tar.gz", "w:gz") as archive:
        archive.add(small.root / "model", arcname=".")
    # The model is served on this machine, in the same process group; only what goes to AWS is emulated.
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="models")
        s3.upload_file(str(small.root / "model.tar.gz"), "models", "train/output/model.tar.gz")
        s3.upload_file(str(small.root / "data/test.csv"), "models", "data/test/part/test.csv")
        s3.put_object(Bucket="models", Key="data/testing.csv", Body=b"other,columns\n1,2\n")
        small.env.update(EXPLAIN_MODEL="s3://models/train/output/model.tar.gz", EXPLAIN_DATA="s3://models/data/test")
        assert run(small) == 0
        assert small.read()["rows"] == 40
        small.env["EXPLAIN_DATA"] = "s3://models/nothing"
        assert run(small) == 1
        assert small.read()["reason"] == "there is nothing at s3://models/nothing"


def test_the_readme_names_every_key_variable_and_file():
    readme = (PROGRAM / "README.md").read_text()
    variables = set(contract.VARIABLES.values())
    missing = [name for name in [*contract.KEYS, *variables, "explanations.json", "metrics.json", "report.html"] if f"`{name}`" not in readme]
    assert missing == [] and len(variables) == 11
