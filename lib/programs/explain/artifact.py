"""A model that comes as files: unpacked, and served on this machine by `serve.py`, in the Python that the model belongs to."""
from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

import storage
from contract import Job
from job.failure import Failure

SERVER = Path(__file__).resolve().parent / "serve.py"
# A job has the packed program in a folder beside what has launched it.
LAUNCHER = SERVER.parents[1] / "mlops_launch.py"
DEFAULT_SCRIPT = "inference.py"
# Files that can be a model when there is no script that knows; SageMaker's XGBoost writes `xgboost-model`.
LOADABLE = (".joblib", ".pkl", ".pickle", ".ubj", ".bst", ".xgb")


@dataclass(frozen=True)
class Served:
    url: str
    script: bool
    # The last line that the server has said, for when it does not answer.
    why: Callable[[], str]


@contextmanager
def serve(job: Job, folder: Path) -> Iterator[Served]:
    model = unpacked(storage.local(str(job.artifact), folder / "artifact"), folder / "model")
    code = storage.local(job.code, folder / "code") if job.code else model / "code"
    script = find_script(code, model, job.config["entryPoint"])
    file = "" if script else str(find_model(model))
    packages = install(code / "requirements.txt", folder / "packages", job.model_python)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        command = [job.model_python, str(SERVER), str(model), str(script or ""), file, packages]
        # The server ends when its standard input does: with this process, however that ends.
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        try:
            def why() -> str:
                log.seek(0)
                return " ".join(log.read().strip().splitlines()[-1:])

            port = process.stdout.readline().strip()  # type: ignore[union-attr]
            if not port:
                process.wait()
                raise Failure(f"the model cannot be loaded: {why()}")
            yield Served(f"http://127.0.0.1:{port}/invocations", script is not None, why)
        finally:
            process.terminate()
            process.wait()
            process.stdin.close()  # type: ignore[union-attr]
            process.stdout.close()  # type: ignore[union-attr]


def unpacked(place: Path, folder: Path) -> Path:
    """The folder of the model: the place itself, or the contents of the archive that it is or holds."""
    if place.is_dir():
        archives = sorted(place.glob("*.tar.gz"))
        if len(archives) != 1:
            return place
        place = archives[0]
    try:
        with tarfile.open(place) as archive:
            # The filter refuses names that lead out of the folder, links to elsewhere, devices.
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise Failure(f"the artifact {place} cannot be unpacked: {error}") from error
    return folder


def find_script(code: Path, model: Path, entry_point: str | None) -> Path | None:
    name = entry_point or DEFAULT_SCRIPT
    found = next((folder / name for folder in (code, model) if (folder / name).is_file()), None)
    if found is None and entry_point is not None:
        raise Failure(f"the artifact has no script {entry_point!r} in its folder `code`")
    return found


def find_model(model: Path) -> Path:
    files = sorted(
        path for path in model.rglob("*")
        if path.is_file()
        and (path.suffix in LOADABLE or path.name == "xgboost-model" or path.suffix == ".json" and "model" in path.name))
    if len(files) != 1:
        raise Failure(
            f"there is no model in the artifact that this program can load: it needs a script code/{DEFAULT_SCRIPT}, or one file of "
            f"{', '.join(LOADABLE)} or xgboost-model; found {', '.join(str(path.relative_to(model)) for path in files) or 'none'}")
    return files[0]


def install(requirements: Path, folder: Path, python: str) -> str:
    """Packages that the script asks for, as the containers install them: for the model only, in a folder of their own."""
    if not requirements.is_file():
        return ""
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--target", str(folder), "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **index()})
    if done.returncode != 0:
        raise Failure(f"the packages of {requirements.name} beside the model's script cannot be installed: "
            f"{' '.join(done.stderr.strip().splitlines()[-1:])}")
    return str(folder)


def index() -> dict[str, str]:
    """Where the launcher of a job has found this program's packages, the model's are found as well."""
    if not LAUNCHER.is_file():
        return {}
    sys.path.append(str(LAUNCHER.parent))
    import mlops_launch

    try:
        return mlops_launch.index()
    except mlops_launch.NotInstalled as problem:
        raise Failure(str(problem)) from problem
