"""Runs a tracker's manifests: who is let in, what is recorded, and that all of it is there after an update."""
import json
import sys
import tempfile
import time
import urllib.error
import urllib.request

import mlflow
import numpy as np
from cluster import Pod, Step, free_port, only
from sklearn.linear_model import LogisticRegression

manifests = json.load(open(sys.argv[1]))
deployment = only(manifests, 'Deployment')['spec']
port = free_port()
address = f'http://127.0.0.1:{port}'
SEARCH = '/api/2.0/mlflow/experiments/search'


def status(path, body=None, **headers):
    request = urllib.request.Request(f'{address}{path}', data=body and json.dumps(body).encode(),
                                     headers={'content-type': 'application/json', **headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def ready(server):
    """The kubelet calls a pod by its own address, which is no name of the server."""
    probe = deployment['template']['spec']['containers'][0]['startupProbe']
    for _ in range(probe['failureThreshold'] * probe['periodSeconds'] * 5):
        assert server.poll() is None, 'the server has ended'
        if status(probe['httpGet']['path'], Host='10.1.2.3:5000') == 200:
            return
        time.sleep(0.2)
    raise AssertionError('not ready in time')


def lets_in_who_calls_it_by_its_name():
    service = only(manifests, 'Service')['metadata']
    names = [service['name'], f'{service["name"]}.{service["namespace"]}.svc.cluster.local', f'{service["name"]}.{service["namespace"]}:80',
             'mlflow.example.com', 'localhost:8080']
    assert [status(SEARCH, {'max_results': 1}, Host=name) for name in names] == [200] * len(names), names
    assert status(SEARCH, {'max_results': 1}, Host='attack.example') == 403
    by_ingress = {'Host': 'mlflow.example.com', 'Origin': 'https://mlflow.example.com'}
    assert status('/api/2.0/mlflow/experiments/create', {'name': 'from-a-browser'}, **by_ingress) == 200
    assert status('/api/2.0/mlflow/experiments/create', {'name': 'attack'}, **{**by_ingress, 'Origin': 'https://attack.example'}) == 403


def records(model):
    mlflow.set_experiment('credit')
    with mlflow.start_run():
        mlflow.log_metric('auc', 0.9)
        mlflow.sklearn.log_model(model, name='model', registered_model_name='credit', pip_requirements=['scikit-learn'])
    mlflow.MlflowClient().set_registered_model_alias('credit', 'champion', 1)


def reads(model, rows):
    assert [run.data.metrics for run in mlflow.search_runs(experiment_names=['credit'], output_format='list')] == [{'auc': 0.9}]
    assert (mlflow.sklearn.load_model('models:/credit@champion').predict(rows) == model.predict(rows)).all()


def registers(folder):
    """A step that is tried again makes no second version of the same run; another run makes another one."""
    step = Step(manifests, 'register', folder, address)
    made = [step.run({'workflow.name': run, 'inputs.parameters.metrics': json.dumps({'auc': 0.9, 'by': {'age': 0.1}, 'of': 'text', 'is': True})})
            for run in ['churn-1', 'churn-1', 'churn-2']]
    assert made == ['1', '1', '2'], made
    version = mlflow.MlflowClient().get_model_version('churn', '1')
    artifact = 's3://acme-models/runs/churn/churn-1/train/model/'
    assert version.tags == {'workflow': 'churn-1', 'artifact': artifact, 'approval': 'manual'}, version.tags
    assert version.source == artifact and version.description == 'it\'s "new"', version
    assert mlflow.MlflowClient().get_registered_model('churn').description == 'Who leaves'
    assert mlflow.get_run(version.run_id).data.metrics == {'auc': 0.9, 'by.age': 0.1}


rows = np.random.default_rng(0).random((50, 4))
model = LogisticRegression().fit(rows, (rows.sum(axis=1) > 2).astype(int))
mlflow.set_tracking_uri(address)
with tempfile.TemporaryDirectory() as folder:
    pod = Pod(deployment['template']['spec'], folder, port)
    assert deployment['strategy'] == {'type': 'Recreate'}
    for turn in ['first', 'after an update']:
        started = time.time()
        server = pod.start()
        try:
            ready(server)
            print(f'{turn}: ready after {time.time() - started:.1f} s', flush=True)
            if turn == 'first':
                lets_in_who_calls_it_by_its_name()
                records(model)
                registers(folder)
            reads(model, rows)
        finally:
            server.terminate()
            server.wait(30)
print('the tracker keeps what it is given, and lets in who calls it by its name')
