import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { instanceTypeTable } from '../../build-tools/generate-instance-types';

const enumerated = (...types: string[]) => Object.fromEntries(types.map(type => [type.toUpperCase(), type]));
const ENUMERATED = {
  hosting: enumerated('ml.m5.xlarge', 'ml.m5.24xlarge', 'ml.c7gd.4xlarge', 'ml.m5.2xlarge', 'ml.m5.large', 'ml.c5.large'),
  training: enumerated('ml.p4d.24xlarge', 'ml.m5.4xlarge'),
};
const PRICES = {
  hosting: {
    'description': 'Where this is from',
    'us-east-1': { enum: ['ml.m5.large', 'ml.c5.large', 'ml.m5.xlarge'] },
    'af-south-1': { enum: ['ml.m5.large'] },
    'xx-nowhere-1': {},
  },
  processing: { 'us-east-1': { enum: ['ml.a1.large', 'ml.m5.large'] }, 'eu-west-1': { enum: ['ml.t3.medium'] } },
  transform: { 'us-east-1': { enum: ['ml.p4d.24xlarge'] } },
};

let cfnLint: string;
beforeEach(() => {
  cfnLint = mkdtempSync(join(tmpdir(), 'cfnlint-'));
  for (const [purpose, prices] of Object.entries(PRICES)) write(purpose, prices);
});
afterEach(() => rmSync(cfnLint, { recursive: true }));

const fileOf = (purpose: string) => join(cfnLint, `data/schemas/extensions/aws_sagemaker_${purpose}/instancetype_enum.json`);

function write(purpose: string, prices: object): void {
  mkdirSync(dirname(fileOf(purpose)), { recursive: true });
  writeFileSync(fileOf(purpose), JSON.stringify(prices));
}

interface Table {
  readonly INSTANCE_TYPES: Record<string, Record<string, string>>;
  readonly REGION_FAMILIES: Record<string, string[]>;
}

/** What a file exports. */
function loaded(source: string): Table {
  const exported = {};
  const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  new Function('exports', outputText)(exported);
  return exported as Table;
}

/** As entries, for an object that is expected does not say in which order its keys come. */
const entries = (object: object) => Object.entries(object);

test('families are sorted, and sizes from small to large, for each purpose', () => {
  const { INSTANCE_TYPES } = loaded(instanceTypeTable(cfnLint, ENUMERATED));
  expect(entries(INSTANCE_TYPES).map(([purpose, families]) => [purpose, entries(families)])).toEqual([
    ['hosting', [['c5', 'large'], ['c7gd', '4xlarge'], ['m5', '2xlarge 24xlarge large xlarge']]],
    ['training', [['m5', '4xlarge'], ['p4d', '24xlarge']]],
  ]);
});

test('a region has every family of any price list once, sorted; what is no region is left out', () => {
  expect(entries(loaded(instanceTypeTable(cfnLint, ENUMERATED)).REGION_FAMILIES)).toEqual([
    ['af-south-1', ['m5']],
    ['eu-west-1', ['t3']],
    ['us-east-1', ['a1', 'c5', 'm5', 'p4d']],
  ]);
});

test('the order of the sources makes no difference', () => {
  const backwards = (object: object) => Object.fromEntries(entries(object).reverse());
  const before = instanceTypeTable(cfnLint, ENUMERATED);
  write('hosting', backwards(PRICES.hosting));
  write('processing', { 'eu-west-1': { enum: ['ml.t3.medium'] }, 'us-east-1': { enum: ['ml.m5.large', 'ml.a1.large'] } });
  expect(instanceTypeTable(cfnLint, { hosting: backwards(ENUMERATED.hosting), training: backwards(ENUMERATED.training) })).toBe(before);
});

test('many families go over lines that are short enough, and none is lost', () => {
  const families = Array.from({ length: 80 }, (_, index) => `f${100 + index}`);
  write('transform', { 'us-west-2': { enum: families.map(family => `ml.${family}.large`) } });
  const source = instanceTypeTable(cfnLint, ENUMERATED);
  expect(loaded(source).REGION_FAMILIES['us-west-2']).toEqual(families);
  expect(source.split('\n').filter(line => line.length > 150)).toEqual([]);
});

test('the table of the library is what is made of the SDK, to the byte', () => {
  const ofLibrary = readFileSync(join(__dirname, '../../lib/aws/foundation/instance-type-table.ts'), 'utf8');
  const untilRegions = (source: string) => source.slice(0, source.indexOf('/** The families that a region has'));
  expect(untilRegions(instanceTypeTable(cfnLint))).toBe(untilRegions(ofLibrary));
});

describe('what lacks what is read is refused', () => {
  test('a folder without a price list', () => {
    rmSync(fileOf('processing'));
    expect(() => instanceTypeTable(cfnLint, ENUMERATED)).toThrow(fileOf('processing'));
  });

  test.each([
    ['no region', { description: 'Where this is from' }],
    ['regions without types', { 'us-east-1': {}, 'eu-west-1': { const: 'ml.m5.large' } }],
  ])('a price list with %s', (_, prices) => {
    write('transform', prices);
    expect(() => instanceTypeTable(cfnLint, ENUMERATED)).toThrow(`${fileOf('transform')} lists no region with its instance types`);
  });

  test.each(['m5.large', 'ml.m5', 'ml.m5.', 'ml.m5.large.more', ''])('a price list with the type "%s"', type => {
    write('hosting', { 'us-east-1': { enum: ['ml.c5.large', type] } });
    expect(() => instanceTypeTable(cfnLint, ENUMERATED)).toThrow(`"${type}" is no instance type of the form ml.<family>.<size>`);
  });

  test('an SDK without types for a purpose, or with others', () => {
    expect(() => instanceTypeTable(cfnLint, { ...ENUMERATED, transform: {} })).toThrow('the SDK enumerates no instance type for transform');
    expect(() => instanceTypeTable(cfnLint, { hosting: enumerated('db.m5') })).toThrow('"db.m5" is no instance type');
  });
});
