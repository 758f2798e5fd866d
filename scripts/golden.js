import { spawnSync } from 'node:child_process';

// Writes again what test/golden, test/rejected and test/machines hold, and what is made from the profile's schema
// (npm run generate), after an intended change: read the diff before you commit it. Refuses to run in
// CI, where nobody reads it.
if (process.env.CI) {
  console.error('CI is set: goldens are compared there (npm test), never written.');
  process.exit(1);
}
const generated = spawnSync('npm', ['run', '--silent', 'generate'], { stdio: 'inherit' });
const write = (...words) =>
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...words], {
    stdio: 'inherit',
    env: { ...process.env, MKAPKOVL_UPDATE_GOLDEN: '1' },
  });
const compared = [
  write(
    'test/golden.test.ts',
    'test/rejected.test.ts',
    'test/commands/devices.test.ts',
    'test/commands/outputs.test.ts',
  ),
  write('--config', 'vitest.agent.config.js', 'test/commands/probe/trees.test.ts'),
];
process.exit([generated, ...compared].some(({ status }) => status !== 0) ? 1 : 0);
