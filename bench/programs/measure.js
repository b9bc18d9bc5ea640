// One measurement in a fresh process: `node measure.js <program> <output directory> <count>` prints it as JSON.
const [program, outdir, count] = process.argv.slice(2);

const start = performance.now();
const { make } = require(program);
const imported = performance.now();
const app = make?.(outdir, Number(count));
app?.synth();
const synthesised = performance.now();

console.log(JSON.stringify({
  importing: imported - start,
  synthesising: synthesised - imported,
  megabytes: process.resourceUsage().maxRSS / 1024,
  cdkFiles: Object.keys(require.cache).filter(file => file.includes('/aws-cdk-lib/') && file.endsWith('.js')),
}));
