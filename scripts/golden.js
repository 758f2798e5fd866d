import { spawnSync } from 'node:child_process';

// Writes anew what test/golden, test/rejected and test/machines hold, for a change that is meant to change them: read
// the diff before you commit it. In CI there is nobody who would.
if (process.env.CI) {
  console.error('CI is set: goldens are compared there (npm test), never written.');
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    'test/golden.test.ts',
    'test/rejected.test.ts',
    'test/commands/probe/trees.test.ts',
    'test/commands/devices.test.ts',
  ],
  { stdio: 'inherit', env: { ...process.env, MKAPKOVL_UPDATE_GOLDEN: '1' } },
);
process.exit(status ?? 1);
