"""Holds pipeline files against the schema of Azure Pipelines, to whose service every scalar may be a text."""
import json
import sys
from importlib.resources import files

import yaml
from jsonschema import Draft7Validator
from jsonschema.validators import extend


def causes(error):
    """What is wrong by the alternative that comes nearest: most of it holds, and it is of the same type."""
    branches = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).extend(causes(inner))
    return min(branches.values(), key=lambda found: (is_far(error, found), -depth(found), len(found)), default=[error])


def is_far(error, found):
    return any(cause.validator == "type" and cause.absolute_path == error.absolute_path for cause in found)


def depth(found):
    return max(len(cause.absolute_path) for cause in found)


schema = files("check_jsonschema").joinpath("builtin_schemas/vendor/azure-pipelines.json").read_text("utf-8")
scalars = Draft7Validator.TYPE_CHECKER.redefine("string", lambda _, value: isinstance(value, (str, int, float)))
validator = extend(Draft7Validator, type_checker=scalars)(json.loads(schema))
wrong = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        found = [cause for error in validator.iter_errors(yaml.safe_load(file)) for cause in causes(error)]
    wrong += len(found)
    for cause in found:
        print(f"{path}: {'.'.join(map(str, cause.absolute_path))}: {cause.message[:300]}")
sys.exit(wrong > 0)
