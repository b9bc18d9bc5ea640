"""Images, wheels, jobs as templates have them, and a place without a network to run them in."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
MONITOR = ROOT / "lib" / "programs" / "monitor"
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

# A package with a dependency: small, and in none of the images.
PACKAGE = "Jinja2==3.1.6"
SCRIPT = """\
import json, os, sys
import jinja2
print(json.dumps({"arguments": sys.argv[1:], "folder": sorted(os.listdir()), "jinja2": jinja2.__version__, "from": jinja2.__file__,
                  "token": [name for name, value in os.environ.items() if "s3cr3t" in value]}))
sys.exit(7)
"""
ISLAND = ["unshare", "--map-root-user", "--net", "--mount"]


@dataclass
class Ended:
    code: int
    text: str
    answer: dict = field(default_factory=dict)


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheelhouse")
    pip("download", PACKAGE, "--dest", folder)
    return folder


@pytest.fixture(scope="session")
def monitor_wheelhouse(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("monitor-wheelhouse")
    pip("download", "--requirement", MONITOR / "requirements.txt", "--dest", folder)
    return folder


@pytest.fixture(scope="session")
def bare_image(tmp_path_factory) -> Path:
    image = tmp_path_factory.mktemp("images") / "bare"
    subprocess.run([sys.executable, "-m", "venv", image], check=True)
    return image


@pytest.fixture(scope="session")
def image_with_boto3(tmp_path_factory, bare_image) -> Path:
    image = copied(bare_image, tmp_path_factory.mktemp("images") / "with-boto3")
    [pinned] = [line for line in (MONITOR / "requirements.in").read_text().splitlines() if line.startswith("boto3==")]
    subprocess.run([image / "bin/python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", pinned], check=True)
    return image


@pytest.fixture
def bare(tmp_path, bare_image) -> Path:
    """The folder of `python3` in an image with nothing but Python and pip."""
    return copied(bare_image, tmp_path / "bare") / "bin"


@pytest.fixture
def with_boto3(tmp_path, image_with_boto3) -> Path:
    """As SageMaker's images are, which all have boto3."""
    return copied(image_with_boto3, tmp_path / "image") / "bin"


@pytest.fixture(scope="session")
def synthesised():
    """The jobs of templates, for a folder of a monitor and one of pipeline scripts."""
    command = ["node", "--require", ROOT / "node_modules/ts-node/register/transpile-only.js", HERE / "synthesise.ts"]
    env = {"PATH": os.environ["PATH"], "TS_NODE_PROJECT": str(ROOT / "test/tsconfig.json")}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as synthesiser:

        def synthesise(monitor: Path, sources: Path) -> dict:
            synthesiser.stdin.write(json.dumps([str(monitor), str(sources)]) + "\n")
            synthesiser.stdin.flush()
            return json.loads(synthesiser.stdout.readline())

        yield synthesise
        synthesiser.stdin.close()


@pytest.fixture
def island(tmp_path):
    """Runs a job without a network. Only a kernel that refuses namespaces is a reason not to."""
    if subprocess.run([*ISLAND, "true"], capture_output=True).returncode != 0:
        pytest.skip("this kernel gives no namespaces to this user, so nothing can be cut off from the network")

    def run(command: list[str], python: Path, inputs: dict, environment: dict = {}, servers: list = (), timeout: int = 120) -> Ended:
        job = {
            "command": command, "inputs": {target: str(source) for target, source in inputs.items()}, "servers": list(servers), "timeout": timeout,
            # Nothing of this machine's pip, but that its cache is left alone.
            "environment": {"PATH": f"{python}:/usr/bin:/bin", "HOME": str(tmp_path), **environment},
        }
        (tmp_path / "job.json").write_text(json.dumps(job))
        ended = subprocess.run([*ISLAND, sys.executable, HERE / "island.py", tmp_path / "job.json"], capture_output=True, text=True)
        answers = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
        return Ended(ended.returncode, ended.stdout + ended.stderr, *answers[:1])

    return run


def folder(path: Path, **files: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name.replace("_", ".", 1)).write_text(text)
    return path


def copied(image: Path, path: Path) -> Path:
    shutil.copytree(image, path, symlinks=True)
    return path


def pip(*arguments) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)], check=True)
