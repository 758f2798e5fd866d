import { defineConfig } from 'vitest/config';

/** `npm run test:agent`: the on-target program under busybox ash, two files at a time. */
export default defineConfig({
  test: {
    include: ['test/agent/{apply,converge,host,installer,replug}/**/*.test.ts'],
    // Each has folders, loop devices and a libvirtd of its own.
    maxWorkers: 2,
    testTimeout: 300_000,
  },
});
