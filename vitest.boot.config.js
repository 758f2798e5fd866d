import { defineConfig } from 'vitest/config';
import { layers } from './vitest.layers.ts';

/** `npm run test:boot`: virtual machines, one after the other. */
export default defineConfig({
  test: {
    include: layers.boot,
    fileParallelism: false,
  },
});
