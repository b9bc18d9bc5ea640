"""The machines of an endpoint that scales become machines of another type: CloudFormation, the function and Application Auto Scaling."""
from __future__ import annotations

from pathlib import Path

import pytest

from system import System

ENDPOINT, VARIANT = "scaled-dev-risk", "AllTraffic"
RESOURCE, DIMENSION = f"endpoint/{ENDPOINT}/variant/{VARIANT}", "sagemaker:variant:DesiredInstanceCount"
POLICIES = {"Invocations-detachable", "StepOut-detachable"}


@pytest.fixture(scope="module")
def definition(system: System, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("scaled") / "mlops.yaml"
    file.write_text((Path(__file__).parent / "scaling.yaml").read_text())
    system.synthesise(file)
    system.dev.bootstrap()
    system.dev.deploy("platform")
    system.dev.deploy("risk/serving")
    return file


def target(system: System) -> list[tuple[int, int]]:
    found = system.client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="sagemaker", ScalableDimension=DIMENSION, ResourceIds=[RESOURCE])
    return [(entry["MinCapacity"], entry["MaxCapacity"]) for entry in found["ScalableTargets"]]


def policies(system: System) -> dict[str, str]:
    found = system.client("application-autoscaling").describe_scaling_policies(ServiceNamespace="sagemaker", ResourceId=RESOURCE)
    return {entry["PolicyName"]: entry["PolicyARN"] for entry in found["ScalingPolicies"]}


def instance_type(system: System) -> str:
    sagemaker = system.client("sagemaker")
    configuration = sagemaker.describe_endpoint(EndpointName=ENDPOINT)["EndpointConfigName"]
    [variant] = sagemaker.describe_endpoint_config(EndpointConfigName=configuration)["ProductionVariants"]
    return variant["InstanceType"]


def alarm_actions(system: System) -> list[str]:
    [alarm] = system.client("cloudwatch").describe_alarms(AlarmNames=[f"{RESOURCE}/StepOut"])["MetricAlarms"]
    return alarm["AlarmActions"]


def test_the_function_registers_what_the_definition_says(system: System, definition: Path):
    assert target(system) == [(2, 8)]
    known = policies(system)
    assert set(known) == POLICIES
    assert alarm_actions(system) == [known["StepOut-detachable"]]
    actions = system.client("application-autoscaling").describe_scheduled_actions(ServiceNamespace="sagemaker", ResourceId=RESOURCE)
    assert [action["ScheduledActionName"] for action in actions["ScheduledActions"]] == ["night"]


def test_another_instance_type_is_deployed_and_scales_as_before(system: System, definition: Path, told):
    before = policies(system)
    definition.write_text(definition.read_text().replace("ml.m5.large", "ml.c5.large"))
    system.synthesise(definition)
    system.dev.deploy("risk/serving")
    assert (instance_type(system), target(system)) == ("ml.c5.large", [(2, 8)])
    after = policies(system)
    assert set(after) == POLICIES
    # Only a target that was gone in between has policies with other ARNs; the alarm follows them.
    assert not set(after.values()) & set(before.values())
    assert alarm_actions(system) == [after["StepOut-detachable"]]
    told("an endpoint that scales went from ml.m5.large to ml.c5.large; it scales by the same plan, with new policies")


def test_it_goes_with_the_stack(system: System, definition: Path):
    system.dev.destroy("risk/serving")
    assert (target(system), policies(system)) == ([], {})
