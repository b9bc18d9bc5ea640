import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFINITIONS, EXAMPLES, PROGRAMS, exampleApp, exampleSource } from './examples';
import { Resource, StackTemplate, resourcesOf, templatesOf } from '../../lib/testing/assembly-templates';
import { deployedFiles } from '../../lib/testing/deployed-files';
import { VALIDATION_CONTEXT, addPolicyPacks, reportedFindings, validated } from '../../lib/testing/policy-checks';
import { widePermissions } from '../../lib/testing/wide-permissions';
import { lostResources } from '../quality/replacement';
import { runTypeScript } from '../quality/run-typescript';

const output = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

// Every example is synthesised once with every check, and once in a process of its own where everything is different, which has the
// built package. With every check, definitions become stacks by the sources; programs import the package, so that it is built there too.
const checked = join(output, 'checked');
const elsewhere = join(output, 'elsewhere');

beforeAll(() => {
  for (const name of DEFINITIONS) validated(addPolicyPacks(exampleApp(name, { outdir: join(checked, name), context: VALIDATION_CONTEXT })));
  runTypeScript(join(__dirname, 'synthesise-checked.ts'), [checked, ...PROGRAMS], { built: true });
}, 300_000);

beforeAll(() => {
  runTypeScript(join(__dirname, 'synthesise-elsewhere.ts'), [elsewhere, ...EXAMPLES], {
    built: true,
    workingDirectory: output,
    preload: [join(__dirname, '../quality/another-world.cjs')],
    environment: {
      CDK_VALIDATION: 'false',
      HOME: join(output, 'nobody'),
      TZ: 'Pacific/Chatham',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      AWS_REGION: 'ap-south-2',
      CDK_DEFAULT_REGION: 'ap-south-2',
      CDK_DEFAULT_ACCOUNT: '999999999999',
    },
  });
}, 300_000);

const assembly = (name: string) => join(checked, name);
const templates = (name: string) => templatesOf(assembly(name));

describe.each(EXAMPLES)('%s', name => {
  test('has nothing that five sets of policy and template checks object to', () => {
    expect(reportedFindings(assembly(name))).toEqual([]);
  });

  test('gives no permission that is too wide', () => {
    expect(widePermissions(templates(name))).toEqual([]);
  });

  test('names no partition, so that it also deploys to others', () => {
    const own = exampleSource(name);
    const arns = [...templates(name).values()].flatMap(template => JSON.stringify(template).match(/arn:aws[a-z-]*:[^"\\,\s]*/g) ?? []);
    expect(arns.filter(arn => !own.includes(arn))).toEqual([]);
  });

  test('is the same, byte for byte, with another clock, home, folder, time zone and language, without network and processes', () => {
    expect(deployedFiles(join(elsewhere, 'plain', name))).toEqual(deployedFiles(assembly(name)));
  });

  test('loses nothing to a tag that a company puts on everything', () => {
    expect(lostResources(templates(name), templatesOf(join(elsewhere, 'tagged', name)))).toEqual([]);
  });

  test('has stacks far below the limits of CloudFormation', () => {
    for (const [stack, { Resources = {} }] of templates(name)) {
      expect({ stack, resources: Object.keys(Resources).length < 200 }).toEqual({ stack, resources: true });
    }
  });

  test('has pipeline definitions that are JSON with steps', () => {
    for (const [, resource] of resourcesOf(templates(name))) {
      if (resource.Type !== 'AWS::SageMaker::Pipeline') continue;
      expect(pipelineDefinition(assembly(name), resource)).toMatchObject({ Version: '2020-12-01', Steps: expect.any(Array) });
    }
  });

  test('has the resources that were agreed on', () => {
    const golden = join(__dirname, 'golden', `${name}.txt`);
    const resources = resourceList(templates(name));
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, resources);
    expect(resources).toEqual(existsSync(golden) ? readFileSync(golden, 'utf8') : 'missing: run `npm run test:golden`');
  });
});

/** `<type> <logical id>` of every resource under the name of its stack; stacks with the same resources are listed once. */
function resourceList(all: Map<string, StackTemplate>): string {
  const stacksByContent = new Map<string, string[]>();
  for (const [stack, { Resources = {} }] of all) {
    const content = Object.entries(Resources).map(([logicalId, { Type }]) => `  ${Type} ${logicalId}`).sort().join('\n');
    stacksByContent.set(content, [...stacksByContent.get(content) ?? [], stack]);
  }
  return [...stacksByContent].map(([content, [first, ...more]]) =>
    `${first}${more.length > 0 ? ` and ${more.length} more of the same shape` : ''}\n${content}\n`).join('\n');
}

/** The definition in the template, with deploy-time values as text, or in the assembly's files. */
function pipelineDefinition(assemblyDirectory: string, { Properties = {} }: Resource): unknown {
  const { PipelineDefinitionBody: body, PipelineDefinitionS3Location: location } = Properties.PipelineDefinition as Record<string, unknown>;
  if (body !== undefined) return JSON.parse(asText(body));
  const { Key: key } = location as { Key: string };
  return JSON.parse(readFileSync(join(assemblyDirectory, `asset.${key}`), 'utf8'));
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? ['', ['known-at-deployment']];
  return parts.map(asText).join(separator);
}
