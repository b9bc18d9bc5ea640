import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Yaml } from 'cdk8s';
import { clusterGuide } from './cluster-guide';
import { IClusterEnvironment, MlopsCharts } from './mlops-charts';
import { SystemFiles } from '../system/system-files';

/** Where manifests go when nobody says. */
const OUTPUT = 'mlops.out';

/** What others only name. */
const CONFIGURATION = [
  'ServiceAccount', 'Secret', 'Role', 'RoleBinding', 'NetworkPolicy', 'ConfigMap', 'PersistentVolumeClaim', 'ServingRuntime',
];

/** What is applied after what. The rest, which answers requests, comes last. */
const WAVES: readonly { readonly file: string; readonly kinds?: readonly string[] }[] = [
  { file: '1-prerequisites.yaml', kinds: ['Namespace'] },
  { file: '2-configuration.yaml', kinds: CONFIGURATION },
  { file: '3-models.yaml' },
  // Last, so that a cluster that lacks its kinds serves all the same.
  { file: '4-monitoring.yaml', kinds: ['PodMonitor', 'PrometheusRule', 'GrafanaDashboard'] },
];

const FIRST_KINDS = WAVES.flatMap(({ kinds = [] }) => kinds);

/** Writes the manifests of every environment on Kubernetes in waves, each with a page that says what its cluster needs. */
export function writeManifests(files: SystemFiles, output: string = OUTPUT): readonly string[] {
  const charts = new MlopsCharts(new App(), files.definition.name, { definition: files.definition, lock: files.lock });
  return Object.values(charts.environments).flatMap(environment => {
    const folder = join(output, 'kubernetes', environment.name);
    // What somebody else keeps in the folder, such as a kustomization, stays; a wave that is empty now goes.
    for (const { file } of WAVES) rmSync(join(folder, file), { force: true });
    mkdirSync(folder, { recursive: true });
    const waves = WAVES.map(({ file, kinds }) => ({ file, objects: objectsOf(environment, kinds) })).filter(({ objects }) => objects.length > 0);
    for (const { file, objects } of waves) writeFileSync(join(folder, file), Yaml.stringify(...objects));
    writeFileSync(join(folder, 'README.md'), clusterGuide(files, environment.name, waves.map(({ file }) => file)));
    return [`${environment.name}: manifests are in ${folder}; its README.md says what the cluster needs, and how to apply them`];
  });
}

/** The objects of a wave as they are applied. */
function objectsOf({ chart, namespaceChart }: IClusterEnvironment, kinds: readonly string[] | undefined): unknown[] {
  const all = [namespaceChart, chart].flatMap(one => one?.node.findAll().filter(ApiObject.isApiObject) ?? []);
  return all.filter(({ kind }) => kinds?.includes(kind) ?? !FIRST_KINDS.includes(kind)).map(object => object.toJson() as unknown);
}
