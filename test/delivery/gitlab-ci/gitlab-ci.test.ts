import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobsIn, ReadJob, readPipeline, ReadPipeline, Variables } from './read-pipeline';
import { delivery, DeliveryDefinition, LockDefinition } from '../../../lib';
import { bank, pinned, SITUATIONS, VERSION } from '../situations';

const BY: DeliveryDefinition = { gitlabCi: { project: 'acme/ml/bank', image: 'acme/deliver:1' } };

function filesOf(change: DeliveryDefinition = {}, lock?: LockDefinition): delivery.DeliveryFile[] {
  return new delivery.GitlabCi({ definition: bank({ ...BY, ...change }), lock }).files;
}

function pipelineOf(change?: DeliveryDefinition, lock?: LockDefinition): ReadPipeline {
  return readPipeline(filesOf(change, lock)[0]!.content);
}

const signsIn = ({ id_tokens: tokens }: ReadJob) => tokens !== undefined;
const text = ({ script }: ReadJob) => script.join('\n');

describe('the files', () => {
  test.each(filesOf().map(({ content, path }) => [path, content]))('are those that were agreed on: %s', (path, content) => {
    const golden = join(__dirname, 'golden', path.split('/').at(-1)!.replace(/^\./, ''));
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, content);
    expect(content).toBe(readFileSync(golden, 'utf8'));
  });

  test('say who writes them, and what is not given to GitLab CI is an error', () => {
    expect(filesOf().filter(({ content }) => !content.includes('# Written by `npx mlops delivery`'))).toEqual([]);
    expect(() => new delivery.GitlabCi({ definition: { ...bank(BY), delivery: undefined } })).toThrow('has no "delivery.gitlabCi"');
    expect(() => filesOf({ gitlabCi: { project: 'bank', image: 'a:1' } })).toThrow('delivery.gitlabCi.project: must be the path of a project');
  });
});

describe('what is in a pipeline', () => {
  const PUSH: Variables = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', RELEASED_MODEL: 'none' };
  const MERGE_REQUEST: Variables = { CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', RELEASED_MODEL: 'none' };
  const CHANGE = ['risk: review', 'risk: train', 'risk: release'];
  const SCORES = ['scores: review', 'scores: to-dev', 'scores: to-prod', 'scores: to-spare'];
  const RELEASE = ['verify', 'to-dev', 'to-prod', 'to-spare'].map(id => `risk release: ${id}`);

  test.each<[string, Variables, string[]]>([
    ['a push to the branch', PUSH, ['build', ...CHANGE, ...SCORES]],
    ['a schedule of the branch', { ...PUSH, CI_PIPELINE_SOURCE: 'schedule' }, ['build', ...CHANGE, ...SCORES]],
    ['a push to another branch', { ...PUSH, CI_COMMIT_BRANCH: 'feature' }, []],
    ['a merge request to the branch', MERGE_REQUEST, ['build', 'merge request: review']],
    ['a merge request to another branch', { ...MERGE_REQUEST, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'feature' }, []],
    ['a tag', { CI_PIPELINE_SOURCE: 'push', RELEASED_MODEL: 'none' }, []],
    ['the release of a version', { ...PUSH, CI_PIPELINE_SOURCE: 'pipeline', RELEASED_MODEL: 'risk' }, ['build', ...RELEASE]],
    ['the release of a version, on another branch', { ...PUSH, CI_COMMIT_BRANCH: 'feature', RELEASED_MODEL: 'risk' }, []],
  ])('that is started by %s', (_, variables, jobs) => {
    expect(jobsIn(pipelineOf(), variables, () => true).sort()).toEqual([...jobs].sort());
  });

  test('are the models whose files have changed, and all of them without a change', () => {
    const pipeline = pipelineOf({ paths: ['mlops.yaml'] });
    expect(jobsIn(pipeline, PUSH, () => false)).toEqual([]);
    expect(jobsIn(pipeline, PUSH, paths => paths.includes('mlops.yaml'))).toContain('risk: train');
    expect(jobsIn(pipeline, { ...PUSH, CI_PIPELINE_SOURCE: 'web' }, () => false)).toContain('risk: train');
    expect(jobsIn(pipeline, MERGE_REQUEST, () => false)).toEqual([]);
  });

  test('is refused by GitLab when the version is none, or the model has no release', () => {
    const { release, version } = pipelineOf().inputs;
    expect(release!.options).toEqual(['none', 'risk']);
    const regex = new RegExp(version!.regex!);
    expect([VERSION, '', 'x', `${VERSION} x`, `${VERSION}"; id`, '$(id)'].map(value => regex.test(value))).toEqual([true, true, false, false, false, false]);
    expect(pipelineOf({}, pinned('dev', 'prod', 'spare')).inputs.release!.options).toEqual(['none']);
  });
});

describe.each(SITUATIONS)('of every job, when %s,', (_, change, lock) => {
  const pipeline = pipelineOf(change, lock);
  const jobs = [...pipeline.jobs].map(([name, job]) => ({ name, job }));

  test('what it needs is in its stage or an earlier one', () => {
    const late = jobs.flatMap(({ name, job: { needs, stage } }) => needs
      .filter(need => pipeline.stages.indexOf(pipeline.jobs.get(need.job)!.stage) > pipeline.stages.indexOf(stage)).map(need => [name, need.job]));
    expect(late).toEqual([]);
    expect(jobs.filter(({ job }) => !pipeline.stages.includes(job.stage))).toEqual([]);
  });

  test('no command holds a value of the run: a shell reads it as a variable', () => {
    expect(jobs.filter(({ job }) => text(job).includes('$[['))).toEqual([]);
  });

  test('what signs in has nothing of the repository, and gets its token for one role each', () => {
    const signed = jobs.filter(({ job }) => signsIn(job));
    expect(signed.length).toBeGreaterThan(0);
    for (const { job } of signed) {
      expect(job.variables.GIT_STRATEGY).toBe('empty');
      expect(text(job)).not.toMatch(/npm (ci|test)/);
      const shown = Object.entries(job.id_tokens!).map(([variable, { aud }]) => [`"$${variable}"`, `role/${aud} `]);
      expect(shown.filter(([variable, role]) => !text(job).includes(variable!) || !text(job).includes(role!))).toEqual([]);
    }
    expect(jobs.filter(({ job }) => !signsIn(job) && text(job).includes('aws sts'))).toEqual([]);
  });

  test('what changes an environment names it, waits for its turn and is never broken off', () => {
    const changes = jobs.filter(({ job }) => Object.values(job.id_tokens ?? {}).some(({ aud }) => /-(deploy|operate)$/.test(aud)));
    expect(changes.length).toBeGreaterThan(0);
    for (const { job } of changes) {
      expect(job).toMatchObject({ interruptible: false, resource_group: expect.stringMatching(`^bank-(risk|scores)-${job.environment!.name}$`) });
      const places = Object.values(job.id_tokens!).flatMap(({ aud }) => /^bank-(\w+)-gitlab-(deploy|operate)$/.exec(aud)?.[1] ?? []);
      expect(new Set(places)).toEqual(new Set([job.environment!.name]));
    }
  });

  test('every one ends, and a merge request has no token', () => {
    expect(jobs.filter(({ job }) => !/^\d+ minutes$/.test(job.timeout))).toEqual([]);
    expect(jobs.filter(({ job, name }) => /^(build|merge request)/.test(name) && signsIn(job))).toEqual([]);
  });
});

describe('what jobs are told', () => {
  const script = (job: string, ...of: Parameters<typeof pipelineOf>) => text(pipelineOf(...of).jobs.get(job)!);

  test('an approved version comes from the run, a pinned one from the lock file', () => {
    expect(script('risk release: to-prod')).toContain('export VERSION="$RELEASED_VERSION"\n');
    expect(script('risk release: to-prod', {}, pinned('prod'))).toContain(`export VERSION='${VERSION}'\n`);
    expect(script('risk release: to-prod', {}, pinned('prod'))).not.toContain('RELEASED_VERSION');
  });

  test('training is started with a token of the run, and nothing waits for it', () => {
    expect(script('risk: train')).toContain('token=$(printf \'gitlab-run-%040d\' "$CI_PIPELINE_ID")');
    expect(script('risk: train')).not.toMatch(/describe-pipeline-execution|sleep|wait /);
  });

  test('a text stays a text, whatever it looks like', () => {
    const body = '{ "a": "$[[ inputs.version ]] ${{ x }} $(id) `id` $HOME \'" }\nb';
    const line = script('risk release: to-dev', { smokeTest: { contentType: 'text/plain', body } });
    expect(line).not.toMatch(/\$\[\[|\$\{\{|\$\(id/);
    expect(line).toContain('`id` $\'\'HOME \'\\\'\'" }\nb\'');
  });
});

test('a script sets what the file cannot say, for the environments that wait for a person', () => {
  const [, { content, path }] = filesOf() as [delivery.DeliveryFile, delivery.DeliveryFile];
  expect(path).toBe('.gitlab/bank-setup.sh');
  expect(content).toContain('project=projects/acme%2Fml%2Fbank\n');
  expect(content).toContain('for environment in prod spare; do\n');
});
