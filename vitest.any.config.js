import { defineConfig } from 'vitest/config';
import { layers } from './vitest.layers.ts';

/** `npm run test:any`: generated and hostile input. */
export default defineConfig({
  test: {
    include: layers.any,
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
