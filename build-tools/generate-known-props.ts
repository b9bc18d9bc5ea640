/**
 * Writes `lib/aws/foundation/known-props.json`: the props of every construct, by the name of their interface. What is given besides them
 * from JavaScript, where no compiler looks, is then an error, and so is what is left out of those that must be given. With them stand the
 * keys of lengths of time and of sizes, which are read at synth and so cannot be tokens.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';

/** What the constructs of AWS take is said here. Those of another place have the same names, and props of their own. */
const FOLDERS = ['aws', 'definition', 'synth/aws'];

interface Member {
  readonly name: string;
  readonly isRequired: boolean;
}
type Interfaces = ReadonlyMap<string, ts.InterfaceDeclaration>;

/** The file, from the sources of a library. */
export function knownProps(lib: string): string {
  const interfaces = interfacesOf(lib);
  const props = [...interfaces.keys()].filter(name => /Props$/.test(name)).sort()
    .map(name => [name, membersOf(name, interfaces)] as const)
    .flatMap(([name, members]) => members === undefined ? [] : [[name, {
      known: members.map(member => member.name),
      required: members.filter(({ isRequired }) => isRequired).map(member => member.name),
    }]]);
  // Texts of a number and a unit: by their type, or by the pattern of short times.
  const measures = [...interfaces.values()].flatMap(declaration => [...declaration.members]).filter(member => {
    const type = ts.isPropertySignature(member) ? member.type?.getText() : undefined;
    return type === 'DurationText' || type === 'SizeText' || type === 'string' && member.getFullText().includes('(ms|s|m)');
  }).map(member => (member.name as ts.Identifier).text);
  return `${JSON.stringify({ props: Object.fromEntries(props), measures: [...new Set(measures)].sort() }, undefined, 1)}\n`;
}

function interfacesOf(lib: string): Interfaces {
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const sources = FOLDERS.flatMap(folder => readdirSync(join(lib, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.ts$/.test(name) && !/\.d\.ts$|handlers\//.test(name)).map(name => join(lib, folder, name)));
  // A construct that is a stack takes the props of stacks.
  for (const file of [...sources, join(dirname(require.resolve('aws-cdk-lib')), 'core/lib/stack.d.ts')]) {
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true).forEachChild(node => {
      if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
    });
  }
  return interfaces;
}

/** The members of an interface and of those that it extends; nothing when one of these is not the library's. */
function membersOf(name: string, interfaces: Interfaces): Member[] | undefined {
  const declaration = interfaces.get(name);
  if (declaration === undefined) return undefined;
  const own = declaration.members.map(member => ({ name: (member.name as ts.Identifier).text, isRequired: member.questionToken === undefined }));
  const bases = (declaration.heritageClauses ?? [])
    .flatMap(clause => clause.types.map(({ expression }) => membersOf((expression as ts.Identifier).text, interfaces)));
  return bases.some(base => base === undefined) ? undefined : [...bases.flatMap(base => base!), ...own];
}

if (require.main === module) {
  const lib = join(__dirname, '../lib');
  writeFileSync(join(lib, 'aws/foundation/known-props.json'), knownProps(lib));
}
