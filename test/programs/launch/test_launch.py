"""The launcher as jobs start it: the very commands, variables and archives of synthesised templates, with real pip, and no network."""
from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

import pytest

from conftest import HERE, MONITOR, PACKAGE, ROOT, SCRIPT, Ended, folder

CODE = "/opt/ml/processing/input/code"
LAUNCHER = ROOT / "lib" / "programs" / "launch" / "mlops_launch.py"
# As a token may look, so that an address that holds it has to be escaped.
TOKEN = "s3cr3t/a+b=c:d@e"
PORT = 8417
AWS = {
    "AWS_ENDPOINT_URL_CODEARTIFACT": f"http://127.0.0.1:{PORT}", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example",
}
THREE_WAYS = ["a folder `wheels`", "packages: { codeArtifact: {} }", "an `image` of your own"]


@pytest.fixture
def sources(tmp_path) -> Path:
    return folder(tmp_path / "sources", step_py=SCRIPT, monitor_py=SCRIPT, requirements_txt=f"{PACKAGE}\n")


@pytest.fixture
def offline_sources(tmp_path, wheelhouse) -> Path:
    place = folder(tmp_path / "offline", step_py=SCRIPT, monitor_py=SCRIPT, requirements_txt=f"{PACKAGE}\n")
    shutil.copytree(wheelhouse, place / "wheels")
    return place


@pytest.fixture
def repository(tmp_path, wheelhouse):
    """AWS CodeArtifact as the job finds it, and what was asked of it."""
    def serve(arn: str) -> dict:
        command = [sys.executable, str(HERE / "repository.py"), str(wheelhouse), str(PORT), arn, TOKEN, str(tmp_path / "requests")]
        return {"command": command, "port": PORT}

    serve.requests = lambda: [json.loads(line) for line in (tmp_path / "requests").read_text().splitlines()]
    return serve


def unpacked(archive: str, place: Path) -> Path:
    with tarfile.open(archive) as opened:
        opened.extractall(place, filter="data")
    return place


def failed_with_advice(ended: Ended) -> bool:
    return ended.code == 1 and not ended.answer and all(way in ended.text for way in THREE_WAYS)


def test_a_folder_of_wheels_needs_no_network(offline_sources, synthesised, island, bare):
    job = synthesised(offline_sources, offline_sources)["prepare"]
    assert "CA_REPOSITORY_ARN" not in job["environment"]
    ended = island(job["command"], bare, {CODE: job["archive"]}, job["environment"])
    assert ended.code == 7, ended.text
    assert ended.answer["jinja2"] == PACKAGE.split("==")[1] and ended.answer["from"].startswith(str(bare.parent))
    assert ended.answer["arguments"] == ["--text", "it's \"quoted\" $(whoami)"]
    assert ended.answer["folder"] == ["monitor.py", "requirements.txt", "step.py", "wheels"]


def test_packages_come_from_code_artifact(sources, synthesised, island, with_boto3, repository):
    job = synthesised(sources, sources)["prepare"]
    server = repository(job["environment"]["CA_REPOSITORY_ARN"])
    ended = island(job["command"], with_boto3, {CODE: job["archive"]}, {**job["environment"], **AWS}, [server])
    assert ended.code == 7, ended.text
    assert ended.answer["jinja2"] == PACKAGE.split("==")[1]
    asked = repository.requests()
    assert ({line["path"].split("/")[-1] for line in asked if line["path"].endswith(".whl")}
            == {wheel.name for wheel in Path(server["command"][2]).iterdir()})
    assert any(line["authorized"] for line in asked)


def test_the_token_is_shown_to_nobody(sources, synthesised, island, with_boto3, repository):
    job = synthesised(sources, sources)["prepare"]
    ended = island(
        job["command"], with_boto3, {CODE: job["archive"]}, {**job["environment"], **AWS, "PIP_VERBOSE": "2"},
        [repository(job["environment"]["CA_REPOSITORY_ARN"])])
    assert ended.code == 7, ended.text
    # pip says much here, so that this would find what it says of the address.
    assert "127.0.0.1" in ended.text and "s3cr3t" not in ended.text
    assert [line["arguments_with_token"] for line in repository.requests() if line["arguments_with_token"]] == []
    assert ended.answer["token"] == []


def test_the_watch_for_tokens_sees_one(sources, synthesised, island, bare, repository):
    """The check above can fail: a command that shows the token is found."""
    arn = synthesised(sources, sources)["prepare"]["environment"]["CA_REPOSITORY_ARN"]
    request = f"from urllib.request import urlopen; urlopen('http://127.0.0.1:{PORT}/pypi/python/')"
    island(["python3", "-c", request, TOKEN], bare, {}, servers=[repository(arn)])
    assert [command for line in repository.requests() for command in line["arguments_with_token"] if command.rstrip().endswith(TOKEN)]


def test_the_launcher_stands_in_for_a_training_script(sources, synthesised, island, with_boto3, repository, tmp_path):
    """As training images run their program: in the folder of the unpacked archive, with hyperparameters as arguments."""
    job = synthesised(sources, sources)["train"]
    assert json.loads(job["hyperparameters"]["sagemaker_program"]) == LAUNCHER.name
    place = unpacked(job["archive"], tmp_path / "code")
    assert sorted(path.name for path in place.iterdir()) == [LAUNCHER.name, "source"], "the image would install requirements.txt itself"
    server = repository(job["environment"]["CA_REPOSITORY_ARN"])
    for program in ([LAUNCHER.name], ["-m", LAUNCHER.stem]):
        command = ["/bin/sh", "-c", f"cd {place} && exec python3 {' '.join(program)} --rate 0.1"]
        ended = island(command, with_boto3, {}, {**job["environment"], **AWS}, [server])
        assert ended.code == 7, ended.text
        assert ended.answer["arguments"] == ["--rate", "0.1"]


def test_without_any_way_a_job_ends_and_names_the_three(sources, synthesised, island, bare):
    job = synthesised(sources, sources)["prepare"]
    started = time.monotonic()
    ended = island(job["command"], bare, {CODE: job["archive"]})
    assert failed_with_advice(ended), ended.text
    assert time.monotonic() - started < 60


def test_an_index_that_never_answers_is_not_waited_for_forever(sources, bare, tmp_path):
    """As in a VPC without a way out, where names are found and connections end nowhere."""
    place = tmp_path / "launched"
    shutil.copytree(sources, place / "source")
    shutil.copy(LAUNCHER, place)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked: list = []
        threading.Thread(target=lambda: [asked.append(silent.accept()) for _ in range(20)], daemon=True).start()
        env = {"PATH": "/usr/bin:/bin", "PIP_INDEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/simple/", "PIP_DEFAULT_TIMEOUT": "2"}
        started = time.monotonic()
        ended = subprocess.run([bare / "python3", place / LAUNCHER.name, "step.py"], env=env, capture_output=True, text=True, timeout=60)
    assert failed_with_advice(Ended(ended.returncode, ended.stdout + ended.stderr)), ended.stderr
    # Three attempts of two seconds instead of the fifteen that the launcher sets, and pip's pauses between them.
    assert len(asked) == 3 and time.monotonic() - started < 30


def test_a_repository_that_is_not_there_is_said(sources, synthesised, island, with_boto3, repository):
    job = synthesised(sources, sources)["prepare"]
    server = repository("arn:aws:codeartifact:eu-west-1:111111111111:repository/packages-acme/other")
    ended = island(job["command"], with_boto3, {CODE: job["archive"]}, {**job["environment"], **AWS}, [server])
    assert failed_with_advice(ended) and "AWS CodeArtifact gives no access" in ended.text and "ResourceNotFoundException" in ended.text, ended.text


def test_code_artifact_out_of_reach_ends_the_job(sources, synthesised, island, with_boto3):
    job = synthesised(sources, sources)["prepare"]
    started = time.monotonic()
    ended = island(job["command"], with_boto3, {CODE: job["archive"]}, {**job["environment"], **AWS})
    assert failed_with_advice(ended) and "AWS CodeArtifact gives no access" in ended.text, ended.text
    assert time.monotonic() - started < 60


def test_an_image_without_boto3_is_said(sources, synthesised, island, bare):
    job = synthesised(sources, sources)["prepare"]
    ended = island(job["command"], bare, {CODE: job["archive"]}, job["environment"])
    assert failed_with_advice(ended) and "has no boto3" in ended.text, ended.text


def test_packages_that_are_there_already_need_no_index(sources, synthesised, island, bare, wheelhouse):
    """The third way: an image that has them."""
    subprocess.run([bare / "python3", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", wheelhouse, PACKAGE], check=True)
    job = synthesised(sources, sources)["prepare"]
    ended = island(job["command"], bare, {CODE: job["archive"]})
    assert ended.code == 7, ended.text


APART = "import os, sys\nsys.path.insert(1, os.environ['MLOPS_PACKAGES'])\n"


def test_packages_may_stand_apart_from_those_of_the_image(offline_sources, synthesised, island, bare, tmp_path):
    """Those of the image are a model's, and must stay as they are."""
    (offline_sources / "step.py").write_text(APART + SCRIPT)
    job = synthesised(offline_sources, offline_sources)["prepare"]
    ended = island(job["command"], bare, {CODE: job["archive"]}, {**job["environment"], "MLOPS_PACKAGES": f"{tmp_path}/apart"})
    assert ended.code == 7, ended.text
    assert ended.answer["from"].startswith(f"{tmp_path}/apart/")
    assert not list(bare.parent.rglob("jinja2"))


def test_packages_that_the_image_has_are_not_installed_apart(sources, synthesised, island, bare, wheelhouse, tmp_path):
    subprocess.run([bare / "python3", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", wheelhouse, PACKAGE], check=True)
    (sources / "step.py").write_text(APART + SCRIPT)
    job = synthesised(sources, sources)["prepare"]
    ended = island(job["command"], bare, {CODE: job["archive"]}, {"MLOPS_PACKAGES": f"{tmp_path}/apart"})
    assert ended.code == 7, ended.text
    assert ended.answer["from"].startswith(str(bare.parent)) and not (tmp_path / "apart").exists()


def test_what_a_model_brings_along_comes_from_the_same_index(sources, synthesised, island, with_boto3, repository, tmp_path):
    """The explainer installs the packages of a model's script; only then it asks for a token, and shows it to nobody else."""
    arn = synthesised(sources, sources)["prepare"]["environment"]["CA_REPOSITORY_ARN"]
    job = tmp_path / "job"
    shutil.copytree(LAUNCHER.parents[1] / "explain", job / "source")
    shutil.copytree(LAUNCHER.parents[1] / "job", job / "source" / "job")
    shutil.copy(LAUNCHER, job)
    (tmp_path / "requirements.txt").write_text(PACKAGE)
    installed = tmp_path / "packages"
    install = (
        f"import sys; sys.path.insert(0, '{job}/source'); import artifact, pathlib; "
        f"artifact.install(*map(pathlib.Path, {[str(tmp_path / 'requirements.txt'), str(installed)]}), sys.executable)")
    ended = island(["python3", "-c", install], with_boto3, {}, {**AWS, "CA_REPOSITORY_ARN": arn}, [repository(arn)])
    assert ended.code == 0, ended.text
    assert (installed / "jinja2").is_dir() and any(line["authorized"] for line in repository.requests())


def test_the_whole_monitor_runs_from_its_wheels(monitor_wheelhouse, synthesised, island, bare, tmp_path):
    """The program of the library with a folder of wheels, as a template launches it, checks real data and writes its report."""
    program = tmp_path / "program"
    shutil.copytree(MONITOR, program, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(MONITOR.parent / "job", program / "job")
    shutil.copytree(monitor_wheelhouse, program / "wheels")
    (program / "step.py").write_text("")
    job = synthesised(program, folder(tmp_path / "unused", step_py=""))["monitor"]
    config = {"version": 1, "check": "data-quality", "windowSeconds": 3600, "delaySeconds": 0, "missing": 0.1, "outOfRange": 0.1}
    inputs = {
        CODE: job["archive"],
        "/opt/ml/processing/input/config": folder(tmp_path / "config", content_json=json.dumps(config)),
        "/opt/ml/processing/input/baseline": folder(
            tmp_path / "baseline", train_csv="age,income\n" + "".join(f"{age},{age * 2}\n" for age in range(20, 60))),
        f"{tmp_path}/capture/risk/AllTraffic/2026/01/31/04": folder(tmp_path / "records", part_jsonl="".join(map(captured, range(25, 55)))),
    }
    environment = {
        **job["environment"], "MONITOR_CHECK": "data-quality", "MONITOR_SCHEDULED_TIME": "2026-01-31T05:20:00Z",
        "MONITOR_CAPTURE": f"{tmp_path}/capture", "MONITOR_REPORT": f"{tmp_path}/report", **AWS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORT}",
    }
    cloudwatch = {"command": [str(Path(sys.executable).parent / "moto_server"), "--port", str(PORT)], "port": PORT}
    ended = island(job["command"], bare, inputs, environment, [cloudwatch], timeout=600)
    report = json.loads((tmp_path / "report" / "2026-01-31T05-20-00Z" / "report.json").read_text()) if ended.code == 0 else ended.text
    assert ended.code == 0 and report["status"] == "fine", report
    assert report["metrics"]["Records"] == 30


def captured(age: int) -> str:
    return json.dumps({
        "captureData": {
            "endpointInput": {
                "observedContentType": "application/json", "mode": "INPUT", "data": json.dumps({"age": age, "income": age * 2}), "encoding": "JSON"},
            "endpointOutput": {"observedContentType": "text/csv", "mode": "OUTPUT", "data": "0.5", "encoding": "CSV"},
        },
        "eventMetadata": {"eventId": f"r{age}", "inferenceTime": "2026-01-31T04:10:00Z"},
        "eventVersion": "0",
    }) + "\n"
