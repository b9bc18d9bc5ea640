// One measurement in a fresh process: `node measure.js <program> <output directory> <count>` prints it as JSON.
const [program, outdir, count] = process.argv.slice(2);

// CPU time, of all threads: the clock of a wall also counts what else the machine does.
const milliseconds = ({ user, system }) => (user + system) / 1000;

const start = process.cpuUsage();
const { make } = require(program);
const importing = milliseconds(process.cpuUsage(start));
make?.(outdir, Number(count)).synth();

console.log(JSON.stringify({
  importing,
  whole: milliseconds(process.cpuUsage()),
  megabytes: process.resourceUsage().maxRSS / 1024,
  cdkFiles: Object.keys(require.cache).filter(file => file.includes('/aws-cdk-lib/') && file.endsWith('.js')),
}));
