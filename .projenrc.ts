import { awscdk, JsonFile, javascript } from 'projen';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'mlops-constructs',
  description: 'CDK and cdk8s constructs that turn one typed definition of a machine-learning system into everything that runs it',
  author: 'The mlops-constructs authors',
  authorAddress: 'maintainers@mlops-constructs.dev',
  authorOrganization: true,
  repositoryUrl: 'git+https://github.com/mlops-constructs/mlops-constructs.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The mlops-constructs authors',
  keywords: ['aws-cdk', 'cdk', 'cdk8s', 'mlops', 'sagemaker', 'machine-learning', 'monitoring', 'feature-store'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  projenrcTs: true,
  sampleCode: false,

  srcdir: 'lib',
  libdir: 'lib',
  docgen: false,
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  cdkVersion: '2.276.0',
  constructsVersion: '10.8.1',

  // npm installs them beside the CDK; who stays on AWS never loads them.
  peerDeps: ['cdk8s@^2.70.106', 'cdk8s-plus-28@^2.5.6'],

  bin: { mlops: 'bin/mlops.js' },
  autoDetectBin: false,
  bundledDeps: ['commander@14.0.2', 'tar@7.5.23', 'yaml@2.9.1'],
  devDeps: [
    '@aws-cdk/aws-service-spec@0.1.216',
    '@aws-cdk/service-spec-types@0.0.282',
    '@aws-sdk/client-application-auto-scaling@^3.1100.0',
    '@aws-sdk/client-cloudwatch@^3.1100.0',
    '@aws-sdk/client-codepipeline@^3.1100.0',
    '@aws-sdk/client-dynamodb@^3.1100.0',
    '@aws-sdk/client-lambda@^3.1100.0',
    '@aws-sdk/client-s3@3.1142.0',
    '@aws-sdk/client-sagemaker@^3.1100.0',
    '@aws-sdk/client-sagemaker-runtime@^3.1100.0',
    '@aws-sdk/client-scheduler@^3.1100.0',
    '@aws-sdk/client-sts@^3.1100.0',
    '@jest/environment@30.5.2',
    '@jest/fake-timers@30.5.2',
    '@types/aws-lambda',
    '@types/github-slugger@1.3.0',
    '@types/spdx-satisfies@6.0.0',
    'ajv@8.20.0',
    'aws-cdk@2.1148.1',
    'cdk-nag@3.0.2',
    'csv-parse@7.0.3',
    'esbuild@0.28.2',
    'fast-check@4.10.2',
    'github-slugger@1.5.0',
    'jest-mock@30.5.2',
    'jest-runtime@30.5.2',
    'markdown-it@15.0.3',
    'spdx-satisfies@6.0.0',
    'ts-json-schema-generator@2.4.0',
  ],

  github: false,
  release: false,
  buildWorkflow: false,
  depsUpgrade: false,
  pullRequestTemplate: false,
  tsconfig: {
    // The sources are not packed, so neither are maps to them.
    compilerOptions: { types: ['node'], inlineSourceMap: false, inlineSources: false },
    // Handlers run in AWS Lambda and are bundled there from their own sources; jsii compiles what runs at synth.
    exclude: ['node_modules', 'lib/**/handlers/**'],
  },
  eslint: true,
  eslintOptions: { dirs: ['lib'], devdirs: ['test', 'build-tools', 'examples', 'bench', 'projenrc'] },
  jestOptions: {
    configFilePath: 'jest.config.json',
    junitReporting: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      collectCoverage: false,
      // Sources win over stale compiled files that stand beside them.
      moduleFileExtensions: ['ts', 'js', 'json', 'node'],
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      // Packages of Python hold package.json files, too.
      modulePathIgnorePatterns: ['/\\.venv/'],
      globalSetup: '<rootDir>/test/quality/jest/before-all-files.ts',
      setupFiles: ['<rootDir>/test/quality/jest/before-each-file.ts'],
      testEnvironment: '<rootDir>/test/quality/jest/environment.ts',
      runtime: '<rootDir>/test/quality/jest/runtime.cjs',
      testTimeout: 120_000,
      maxWorkers: 2,
    },
  },
});

const run = 'ts-node --transpile-only --project projenrc/tsconfig.json';

// --- What is generated before the compiler runs: the JSON Schema and the bundled handlers.
project.preCompileTask.exec(`${run} --prefer-ts-exts build-tools/generate-schema.ts`);
project.preCompileTask.exec(`${run} build-tools/generate-known-props.ts`);
project.preCompileTask.exec(`${run} build-tools/bundle-handlers.ts`);

// --- What is done to the compiled files: nothing is loaded before it is used.
project.compileTask.exec(`${run} build-tools/lazy-requires.ts`);
project.compileTask.exec(`${run} build-tools/lazy-exports.ts`);

// `npm ci` leaves a package that works: a clone needs no further step before `npx cdk synth`. (`prepare` would do both, but npm warns
// of it whoever installs the packed package.)
project.package.setScript('dependencies', 'projen pre-compile && projen compile');
project.package.setScript('prepack', 'projen pre-compile && projen compile && ts-node --transpile-only --project projenrc/tsconfig.json build-tools/delete-bundled-maps.ts');
// Users may have Node.js 20, so that it is what builds.
project.compileTask.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// --- What can be imported: the index, and what users test their systems with. The two files are what jsii and its tools read.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './testing': { types: './lib/testing/index.d.ts', default: './lib/testing/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});

// Its newest version was published before its binaries; a lock file of it cannot be installed.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// What has an install script runs none: each finds its binary in an optional package of the lock file. The script would only look for it, or
// download or build it where that is missing. `npm run test:supply` holds this table against the lock file.
project.package.addField('allowScripts', { '@parcel/watcher': false, 'esbuild': false, 'unrs-resolver': false });

// --- Tests: lint and types have commands of their own.
const types = project.addTask('typecheck', {
  description: 'Check the types of handlers, tests, tools and examples, which jsii does not compile',
  exec: 'tsc --noEmit --project test/tsconfig.json',
});
const lint = project.addTask('lint', { description: 'Check style, import rules and types; changes nothing' });
lint.exec('eslint --ext .ts --max-warnings 0 lib test build-tools examples bench .projenrc.ts', {
  env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
});
lint.spawn(types);

project.testTask.reset();
// After `npm ci` what is generated is as new as the sources. The file that is written last tells.
const generated = 'lib/aws/training-pipeline/handlers/start-pipeline/index.js';
const newerSources = `find lib build-tools package-lock.json -newer ${generated} \\( -name '*.json' -o -name '*.ts' ! -name '*.d.ts' \\)`;
project.testTask.spawn(project.preCompileTask, { condition: `[ ! -f ${generated} ] || ${newerSources} | grep -q .` });
project.testTask.exec('jest --ci', { receiveArgs: true });

project.gitignore.exclude('cdk.out/', '/lib/definition/*.schema.json', '/lib/aws/foundation/known-props.json', '/lib/aws/**/handlers/*/LICENSES.txt', '.venv/', '__pycache__/', '.pytest_cache/', '*.tar.gz');
for (const page of ['/API.md', '/docs/keys.md', '/docs/reference/**']) project.annotateGenerated(page);
project.npmignore?.exclude(
  '*.ts', '!*.d.ts', '!/examples/**/*.ts',
  // The declarations say the same to editors.
  '/API.md', '/docs/reference/',
  '/CONTRIBUTING.md', '/SECURITY.md', '/docs/architecture.md', '/docs/aws-coverage.md', '/docs/decisions/',
  '/build-tools/', '/jest.config.json', '/cdk.json', '/.ci/', '/.npmrc', '/bench/', 'cdk.out/', '__pycache__/', '.venv/', '/coverage/',
);

new JsonFile(project, 'cdk.json', {
  marker: false,
  obj: { app: 'node bin/mlops.js synth examples/credit-risk/mlops.yaml' },
});

project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// --- Tests, tools, examples and handlers share one compiler configuration.
const testConfig = project.tryFindObjectFile('test/tsconfig.json')!;
testConfig.addOverride('include', ['**/*.ts', '../lib/**/*.ts', '../build-tools/**/*.ts', '../examples/**/*.ts', '../bench/**/*.ts']);
testConfig.addOverride('exclude', ['../node_modules', '**/*.d.ts', '../lib/**/*.d.ts']);
testConfig.addOverride('compilerOptions.types', ['node', 'jest']);
testConfig.addOverride('compilerOptions.noUncheckedIndexedAccess', true);

// --- Heavier proof has commands of its own.
project.addTask('bench', {
  description: 'Measure time and memory as ratios against hand-written L1 code',
  exec: `${run} bench/run.ts`,
  receiveArgs: true,
});
project.addTask('bench:monitor', {
  description: 'Measure rows per second and memory of the monitor beside Evidently called directly (installs Python packages beside the tests)',
  exec: 'bench/monitor/run.sh',
  receiveArgs: true,
});
project.addTask('test:schemas', {
  description: 'Hold pipeline definitions against the published SageMaker schema, which stands beside the project',
  exec: "jest --ci --testMatch '<rootDir>/test/schemas/*.schematest.ts'",
});
project.addTask('test:edits', {
  description: 'Make every edit of the examples, and look whether one would replace or leave behind what holds data without an error',
  exec: "jest --ci --testMatch '<rootDir>/test/edits/*.edittest.ts'",
  receiveArgs: true,
});
project.addTask('test:handlers', {
  description: 'Run every handler under all that AWS may do to it: events twice and in any order, throttling, ends between any two calls',
  exec: "jest --ci --testMatch '<rootDir>/test/**/*.handlertest.ts'",
  receiveArgs: true,
});
project.addTask('test:example-programs', {
  description: 'Train, evaluate and serve the example on its real data, in the folders of SageMaker (installs Python packages into .venv)',
  exec: 'examples/credit-risk/test_local.sh',
});
project.addTask('test:fuzz', {
  description: 'Check many badly edited definitions: `npm run test:fuzz -- 100000` (about half an hour), then perhaps a seed',
  exec: `${run} --prefer-ts-exts test/definition/fuzz/run.ts`,
  receiveArgs: true,
});
project.addTask('test:programs', {
  description: 'Test a program that runs in the cloud, on real data: `npm run test:programs monitor` (installs Python packages beside the tests)',
  exec: 'test/programs/run.sh',
  receiveArgs: true,
});
project.addTask('test:package', {
  description: 'Install the packed package where users do, and run what the READMEs and the examples show there (needs a package registry)',
  exec: "jest --ci --globalSetup '<rootDir>/test/package/workshop.ts' --testMatch '<rootDir>/test/package/*.packagetest.ts'",
  receiveArgs: true,
});
project.addTask('test:supply', {
  description: 'Hold lock files, pins and licences against the rules of docs/supply-chain.md (installs Python packages beside the tests)',
  steps: [
    { exec: 'test/programs/install.sh' },
    { exec: "jest --ci --testMatch '<rootDir>/test/supply/*.supplytest.ts'", receiveArgs: true },
  ],
});
project.addTask('test:pages', {
  description: 'Open every page of the programs in a real browser, about data that attack whoever reads them (installs Chromium from Debian, as root)',
  exec: 'test/programs/run.sh pages',
  receiveArgs: true,
});
project.addTask('lock:programs', {
  description: 'Pin every package that the programs install, with its hashes; `-- --upgrade` takes newer ones',
  exec: 'build-tools/lock-programs.sh',
  receiveArgs: true,
});
project.addTask('test:loop', {
  description: 'Deploy the example to emulators and live its whole loop there, from training to retraining (installs Python packages beside the tests)',
  exec: 'test/loop/run.sh',
  receiveArgs: true,
});
project.addTask('test:templates', {
  description: 'Hold the templates of generated systems against cfn-lint: `npm run test:templates 500` (installs cfn-lint beside the tests)',
  exec: 'test/templates/run.sh',
  receiveArgs: true,
});
project.addTask('test:tracker', {
  description: 'Start the real server of MLflow as the manifests say, record and read runs (installs MLflow beside the tests)',
  exec: 'test/kubernetes/experiment-tracker/run.sh',
});
project.addTask('test:workflows', {
  description: 'Hold emitted workflows against the linter of Argo, and their conditions against its controller (needs Go, which builds both once)',
  exec: 'test/kubernetes/argo/run.sh',
});
project.addTask('test:delivery', {
  description: 'Hold what delivers against actionlint, zizmor, gitlab-ci-local, Groovy and shellcheck (installs them beside the tests; needs Go and Maven)',
  exec: 'test/delivery/run.sh',
});
project.addTask('test:versions', {
  description: 'Keep data with the real DVC and Git LFS, in the stores and by the server that the library makes (installs both beside the tests)',
  exec: 'test/versions/run.sh',
});
project.addTask('test:cluster', {
  description: 'Apply every manifest to a real API server with KServe (needs Go once, to build both, and the custom resources beside the project)',
  exec: 'test/cluster/run.sh',
  receiveArgs: true,
});
project.addTask('test:prometheus', {
  description: 'Run the alerts of every server of models in the engine of Prometheus (builds promtool outside the tree; needs Go)',
  exec: 'test/kubernetes/prometheus/run.sh',
});
project.addTask('instance-types', {
  description: 'Write the table of instance types anew, from the SDK and from the folder of an installed cfn-lint',
  exec: `${run} build-tools/generate-instance-types.ts`,
  receiveArgs: true,
});
project.addTask('test:golden', {
  description: 'Write the agreed resources of the examples anew; look at the difference before you commit it',
  exec: 'jest --ci test/examples -t "agreed on"',
  env: { UPDATE_GOLDEN: '1', NODE_OPTIONS: '--no-warnings' },
});
const docs = project.addTask('docs', { description: 'Render every page that comes from the code: API.md and most of docs/' });
docs.spawn(project.preCompileTask);
docs.spawn(project.compileTask);
docs.exec(`${run} --prefer-ts-exts build-tools/render-docs.ts`);

// --- The house style that a machine can check. One configuration knows every source, compiled by jsii or not.
const eslintConfig = project.tryFindObjectFile('.eslintrc.json')!;
eslintConfig.addDeletionOverride('parserOptions.projectService');
eslintConfig.addOverride('settings.import/resolver.typescript.project', './test/tsconfig.json');
eslintConfig.addOverride('parserOptions.project', ['./test/tsconfig.json', './projenrc/tsconfig.json']);
// The SDK is part of the Lambda runtime, so handlers use it without shipping it.
project.eslint?.addOverride({ files: ['lib/**/handlers/**'], rules: { 'import/no-extraneous-dependencies': 'off' } });
// What is read most is broken at the thought, texts included; a pattern cannot be broken.
project.eslint?.addOverride({
  files: ['lib/**', 'build-tools/**', 'bin/**'],
  rules: { '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreRegExpLiterals: true, ignorePattern: '^ *\\* @pattern ' }] },
});
project.eslint?.addOverride({ files: ['lib/cli/index.ts'], rules: { '@typescript-eslint/no-require-imports': 'off' } });
// The policy packs are the user's own, if there are any.
project.eslint?.addOverride({
  files: ['lib/testing/policy-checks.ts'], rules: { '@typescript-eslint/no-require-imports': 'off', 'import/no-extraneous-dependencies': 'off' },
});
project.eslint?.addRules({
  'import/no-cycle': ['error'],
  '@typescript-eslint/no-explicit-any': ['error'],
  // What renders makes data, what defines makes constructs: the name tells whether a call changes the tree.
  'no-restricted-syntax': ['error', {
    selector: ':matches(MethodDefinition[key.name=/^render/], FunctionDeclaration[id.name=/^render/])'
      + ' :matches(NewExpression > :matches(ThisExpression, Identifier[name="scope"]).arguments:first-child,'
      + ' CallExpression[callee.name=/^define[A-Z]/], CallExpression[callee.property.name=/^define[A-Z]/])',
    message: 'what makes a construct is named define…, and what is named render… makes data',
  }],
});

project.synth();
