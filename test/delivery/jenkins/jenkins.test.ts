import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentialsOf } from './read-configuration';
import { allStages, ReadCall, readJenkinsfile, ReadStage, stagesOf } from './read-jenkinsfile';
import { delivery, DeliveryDefinition, LockDefinition } from '../../../lib';
import { call, named } from '../../../lib/delivery/jenkins/groovy';
import { renderStatement } from '../../../lib/delivery/jenkins/render-groovy';
import { bank, pinned, SITUATIONS, VERSION } from '../situations';

const JENKINS = { url: 'https://jenkins.acme.example', job: 'acme/bank', agent: 'linux && node22', approvers: ['risk', 'audit'] };
const BY: DeliveryDefinition = { jenkins: JENKINS };

function filesOf(change: DeliveryDefinition = {}, lock?: LockDefinition): delivery.DeliveryFile[] {
  return new delivery.Jenkins({ definition: bank({ ...BY, ...change }), lock }).files;
}

function pipelineOf(change?: DeliveryDefinition, lock?: LockDefinition): ReadStage[] {
  return stagesOf(filesOf(change, lock)[0]!.content);
}

/** Stages that do something themselves. */
function worksOf(change?: DeliveryDefinition, lock?: LockDefinition): ReadStage[] {
  return allStages(pipelineOf(change, lock)).filter(({ steps }) => steps.length > 0);
}

const scripts = ({ steps }: ReadStage) => steps.filter(({ call: step }) => step === 'sh').map(({ named: { script } }) => script as string);
/** The tokens that a stage is given, with the script that has each. */
const tokens = ({ steps }: ReadStage) => steps.filter(({ call: step }) => step === 'withCredentials').map(({ arguments: [files], block }) => {
  const [{ named: { credentialsId } }] = files as [ReadCall];
  return { id: credentialsId as string, script: block[0]!.named.script as string };
});

describe('the files', () => {
  test.each(filesOf().map(({ content, path }) => [path, content]))('are those that were agreed on: %s', (path, content) => {
    const golden = join(__dirname, 'golden', path.split('/').at(-1)!);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, content);
    expect(content).toBe(readFileSync(golden, 'utf8'));
  });

  test('say who writes them, and what is not given to Jenkins is an error', () => {
    expect(filesOf().filter(({ content }) => !content.includes('Written by `npx mlops delivery`'))).toEqual([]);
    expect(() => new delivery.Jenkins({ definition: { ...bank(BY), delivery: undefined } })).toThrow('has no "delivery.jenkins"');
    expect(() => filesOf({ jenkins: { ...JENKINS, url: 'http://jenkins:8080/' } })).toThrow('delivery.jenkins.url: must be the address of Jenkins');
  });
});

describe('a text of Groovy', () => {
  test.each([
    "'", "''", "'''", "a'''", "'''\n'''", '\\', '\\u0041', '\\\\u0041', '\\\nb', '$x ${y} $(id)', '"""\n${z}', 'a\r\nb\n', '\0', '/* */ // \n', "''' + 'id'.execute() + '''\n",
  ])('is the text that was given: %j', text => {
    const lines = renderStatement({ ...named('sh', { script: text }), block: [call('echo', text)] });
    const [read] = readJenkinsfile(`${lines.join('\n')}\n`);
    expect(read).toMatchObject({ call: 'sh', named: { script: text }, block: [{ call: 'echo', arguments: [text] }] });
  });
});

describe('what starts', () => {
  const conditions = (stage: string, change?: DeliveryDefinition) => allStages(pipelineOf(change)).find(({ name }) => name === stage)!.when
    .filter(({ call: condition }) => condition !== 'beforeAgent').map(({ call: condition, named: { actual: _, ...values }, arguments: values2, block }) => [condition, ...Object.values(values), ...values2, ...block.map(each => [each.call, ...Object.values(each.named), ...each.arguments])]);

  test('the first stage is a pull request to the branch, or the branch; a review only the former, and everything else only the latter', () => {
    const branch = { jenkins: { ...JENKINS, branch: 'release/1' } };
    expect(conditions('build', branch)).toEqual([['anyOf', ['changeRequest', 'release/1'], ['branch', 'release/1', 'EQUALS']]]);
    expect(conditions('pull request: review', branch)).toEqual([['changeRequest', 'release/1']]);
    expect(conditions('deliver', branch)).toEqual([['branch', 'release/1', 'EQUALS']]);
    expect(pipelineOf().map(({ name }) => name)).toEqual(['build', 'pull request: review', 'deliver']);
  });

  test('a model is a change of its files, or whoever starts a build, when nothing is released; a release is its parameter', () => {
    expect(conditions('risk')).toEqual([['equals', 'none']]);
    expect(conditions('risk release')).toEqual([['equals', 'risk']]);
    expect(conditions('scores', { paths: ['mlops.yaml', 'src/**'] })).toEqual([
      ['equals', 'none'],
      ['anyOf', ['changeset', 'mlops.yaml'], ['changeset', 'src/**'], ['triggeredBy', 'UserIdCause'], ['triggeredBy', 'TimerTrigger'], ['triggeredBy', 'UpstreamCause']],
    ]);
  });

  test('a release is a model among those that have one', () => {
    const [choice, version] = readJenkinsfile(filesOf()[0]!.content)[0]!.block.find(({ call: part }) => part === 'parameters')!.block;
    expect(choice).toMatchObject({ call: 'choice', named: { name: 'RELEASED_MODEL', choices: ['none', 'risk'] } });
    expect(version).toMatchObject({ call: 'string', named: { name: 'RELEASED_VERSION', defaultValue: '', trim: true } });
    const lock = pinned('dev', 'prod', 'spare');
    expect(allStages(pipelineOf({}, lock)).map(({ name }) => name)).not.toContain('risk release');
  });
});

describe.each(SITUATIONS)('of every stage, when %s,', (_, change, lock) => {
  const works = worksOf(change, lock);

  test('the name is unique, and a job ends in time', () => {
    const names = allStages(pipelineOf(change, lock)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(works.filter(({ input, steps, when }) => input === undefined && when.every(({ call: condition }) => condition !== 'expression') && steps[0]!.call !== 'timeout')).toEqual([]);
  });

  test('what signs in has nothing of the repository, and gets a token for one role each', () => {
    const signed = works.filter(stage => tokens(stage).length > 0);
    expect(signed.length).toBeGreaterThan(0);
    for (const stage of signed) {
      const before = stage.steps.map(({ call: step }) => step);
      expect(before[1]).toBe('deleteDir');
      expect(before).not.toContain('checkout');
      expect(scripts(stage).join('\n')).not.toMatch(/npm (ci|test)/);
      for (const { id, script } of tokens(stage)) expect(script).toMatch(new RegExp(`role/${id} .*\n.*"file://\\$TOKEN_FILE"`));
    }
    expect(works.filter(stage => scripts(stage).filter(script => script.includes('aws sts')).length !== tokens(stage).length)).toEqual([]);
  });

  test('what changes an environment waits for its turn, and takes no agent while a person is asked', () => {
    const changes = works.filter(stage => tokens(stage).some(({ id }) => /-(deploy|operate)$/.test(id)));
    expect(changes.length).toBeGreaterThan(0);
    for (const stage of changes) {
      const [place, ...others] = new Set(tokens(stage).flatMap(({ id }) => /^bank-(\w+)-jenkins-(deploy|operate)$/.exec(id)?.[1] ?? []));
      expect(others).toEqual([]);
      expect(stage.lock).toMatch(new RegExp(`^bank-(risk|scores)-${place}$`));
    }
    expect(works.filter(({ agent, input }) => input !== undefined && agent !== undefined)).toEqual([]);
  });

  test('a pull request has no token', () => {
    expect(works.filter(({ name }) => /^(build|pull request)/.test(name)).flatMap(tokens)).toEqual([]);
  });

  test('each shell is bash, which writes no command into the log', () => {
    expect(works.flatMap(scripts).filter(script => !script.startsWith('#!/usr/bin/env bash\n') || script.includes('set -x'))).toEqual([]);
  });
});

describe('what stages are told', () => {
  const stage = (name: string, ...of: Parameters<typeof pipelineOf>) => allStages(pipelineOf(...of)).find(own => own.name === name)!;
  const text = (...of: Parameters<typeof stage>) => scripts(stage(...of)).join('\n');

  test('an approved version comes from the build, a pinned one from the lock file', () => {
    expect(text('risk release: to-prod')).toContain('export VERSION="$RELEASED_VERSION"\n');
    expect(text('risk release: to-prod', {}, pinned('prod'))).toContain(`export VERSION='${VERSION}'\n`);
    expect(text('risk release: to-prod', {}, pinned('prod'))).not.toContain('RELEASED_VERSION');
  });

  test('training is started with a token of the build, and nothing waits for it', () => {
    expect(text('risk: train')).toContain('token=jenkins-run-$(printf \'%s\' "$BUILD_URL" | sha256sum');
    expect(text('risk: train')).not.toMatch(/describe-pipeline-execution|sleep|wait /);
  });

  test('the newest approved version is released by a build of the same branch, when there is one', () => {
    const { steps: [build], when } = stage('risk: start-release');
    expect(when).toMatchObject([{ call: 'expression', block: [{ call: 'fileExists', arguments: ['version'] }] }]);
    expect(build).toMatchObject({
      call: 'build',
      named: { job: { word: 'env.JOB_BASE_NAME' }, wait: false, parameters: [{ named: { name: 'RELEASED_MODEL', value: 'risk' } }, { named: { name: 'RELEASED_VERSION', value: { call: 'readFile', arguments: ['version'] } } }] },
    });
    expect(text('risk: newest-version')).toContain('printf \'%s\' "$version" > version\n');
  });

  test('those who approve are named, and nobody when none are', () => {
    expect(stage('risk release: approve-prod').input).toEqual({ message: 'Let the version into prod?', ok: 'Approve', submitter: 'risk,audit' });
    expect(stage('risk release: approve-prod', { jenkins: { ...JENKINS, approvers: undefined } }).input).not.toHaveProperty('submitter');
  });

  test('a text stays a text, whatever it looks like', () => {
    const body = '{ "a": "${params.X} $(id) `id` \' \'\'\' \\u0027" }\nb';
    expect(text('risk release: to-dev', { smokeTest: { contentType: 'text/plain', body } })).toContain('$\'\'{params.X} $\'\'(id) `id` \'\\\'\' \'\\\'\'\'\\\'\'\'\\\'\' \\u0027" }\nb\'');
  });
});

test('configuration as code has a credential for each role, for tokens that are for it alone', () => {
  const credentialsIn = (change?: DeliveryDefinition) => credentialsOf(filesOf(change)[1]!.content);
  const used = new Set(worksOf().flatMap(tokens).map(({ id }) => id));
  expect(new Set(credentialsIn().map(({ id }) => id))).toEqual(used);
  expect(credentialsIn().filter(({ audience, id, issuer }) => audience !== id || issuer !== undefined)).toEqual([]);
  const issuer = 'https://tokens.acme.example/jenkins';
  expect(new Set(credentialsIn({ jenkins: { ...JENKINS, issuer } }).map(own => own.issuer))).toEqual(new Set([issuer]));
});
