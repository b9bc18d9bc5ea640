import { parse } from 'yaml';
import { MlopsDefinition, versioning } from '../../lib';
import { StepGraph } from '../../lib/definition/pipeline/step-graph';
import { entries } from '../../lib/definition/rules/names';
import { SystemFiles } from '../../lib/synth/system/system-files';
import { dvcStages } from '../../lib/versioning/dvc/dvc-stages';
import { DEFINITIONS } from '../examples/examples';

const AWS = { dev: { aws: { region: 'eu-west-1', account: '111111111111' } } };
const CLUSTER = { edge: { kubernetes: { namespace: 'shop' } } };
const MODELS = { churn: { artifact: 's3://acme-models/churn/7/', framework: 'xgboost' as const, endpoint: {} } };

function files(tools: MlopsDefinition['versioning'], environments: MlopsDefinition['environments'] = AWS): { [path: string]: string } {
  const { files: written } = new versioning.DataVersioning({ definition: { name: 'shop', environments, models: MODELS, versioning: tools } });
  return Object.fromEntries(written.map(({ path, content }) => [path, content]));
}

/** The settings of the remote of DVC, of which there is one. */
function remote(tools: MlopsDefinition['versioning'], environments?: MlopsDefinition['environments']): object {
  const [, section] = files(tools, environments)['.dvc/config']!.split('[\'remote "store"\']\n');
  return Object.fromEntries(section!.trim().split('\n').map(line => line.trim().split(' = ')));
}

describe('the remote of DVC', () => {
  test('is a bucket whose name follows from the system, and what is pulled is held against its name', () => {
    expect(remote({ dvc: {} })).toEqual({ url: 's3://shop-dev-dvc-111111111111-eu-west-1', region: 'eu-west-1', verify: 'true' });
  });

  test.each<[place: string, dvc: object, expected: object]>([
    ['in Amazon S3', { location: 's3://acme-data/shop/' }, { url: 's3://acme-data/shop' }],
    ['in MinIO', { location: 's3://shop', endpoint: 'https://minio.acme.example:9000' }, { url: 's3://shop', endpointurl: 'https://minio.acme.example:9000' }],
    ['in Google Cloud Storage', { location: 'gs://acme-data/shop/' }, { url: 'gs://acme-data/shop' }],
    ['in Azure Blob Storage', { location: 'https://acmedata.blob.core.windows.net/shop/dvc/' }, { url: 'azure://shop/dvc', account_name: 'acmedata' }],
  ])('is a place that is there already, %s', (_, dvc, expected) => {
    expect(remote({ dvc }, CLUSTER)).toEqual({ ...expected, verify: 'true' });
  });

  test('comes with what `dvc init` writes, and with a push that writes nothing twice where the store wants that', () => {
    expect(Object.keys(files({ dvc: {} }))).toEqual(['.dvc/config', '.dvc/.gitignore', '.dvcignore']);
    expect(Object.keys(files({ dvc: { overwrites: 'refused' } }))).toContain('.dvc/push.py');
  });
});

describe('Git LFS', () => {
  test('holds the files that match, and asks a server that is there already', () => {
    const written = files({ gitLfs: { track: ['*.onnx', 'data/images/**'], server: 'https://lfs.acme.example/shop' } });
    expect(written['.gitattributes']!.split('\n').slice(1)).toEqual([
      '*.onnx filter=lfs diff=lfs merge=lfs -text', 'data/images/** filter=lfs diff=lfs merge=lfs -text', '',
    ]);
    expect(written['.lfsconfig']).toContain('\turl = https://lfs.acme.example/shop\n');
  });

  test('has no address before its server has been deployed', () => {
    expect(Object.keys(files({ gitLfs: { track: ['*.onnx'] } }))).toEqual(['.gitattributes']);
  });
});

test.each([undefined, {}])('without a tool there is nothing to write: %p', tools => {
  expect(() => files(tools)).toThrow(/no tool keeps the data of this system|must have/);
});

test('every file says what has written it, so that it may be written again', () => {
  const written = files({ dvc: { overwrites: 'refused' }, gitLfs: { track: ['*.onnx'], server: 'https://lfs.acme.example' } });
  expect(Object.entries(written).filter(([, content]) => !content.startsWith('# Written by `npx mlops versioning`'))).toEqual([]);
});

describe('stages of DVC', () => {
  const systems = DEFINITIONS.map(name => SystemFiles.read(`${__dirname}/../../examples/${name}/mlops.yaml`).definition)
    .filter(({ models }) => entries(models).some(([, { pipeline }]) => pipeline?.steps));

  test.each(systems.map(system => [system.name, system] as const))('of %s are steps of its pipelines, with the same edges', (_, system) => {
    const given: MlopsDefinition = { ...system, versioning: { dvc: { location: 's3://acme-data/dvc/' } } };
    const content = new versioning.DataVersioning({ definition: given }).files.find(({ path }) => path === 'dvc.yaml')?.content;
    const { stages = {} } = (content === undefined ? {} : parse(content)) as { stages?: { [name: string]: Stage } };
    const trained = entries(system.models).filter(([, { pipeline }]) => pipeline?.steps);
    const nameOf = (model: string, step: string) => trained.length === 1 ? step : `${model}--${step}`;
    const expected = trained.flatMap(([model, { pipeline }]) => {
      const graph = new StepGraph(pipeline!.steps);
      return graph.names.filter(step => nameOf(model, step) in stages)
        .map(step => [nameOf(model, step), graph.needs(step).map(other => nameOf(model, other)).sort()]);
    });
    expect(edges(stages)).toEqual(Object.fromEntries(expected));
    expect(Object.keys(stages)).toHaveLength(expected.length);
  });

  test('are all steps before a gate that run a script', () => {
    const { definition } = SystemFiles.read(`${__dirname}/../../examples/credit-risk/mlops.yaml`);
    expect(dvcStages(definition).map(({ name }) => name)).toEqual(['prepare', 'train', 'evaluate']);
  });

  test('of several models have names that cannot meet', () => {
    const steps = { train: { train: { script: 'src/train.py', framework: 'xgboost' as const, inputs: { train: 'datasets.d' } } } };
    const definition: MlopsDefinition = {
      name: 'shop', environments: AWS, datasets: { d: {} }, versioning: { dvc: {} }, models: { a: { pipeline: { steps } }, b: { pipeline: { steps } } },
    };
    expect(dvcStages(definition).map(({ name }) => name)).toEqual(['a--train', 'b--train']);
  });

  test('leave out what reads elsewhere, what has no script, what comes after a gate, and what needs one of these', () => {
    const definition: MlopsDefinition = {
      name: 'shop',
      environments: AWS,
      datasets: { d: {} },
      models: {
        a: {
          pipeline: {
            steps: {
              elsewhere: { process: { script: 'a.py', inputs: { d: 's3://acme-data/d/' }, outputs: ['o'] } },
              follows: { process: { script: 'a.py', inputs: { o: 'elsewhere.o' } } },
              image: { train: { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/a:1', inputs: { d: 'datasets.d' } } },
              check: { process: { script: 'a.py', inputs: { d: 'datasets.d' }, metrics: { m: 'm' } } },
              gate: { condition: { metric: 'check.m', atLeast: 1, then: ['started'] } },
              started: { process: { script: 'a.py', inputs: { d: 'datasets.d' } } },
              later: { process: { script: 'a.py' }, after: ['check'] },
              last: { process: { script: 'a.py' }, after: ['later'] },
            },
          },
        },
      },
    };
    const stages = dvcStages(definition);
    expect(stages.map(({ name }) => name)).toEqual(['check', 'later', 'last']);
    expect(stages.map(({ deps }) => deps)).toEqual([
      ['a.py', 'data/d'], ['a.py', 'runs/a/check/metrics/metrics.json'], ['a.py', 'runs/a/later/done'],
    ]);
  });

  test('hand over arguments as one word each, into which neither the shell nor DVC puts anything', () => {
    const hostile = 'a b\'c "$HOME" ${x} `id`';
    const [stage] = dvcStages({
      name: 'shop',
      environments: AWS,
      models: { a: { pipeline: { parameters: { share: 0.5 }, steps: { p: { process: { script: 'a.py', arguments: { text: hostile, share: 'parameters.share' } } } } } } },
    });
    expect(stage!.commands.find(command => command.includes('python'))).toContain('--text \'a b\'\\\'\'c "$HOME" \\${x} `id`\' --share 0.5');
  });
});

interface Stage { readonly deps?: string[]; readonly outs?: string[]; readonly metrics?: object[] }

/** Which stage needs which: it reads what the other one writes. */
function edges(stages: { [name: string]: Stage }): { [name: string]: string[] } {
  const writes = ({ outs = [], metrics = [] }: Stage) => [...outs, ...metrics.flatMap(Object.keys)];
  return Object.fromEntries(Object.entries(stages).map(([name, { deps = [] }]) => [
    name, Object.entries(stages).filter(([, other]) => writes(other).some(out => deps.includes(out))).map(([other]) => other).sort(),
  ]));
}
