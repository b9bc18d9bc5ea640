"""What a program and whoever starts its job have agreed on: a file `contract.json`, variables of the environment, and one configuration."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Mapping

from job.failure import Failure


def read_contract(program: str) -> dict[str, Any]:
    """The `contract.json` beside a file of the program; whoever renders the job reads the same one."""
    return json.loads(Path(program).with_name("contract.json").read_text(encoding="utf-8"))


def required(env: Mapping[str, str], variable: str) -> str:
    value = env.get(variable)
    if not value:
        raise Failure(f"the environment variable {variable} is not set")
    return value


def whole_number(env: Mapping[str, str], variable: str, default: int) -> int:
    value = env.get(variable) or str(default)
    if not value.isdecimal():
        raise Failure(f"{variable} must be a whole number from 0, got {json.dumps(value)}")
    return int(value)


def read_config(place: Path, version: int) -> dict[str, Any]:
    """The one JSON file of a folder, or the file itself."""
    files = sorted(place.glob("*.json")) if place.is_dir() else [place]
    if len(files) != 1 or not files[0].is_file():
        raise Failure(f"there must be exactly one configuration file in {place}, found {len(files)}")
    try:
        config = json.loads(files[0].read_text(encoding="utf-8"))
    except ValueError as error:
        raise Failure(f"the configuration file {files[0]} is not JSON: {error}") from error
    if not isinstance(config, dict):
        raise Failure(f"the configuration file {files[0]} must hold an object")
    if config.get("version") != version:
        raise Failure(f"this program reads configuration version {version}, got {json.dumps(config.get('version'))}")
    return config
