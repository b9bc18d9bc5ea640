"""Registers the files of a training in MLflow as a new version of a model.

Everything comes in variables. A version is tagged with the place of its files, as endpoints take them, and with the workflow that has made
it: when the step is tried again, the version that is there is taken. The number of the version is written to `$HOME/version`.
"""
import json
import os
from pathlib import Path

import mlflow
from mlflow.exceptions import MlflowException


def numbers(value, name=''):
    """Every number of nested metrics, under the names that lead to it."""
    if isinstance(value, dict):
        return {path: number for key, inner in value.items() for path, number in numbers(inner, f'{name}.{key}' if name else key).items()}
    return {name: value} if isinstance(value, (int, float)) and not isinstance(value, bool) else {}


def registered(client, model, workflow):
    """The version of a workflow, when an earlier attempt has registered it."""
    found = client.search_model_versions(f"name = '{model}' and tags.workflow = '{workflow}'")
    return found[0] if found else None


def register(client, model, workflow):
    try:
        client.create_registered_model(model, description=os.environ.get('MODEL_PURPOSE'))
    except MlflowException as error:
        if error.error_code != 'RESOURCE_ALREADY_EXISTS':
            raise
    with mlflow.start_run(run_name=workflow) as run:
        mlflow.log_metrics(numbers(json.loads(os.environ.get('METRICS', '{}'))))
        mlflow.set_tag('workflow', workflow)
    tags = {'workflow': workflow, 'artifact': os.environ['MODEL_ARTIFACT'], 'approval': os.environ['MODEL_APPROVAL']}
    return client.create_model_version(
        model, os.environ['MODEL_SOURCE'], run_id=run.info.run_id, tags=tags, description=os.environ['MODEL_DESCRIPTION'] or None)


def main():
    model, workflow = os.environ['MODEL_NAME'], os.environ['WORKFLOW']
    client = mlflow.MlflowClient()
    version = registered(client, model, workflow) or register(client, model, workflow)
    Path(os.environ['HOME'], 'version').write_text(version.version)
    print(f'version {version.version} of {model}: {os.environ["MODEL_ARTIFACT"]}')


if __name__ == '__main__':
    main()
