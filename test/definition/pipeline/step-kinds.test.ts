import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';
import { STEP_RENDERERS } from '../../../lib/aws/training-pipeline/steps/step-renderers';
import { STEP_KINDS } from '../../../lib/definition/pipeline/step-kinds';

const ROOT = join(__dirname, '..', '..', '..');
const KINDS = Object.keys(STEP_KINDS);
/** The table, its structs, and the renderers of each platform: all that a new kind adds to. */
const OF_KINDS = /^lib\/(definition\/pipeline|(aws|kubernetes)\/training-pipeline\/steps|versioning\/dvc)\//;

const kebab = (kind: string) => kind.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

describe('every kind of step', () => {
  test('that a definition can have has a row and a renderer', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'lib/definition/definition.schema.json'), 'utf8')) as { definitions: { StepDefinition: { oneKeyOf: string[] } } };
    expect(KINDS).toEqual(schema.definitions.StepDefinition.oneKeyOf);
    expect(Object.keys(STEP_RENDERERS)).toEqual(KINDS);
  });

  test.each(KINDS)('has files of its own: %s', kind => {
    const files = [`lib/definition/pipeline/steps/${kebab(kind)}-step-definition.ts`, `lib/aws/training-pipeline/steps/${kebab(kind)}-step.ts`];
    expect(files.filter(file => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test('that has an output which others can name has a renderer that knows where it is', () => {
    const named = Object.entries(STEP_KINDS).filter(([, row]) => row.data ?? row.servable).map(([kind]) => kind);
    expect(named.filter(kind => !STEP_RENDERERS[kind as keyof typeof STEP_RENDERERS].output)).toEqual([]);
  });

  describe('is looked at', () => {
    const planted = 'lib/definition/pipeline/switch.ts';
    let reads: string[];
    beforeAll(() => {
      reads = readsOfKinds({
        [planted]: 'import { StepDefinition } from \'./step-definition\';\n'
          + 'export const read = (steps: { [name: string]: StepDefinition }, kind: "tune") => Object.values(steps).map(step => [step.train?.script, step[kind]]);\n'
          + 'export const taken = ({ explain }: StepDefinition) => explain;\n',
      });
    });

    test('by the table and the renderers alone: no other file asks a step for one of its kinds', () => {
      expect(reads.filter(place => !OF_KINDS.test(place))).toEqual([]);
    });

    test('somewhere, or the search finds nothing', () => {
      expect(reads.filter(place => place.startsWith(planted))).toEqual([`${planted}:2 train`, `${planted}:2 tune`, `${planted}:3 explain`]);
    });
  });
});

/** Every place in the library, and in files that are added, that reads a kind of a step, by the types that the compiler sees. */
function readsOfKinds(more: Readonly<Record<string, string>>): string[] {
  const added = new Map(Object.entries(more).map(([file, source]) => [join(ROOT, file), source]));
  const files = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('handlers/')).map(file => join(ROOT, 'lib', file));
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], module: ts.ModuleKind.CommonJS, strict: true, types: [] };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = file => added.has(file) || fileExists.call(host, file);
  host.readFile = file => added.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const source = added.get(file);
    return source === undefined ? getSourceFile.call(host, file, languageVersion, ...rest) : ts.createSourceFile(file, source, languageVersion, true);
  };
  // Packages are left out: what steps are is said by the library alone, and reading the CDK's types would take long.
  host.resolveModuleNameLiterals = (literals, containing) => literals.map(({ text }) => {
    const base = text.startsWith('.') ? resolve(dirname(containing), text) : undefined;
    const found = base === undefined ? undefined : [`${base}.ts`, join(base, 'index.ts')].find(file => host.fileExists(file));
    return { resolvedModule: found === undefined ? undefined : { resolvedFileName: found, extension: ts.Extension.Ts } };
  });
  const program = ts.createProgram([...files, ...added.keys()], options, host);
  const checker = program.getTypeChecker();
  const isStep = (type: ts.Type): boolean => type.isUnionOrIntersection() ? type.types.some(isStep) : type.getSymbol()?.name === 'StepDefinition';

  return program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(join(ROOT, 'lib'))).flatMap(source => {
    const found: string[] = [];
    const note = (node: ts.Node, names: readonly string[]) => {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      names.filter(name => KINDS.includes(name)).forEach(name => found.push(`${relative(ROOT, source.fileName)}:${line} ${name}`));
    };
    const namesOf = (type: ts.Type): string[] => (type.isUnion() ? type.types : [type]).flatMap(one => one.isStringLiteral() ? one.value : []);
    const visit = (node: ts.Node): void => {
      const ofStep = () => isStep(checker.getTypeAtLocation((node as ts.PropertyAccessExpression).expression));
      if (ts.isPropertyAccessExpression(node) && KINDS.includes(node.name.text) && ofStep()) note(node, [node.name.text]);
      if (ts.isElementAccessExpression(node) && ofStep()) note(node, namesOf(checker.getTypeAtLocation(node.argumentExpression)));
      if (ts.isObjectBindingPattern(node) && isStep(checker.getTypeAtLocation(node))) {
        node.elements.forEach(element => note(element, [(element.propertyName ?? element.name).getText(source)]));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}
