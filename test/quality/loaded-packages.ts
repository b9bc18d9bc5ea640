/**
 * Prints, as JSON, what loading the package loads at once, and which packages of others all its names need.
 */
import { createRequire } from 'node:module';

const before = new Set(Object.keys(require.cache));
const loaded = () => Object.keys(require.cache).filter(file => !before.has(file));

const library = createRequire(__filename)('mlops-constructs') as object;
const atOnce = loaded().length;
Object.values(library);
const packages = loaded().flatMap(file => /^.*?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1) ?? []);

console.log(JSON.stringify({ atOnce, packages: [...new Set(packages)].sort() }));
