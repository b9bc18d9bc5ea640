// A machine on which everything is different that must not matter at synth: the clock, and no network and no processes.
// The environment (HOME, TZ, LANG, AWS_*) is set by whoever starts the process.
const RealDate = Date;
const start = RealDate.now();
const strange = () => 981173106000 + (RealDate.now() - start);

globalThis.Date = class extends RealDate {
  constructor(...values) {
    super(...(values.length === 0 ? [strange()] : values));
  }

  static now() {
    return strange();
  }
};

const refuse = what => () => {
  throw new Error(`synthesis must not use ${what}`);
};
require('node:net').Socket.prototype.connect = refuse('the network');
require('node:dns').lookup = refuse('the network');
const processes = require('node:child_process');
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) processes[name] = refuse(`processes (${name})`);
