"""Installs what a packed folder needs, then becomes its script.

It runs before anything is installed and in any image, so it keeps to the standard library and to Python 3.7. Where the
packages come from, the first that applies:

1. a folder `wheels` in the packed folder: no network at all;
2. the repository of AWS CodeArtifact that `CA_REPOSITORY_ARN` names;
3. the index that pip is configured for, which is PyPI unless the image says otherwise.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

SOURCE = Path(__file__).resolve().parent / "source"
REPOSITORY = "CA_REPOSITORY_ARN"
# Training images pass only hyperparameters on, so there the script is named by a variable.
SCRIPT = "MLOPS_SCRIPT"
# Where the image's packages are a model's, those of the script stand in this folder, which the script puts on its own path.
PACKAGES = "MLOPS_PACKAGES"
ARN = re.compile(r"arn:[^:]+:codeartifact:(?P<region>[^:]+):(?P<owner>[^:]+):repository/(?P<domain>[^/]+)/(?P<name>[^/]+)")
PIP = [sys.executable, "-m", "pip", "install", "--quiet"]
# What builds packages that come as source only. Without it pip would take whatever the index has today.
BUILD = "build-requirements.txt"
# Without a way out every attempt waits for its end, so that a job would be paid for minutes of silence.
PATIENCE = {"PIP_DEFAULT_TIMEOUT": "15", "PIP_RETRIES": "2", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
ADVICE = f"""\
The packages of requirements.txt could not be installed. Three ways, where jobs have no way to a package index:
  1. a folder `wheels` beside requirements.txt, filled by `pip download`;
  2. an index in AWS CodeArtifact: `packages: {{ codeArtifact: {{}} }}` of the environment, which sets {REPOSITORY};
  3. an `image` of your own in Amazon ECR that has the packages."""


class NotInstalled(Exception):
    """The packages are not there."""


def main(arguments: list[str]) -> None:
    script, *rest = [os.environ[SCRIPT], *arguments] if SCRIPT in os.environ else arguments
    os.chdir(SOURCE)
    if Path("requirements.txt").is_file():
        try:
            install()
        except NotInstalled as problem:
            sys.exit(f"{problem}\n{ADVICE}")
    os.execv(sys.executable, [sys.executable, script, *rest])


def install() -> None:
    """The address of an index holds a token, so pip gets it in its environment: arguments are seen by everybody."""
    command = [*PIP, *requirement("requirements.txt")]
    if PACKAGES in os.environ:
        # Without an index pip can only find what the image has already.
        if subprocess.run([*command, "--no-index"], env={**PATIENCE, **os.environ}, capture_output=True).returncode == 0:
            return
        command += ["--target", os.environ[PACKAGES]]
    wheels = Path("wheels").is_dir()
    offline = ["--no-index", "--find-links", "wheels"] if wheels else []
    env = {**PATIENCE, **os.environ, **({} if wheels else index())}
    if not Path(BUILD).is_file():
        return run([*command, *offline], env)
    with tempfile.TemporaryDirectory() as tools:
        run([*PIP, *requirement(BUILD), "--target", tools, *offline], env)
        run([*command, *offline, "--no-build-isolation"], {**env, "PYTHONPATH": os.pathsep.join(filter(None, [tools, env.get("PYTHONPATH")]))})


def requirement(name: str) -> list[str]:
    """
    A file that has hashes has those of everything: pip refuses what is not the same to the last bit, and has nothing to resolve. Older
    versions of it would not take `pandas` for the `pandas[parquet]` that another package asks for, and refuse the whole list.
    """
    hashes = ["--require-hashes", "--no-deps"] if "--hash=" in Path(name).read_text(encoding="utf-8") else []
    return ["--requirement", name, *hashes]


def run(command: list[str], env: dict[str, str]) -> None:
    finished = subprocess.run(command, env=env)
    if finished.returncode != 0:
        raise NotInstalled(f"pip ended with {finished.returncode}.")


def index() -> dict[str, str]:
    """What leads pip to the platform's index, for whoever installs more; nothing when pip knows its index by itself."""
    return {"PIP_INDEX_URL": code_artifact(os.environ[REPOSITORY])} if REPOSITORY in os.environ else {}


def code_artifact(arn: str) -> str:
    """The address of the repository for pip, with a token that is good for as long as the role's credentials are."""
    parts = ARN.fullmatch(arn)
    if parts is None:
        raise NotInstalled(f"{REPOSITORY} is not the ARN of a repository: {arn!r}.")
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as missing:
        raise NotInstalled(f"The image has no boto3, which asks AWS CodeArtifact for a token ({missing}).") from missing
    domain = {"domain": parts["domain"], "domainOwner": parts["owner"]}
    try:
        client = boto3.client(
            "codeartifact", region_name=parts["region"],
            config=Config(connect_timeout=10, read_timeout=20, retries={"max_attempts": 3}))
        token = client.get_authorization_token(**domain)["authorizationToken"]
        endpoint = client.get_repository_endpoint(**domain, repository=parts["name"], format="pypi")["repositoryEndpoint"]
    except (BotoCoreError, ClientError) as refused:
        raise NotInstalled(f"AWS CodeArtifact gives no access to {arn}: {refused}.") from refused
    scheme, host, path, _, _ = urlsplit(endpoint)
    return urlunsplit((scheme, f"aws:{quote(token, safe='')}@{host}", f"{path.rstrip('/')}/simple/", "", ""))


if __name__ == "__main__":
    main(sys.argv[1:])
