import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandsOf, readPipeline as readAzurePipeline } from './azure-pipelines/read-pipeline';
import { readTriggers } from './cloud-build/read-builds';
import { readWorkflow } from './github-actions/read-workflow';
import { readPipeline } from './gitlab-ci/read-pipeline';
import { allStages, stagesOf } from './jenkins/read-jenkinsfile';
import { bank } from './situations';
import { delivery, DeliveryDefinition } from '../../lib';
import { DELIVERY_SYSTEMS } from '../../lib/definition/delivery/delivery-system';

/** What writes templates here: they hold what the commit says, signs that a shell or a system could take for its own among it. */
const COMMANDS = {
  install: ['cp source.txt installed.txt'],
  test: ['grep -q risk installed.txt'],
  synth: ['mkdir -p cdk.out', 'printf \'%s\\n\' \'{ "a": "$HOME `id` \\u0041" }\' > cdk.out/manifest.json', 'cat installed.txt >> cdk.out/Bank.template.json'],
};

/** The commands with which each system tests a change and writes its templates, from its file alone. */
const SYSTEMS: { readonly [key: string]: { by: DeliveryDefinition; scripts: (change: DeliveryDefinition) => string[] } } = {
  githubActions: {
    by: { githubActions: { repository: 'acme@1/bank@2' } },
    scripts: change => {
      const { content } = new delivery.GithubActions({ definition: bank(change) }).files.find(({ path }) => path.endsWith('/bank-risk.yml'))!;
      return readWorkflow(content).jobs.build!.steps.flatMap(({ run }) => run ?? []);
    },
  },
  gitlabCi: {
    by: { gitlabCi: { project: 'acme/bank', image: 'acme/deliver:1' } },
    scripts: change => [readPipeline(new delivery.GitlabCi({ definition: bank(change) }).files[0]!.content).jobs.get('build')!.script.join('\n')],
  },
  azurePipelines: {
    by: { azurePipelines: { organization: 'acme', project: 'bank', issuer: { entra: { tenant: '11111111-2222-3333-4444-555555555555' } } } },
    scripts: change => {
      const { content } = new delivery.AzurePipelines({ definition: bank(change) }).files.find(({ path }) => path.endsWith('/bank-risk.yml'))!;
      return readAzurePipeline(content).stages[0]!.job.steps.filter(({ bash }) => bash !== undefined).map(commandsOf);
    },
  },
  cloudBuild: {
    by: { cloudBuild: { project: 'acme-risk', region: 'europe-west4', repository: 'github/bank', image: 'acme/deliver:1' } },
    scripts: change => readTriggers(new delivery.CloudBuild({ definition: bank(change) }).files).find(({ name }) => name === 'bank-risk-build')!
      .build.steps.filter(({ id }) => id === 'build').map(({ script }) => script),
  },
  jenkins: {
    by: { jenkins: { url: 'https://jenkins.acme.example', job: 'acme/bank' } },
    scripts: change => allStages(stagesOf(new delivery.Jenkins({ definition: bank(change) }).files[0]!.content)).find(({ name }) => name === 'build')!
      .steps.filter(({ call }) => call === 'sh').map(({ named: { script } }) => script as string),
  },
};

function status(command: string, args: string[], cwd: string): number {
  return spawnSync(command, args, { cwd, env: { PATH: process.env.PATH, HOME: cwd }, stdio: 'ignore' }).status ?? 1;
}

/** Runs the steps in a clean clone, one shell after another, and returns every template; the number of the step that failed, when one does. */
function artifactsOf(scripts: readonly string[], source: string): number | { readonly [file: string]: string } {
  const folder = mkdtempSync(join(tmpdir(), 'delivery-'));
  try {
    const [origin, clone] = ['origin', 'clone'].map(name => join(folder, name)) as [string, string];
    status('git', ['init', '--quiet', origin], folder);
    writeFileSync(join(origin, 'source.txt'), source);
    status('git', ['add', '--all'], origin);
    status('git', ['-c', 'user.name=test', '-c', 'user.email=test@acme.example', 'commit', '--quiet', '--message', 'all files'], origin);
    status('git', ['clone', '--quiet', origin, clone], folder);
    const failed = scripts.findIndex(script => status('bash', ['-euo', 'pipefail', '-c', script], clone) !== 0);
    if (failed >= 0) return failed;
    const templates = join(clone, 'cdk.out');
    const files = existsSync(templates) ? readdirSync(templates).sort() : [];
    return Object.fromEntries(files.map(file => [file, readFileSync(join(templates, file)).toString('base64')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every system that delivers by files is here', () => {
  expect(Object.keys(SYSTEMS).sort()).toEqual(DELIVERY_SYSTEMS.filter(key => key !== 'codePipeline').sort());
});

describe.each(Object.entries(SYSTEMS))('the steps of %s', (_, { by, scripts }) => {
  test('write the same templates in a clean clone as the commands alone, byte by byte', () => {
    const expected = artifactsOf([Object.values(COMMANDS).flat().join('\n')], 'risk $(id)\n');
    expect(Object.keys(expected)).toEqual(['Bank.template.json', 'manifest.json']);
    expect(artifactsOf(scripts({ ...by, ...COMMANDS }), 'risk $(id)\n')).toEqual(expected);
    expect(artifactsOf(scripts({ ...by, ...COMMANDS }), 'risk\n')).not.toEqual(expected);
  });

  test('end at the first that fails, and write nothing then', () => {
    expect(typeof artifactsOf(scripts({ ...by, ...COMMANDS }), 'nothing\n')).toBe('number');
  });
});
