"""Real data, real models, real servers on this machine, and the folders of one run."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import joblib
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ROOT / "lib" / "programs" / "explain"
EXAMPLE = ROOT / "examples" / "credit-risk"
sys.path[:0] = [str(PROGRAM), str(PROGRAM.parent)]
# The program's folder is packed and published: nothing is left behind in it.
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

import explain  # noqa: E402


class Site:
    """A folder with everything that one run reads, and the environment that names it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env = {"EXPLAIN_CONFIG": str(root / "config"), "EXPLAIN_DATA": str(root / "data"), "EXPLAIN_REPORT": str(root / "report")}

    def configure(self, **config) -> "Site":
        self.write("config/content.json", json.dumps({"version": 1, "repeats": 1, **config}))
        return self

    def data(self, frame: pd.DataFrame, name: str = "test.csv") -> "Site":
        path = self.write(f"data/{name}", "")
        frame.to_parquet(path) if name.endswith(".parquet") else frame.to_csv(path, index=False)
        return self

    def estimator(self, model, name: str = "model.joblib") -> "Site":
        path = self.write(f"model/{name}", "")
        joblib.dump(model, path)
        return self.artifact(path.parent)

    def artifact(self, place: Path) -> "Site":
        self.env["EXPLAIN_MODEL"] = str(place)
        return self

    def script(self, text: str, name: str = "inference.py") -> "Site":
        return self.artifact(self.write(f"model/code/{name}", text).parents[1])

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, name: str = "explanations.json") -> dict:
        return json.loads((self.root / "report" / name).read_text())

    def start(self, *command: str, python: str = sys.executable, **env: str) -> subprocess.CompletedProcess:
        """Runs the program as a job does."""
        environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **self.env, **env}
        return subprocess.run(
            [python, *(command or (str(PROGRAM / "explain.py"),))], env=environment, capture_output=True, text=True, cwd=PROGRAM.parent)


@pytest.fixture
def new_site(tmp_path):
    counter = iter(range(10_000))
    return lambda: Site(tmp_path / str(next(counter)))


@pytest.fixture
def site(new_site) -> Site:
    return new_site()


@pytest.fixture
def run(monkeypatch):
    """Runs the program in this process, which saves seconds of imports."""
    def start(site: Site) -> int:
        for name in [name for name in os.environ if name.startswith("EXPLAIN_")]:
            monkeypatch.delenv(name)
        for name, value in site.env.items():
            monkeypatch.setenv(name, value)
        return explain.main()

    return start


class Credit:
    """The credit-risk example, trained by its own scripts in the folders that SageMaker gives them."""

    def __init__(self, root: Path, python: str = sys.executable) -> None:
        self.root, self.model = root, root / "model"
        self.program(python, EXAMPLE / "data/extract.py", "--output", str(root / "input/applications/data.csv"))
        self.program(python, EXAMPLE / "src/prepare.py", PROCESSING_DIR=root)
        self.program(python, EXAMPLE / "src/train.py", SM_CHANNEL_TRAIN=root / "output/train", SM_MODEL_DIR=self.model)
        self.test = pd.read_csv(root / "output/test/test.csv")
        self.archive = root / "model.tar.gz"
        with tarfile.open(self.archive, "w:gz") as archive:
            archive.add(self.model, arcname=".")

    def program(self, python: str, script: Path, *arguments: str, **environment: Path) -> None:
        (self.root / "input/applications").mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [python, script, *arguments], check=True, capture_output=True,
            env={**os.environ, **{name: str(value) for name, value in environment.items()}})


@pytest.fixture(scope="session")
def credit(tmp_path_factory) -> Credit:
    return Credit(tmp_path_factory.mktemp("credit"))


@pytest.fixture(scope="session")
def image_python() -> str:
    """A Python with the packages of SageMaker's scikit-learn image, which are older than this program's."""
    folder = Path(__file__).resolve().parents[1] / ".venv" / "sklearn-image"
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", EXAMPLE / "requirements-local.txt"], check=True)
        (folder / "installed").touch()
    return str(python)


class Served(BaseHTTPRequestHandler):
    """A container that serves: `answer(path, content type, body)` gives the status, the type and the body of the answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, kind, content = self.server.answer(self.path, self.headers, body.decode())
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content.encode())))
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    """Starts servers on this machine; gives the address of each."""
    running = []

    def start(answer) -> str:
        http = ThreadingHTTPServer(("127.0.0.1", 0), Served)
        http.answer = answer
        threading.Thread(target=http.serve_forever, daemon=True).start()
        running.append(http)
        return f"http://127.0.0.1:{http.server_port}"

    yield start
    for http in running:
        http.shutdown()
        http.server_close()


@pytest.fixture(scope="session")
def diabetes():
    """442 patients, ten measurements, and how the disease went on (bundled with scikit-learn)."""
    from sklearn.datasets import load_diabetes

    return load_diabetes(as_frame=True, scaled=False).frame


TABLE: list[str] = []


@pytest.fixture
def record_table():
    """Lines that are shown after the run: what was measured."""
    return TABLE.append


def pytest_terminal_summary(terminalreporter):
    if TABLE:
        terminalreporter.section("measured")
        for line in TABLE:
            terminalreporter.write_line(line)
