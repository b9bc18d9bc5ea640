import { readWorkflow, ReadWorkflow, stagesOf } from './read-workflow';
import { delivery, LockDefinition, MlopsDefinition, ModelDefinition } from '../../../lib';
import { deliveredModel } from '../../../lib/definition/delivery/delivered-model';
import { deliveryPlan, DeliveryRun } from '../../../lib/definition/delivery/delivery-plan';
import { bank, pinned, VERSION } from '../situations';

const SYSTEM = bank({ githubActions: { repository: 'acme@1/bank@2' } });

const changed = (change: object): MlopsDefinition => ({ ...SYSTEM, delivery: { ...SYSTEM.delivery, ...change } });

/** The text of each file by the end of its path. */
function filesOf(definition: MlopsDefinition = SYSTEM, lock?: LockDefinition): Map<string, string> {
  const { files } = new delivery.GithubActions({ definition, lock });
  return new Map(files.map(({ path, content }) => [path.replace('.github/workflows/bank-', '').replace('.yml', ''), content]));
}

function workflowsOf(definition?: MlopsDefinition, lock?: LockDefinition): Map<string, ReadWorkflow> {
  return new Map([...filesOf(definition, lock)].map(([name, content]) => [name, readWorkflow(content)]));
}

const SITUATIONS: [string, MlopsDefinition, LockDefinition | undefined][] = [
  ['no version is pinned', SYSTEM, undefined],
  ['production is pinned', SYSTEM, pinned('prod')],
  ['every environment is pinned', SYSTEM, pinned('dev', 'prod', 'spare')],
  ['nobody approves', changed({ approval: false }), undefined],
  ['no requests are sent', changed({ smokeTest: undefined }), undefined],
];

describe('the stages that the files say', () => {
  const planned = ({ stages }: DeliveryRun) => stages.map(({ name, needs }) => ({ name, needs: [...needs] }));

  test.each(SITUATIONS)('are those of the plan, when %s', (_, definition, lock) => {
    const workflows = workflowsOf(definition, lock);
    for (const model of Object.keys(definition.models)) {
      const { change, release } = deliveryPlan(deliveredModel(definition, model, lock)!);
      expect(stagesOf(workflows.get(model)!)).toEqual(planned(change));
      expect(workflows.has(`${model}-release`)).toBe(release !== undefined);
      if (release === undefined) continue;
      // What a release deploys is written again: nothing has to be kept until somebody approves.
      const [test, synth, ...rest] = stagesOf(workflows.get(`${model}-release`)!);
      expect([test, synth]).toEqual([{ name: 'test', needs: [] }, { name: 'synth', needs: ['test'] }]);
      expect([{ ...rest[0], needs: [] }, ...rest.slice(1)]).toEqual(planned(release));
      expect(rest[0]!.needs).toEqual(['synth']);
    }
  });

  test('differ when a stage is missing, or one stands elsewhere', () => {
    const text = filesOf().get('risk-release')!;
    const stages = JSON.stringify(stagesOf(readWorkflow(text)));
    for (const [from, to] of [['        id: verify-prod\n', ''], ['prod, after approval', 'prod'], ['- to-dev', '- verify']] as const) {
      const other = text.replace(from, to);
      expect(other).not.toBe(text);
      expect(JSON.stringify(stagesOf(readWorkflow(other)))).not.toBe(stages);
    }
  });
});

describe('what starts a workflow', () => {
  test('is a pull request to the branch, a push to it, or whoever releases a version', () => {
    const workflows = workflowsOf(changed({ githubActions: { repository: 'acme/bank', branch: 'release/1' } }));
    expect(workflows.get('pull-request')!.on).toEqual({ pull_request: { branches: ['release/1'] } });
    expect(workflows.get('risk')!.on).toEqual({ push: { branches: ['release/1'] }, workflow_dispatch: {} });
    expect(workflows.get('risk-release')!.on).toMatchObject({ workflow_dispatch: { inputs: { version: { required: true, type: 'string' } } } });
  });

  test('are the files that count: those of a model for its own workflow, and all of them for pull requests', () => {
    const script: ModelDefinition = { ...SYSTEM.models.risk!, pipeline: { steps: { train: { train: { script: 'jobs/risk/train.py', framework: 'xgboost', inputs: { train: 's3://lake/' } } }, register: { register: { model: 'train.model' } } } } };
    const workflows = workflowsOf({ ...changed({ paths: ['mlops.yaml'] }), models: { ...SYSTEM.models, risk: script } });
    expect(workflows.get('risk')!.on.push!.paths).toEqual(['mlops.yaml', 'jobs/risk/**']);
    expect(workflows.get('scores')!.on.push!.paths).toEqual(['mlops.yaml']);
    expect(workflows.get('pull-request')!.on.pull_request!.paths).toEqual(['mlops.yaml', 'jobs/risk/**']);
  });
});

describe.each(SITUATIONS)('of every file, when %s,', (_, definition, lock) => {
  const workflows = [...workflowsOf(definition, lock)];
  const jobs = workflows.flatMap(([file, { jobs: own }]) => Object.entries(own).map(([id, job]) => ({ file, id, job })));
  const steps = jobs.flatMap(({ file, id, job }) => job.steps.map(step => ({ file, id, job, step })));

  test('no command holds a value of the run: a shell reads it as a variable', () => {
    expect(steps.filter(({ step }) => step.run?.includes('${{'))).toEqual([]);
  });

  test('commands end at the first that fails', () => {
    expect(new Set(workflows.map(([, { defaults }]) => defaults.run.shell))).toEqual(new Set(['bash --noprofile --norc -euo pipefail {0}']));
  });

  test('every action is at a commit', () => {
    expect(steps.filter(({ step }) => step.uses !== undefined && !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(step.uses))).toEqual([]);
    expect(steps.some(({ step }) => step.uses !== undefined)).toBe(true);
  });

  test('no job may do what it does not ask for, and every job ends', () => {
    expect(workflows.map(([, { permissions }]) => permissions)).toEqual(workflows.map(() => ({})));
    expect(jobs.filter(({ job }) => job['timeout-minutes'] === undefined)).toEqual([]);
  });

  test('only jobs that sign in to AWS may ask for a token, and those run no code of the repository', () => {
    const signsIn = ({ job }: typeof jobs[number]) => job.steps.some(({ uses }) => uses?.startsWith('aws-actions/'));
    const maySignIn = ({ job }: typeof jobs[number]) => job.permissions['id-token'] === 'write';
    expect(jobs.filter(maySignIn)).toEqual(jobs.filter(signsIn));
    const checksOut = ({ job }: typeof jobs[number]) => job.steps.some(({ uses, run }) => uses?.startsWith('actions/checkout@') || /npm (ci|test)/.test(run ?? ''));
    expect(jobs.filter(job => signsIn(job) && checksOut(job))).toEqual([]);
    expect(jobs.filter(checksOut).map(({ job }) => job.permissions)).toEqual(jobs.filter(checksOut).map(() => ({ contents: 'read' })));
  });

  test('a checkout leaves no token behind, and no cache of an earlier run is used', () => {
    const given = (action: string, key: string) => steps.filter(({ step }) => step.uses?.startsWith(`actions/${action}@`)).map(({ step }) => step.with?.[key]);
    expect(new Set([...given('checkout', 'persist-credentials'), ...given('setup-node', 'package-manager-cache')])).toEqual(new Set([false]));
  });

  test('what changes an environment names it, and waits for its turn', () => {
    const changes = jobs.filter(({ job }) => job.steps.some(({ with: options }) => /-(deploy|operate)$/.test(String(options?.['role-to-assume']))));
    expect(changes.length).toBeGreaterThan(0);
    for (const { job } of changes) {
      expect(job.environment).toBeDefined();
      expect(job.concurrency).toMatchObject({ 'cancel-in-progress': false });
      const places = job.steps.flatMap(({ with: options }) => /bank-(\w+)-github-(deploy|operate)$/.exec(String(options?.['role-to-assume']))?.[1] ?? []);
      expect(new Set(places)).toEqual(new Set([job.environment]));
    }
  });

  test('a pull request has no right but to read the sources', () => {
    const [, request] = workflows.find(([file]) => file === 'pull-request')!;
    expect(Object.values(request.jobs).map(({ permissions, environment }) => [permissions, environment])).toEqual([[{ contents: 'read' }, undefined], [{ contents: 'read' }, undefined]]);
    expect(request.concurrency).toMatchObject({ 'cancel-in-progress': true });
  });
});

describe('what jobs are told', () => {
  const step = (file: string, job: string, id: string, ...of: Parameters<typeof workflowsOf>) =>
    workflowsOf(...of).get(file)!.jobs[job]!.steps.find(candidate => candidate.id === id || candidate.name === id)!;

  test('an approved version comes from the run, a pinned one from the lock file', () => {
    expect(step('risk-release', 'to-prod', 'deploy-prod').env).toEqual({ STACKS: 'Bank/prod/risk/serving Bank/prod/risk/monitoring', VERSION: '${{ inputs.version }}' });
    expect(step('risk-release', 'to-prod', 'deploy-prod', SYSTEM, pinned('prod')).env).toEqual({ STACKS: 'Bank/prod/risk/serving Bank/prod/risk/monitoring' });
    expect(step('risk-release', 'to-prod', 'smoke-prod', SYSTEM, pinned('prod')).env).toMatchObject({ VERSION, ENDPOINT: 'bank-prod-risk', MAX_MS: '2000', MEDIAN_MS: '2000', REQUESTS: '5' });
    expect(step('scores', 'to-prod', 'deploy-prod').env).toEqual({ STACKS: 'Bank/prod/scores/serving' });
  });

  test('training is started where the model is trained, and nothing waits for it', () => {
    const train = workflowsOf().get('risk')!.jobs.train!;
    expect(train.environment).toBe('dev');
    expect(train.steps.at(-1)!.env).toEqual({ PIPELINE: 'bank-dev-risk' });
    expect(train.steps.at(-1)!.run).toContain('--client-request-token "$token"');
    expect(train.steps.map(({ run }) => run ?? '').join('\n')).not.toMatch(/describe-pipeline-execution|sleep|wait /);
  });

  test('a text that looks like an expression stays a text', () => {
    const { env } = step('risk-release', 'to-dev', 'smoke-dev', changed({ smokeTest: { body: 'a${{ secrets.X }}b' } }));
    expect(env!.BODY).toBe("a${{ '${{' }} secrets.X }}b");
  });

  test('stacks are below the id that the app gives the system', () => {
    const { files } = new delivery.GithubActions({ definition: SYSTEM, id: 'Ours' });
    expect(files.find(({ path }) => path.endsWith('bank-risk.yml'))!.content).toContain('STACKS: Ours/dev/risk/training\n');
  });
});

test('the files are the same each time, say who writes them, and what is not given to GitHub Actions is an error', () => {
  expect(filesOf()).toEqual(filesOf());
  expect([...filesOf().values()].filter(text => !text.includes('# Written by `npx mlops delivery`'))).toEqual([]);
  expect(() => new delivery.GithubActions({ definition: { ...SYSTEM, delivery: undefined } })).toThrow('has no "delivery.githubActions"');
  expect(() => new delivery.GithubActions({ definition: changed({ githubActions: { repository: 'bank' } }) })).toThrow('delivery.githubActions.repository: must be owner and name');
});
