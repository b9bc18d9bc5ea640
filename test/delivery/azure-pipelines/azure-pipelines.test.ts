import { commandsOf, readPipeline, ReadPipeline } from './read-pipeline';
import { AzurePipelinesDefinition, delivery, DeliveryDefinition, LockDefinition } from '../../../lib';
import { bank, pinned, SITUATIONS, VERSION } from '../situations';

const TENANT = '11111111-2222-3333-4444-555555555555';
const AZURE: AzurePipelinesDefinition = { organization: 'acme', project: 'ml', issuer: { entra: { tenant: TENANT } } };

function filesOf(change: DeliveryDefinition = {}, lock?: LockDefinition): Map<string, string> {
  const { files } = new delivery.AzurePipelines({ definition: bank({ azurePipelines: AZURE, ...change }), lock });
  return new Map(files.map(({ content, path }) => [path.replace('.azure-pipelines/bank-', ''), content]));
}

function pipelinesOf(change?: DeliveryDefinition, lock?: LockDefinition): Map<string, ReadPipeline> {
  return new Map([...filesOf(change, lock)].filter(([path]) => path.endsWith('.yml')).map(([path, content]) => [path.replace('.yml', ''), readPipeline(content)]));
}

const jobOf = (stage: string, ...of: Parameters<typeof pipelinesOf>) => pipelinesOf(...of).get('risk-release')!.stages.find(candidate => candidate.stage === stage)!.job;
const textOf = (stage: string, ...of: Parameters<typeof pipelinesOf>) => jobOf(stage, ...of).steps.map(commandsOf).join('\n');

describe('the files', () => {
  test('say who writes them, are the same each time, and what is not given to Azure Pipelines is an error', () => {
    expect(filesOf()).toEqual(filesOf());
    expect([...filesOf().keys()]).toEqual(['pull-request.yml', 'risk.yml', 'risk-release.yml', 'scores.yml', 'setup.sh']);
    expect([...filesOf().values()].filter(content => !content.includes('# Written by `npx mlops delivery`'))).toEqual([]);
    expect(() => new delivery.AzurePipelines({ definition: { ...bank({}), delivery: undefined } })).toThrow('has no "delivery.azurePipelines"');
    expect(() => filesOf({ azurePipelines: { ...AZURE, issuer: {} } })).toThrow('takes exactly one of "entra", "azureDevOps", got none');
  });

  test('change only where the definition does', () => {
    const lines = (content: string) => content.split('\n');
    const changed = (change: DeliveryDefinition) => [...filesOf(change)].flatMap(([path, content]) => {
      const before = new Set(lines(filesOf().get(path)!));
      const own = lines(content).filter(line => !before.has(line)).map(line => line.trim());
      return own.length === 0 ? [] : [[path, own]];
    });
    expect(changed({ azurePipelines: { ...AZURE, approvers: ['[ml]\\Risk'] } })).toEqual(['risk-release.yml', 'scores.yml']
      .map(path => [path, Array.from({ length: 2 }, () => ['notifyUsers: |', '[ml]\\Risk', 'approvers: |', '[ml]\\Risk', 'allowApproversToApproveTheirOwnRuns: false']).flat()]));
    expect(changed({ test: ['make test'] })).toEqual(['pull-request.yml', 'risk.yml', 'risk-release.yml', 'scores.yml'].map(path => [path, ['make test']]));
  });
});

describe('what starts a run', () => {
  test('is a push to the branch, by the files that count, or whoever releases a version; pull requests are started by the policy of the branch', () => {
    const pipelines = pipelinesOf({ azurePipelines: { ...AZURE, branch: 'release/1' }, paths: ['mlops.yaml', 'src/**'] });
    expect(pipelines.get('risk')!.trigger).toEqual({ branches: { include: ['release/1'] }, paths: { include: ['mlops.yaml', 'src/**'] } });
    expect(pipelinesOf().get('risk')!.trigger).toEqual({ branches: { include: ['main'] } });
    expect([pipelines.get('risk-release')!.trigger, pipelines.get('pull-request')!.trigger]).toEqual(['none', 'none']);
    expect([...pipelines.values()].filter(({ pr }) => pr !== 'none')).toEqual([]);
    expect(pipelines.get('risk-release')!.parameters).toEqual([{ name: 'version', displayName: 'ARN of the approved version', type: 'string' }]);
    expect(filesOf({ paths: ['mlops.yaml', 'src/**'] }).get('setup.sh')).toContain("--path-filter '/mlops.yaml;/src/*' ");
  });
});

describe.each(SITUATIONS)('of every file, when %s,', (_, change, lock) => {
  const pipelines = [...pipelinesOf(change, lock)];
  const stages = pipelines.flatMap(([file, { stages: own }]) => own.map(stage => ({ file, ...stage })));
  const steps = stages.flatMap(stage => stage.job.steps.map(step => ({ ...stage, step })));
  const connectionsOf = ({ job }: typeof stages[number]) =>
    job.steps.flatMap(({ inputs }) => inputs?.azureSubscription === undefined ? [] : [String(inputs.azureSubscription)]);

  test('no command holds a value of the run: a shell reads it as a variable', () => {
    expect(steps.filter(({ step }) => /\$\{\{|\$\((System|Build|Pipeline|parameters|variables)/.test(commandsOf(step)))).toEqual([]);
  });

  test('what signs in has nothing of the repository, and goes through the connection of the role that it takes on', () => {
    const signed = stages.filter(stage => connectionsOf(stage).length > 0);
    expect(signed.length).toBeGreaterThan(0);
    for (const { job } of signed) {
      expect(job.steps.filter(({ checkout }) => checkout === 'self')).toEqual([]);
      expect(job.steps.map(commandsOf).join('\n')).not.toMatch(/npm (ci|test)/);
    }
    for (const { step } of steps.filter(({ step: { task } }) => task === 'AzureCLI@2')) {
      expect(/role\/(\S+) /.exec(commandsOf(step))![1]).toBe(step.inputs!.azureSubscription);
    }
    expect(steps.filter(({ step }) => step.task !== 'AzureCLI@2' && commandsOf(step).includes('aws sts'))).toEqual([]);
  });

  test('what changes an environment names it, and waits for its turn', () => {
    const changes = stages.filter(stage => connectionsOf(stage).some(name => /-(deploy|operate)$/.test(name)));
    expect(changes.length).toBeGreaterThan(0);
    for (const stage of changes) {
      const places = connectionsOf(stage).flatMap(name => /^bank-(\w+)-azure-(deploy|operate)$/.exec(name)?.[1] ?? []);
      expect(new Set(places.map(place => `bank-${place}`))).toEqual(new Set([stage.job.environment]));
      expect(pipelines.find(([file]) => file === stage.file)![1].lockBehavior).toBe('sequential');
    }
  });

  test('every job ends, no checkout leaves a token behind, and a pull request goes through no connection', () => {
    expect(stages.filter(({ job }) => !(job.timeoutInMinutes > 0))).toEqual([]);
    expect(steps.filter(({ step }) => step.checkout === 'self' && step.persistCredentials !== false)).toEqual([]);
    expect(stages.filter(stage => stage.file === 'pull-request').flatMap(connectionsOf)).toEqual([]);
    expect(steps.filter(({ file, step }) => file === 'pull-request' && step.env !== undefined)).toEqual([]);
  });

  test('the token of a run is only there where it starts the release', () => {
    const given = steps.filter(({ step }) => Object.values(step.env ?? {}).includes('$(System.AccessToken)'));
    expect(given.map(({ stage }) => stage)).toEqual(stages.filter(({ stage }) => stage === 'release').map(({ stage }) => stage));
  });
});

describe('what jobs are told', () => {
  test('an approved version comes from the run, a pinned one from the lock file', () => {
    expect(textOf('to_prod')).toContain('export VERSION="$RELEASED_VERSION"\n');
    expect(textOf('to_prod', {}, pinned('prod'))).toContain(`export VERSION='${VERSION}'\n`);
    expect(textOf('to_prod', {}, pinned('prod'))).not.toContain('RELEASED_VERSION');
  });

  test('a text stays a text, whatever it looks like', () => {
    const line = textOf('to_dev', { smokeTest: { contentType: 'text/plain', body: '$(System.AccessToken) ${{ parameters.version }} $[ 1 ] \'' } });
    expect(line).not.toMatch(/\$\(System|\$\{\{|\$\[/);
    expect(line).toContain("'$''(System.AccessToken) $''{{ parameters.version }} $''[ 1 ] '\\'''");
  });

  test('a person who does not come lets nothing pass, and without a list it is everybody who may start the pipeline', () => {
    expect(jobOf('approve_prod').steps[0]!.inputs).toEqual({ instructions: expect.any(String), onTimeout: 'reject', notifyUsers: '' });
    expect(jobOf('approve_prod', { azurePipelines: { ...AZURE, approvers: ['a@acme.example', '[ml]\\Risk'] } }).steps[0]!.inputs)
      .toMatchObject({ approvers: 'a@acme.example\n[ml]\\Risk\n', allowApproversToApproveTheirOwnRuns: false });
    expect(pipelinesOf({ approval: false }).get('risk-release')!.stages.map(({ stage }) => stage)).not.toContain('approve_prod');
  });
});

describe('the script that sets what files cannot say', () => {
  const script = filesOf().get('setup.sh')!;

  test('makes the environments and service connections that the files name, and no other', () => {
    const contents = [...filesOf().values()].slice(0, -1);
    const named = (pattern: RegExp) => new Set(contents.flatMap(content => [...content.matchAll(pattern)].map(([, name]) => name!)));
    const made = (variable: string) => new Set(new RegExp(`for ${variable} in (.*); do`).exec(script)![1]!.split(' '));
    expect(made('environment')).toEqual(named(/environment: (\S+)/g));
    expect(made('connection')).toEqual(named(/azureSubscription: (\S+)/g));
    expect(made('name')).toEqual(new Set(['bank-pull-request', 'bank-risk', 'bank-risk-release', 'bank-scores']));
  });

  test('refuses tokens of another issuer than the definition says, and prints subjects only where they are to be known', () => {
    expect(script).toContain(`[ "$issuer" = https://login.microsoftonline.com/${TENANT}/v2.0 ] ||`);
    expect(script).toContain('"subjects:" "${subjects[@]}"');
    const older = filesOf({ azurePipelines: { ...AZURE, issuer: { azureDevOps: { organizationId: TENANT } } } }).get('setup.sh')!;
    expect(older).toContain(`[ "$issuer" = https://vstoken.dev.azure.com/${TENANT} ] ||`);
    expect(older).not.toContain('"subjects:"');
  });
});
