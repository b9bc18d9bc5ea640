// Writes the go.mod of a program that is built from a module of others, with every version that they have tested it with. Their own go.mod
// serves only within their repository, where parts of Kubernetes stand in folders beside each other: here each is the module that was
// released with it.
import { readFileSync, writeFileSync } from 'node:fs';

const [source, module, version, target] = process.argv.slice(2);
const staged = `v0.${version.slice('v1.'.length)}`;
const lines = readFileSync(source, 'utf8').split('\n');
const blocks = (word) => lines.flatMap((line, at) => line === `${word} (` ? [lines.slice(at, lines.indexOf(')', at) + 1).join('\n')] : []);

writeFileSync(target, [
  'module built',
  ...lines.filter((line) => /^(go|godebug|replace) [^(]/.test(line)),
  ...blocks('godebug'),
  `require ${module} ${version}`,
  ...blocks('require').map((text) => text.replace(/^(\tk8s\.io\/\S+) v0\.0\.0(?= |$)/gm, `$1 ${staged}`)),
  ...blocks('replace').map((text) => text.replace(/^(\s+)(k8s\.io\/\S+) => \.\/staging\S*/gm, `$1$2 => $2 ${staged}`)),
  '',
].join('\n\n'));
