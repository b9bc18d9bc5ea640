import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { knownProps } from '../../build-tools/generate-known-props';

const LIBRARY = {
  'aws/oven/oven.ts': `
    export interface OvenProps extends BakeDefinition { readonly vpc: IVpc; readonly name?: string }
    export interface BakeryProps extends StackProps { readonly oven: Oven }
    export interface ForeignProps extends SomebodyElse { readonly own: string }
    export interface OvenOptions { readonly light: boolean }`,
  'aws/oven/oven.d.ts': 'export interface CompiledProps { readonly compiled: string }',
  'aws/oven/handlers/heat.ts': 'export interface HandlerProps { readonly handled: string }',
  'definition/bake-definition.ts': `
    export interface BakeDefinition {
      readonly heat: number;
      readonly during?: DurationText;
      readonly trays?: SizeText;
      /** @pattern ^[0-9]+(ms|s|m)$ */
      readonly blink?: string;
      /** How it is called */
      readonly label?: string;
    }`,
  'synth/aws/shop-props.ts': 'export interface AllShopsProps extends OvenProps { readonly during?: DurationText }',
  'kubernetes/oven.ts': 'export interface OvenProps { readonly namespace: string }\nexport interface PodProps { readonly pod: DurationText }',
};

let lib: string;
beforeEach(() => {
  lib = mkdtempSync(join(tmpdir(), 'known-props-'));
  for (const [file, text] of Object.entries(LIBRARY)) {
    mkdirSync(dirname(join(lib, file)), { recursive: true });
    writeFileSync(join(lib, file), text);
  }
});
afterEach(() => rmSync(lib, { recursive: true }));

interface Known {
  readonly props: Record<string, { readonly known: string[]; readonly required: string[] }>;
  readonly measures: string[];
}
const written = () => JSON.parse(knownProps(lib)) as Known;

test('props are those of the constructs of AWS, sorted, whose every base is known', () => {
  expect(Object.keys(written().props).filter(name => !/^Stack/.test(name))).toEqual(['AllShopsProps', 'BakeryProps', 'OvenProps']);
});

test('what an interface extends comes first, and what has no question mark must be given', () => {
  const { OvenProps, AllShopsProps } = written().props;
  expect(OvenProps).toEqual({ known: ['heat', 'during', 'trays', 'blink', 'label', 'vpc', 'name'], required: ['heat', 'vpc'] });
  expect(AllShopsProps!.known).toEqual([...OvenProps!.known, 'during']);
});

test('a construct that is a stack takes the props of stacks', () => {
  expect(written().props.BakeryProps).toEqual({ known: expect.arrayContaining(['env', 'stackName', 'oven']), required: ['oven'] });
});

test('lengths of time and sizes are measures, each once and sorted; other texts are not', () => {
  expect(written().measures).toEqual(['blink', 'during', 'trays']);
});

test('a library without one of its folders is refused', () => {
  rmSync(join(lib, 'definition'), { recursive: true });
  expect(() => knownProps(lib)).toThrow(join(lib, 'definition'));
});
