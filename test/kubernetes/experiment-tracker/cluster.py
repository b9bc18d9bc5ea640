"""What a cluster does with the pod of a manifest, as far as a process needs it: variables, arguments, the volume, one container after another."""
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent


def only(manifests, kind):
    found = [manifest for manifest in manifests if manifest['kind'] == kind]
    assert len(found) == 1, (kind, len(found))
    return found[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Pod:
    """The containers of a pod as processes, with a folder for its volume and a port for that on which it listens."""

    def __init__(self, spec, folder, port):
        self.spec, self.folder, self.port = spec, folder, port

    def here(self, text):
        """What a path and an address in the pod are on this machine."""
        text = re.sub(r'(?<=/)/mlflow/|^/mlflow/|(?<==)/mlflow/', f'{self.folder}/', text)
        return text.replace('--host=0.0.0.0', '--host=127.0.0.1').replace('--port=5000', f'--port={self.port}')

    def process(self, container):
        given = {variable['name']: self.here(variable['value']) for variable in container['env']}
        expanded = [re.sub(r'\$\((\w+)\)', lambda found: given[found[1]], argument) for argument in container['args']]
        command = [str(BIN / container['command'][0]), *container['command'][1:], *map(self.here, expanded)]
        print('$', *command[1:], flush=True)
        # Nothing of this machine's environment but where its programs are.
        return subprocess.Popen(command, env={'PATH': f'{BIN}{os.pathsep}{os.environ["PATH"]}', **given}, cwd=self.folder)

    def start(self):
        for container in self.spec['initContainers']:
            assert self.process(container).wait() == 0, container['name']
        return self.process(self.spec['containers'][0])


class Step:
    """A container of a workflow as a process, with its scripts in a folder and what Argo puts into its texts."""

    def __init__(self, manifests, name, folder, tracking_uri):
        template = next(one for one in only(manifests, 'WorkflowTemplate')['spec']['templates'] if one['name'] == name)
        self.container, self.tracking_uri = template['container'], tracking_uri
        self.home = Path(folder, 'step')
        self.home.mkdir()
        code = next(volume['configMap'] for volume in template['volumes'] if volume['name'] == 'code')
        files = next(one['data'] for one in manifests if one['kind'] == 'ConfigMap' and one['metadata']['name'] == code['name'])
        for item in code['items']:
            (self.home / item['path']).write_text(files[item['key']])

    def run(self, values):
        def replaced(text):
            text = re.sub(r'\{\{([\w.-]+)\}\}', lambda found: values[found[1]], text)
            return text.replace('/opt/ml/code', str(self.home))
        environment = {variable['name']: replaced(variable['value']) for variable in self.container['env']}
        environment |= {'HOME': str(self.home), 'MLFLOW_TRACKING_URI': self.tracking_uri}
        command = [str(BIN / self.container['command'][0]), *map(replaced, self.container['args'])]
        subprocess.run(command, env={'PATH': os.environ['PATH'], **environment}, check=True)
        return (self.home / 'version').read_text()
