import { defineConfig } from 'vitest/config';

/** `npm run test:boot`: virtual machines, one after the other. */
export default defineConfig({
  test: {
    include: ['test/boot/**/*.test.ts'],
    fileParallelism: false,
  },
});
