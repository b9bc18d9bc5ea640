"""What the programs install is decided to the last bit: every package of every package, with its hashes, and nothing else."""
from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT, folder, pip

PROGRAMS = ROOT / "lib" / "programs"
LOCKS = {
    "monitor/requirements": ["3.10", "3.11", "3.12"], "explain/requirements": ["3.9", "3.10", "3.11", "3.12"],
    "explain/build-requirements": ["3.9", "3.10", "3.11", "3.12"]}
LAUNCHER = PROGRAMS / "launch" / "mlops_launch.py"
ENTRY = re.compile(r"^([^#\s-][^\\]*?)\s*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
# By their metadata; two under MPL-2.0 are used as they come and changed by nobody.
LICENCES = re.compile(r"apache|bsd|mit\b|isc|psf|python software foundation|unlicense|hpnd|matplotlib|zlib|0bsd|cc0", re.IGNORECASE)
UNCHANGED = {"certifi": "MPL-2.0", "tqdm": "MPL-2.0 AND MIT"}


def entries(name: str, programs: Path = PROGRAMS) -> dict[str, int]:
    """The requirements of a lock file, and how many hashes each has."""
    return {line: block.count("--hash") for line, block in ENTRY.findall((programs / f"{name}.txt").read_text())}


def pins(name: str, python: str, file: list[str] | None = None) -> dict[str, str]:
    """What a Python on Linux takes."""
    environment = {"python_version": python, "python_full_version": f"{python}.7", "sys_platform": "linux", "platform_system": "Linux",
                   "platform_python_implementation": "CPython", "implementation_name": "cpython", "platform_machine": "x86_64"}
    requirements = [Requirement(line) for line in (file if file is not None else entries(name))]
    taken = [one for one in requirements if one.marker is None or one.marker.evaluate(environment)]
    assert len({one.name for one in taken}) == len(taken), "one version of each"
    return {canonicalize_name(one.name): str(one.specifier) for one in taken}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_has_one_version_and_its_hashes(name):
    text = (PROGRAMS / f"{name}.txt").read_text()
    left = ENTRY.sub("", text)
    assert [line for line in left.splitlines() if line and not line.startswith("#")] == [
        "--only-binary :all:", *(["--no-binary lime"] if name == "explain/requirements" else [])]
    assert all(re.fullmatch(r"==[\w.]+", str(Requirement(line).specifier)) and hashes for line, hashes in entries(name).items())
    # Where packages come from is said by the environment, never here.
    assert "://" not in text and "index" not in text.lower().replace("interface", "")


@pytest.mark.parametrize("name,python", [(name, python) for name, pythons in LOCKS.items() for python in pythons])
def test_what_is_wanted_is_what_is_locked(name, python):
    wanted = [line for line in (PROGRAMS / f"{name}.in").read_text().splitlines() if line and not line.startswith("#")]
    chosen, locked = pins(name, python, wanted), pins(name, python)
    assert chosen.items() <= locked.items() and len(chosen) >= 2


@pytest.mark.parametrize("python", LOCKS["monitor/requirements"])
def test_both_programs_have_the_same_versions(python):
    monitor, explain = pins("monitor/requirements", python), pins("explain/requirements", python)
    both = monitor.keys() & explain.keys()
    assert {name: monitor[name] for name in both} == {name: explain[name] for name in both} and len(both) > 15
    # What builds stands beside what is installed, and must not be taken for it.
    assert not pins("explain/build-requirements", python).keys() & explain.keys()


@pytest.mark.parametrize("name", LOCKS)
def test_nothing_that_a_package_needs_is_missing(name):
    """By the metadata of what is installed, without a network."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    locked = pins(name, python)
    for package, version in locked.items():
        metadata = distribution(package)
        assert f"=={metadata.version}" == version
        for needed in map(Requirement, metadata.requires or []):
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert needed.specifier.contains(locked[canonicalize_name(needed.name)].lstrip("="), prereleases=True), (package, needed)


def test_a_lock_that_is_made_anew_is_the_same(tmp_path):
    """For every Python and every platform; needs an index. Hashes may have grown: of old versions files are added later."""
    shutil.copytree(PROGRAMS, tmp_path / "programs", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["sh", ROOT / "build-tools" / "lock-programs.sh"], env={**os.environ, "PROGRAMS": str(tmp_path / "programs")}, check=True)
    for name in LOCKS:
        assert list(entries(name, tmp_path / "programs")) == list(entries(name))


def test_licences_are_those_that_the_readme_promises():
    names = {name for lock in LOCKS for name in pins(lock, f"{sys.version_info.major}.{sys.version_info.minor}")}
    others = {}
    for name in names - UNCHANGED.keys():
        try:
            metadata = distribution(name).metadata
        except PackageNotFoundError:
            continue
        said = [
            metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200],
            *(line for line in metadata.get_all("Classifier", []) if line.startswith("License"))]
        if not LICENCES.search(" ".join(said)):
            others[name] = said
    assert others == {}


def launched(place: Path, sources: Path, **environment: str) -> subprocess.CompletedProcess:
    shutil.copytree(sources, place / "source")
    shutil.copy(LAUNCHER, place)
    return subprocess.run(
        [sys.executable, place / LAUNCHER.name, "step.py"],
        env={"PATH": "/usr/bin:/bin", "MLOPS_PACKAGES": str(place / "apart"), **environment},
        capture_output=True, text=True)


SCRIPT = "import os, sys\nsys.path.insert(0, os.environ['MLOPS_PACKAGES'])\nimport pricing\nprint(pricing.__file__)\n"


@pytest.fixture
def source_only(tmp_path) -> Path:
    """A script that needs a package which comes as source only; it and what builds it are in `wheels`."""
    package = folder(
        tmp_path / "pricing-1.0", setup_py="from setuptools import setup\nsetup(name='pricing', version='1.0', py_modules=['pricing'])\n",
        pricing_py="RATE = 1\n")
    (package / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: pricing\nVersion: 1.0\n")
    sources = folder(tmp_path / "sources", step_py=SCRIPT)
    (sources / "wheels").mkdir()
    archive = Path(shutil.make_archive(str(sources / "wheels" / "pricing-1.0"), "gztar", tmp_path, "pricing-1.0"))
    shutil.copy(PROGRAMS / "explain" / "build-requirements.txt", sources)
    pip("download", "--requirement", sources / "build-requirements.txt", "--dest", sources / "wheels")
    (sources / "requirements.txt").write_text(f"pricing==1.0 \\\n    --hash=sha256:{hashlib.sha256(archive.read_bytes()).hexdigest()}\n")
    return sources


def test_what_comes_as_source_is_built_with_what_is_locked(source_only, tmp_path):
    ended = launched(tmp_path / "job", source_only)
    assert ended.returncode == 0 and ended.stdout.strip() == str(tmp_path / "job/apart/pricing.py"), ended.stdout + ended.stderr
    # Without it pip would look for newer tools, which are not there.
    (source_only / "build-requirements.txt").unlink()
    for wheel in (source_only / "wheels").glob("*.whl"):
        wheel.unlink()
    assert launched(tmp_path / "other", source_only).returncode == 1


def test_what_is_not_the_same_to_the_last_bit_is_not_installed(source_only, tmp_path):
    """A package that somebody has exchanged in the index."""
    requirements = source_only / "requirements.txt"
    requirements.write_text(re.sub(r"[0-9a-f]{64}", "0" * 64, requirements.read_text()))
    ended = launched(tmp_path / "job", source_only)
    assert ended.returncode == 1 and "DO NOT MATCH THE HASHES" in ended.stderr and not (tmp_path / "job/apart/pricing.py").exists(), ended.stderr


def test_what_is_not_listed_is_not_installed(source_only, tmp_path):
    with (source_only / "requirements.txt").open("a") as lines:
        lines.write("setuptools\n")
    ended = launched(tmp_path / "job", source_only)
    assert ended.returncode == 1 and "all requirements must have their versions pinned" in ended.stderr + ended.stdout, ended.stderr
