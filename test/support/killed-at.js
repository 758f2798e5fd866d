import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Preloaded (node --import) it kills the program with SIGKILL just before its n-th change of the folder `out`, with
 * n from KILLED_AT.
 */
const at = Number(process.env.KILLED_AT);
let changes = 0;

const concerns = (first) => (typeof first === 'number' ? first > 2 : /\/out(\/|$)/.test(String(first)));

for (const name of ['mkdirSync', 'mkdtempSync', 'openSync', 'writeSync', 'linkSync', 'renameSync', 'rmSync']) {
  const real = fs[name];
  fs[name] = (...given) => {
    if (concerns(given[0]) && ++changes === at) process.kill(process.pid, 'SIGKILL');
    return real(...given);
  };
}
syncBuiltinESMExports();
