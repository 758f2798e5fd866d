import { defineConfig } from 'vitest/config';

/** `npm run test:agent`: the on-target program under busybox ash, one file after the other. */
export default defineConfig({
  test: {
    include: ['test/agent/{apply,converge,host,installer}/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
  },
});
