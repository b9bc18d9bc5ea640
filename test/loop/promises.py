"""moto's server, with promises of AWS that moto does not keep and that the loop relies on: `promises.py <port>`."""
from __future__ import annotations

import sys
from threading import Lock
from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend
from moto.sagemaker.models import SageMakerModelBackend
from moto.server import main

start = SageMakerModelBackend.start_pipeline_execution
deregister = ApplicationAutoscalingBackend.deregister_scalable_target
alone = Lock()


def start_once(self: SageMakerModelBackend, pipeline_name: str, *details: Any) -> dict[str, str]:
    """A token, the last of the details, starts one run, however often it comes."""
    with alone:
        known = self.pipelines[pipeline_name].pipeline_executions if pipeline_name in self.pipelines else {}
        for execution in known.values():
            if details[-1] is not None and execution.client_request_token == details[-1]:
                return {"PipelineExecutionArn": execution.arn}
        return start(self, pipeline_name, *details)


def deregister_whole(self: ApplicationAutoscalingBackend, namespace: str, resource: str, dimension: str) -> None:
    """A target takes its policies, their alarms and its scheduled actions with it."""
    deregister(self, namespace, resource, dimension)
    for policy in [policy for policy in self.policies.values() if policy.resource_id == resource]:
        self.delete_scaling_policy(policy.policy_name, namespace, resource, dimension)
    for action in self.describe_scheduled_actions("", namespace, resource, dimension):
        self.delete_scheduled_action(namespace, action.scheduled_action_name, resource, dimension)


if __name__ == "__main__":
    SageMakerModelBackend.start_pipeline_execution = start_once
    ApplicationAutoscalingBackend.deregister_scalable_target = deregister_whole
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
