"""The example's cloud assembly for an emulator: what its CloudFormation does not know is provided in another way, or left out."""
from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

PROVIDER = "emulated-resources"

# Types that ministack does not know: served by the API of moto, through a custom resource …
BY_API = {
    f"AWS::SageMaker::{noun}": "moto"
    for noun in ("Endpoint", "EndpointConfig", "FeatureGroup", "Model", "ModelPackageGroup", "Pipeline")
}
BY_API |= {f"AWS::ApplicationAutoScaling::{noun}": "moto" for noun in ("ScalableTarget", "ScalingPolicy")}
# No emulator runs delivery pipelines: a stand-in keeps what is defined and started, the test carries it out.
BY_API["AWS::CodePipeline::Pipeline"] = "the stand-in for AWS CodePipeline"
# … or by nobody, with what that leaves unproven.
TRAFFIC = "no traffic flows in the emulator's networks"
LEFT_OUT = {
    "AWS::SageMaker::MlflowApp": "no emulator has it; jobs get no tracking server",
    "AWS::SageMaker::ModelCard": "a page for people; nothing in the loop depends on it",
    "AWS::CloudWatch::CompositeAlarm": "a state for people; nothing in the loop depends on it",
    "AWS::CodeArtifact::Domain": "no emulator has it; a test of its own installs from a package index",
    "AWS::CodeArtifact::Repository": "no emulator has it; a test of its own installs from a package index",
    "AWS::EC2::FlowLog": TRAFFIC,
    "AWS::EC2::SecurityGroupEgress": TRAFFIC,
    "AWS::EC2::SecurityGroupIngress": TRAFFIC,
    "AWS::CloudWatch::Alarm of metric math": "error rates of the endpoint, which roll back an update that no emulator makes",
}


class Assembly:
    """`types` counts the resources as they were synthesised, `templates` and `stacks` are what is deployed, by `<environment>/<stack>`."""

    def __init__(self, source: Path, target: Path) -> None:
        shutil.copytree(source, target)
        self.folder = target
        self.types: Counter[str] = Counter()
        self.templates: dict[str, dict[str, Any]] = {}
        self.stacks: dict[str, str] = {}

    def rewrite(self) -> None:
        manifest = json.loads((self.folder / "manifest.json").read_text())
        for artifact in manifest["artifacts"].values():
            if artifact["type"] != "aws:cloudformation:stack":
                continue
            name = artifact["displayName"].partition("/")[2]
            account, region = artifact["environment"].removeprefix("aws://").split("/")
            file = self.folder / artifact["properties"]["templateFile"]
            self.stacks[name] = artifact["properties"]["stackName"]
            self.templates[name] = self._rewritten(json.loads(file.read_text()), f"arn:aws:lambda:{region}:{account}:function:{PROVIDER}")
            file.write_text(json.dumps(self.templates[name]))

    def _rewritten(self, template: dict[str, Any], provider: str) -> dict[str, Any]:
        resources = template["Resources"]
        self.types.update(map(kind, resources.values()))
        gone = {name for name, resource in resources.items() if kind(resource) in LEFT_OUT}
        for name in gone:
            del resources[name]
        for resource in resources.values():
            if resource["Type"] in BY_API:
                resource["Properties"] = {"ServiceToken": provider, "Type": resource["Type"], "Properties": resource.get("Properties", {})}
                resource["Type"] = "AWS::CloudFormation::CustomResource"
            depends = resource.pop("DependsOn", [])
            kept = [name for name in ([depends] if isinstance(depends, str) else depends) if name not in gone]
            if kept:
                resource["DependsOn"] = kept
        return without(template, gone, resources)


def kind(resource: dict[str, Any]) -> str:
    math = resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    return f"{resource['Type']} of metric math" if math else resource["Type"]


def without(value: Any, gone: set[str], resources: dict[str, Any]) -> Any:
    """The same template without references to resources that are gone, a name in their place, and to attributes that the emulator lacks."""
    if isinstance(value, list):
        return [without(item, gone, resources) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("Ref") in gone:
        return named(value["Ref"])
    match value.get("Fn::GetAtt"):
        case [name, _] if name in gone:
            return named(name)
        case [name, "CidrBlock"]:
            return resources[name]["Properties"]["CidrBlock"]
    return {key: without(item, gone, resources) for key, item in value.items()}


def named(logical_id: str) -> str:
    return f"left-out-{logical_id}"
