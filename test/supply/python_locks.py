"""Prints, as JSON, what is wrong in the lock files of the programs in the folder that is named, and what licences are installed for them."""
import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ["3.9", "3.10", "3.11", "3.12"]


def requirements(text):
    """Each requirement with its hashes; options of pip are left out."""
    for line in text.replace("\\\n", " ").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        if line and not line.startswith("-"):
            requirement, *hashes = re.split(r"\s+--hash=", line)
            yield Requirement(requirement), [value for value in hashes if re.fullmatch(r"sha256:[0-9a-f]{64}", value.strip())]


def applies(requirement, python):
    here = {"python_version": python, "python_full_version": f"{python}.9"}
    return requirement.marker is None or requirement.marker.evaluate(here)


def problems(wanted, lock):
    for requirement, hashes in lock:
        if not re.fullmatch(r"==[\w.!+]+", str(requirement.specifier)) or requirement.url:
            yield f"{requirement}: not one version"
        if not hashes:
            yield f"{requirement}: no hash"
    for python in PYTHONS:
        versions = {}
        for requirement, _ in lock:
            if applies(requirement, python):
                versions.setdefault(canonicalize_name(requirement.name), []).append(str(requirement.specifier).lstrip("="))
        yield from (f"{name}: {' and '.join(several)} on Python {python}" for name, several in versions.items() if len(several) > 1)
        for requirement, _ in wanted:
            found = versions.get(canonicalize_name(requirement.name), [])
            if applies(requirement, python) and not any(requirement.specifier.contains(version, prereleases=True) for version in found):
                yield f"{requirement}: locked as {' and '.join(found) or 'nothing'} on Python {python}"


def licences(name):
    """The SPDX expression, else the classifiers, else the first line of what the package says."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    classifiers = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License :: ")]
    return [about["License-Expression"]] if about["License-Expression"] else classifiers or [(about["License"] or "none").splitlines()[0].strip()]


answer = {"locks": {}, "licences": {}}
for source in sorted(Path(sys.argv[1]).glob("*/*requirements.in")):
    lock = list(requirements(source.with_suffix(".txt").read_text()))
    answer["locks"]["/".join(source.parts[-2:])] = {"size": len(lock), "problems": list(problems(list(requirements(source.read_text())), lock))}
    answer["licences"].update({canonicalize_name(requirement.name): licences(requirement.name) for requirement, _ in lock})
json.dump(answer, sys.stdout)
