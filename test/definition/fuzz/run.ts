/**
 * Checks as many badly edited definitions as are asked for, and says what happened. `npm run test:fuzz -- 100000 7` begins
 * with the seed 7; without one it begins elsewhere each day.
 */
import { Failure, fuzz } from './fuzz';

const [count = '2000', seed = String(Math.floor(Date.now() / 86_400_000))] = process.argv.slice(2);
const kinds = new Map<string, number>();
let said = 0;
const report = fuzz(Number(count), Number(seed), ({ count: done, failures }) => {
  const last = failures[failures.length - 1];
  const known = [...kinds.values()].reduce((sum, times) => sum + times, 0);
  if (last !== undefined && failures.length > known) show(last);
  if (done >= said + 5000) console.error(`${said = done} checked, ${failures.length} failed`);
});

/** The first of a kind is shown at once. */
function show({ why, mutant: { lock, text } }: Failure): void {
  const kind = why.split('\n').slice(0, 3).join('\n');
  if (!kinds.has(kind)) console.log(`--- ${kind}\n${text.slice(0, 2000)}\n${lock === undefined ? '' : `--- mlops.lock.json\n${lock.slice(0, 1000)}\n`}`);
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
}

kinds.forEach((times, kind) => console.log(`${times} times: ${kind}`));
console.log(`${report.count} definitions (seed ${seed}): ${report.accepted} accepted, ${report.refused} refused, ${report.failures.length} failed; slowest ${report.slowest.toFixed(2)} s`);
process.exitCode = report.failures.length > 0 ? 1 : 0;
