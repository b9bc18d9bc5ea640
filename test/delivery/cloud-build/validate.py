"""Holds build files and triggers against the message types of Cloud Build, and what Google says of them beyond types."""
import sys

import yaml
from google.cloud.devtools import cloudbuild_v1
from google.protobuf import json_format


def check_build(build):
    ids = [step.id for step in build.steps]
    if len(ids) != len(set(ids)):
        raise ValueError("two steps have the same id")
    for step in build.steps:
        if step.script and step.args:
            raise ValueError(f"step {step.id} has a script and arguments")
    if not build.steps:
        raise ValueError("there are no steps")
    if build.options.logging != cloudbuild_v1.BuildOptions.LoggingMode.CLOUD_LOGGING_ONLY:
        raise ValueError("a build with a service account of one's own says where its log goes")


def check(path):
    with open(path, encoding="utf-8") as file:
        content = yaml.safe_load(file)
    if "/triggers/" not in path:
        check_build(json_format.ParseDict(content, cloudbuild_v1.Build.pb()()))
        return
    trigger = json_format.ParseDict(content, cloudbuild_v1.BuildTrigger.pb()())
    if trigger.WhichOneof("build_template") is None:
        raise ValueError("the trigger has no build")
    if not trigger.HasField("pubsub_config") and not trigger.HasField("repository_event_config"):
        raise ValueError("nothing starts the trigger")
    if trigger.HasField("build"):
        check_build(trigger.build)


wrong = 0
for path in sys.argv[1:]:
    try:
        check(path)
    except (json_format.ParseError, ValueError) as error:
        wrong += 1
        print(f"{path}: {error}")
sys.exit(wrong > 0)
