import { readTriggers, ReadTrigger } from './read-builds';
import { CloudBuildDefinition, delivery, DeliveryDefinition, LockDefinition } from '../../../lib';
import { bank, pinned, SITUATIONS, VERSION } from '../situations';

const GOOGLE: CloudBuildDefinition = { project: 'acme-risk', region: 'europe-west4', repository: 'github/bank', image: 'acme/deliver:1' };

function filesOf(change: DeliveryDefinition = {}, lock?: LockDefinition): delivery.DeliveryFile[] {
  return new delivery.CloudBuild({ definition: bank({ cloudBuild: GOOGLE, ...change }), lock }).files;
}

const triggersOf = (...of: Parameters<typeof filesOf>) => readTriggers(filesOf(...of));
const triggerOf = (name: string, ...of: Parameters<typeof filesOf>) => triggersOf(...of).find(trigger => trigger.name === name)!;
const textOf = ({ build }: ReadTrigger) => build.steps.map(({ script }) => script).join('\n');

describe('the files', () => {
  test('say who writes them, are the same each time, and what is not given to Cloud Build is an error', () => {
    expect(filesOf()).toEqual(filesOf());
    expect(filesOf().filter(({ content }) => !content.includes('# Written by `npx mlops delivery`'))).toEqual([]);
    expect(() => new delivery.CloudBuild({ definition: { ...bank({}), delivery: undefined } })).toThrow('has no "delivery.cloudBuild"');
    expect(() => filesOf({ cloudBuild: { ...GOOGLE, repository: 'bank' } })).toThrow('delivery.cloudBuild.repository: must be connection and repository');
  });

  test('change only where the definition does', () => {
    const before = new Map(filesOf().map(({ content, path }) => [path, new Set(content.split('\n'))]));
    const changed = filesOf({ test: ['make test'] }).flatMap(({ content, path }) => {
      const own = content.split('\n').filter(line => !before.get(path)!.has(line)).map(line => line.trim());
      return own.length === 0 ? [] : [[path, own]];
    });
    expect(changed).toEqual([['.cloudbuild/bank-build.yaml', ['make test']], ['.cloudbuild/bank-pull-request.yaml', ['make test']]]);
  });
});

describe('what starts a build', () => {
  test('is a push to the branch, a pull request to it, or a message with a version; by the files that count', () => {
    const of = { cloudBuild: { ...GOOGLE, branch: 'release/1.0' }, paths: ['mlops.yaml', 'src/**'] };
    expect(triggerOf('bank-risk-build', of)).toMatchObject({
      repositoryEventConfig: { push: { branch: '^release/1\\.0$' } }, includedFiles: ['mlops.yaml', 'src/**'], filename: '.cloudbuild/bank-build.yaml',
    });
    expect(triggerOf('bank-pull-request', of)).toMatchObject({ repositoryEventConfig: { pullRequest: { branch: '^release/1\\.0$' } }, includedFiles: ['mlops.yaml', 'src/**'] });
    expect(triggerOf('bank-risk-build').includedFiles).toBeUndefined();
    expect(triggerOf('bank-risk-release-build', of)).toMatchObject({
      pubsubConfig: { topic: 'projects/acme-risk/topics/bank-risk-release' },
      gitFileSource: { path: '.cloudbuild/bank-build.yaml', revision: 'refs/heads/release/1.0' },
      sourceToBuild: { ref: 'refs/heads/release/1.0' },
    });
  });

  test('is, for what follows, the build before it, whose run and version go on', () => {
    const told = ({ substitutions: { _RUN, _VERSION } = {} }: ReadTrigger) => [_RUN, _VERSION];
    expect(['review', 'train', 'release'].map(id => told(triggerOf(`bank-risk-${id}`)))).toEqual([
      ['$(body.message.data.id)', undefined], ['$(body.message.data.substitutions._RUN)', undefined], ['$(body.message.data.substitutions._RUN)', undefined],
    ]);
    expect(['verify', 'to-prod'].map(id => told(triggerOf(`bank-risk-release-${id}`)))).toEqual([
      ['$(body.message.data.id)', '$(body.message.data.substitutions._VERSION)'],
      ['$(body.message.data.substitutions._RUN)', '$(body.message.data.substitutions._VERSION)'],
    ]);
  });
});

describe.each(SITUATIONS)('of every trigger, when %s,', (_, change, lock) => {
  const triggers = triggersOf(change, lock);
  const signsIn = (trigger: ReadTrigger) => textOf(trigger).includes('aws sts');
  const accountOf = ({ serviceAccount }: ReadTrigger) => serviceAccount.split('/').at(-1)!.split('@')[0]!;

  test('what signs in is a build of the trigger, without the repository, and its account is not that of what runs code of it', () => {
    expect(triggers.filter(signsIn).length).toBeGreaterThan(0);
    for (const trigger of triggers.filter(signsIn)) {
      expect(trigger).toMatchObject({ isOwn: true, serviceAccount: expect.stringContaining('/deliver-bank') });
      expect([trigger.sourceToBuild, trigger.filename, trigger.gitFileSource]).toEqual([undefined, undefined, undefined]);
      expect(textOf(trigger)).not.toMatch(/npm (ci|test)/);
    }
    const codes = triggers.filter(trigger => !trigger.isOwn);
    expect(codes.filter(signsIn)).toEqual([]);
    expect(new Set(codes.map(accountOf))).toEqual(new Set(['test-bank', 'build-bank']));
  });

  test('each token is for the role that is taken on with it', () => {
    for (const { script } of triggers.flatMap(({ build }) => build.steps).filter(step => step.script.includes('aws sts'))) {
      expect(/identity\?audience=(\S+)'/.exec(script)![1]).toBe(/:role\/(\S+) /.exec(script)![1]);
    }
  });

  test('what changes an environment runs as its account, and no other does', () => {
    const changes = triggers.filter(trigger => /role\/\S+-(deploy|operate) /.test(textOf(trigger)));
    expect(changes.length).toBeGreaterThan(0);
    for (const trigger of changes) {
      const places = new Set([...textOf(trigger).matchAll(/role\/bank-(\w+)-cloudbuild-(deploy|operate) /g)].map(([, place]) => `deliver-bank-${place}`));
      expect(places).toEqual(new Set([accountOf(trigger)]));
    }
  });

  test('every build ends, and says where its log goes; a pull request leaves nothing that another build reads', () => {
    expect(triggers.filter(({ build: { options, timeout } }) => !/^\d+s$/.test(timeout) || options.logging !== 'CLOUD_LOGGING_ONLY')).toEqual([]);
    const test = triggers.find(({ name }) => name === 'bank-pull-request')!;
    expect([test.build.artifacts, textOf(test).includes('metadata.google')]).toEqual([undefined, false]);
  });

  test('values of a run reach scripts as variables alone', () => {
    const given = triggers.flatMap(({ build }) => [...build.options.env ?? [], ...build.steps.flatMap(({ env }) => env ?? [])]);
    expect(new Set(given)).toEqual(new Set([...new Set(given)].filter(line => /^(BUILD_ID|PROJECT_ID|RUN|RELEASED_VERSION|BASE_BRANCH)=\$_?[A-Z_]+$/.test(line))));
    expect(triggers.filter(trigger => /\$\{?_(RUN|VERSION|BASE_BRANCH)/.test(textOf(trigger)))).toEqual([]);
  });
});

describe('what builds are told', () => {
  test('an approved version comes from the run, a pinned one from the lock file', () => {
    expect(textOf(triggerOf('bank-risk-release-to-prod'))).toContain('export VERSION="$RELEASED_VERSION"\n');
    expect(textOf(triggerOf('bank-risk-release-to-prod', {}, pinned('prod')))).toContain(`export VERSION='${VERSION}'\n`);
  });

  test('training is started with a token of the run, and nothing waits for it', () => {
    expect(textOf(triggerOf('bank-risk-train'))).toContain('token=cloudbuild-run-$RUN\n');
    expect(textOf(triggerOf('bank-risk-train'))).not.toMatch(/describe-pipeline-execution|sleep|wait /);
  });

  test('a release is a message, so that no build may start another', () => {
    const text = textOf(triggerOf('bank-risk-release'));
    expect(text).toContain("export TOPIC='bank-risk-release'\n");
    expect(text).toContain('/topics/$TOPIC:publish"');
  });
});

test('the script makes the accounts, topics and triggers that the files name', () => {
  const { content, path } = filesOf().at(-1)!;
  expect(path).toBe('.cloudbuild/bank-setup.sh');
  const made = (variable: string) => new Set([...content.matchAll(new RegExp(`for ${variable} in (.*); do`, 'g'))].flatMap(([, names]) => names!.split(' ')));
  const named = (pattern: RegExp) => new Set(filesOf().slice(0, -1).flatMap(file => [...file.content.matchAll(pattern)].map(([, name]) => name!)));
  expect(made('trigger')).toEqual(new Set(triggersOf().map(({ name }) => name)));
  expect(made('account')).toEqual(named(/serviceAccounts\/([^@]+)@/g));
  expect(made('topic')).toEqual(named(/topic: projects\/acme-risk\/topics\/(\S+)/g));
  expect(content).toContain(`bucket=${[...named(/location: (gs:\/\/[^/]+)\//g)].join()}\n`);
});
