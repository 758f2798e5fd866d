import { defineConfig } from 'vitest/config';
import { layers } from './vitest.layers.ts';

/** `npm run test:media`: whole media. */
export default defineConfig({
  test: {
    include: layers.media,
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
