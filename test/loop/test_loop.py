"""Train, evaluate, register, approve, deploy, capture, monitor, alarm, retrain: each test is the next step of one story."""
from __future__ import annotations

import json
from datetime import timedelta

import pandas as pd
import pytest

from assembly import BY_API, LEFT_OUT
from environment import Environment
from system import EXAMPLE, MODEL, System, now

# Checks judge whole hours that are over; the metrics of a check belong to the time at which it was due. That is now, whatever
# minute the schedule names: an alarm looks back one hour, and time goes on while the tests run.
DUE = now().replace(second=0, microsecond=0)
LATEST_WINDOW = (DUE - timedelta(hours=1)).replace(minute=0)
EARLIER_WINDOW = LATEST_WINDOW - timedelta(hours=1)


def test_the_example_is_synthesised(system: System, told):
    assembly = system.synthesise()
    unknown = set(BY_API) | set(LEFT_OUT)
    told(f"the example has {sum(assembly.types.values())} resources of {len(assembly.types)} types")
    for kind in sorted(unknown & set(assembly.types)):
        told(f"  not known to the emulator's CloudFormation: {assembly.types[kind]} × {kind}: "
             f"{LEFT_OUT.get(kind) or 'made by the API of ' + BY_API[kind]}")


def test_the_real_command_line_bootstraps_and_deploys(system: System):
    system.dev.bootstrap()
    for stack in ("platform", "decline-risk/training", "decline-risk/delivery"):
        system.dev.deploy(stack)
    assert [pipeline["PipelineName"] for pipeline in system.client("sagemaker").list_pipelines()["PipelineSummaries"]] == [MODEL]


def test_the_delivery_pipeline_starts_training(system: System):
    assert len(system.upload_applications()) == 1989
    report = system.job("StartTraining", "StartTraining", PipelineExecutionId="delivery-1")
    [execution] = system.executions()
    assert (report["succeeded"], report["outputVariables"]) == (True, {"trainingExecutionArn": execution["PipelineExecutionArn"]})


def test_the_pipeline_trains_evaluates_and_registers(system: System, told):
    run = system.carry_out(system.executions()[0]["PipelineExecutionArn"])
    for step, job in run.jobs.items():
        told(f"  step {step}: {job.seconds} s, {job.peak} MiB")
    told(f"  read by the gates: {run.measured}")
    assert run.measured["evaluate.binary_classification_metrics.auc.value"] >= run.parameters["minAuc"]
    package = system.client("sagemaker").describe_model_package(ModelPackageName=run.model_package)
    assert package["ModelApprovalStatus"] == "PendingManualApproval"
    assert package["CustomerMetadataProperties"]["risk"] == "high"


def test_the_version_keeps_why_its_model_answers(system: System, told):
    [run] = system.runs
    assert run.measured["explain.stability"] >= run.parameters["minStability"]
    package = system.client("sagemaker").describe_model_package(ModelPackageName=run.model_package)
    report = system.document(f"{package['CustomerMetadataProperties']['output.explain.report']}/explanations.json")
    assert (report["status"], list(report["methods"])) == ("fine", ["shap", "lime"])
    importance = {method: {entry["feature"]: entry["importance"] for entry in found["global"]} for method, found in report["methods"].items()}
    leading = {method: list(found)[:5] for method, found in importance.items()}
    told(f"  leading features: {leading}, {report['rowsAsked']} rows asked, {report['metrics']}")
    assert "consumer_history" in leading["shap"] and "bankruptcy" in leading["lime"]
    # What is sent and never seen by the model explains nothing.
    assert importance["shap"]["sex"] == importance["shap"]["race"] == 0


def test_nothing_is_released_before_somebody_approves(system: System):
    assert system.releases() == []
    report = system.job("Verify", "Verify", modelPackageArn=system.runs[0].model_package)
    assert not report["succeeded"] and "is not approved" in report["failureDetails"]["message"], report


def test_an_approval_that_is_told_three_times_is_one_release(system: System, told):
    version = system.runs[0].model_package
    assert system.approve(version, times=3) == 3
    assert system.until(lambda: system.releases()), "no release was started"
    system.until(lambda: len(system.releases()) > 1, seconds=10)
    [release] = system.releases()
    assert release["variables"] == [{"name": "modelPackageArn", "resolvedValue": version}]
    told("events of the approval: 3, releases: 1")


def test_the_serving_stack_deploys_the_version_that_was_approved(system: System):
    [release] = system.releases()
    [variable] = release["variables"]
    system.version = variable["resolvedValue"]
    report = system.job("Verify", "Verify", modelPackageArn=system.version)
    assert report["succeeded"], report
    system.release(system.version, system.dev)
    assert served(system.dev) == system.version == system.runs[0].model_package


def test_the_smoke_test_finds_the_version_and_gets_an_answer(system: System, told):
    system.host_endpoints()
    report = system.job("SmokeTest", "SmokeTest", modelPackageArn=system.version)
    told(f"smoke test: {report.get('outputVariables') or report.get('failureDetails')}")
    assert report["succeeded"], report


def test_production_in_another_account_serves_the_version_that_the_lock_file_pins(system: System):
    system.prod.bootstrap()
    system.prod.deploy("platform")
    system.release(system.version, system.prod)
    pinned = json.loads((EXAMPLE / "mlops.lock.json").read_text())["environments"]["prod"]["decline-risk"]["aws"]["modelPackage"]
    assert served(system.prod) == pinned != system.version
    scaling = system.prod.client("application-autoscaling")
    target = {"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/credit-risk-prod-decline-risk/variant/AllTraffic"}
    [policy] = scaling.describe_scaling_policies(**target)["ScalingPolicies"]
    # Custom resources get their numbers as text.
    assert float(policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]) == 600


def test_every_resource_is_deployed_or_listed(system: System, told):
    """Nothing of the templates is missing in the emulator, but what the list above leaves out."""
    counts = {}
    for name, template in system.dev.assembly.templates.items():
        environment, _, stack = name.partition("/")
        deployed = getattr(system, environment).resources(stack)
        assert set(template["Resources"]) <= set(deployed), name
        counts[name] = len(template["Resources"])
    told(f"deployed in {len(counts)} stacks: {sum(counts.values())} resources")


@pytest.fixture(scope="module")
def unseen(system: System) -> pd.DataFrame:
    """Applications that the model has not seen, under ids by which their decisions are found later."""
    test = system.table(system.metadata()["output.prepare.test"])
    return test.set_index(test.index.map("application-{}".format))


def test_requests_like_the_baseline_are_no_drift(system: System, unseen: pd.DataFrame, told):
    system.ask(unseen.drop(columns="outcome").sample(300, random_state=1), EARLIER_WINDOW)
    finished, report = system.check("data-drift", DUE - timedelta(hours=1))
    told(f"unshifted window: {report['status']}, {report['metrics']}, {finished.seconds} s, {finished.peak} MiB")
    assert (finished.code, report["status"], report["metrics"]["Records"]) == (0, "fine", 300), finished.log[-3000:]
    assert system.violations("data-drift") == [0]
    assert system.alarm("DataDriftViolations")["StateValue"] != "ALARM"
    assert len(system.executions()) == 1


def test_shifted_requests_ring_the_alarm(system: System, unseen: pd.DataFrame, told):
    system.ask(recession(unseen.drop(columns="outcome").sample(300, random_state=2)), LATEST_WINDOW)
    finished, report = system.check("data-drift", DUE)
    told(f"shifted window: {report['status']}, {report['metrics']}, {finished.seconds} s, {finished.peak} MiB")
    assert (finished.code, report["status"], report["metrics"]["Records"]) == (0, "violation", 300), finished.log[-3000:]
    assert system.violations("data-drift") == [0, 1]
    alarm = system.until(lambda: (found := system.alarm("DataDriftViolations"))["StateValue"] == "ALARM" and found)
    assert alarm, "the alarm does not ring"


def test_an_alarm_that_is_told_four_times_starts_one_retraining(system: System, told):
    assert system.ring(system.alarm("DataDriftViolations"), times=4) == 4
    assert system.until(lambda: len(system.executions()) == 2), "no retraining was started"
    system.until(lambda: len(system.executions()) > 2, seconds=10)
    assert len(system.executions()) == 2
    told("events of the alarm: 4, retrainings: 1")


def test_the_retrained_version_is_served_after_its_approval(system: System, told):
    known = {run.id for run in system.runs}
    [execution] = [entry["PipelineExecutionArn"] for entry in system.executions() if entry["PipelineExecutionArn"].rpartition("/")[2] not in known]
    run = system.carry_out(execution)
    assert run.model_package.endswith("/2")
    system.approve(run.model_package, times=2)
    assert system.until(lambda: len(system.releases()) == 2), "no second release was started"
    # The first approval arrives once more, long after the second.
    system.approve(system.runs[0].model_package, times=1)
    system.until(lambda: len(system.releases()) > 2, seconds=10)
    assert len(system.releases()) == 2
    system.version = run.model_package
    system.release(system.version, system.dev)
    assert served(system.dev) == run.model_package
    told(f"serving {run.model_package.rpartition('/')[2]} after {len(system.releases())} releases; "
         f"training was started {len(system.executions())} times")


def served(environment: Environment) -> str:
    return environment.served(f"credit-risk-{environment.name}-decline-risk")["PrimaryContainer"]["ModelPackageName"]


def test_decisions_are_judged_when_their_outcomes_are_known_a_week_later(system: System, unseen: pd.DataFrame, told):
    """Of 300 decisions 200 have an outcome, which the definition waits a week for."""
    sample = unseen.sample(300, random_state=3)
    system.ask(sample.drop(columns="outcome"), (DUE - timedelta(days=7, hours=3)).replace(minute=0))
    system.add_outcomes(sample["outcome"].head(200))
    finished, report = system.check("quality", DUE)
    told(f"quality a week later: {report['status']}, {report['metrics']}, labels {report['details']['labels']}, "
         f"{finished.seconds} s, {finished.peak} MiB")
    assert (finished.code, report["status"], report["metrics"]["Records"]) == (0, "fine", 300), finished.log[-3000:]
    assert report["details"]["labels"]["labelled"] == 200
    assert report["metrics"]["auc"] >= 0.7
    fairness, groups = system.check("fairness", DUE)
    told(f"fairness: {groups['status']}, {groups['metrics']}, {fairness.seconds} s, {fairness.peak} MiB")
    assert {"sex", "race"} == set(groups["details"]["segments"])


def recession(applications: pd.DataFrame) -> pd.DataFrame:
    """The same people in worse times: less income and savings, more debt, fewer jobs."""
    return applications.assign(
        income=applications["income"] * 0.6,
        liquid_assets=applications["liquid_assets"] * 0.4,
        net_worth=applications["net_worth"] * 0.4,
        housing_expense_ratio=applications["housing_expense_ratio"] + 12,
        obligations_ratio=applications["obligations_ratio"] + 15,
        industry_unemployment=applications["industry_unemployment"] + 4,
        loan_to_price=applications["loan_to_price"] + 0.15,
        credit_lines=applications["credit_lines"] + 8,
    )
