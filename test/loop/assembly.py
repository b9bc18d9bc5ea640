"""The example's cloud assembly for an emulator: what its CloudFormation does not know is provided in another way, or left out."""
from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, Iterator

PROVIDER = "emulated-resources"

# Types that ministack does not know: served by the API of moto, through a custom resource …
BY_API = {
    f"AWS::SageMaker::{noun}": "moto"
    for noun in ("Endpoint", "EndpointConfig", "FeatureGroup", "Model", "ModelPackageGroup", "Pipeline")
}
# No emulator runs delivery pipelines: a stand-in keeps what is defined and started, the test carries it out.
BY_API["AWS::CodePipeline::Pipeline"] = "the stand-in for AWS CodePipeline"
# … or by nobody, with what that leaves unproven.
LEFT_OUT = {
    "AWS::SageMaker::MlflowApp": "no emulator has it; jobs get no tracking server",
    "AWS::CloudWatch::CompositeAlarm": "a state for people; nothing in the loop depends on it",
    "AWS::CloudWatch::Alarm of metric math": "error rates of the endpoint, which roll back an update that no emulator makes",
}


class Assembly:
    def __init__(self, source: Path, target: Path, region: str, account: str) -> None:
        shutil.copytree(source, target)
        self.folder = target
        self.token = f"arn:aws:lambda:{region}:{account}:function:{PROVIDER}"
        self.types: Counter[str] = Counter()
        self.left_out: dict[str, list[dict[str, Any]]] = {}

    def templates(self) -> Iterator[Path]:
        return iter(sorted(self.folder.rglob("*.template.json")))

    def rewrite(self) -> None:
        for file in self.templates():
            file.write_text(json.dumps(self._rewritten(json.loads(file.read_text()))))

    def _rewritten(self, template: dict[str, Any]) -> dict[str, Any]:
        resources = template["Resources"]
        self.types.update(map(kind, resources.values()))
        gone = {name for name, resource in resources.items() if kind(resource) in LEFT_OUT}
        for name in gone:
            resource = resources.pop(name)
            self.left_out.setdefault(kind(resource), []).append(resource["Properties"])
        for resource in resources.values():
            if resource["Type"] in BY_API:
                resource["Properties"] = {"ServiceToken": self.token, "Type": resource["Type"], "Properties": resource.get("Properties", {})}
                resource["Type"] = "AWS::CloudFormation::CustomResource"
            depends = resource.pop("DependsOn", [])
            kept = [name for name in ([depends] if isinstance(depends, str) else depends) if name not in gone]
            if kept:
                resource["DependsOn"] = kept
        return without(template, gone)


def kind(resource: dict[str, Any]) -> str:
    math = resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    return f"{resource['Type']} of metric math" if math else resource["Type"]


def without(value: Any, gone: set[str]) -> Any:
    """The same template without references to resources that are gone: a name in their place."""
    if isinstance(value, list):
        return [without(item, gone) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("Ref") in gone:
        return named(value["Ref"])
    if "Fn::GetAtt" in value and value["Fn::GetAtt"][0] in gone:
        return named(value["Fn::GetAtt"][0])
    return {key: without(item, gone) for key, item in value.items()}


def named(logical_id: str) -> str:
    return f"left-out-{logical_id}"
