/**
 * Prints what loading the package loads, as JSON: the packages of others, and how many files of its own.
 */
import { createRequire } from 'node:module';

const before = new Set(Object.keys(require.cache));
createRequire(__filename)('mlops-constructs');
const files = Object.keys(require.cache).filter(file => !before.has(file));
const packages = files.flatMap(file => /^.*?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1) ?? []);

console.log(JSON.stringify({
  packages: [...new Set(packages)].sort(),
  ownFiles: files.filter(file => !file.includes('node_modules')).length,
}));
