import { defineConfig } from 'vitest/config';
import { layers } from './vitest.layers.ts';

/** `npm run test:bundle`: builds dist/cli.js once, and runs it. */
export default defineConfig({
  test: {
    include: layers.bundle,
    globalSetup: ['test/support/build-once.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
