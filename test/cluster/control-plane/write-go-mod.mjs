// Writes the go.mod of a program that links Kubernetes. Kubernetes' own go.mod serves only within its repository, where parts of it stand in
// folders beside each other: here each is the module that was released with it. Every other version is the one that Kubernetes was tested with.
import { readFileSync, writeFileSync } from 'node:fs';

const [source, version, target] = process.argv.slice(2);
const staged = `v0.${version.slice('v1.'.length)}`;
const lines = readFileSync(source, 'utf8').split('\n');
const block = (word) => lines.flatMap((line, at) => line === `${word} (` ? [lines.slice(at, lines.indexOf(')', at) + 1).join('\n')] : []);
const stagedModules = lines.flatMap((line) => /^\s+(k8s\.io\/\S+) => \.\/staging/.exec(line)?.[1] ?? []);

writeFileSync(target, [
  'module control-plane',
  ...lines.filter((line) => /^(go|godebug) [^(]/.test(line)),
  ...block('godebug'),
  `require k8s.io/kubernetes ${version}`,
  ...block('require').map((text) => text.replace(/^(\tk8s\.io\/\S+) v0\.0\.0(?= |$)/gm, `$1 ${staged}`)),
  ...stagedModules.map((module) => `replace ${module} => ${module} ${staged}`),
  '',
].join('\n\n'));
