// One measurement in a fresh process: `node measure.js <program> <output directory> <count>` prints it as JSON.
const [program, outdir, count] = process.argv.slice(2);

const start = performance.now();
const { make } = require(program);
const imported = performance.now();
const app = make?.(outdir, Number(count));
app?.synth();
const synthesised = performance.now();

const packageFiles = Object.keys(require.cache).filter(file => /aws-cdk-lib\/(aws|cloudformation|cx|lambda|region|core)[\w-]*\/index\.js$/.test(file));
console.log(JSON.stringify({
  importing: imported - start,
  synthesising: synthesised - imported,
  megabytes: process.resourceUsage().maxRSS / 1024,
  modules: packageFiles.map(file => /aws-cdk-lib\/([\w-]+)\/index\.js$/.exec(file)[1]),
}));
