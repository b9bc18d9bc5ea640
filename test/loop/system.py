"""The credit-risk example on the emulators, and what people and services do around it that no emulator does."""
from __future__ import annotations

import json
import re
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable

import pandas as pd

from assembly import Assembly
from containers import PYTHON, Containers, Finished, split
from emulators import HERE, PROJECT, Emulators
from environment import CDK, Environment, run
from pipeline import PipelineRun

ACCOUNT, PROD_ACCOUNT, REGION = "111111111111", "222222222222", "eu-west-1"
MODEL = "credit-risk-dev-decline-risk"
EXAMPLE = PROJECT / "examples/credit-risk"


class System:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.emulators = Emulators(folder, ACCOUNT, REGION)
        self.dev = Environment(self.emulators, folder, "dev", ACCOUNT)
        self.prod = Environment(self.emulators, folder, "prod", PROD_ACCOUNT)
        self.containers = Containers(self.emulators, folder / "containers")
        self.clock = folder / "clock"
        self.runs: list[PipelineRun] = []
        # What `dev` serves.
        self.version: str | None = None

    def stop(self) -> None:
        self.emulators.stop()

    def client(self, service: str) -> Any:
        return self.dev.client(service)

    def synthesise(self, definition: Path = EXAMPLE / "mlops.yaml") -> Assembly:
        """From now on the stacks of this definition are deployed."""
        folder = self.folder / uuid.uuid4().hex
        app = f"node {PROJECT / 'bin/mlops.js'} synth {definition}"
        run(CDK, "synth", "--quiet", "--app", app, "--output", folder / "cdk.out", cwd=PROJECT, env=self.emulators.environment)
        assembly = Assembly(folder / "cdk.out", folder / "assembly")
        assembly.rewrite()
        self.dev.assembly = self.prod.assembly = assembly
        return assembly

    # --- The data and the model

    def upload_applications(self) -> pd.DataFrame:
        file = self.folder / "applications.csv"
        run(PYTHON / "bin/python", EXAMPLE / "data/extract.py", "--output", file, cwd=HERE, env=self.emulators.environment)
        bucket = self.dev.one("platform", "AWS::S3::Bucket", "DatasetsapplicationsBucket")
        self.client("s3").upload_file(str(file), bucket, "applications.csv")
        return pd.read_csv(file)

    def add_outcomes(self, outcomes: pd.Series) -> None:
        """What has become of applications, by the ids of their requests. Training reads only tables."""
        lines = [json.dumps({"id": identity, "outcome": int(outcome)}) for identity, outcome in outcomes.items()]
        bucket = self.dev.one("platform", "AWS::S3::Bucket", "DatasetsapplicationsBucket")
        self.client("s3").put_object(Bucket=bucket, Key="outcomes.jsonl", Body="\n".join(lines).encode())

    def carry_out(self, execution: str) -> PipelineRun:
        """What SageMaker Pipelines does with a run that was started."""
        run = PipelineRun(self.emulators, self.containers, execution)
        self.runs.append(run)
        run.carry_out()
        return run

    def executions(self) -> list[dict[str, Any]]:
        return self.client("sagemaker").list_pipeline_executions(PipelineName=MODEL)["PipelineExecutionSummaries"]

    def metadata(self) -> dict[str, str]:
        return self.client("sagemaker").describe_model_package(ModelPackageName=self.version)["CustomerMetadataProperties"]

    def table(self, folder_uri: str) -> pd.DataFrame:
        folder = self.folder / "tables" / str(uuid.uuid4())
        self.containers.download(folder_uri, folder)
        return pd.concat([pd.read_csv(file) for file in sorted(folder.rglob("*.csv"))], ignore_index=True)

    def document(self, uri: str) -> Any:
        bucket, key = split(uri)
        return json.loads(self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())

    # --- Events, which the emulator keeps rules for but does not send on behalf of services

    def deliver(self, event: dict[str, Any], times: int = 1) -> int:
        """Sends an event of a service to the targets of each rule that matches it. Counts what was delivered."""
        events, delivered = self.client("events"), 0
        whole = {
            "version": "0", "id": str(uuid.uuid4()), "account": ACCOUNT, "region": REGION,
            "time": now().strftime("%Y-%m-%dT%H:%M:%SZ"), "resources": [], **event,
        }
        for rule in events.list_rules()["Rules"]:
            if "EventPattern" not in rule or not events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(whole))["Result"]:
                continue
            for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]:
                for _ in range(times):
                    self._send(target["Arn"], json.dumps(whole))
                    delivered += 1
        return delivered

    def _send(self, target: str, body: str) -> None:
        service, name = target.split(":")[2], target.rsplit(":", 1)[1]
        if service == "sqs":
            sqs = self.client("sqs")
            sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MessageBody=body)
        elif service == "lambda":
            self.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=body)
        else:
            raise AssertionError(f"the test does not know the target {target}")

    def approve(self, version: str, times: int) -> int:
        """A person approves; SageMaker tells it, more often than once."""
        sagemaker = self.client("sagemaker")
        # moto forgets metadata that an update does not repeat; the service keeps it.
        metadata = sagemaker.describe_model_package(ModelPackageName=version)["CustomerMetadataProperties"]
        sagemaker.update_model_package(ModelPackageArn=version, ModelApprovalStatus="Approved", CustomerMetadataProperties=metadata)
        return self.deliver({
            "source": "aws.sagemaker",
            "detail-type": "SageMaker Model Package State Change",
            "resources": [version],
            "detail": {
                "ModelPackageArn": version,
                "ModelPackageGroupName": MODEL,
                "ModelPackageVersion": int(version.rpartition("/")[2]),
                "ModelApprovalStatus": "Approved",
                "UpdatedModelPackageFields": ["ModelApprovalStatus"],
            },
        }, times)

    def releases(self) -> list[dict[str, Any]]:
        return list(self.emulators.code_pipeline.runs.values())

    def action(self, name: str, environment: str = "dev") -> dict[str, Any]:
        """The configuration of an action of the delivery pipelines."""
        other = {"dev": "prod", "prod": "dev"}[environment]
        pipelines = self.emulators.code_pipeline.definitions.values()
        actions = [action for pipeline in pipelines for stage in pipeline["stages"] if other not in stage["name"] for action in stage["actions"]]
        [configuration] = [action["configuration"] for action in actions if action["name"].endswith(name)]
        return configuration

    def job(self, function: str, action: str, **variables: str) -> dict[str, Any]:
        """An invoke action of AWS CodePipeline; returns what its function reports."""
        parameters = re.sub(r"#\{[a-zA-Z]+\.([a-zA-Z]+)\}", lambda match: variables[match[1]], self.action(action)["UserParameters"])
        identity = str(uuid.uuid4())
        event = {"CodePipeline.job": {"id": identity, "data": {"actionConfiguration": {"configuration": {"UserParameters": parameters}}}}}
        name = self.dev.one("decline-risk/delivery", "AWS::Lambda::Function", function)
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        if "FunctionError" in answer:
            raise AssertionError(answer["Payload"].read().decode())
        return next(report for report in self.emulators.code_pipeline.reports if report["jobId"] == identity)

    def release(self, version: str, environment: Environment) -> None:
        """The deployments of the release pipeline to one environment, in its order and with its parameters."""
        for stack in ("serving", "monitoring"):
            overrides = json.loads(self.action(f"decline-risk-{stack}", environment.name).get("ParameterOverrides", "{}"))
            environment.deploy(
                f"decline-risk/{stack}",
                **{name: value.replace("#{variables.modelPackageArn}", version) for name, value in overrides.items()})

    # --- Requests

    def host_endpoints(self) -> None:
        port = self.emulators.endpoint_port
        self.set_clock(now())
        self.emulators.start("endpoint", [PYTHON / "bin/python", HERE / "endpoint.py", port, self.clock], port)

    def set_clock(self, time_of_capture: datetime) -> None:
        self.clock.write_text(time_of_capture.isoformat())

    def ask(self, applications: pd.DataFrame, hour: datetime) -> list[float]:
        """One request for each application, spread over an hour."""
        runtime, risks = self.client("sagemaker-runtime"), []
        for place, (identity, application) in enumerate(applications.iterrows()):
            self.set_clock(hour + timedelta(seconds=3600 * place / len(applications)))
            body = json.dumps([json.loads(application.to_json())])
            answer = runtime.invoke_endpoint(
                EndpointName=MODEL, Body=body, ContentType="application/json", Accept="application/json",
                InferenceId=str(identity))
            risks.append(json.loads(answer["Body"].read())[0])
        return risks

    # --- Checks

    def check(self, name: str, scheduled: datetime) -> tuple[Finished, dict[str, Any]]:
        """What EventBridge Scheduler does when a check is due: the request that it keeps becomes a processing job."""
        scheduler = self.client("scheduler")
        for entry in scheduler.list_schedules()["Schedules"]:
            target = scheduler.get_schedule(Name=entry["Name"], GroupName=entry.get("GroupName", "default"))["Target"]
            if f'"MONITOR_CHECK":"{name}"' in target["Input"]:
                break
        else:
            raise AssertionError(f"no schedule runs the check {name}")
        assert target["Arn"].endswith("aws-sdk:sagemaker:createProcessingJob")
        text = target["Input"].replace("<aws.scheduler.scheduled-time>", scheduled.strftime("%Y-%m-%dT%H:%M:%SZ"))
        request = json.loads(text.replace("<aws.scheduler.execution-id>", uuid.uuid4().hex[:12]))
        self.client("sagemaker").create_processing_job(**request)
        finished = self.containers.process(request["ProcessingJobName"], request)
        [report] = (self.containers.folder / request["ProcessingJobName"] / "opt/ml/processing/output/report").rglob("report.json")
        return finished, json.loads(report.read_text())

    def violations(self, check: str) -> list[float]:
        """What the runs of a check have published, in the order of their windows."""
        statistics = self.client("cloudwatch").get_metric_statistics(
            Namespace=f"MLOps/{MODEL}", MetricName="Violations", Statistics=["Sum"], Period=3600,
            Dimensions=[{"Name": "Endpoint", "Value": MODEL}, {"Name": "Check", "Value": check}],
            StartTime=now() - timedelta(hours=6), EndTime=now() + timedelta(hours=1),
        )
        return [point["Sum"] for point in sorted(statistics["Datapoints"], key=lambda point: point["Timestamp"])]

    def alarm(self, part: str) -> dict[str, Any]:
        name = self.dev.one("decline-risk/monitoring", "AWS::CloudWatch::Alarm", part)
        [alarm] = self.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return alarm

    def ring(self, alarm: dict[str, Any], times: int) -> int:
        """CloudWatch tells EventBridge that an alarm rings."""
        return self.deliver({
            "source": "aws.cloudwatch",
            "detail-type": "CloudWatch Alarm State Change",
            "resources": [alarm["AlarmArn"]],
            "detail": {
                "alarmName": alarm["AlarmName"],
                "state": {"value": alarm["StateValue"], "timestamp": alarm["StateUpdatedTimestamp"].strftime("%Y-%m-%dT%H:%M:%S.000+0000")},
                "previousState": {"value": "OK"},
            },
        }, times)

    @staticmethod
    def until(met: Callable[[], Any], seconds: float = 60) -> Any:
        """Waits for something that happens on its own."""
        ends = time.monotonic() + seconds
        while True:
            found = met()
            if found or time.monotonic() > ends:
                return found
            time.sleep(0.5)


def now() -> datetime:
    return datetime.now(timezone.utc)
