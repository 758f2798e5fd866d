import { defineConfig } from 'vitest/config';
import { layers } from './vitest.layers.ts';

/** `npm run test:agent`: what runs on a host, under busybox ash, two files at a time. */
export default defineConfig({
  test: {
    include: layers.agent,
    // Each has folders, loop devices and a libvirtd of its own.
    maxWorkers: 2,
    testTimeout: 300_000,
  },
});
